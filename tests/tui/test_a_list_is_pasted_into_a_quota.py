"""A list out of a chat group becomes sign-ups: looked at first, then one edit."""

from __future__ import annotations

import pytest

from postcmd import ops
from postcmd.records import SignUp
from postcmd.roster import Person
from tests.tui.fakes import NOON
from tests.tui.people import NAMES, SUNHE, chat_list, night
from tests.tui.post import TODAY, Post, a_post, quota, world
from tui.paste_screen import PasteList
from tui.signups_screen import SignUpsList

pytestmark = pytest.mark.anyio


async def paste(post: Post, text: str) -> None:
    await post.type_at_once(f"\x1b[200~{text}\x1b[201~")


async def test_twenty_six_names_take_at_most_eight_keys() -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        keys = ["b", "enter"]
        await post.press(keys[0])
        await paste(post, chat_list())
        shown = post.text_of(post.over(PasteList))
        assert "→ 12 confirmed, 14 in reserve  new name 26" in shown
        await post.press(keys[1])
        assert "26 signed up" in post.said
        (edit,) = post.desk.edits.values()
        assert not any(name in str(edit.op) for name in NAMES)
        await post.sync()
        quota = post.centre.records["quota", SUNHE]
        assert (quota.confirmed, quota.reserve) == (12, 14)  # type: ignore[union-attr]
        assert len(keys) <= 8


async def test_a_terminal_that_does_not_say_what_was_pasted_may_send_plain_lines() -> None:
    """Its line ends are Enter; none of them sends anything, however many there are, before Escape has ended it."""
    async with a_post() as post:
        await post.on(SUNHE)
        await post.press("b")
        await post.type_at_once("n 接龙\r\r\r" + chat_list().replace("\n", "\r"))
        assert not post.desk.edits
        assert "ends the list" in post.said
        await post.press("escape")
        shown = post.text_of(post.over(PasteList))
        assert "→ 12 confirmed, 14 in reserve  new name 26" in shown
        await post.press("enter")
        assert "26 signed up" in post.said


async def test_a_list_can_be_typed_line_by_line() -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.press("b")
        await post.type_at_once("赵六钱")
        assert "typed: 赵六钱" in post.text_of(post.over(PasteList))
        await post.press("backspace", "enter")
        await post.type_at_once("孙 七")
        await post.press("escape", "down")
        assert "Enter signs up" in post.said
        await paste(post, "李八")
        assert post.over(PasteList).count == 3  # type: ignore[attr-defined]


async def test_nothing_is_sent_before_enter_and_escape_leaves() -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.press("b", "enter")
        assert "Nothing has been pasted yet" in post.said
        await paste(post, chat_list())
        await post.press("escape")
        assert not post.desk.edits
        await post.press("b")
        assert post.over(PasteList).count == 0  # type: ignore[attr-defined]


async def test_people_of_the_roster_are_signed_up_by_number_as_one_edit() -> None:
    async with a_post() as post:
        post.screen.people.learn([Person(id="v7", name="赵晓明", unit="lianjia")])
        await post.on(SUNHE)
        await post.press("b")
        await paste(post, chat_list())
        assert "matched 1  new name 25" in post.text_of(post.over(PasteList))
        await post.press("enter")
        (edit,) = post.desk.edits.values()
        assert isinstance(edit.op, ops.Bulk)
        assert [getattr(item, "volunteer", None) for item in edit.op.items] == ["v7", None]


async def test_who_has_a_place_elsewhere_that_day_is_told_of_on_both_screens_and_not_refused() -> None:
    there = quota("jinzhan", "lianjia", confirmed=1)
    placed = SignUp(id="t", unit="lianjia", request="jinzhan", day=TODAY, volunteer="v7", confirmed=1, at=NOON)
    async with a_post([*world(), there, placed]) as post:
        post.screen.people.learn([Person(id="v7", name="赵晓明", unit="lianjia")])
        await post.on(SUNHE)
        await post.press("b")
        await paste(post, "1. 赵晓明")
        assert "that day also in: 金盏" in post.text_of(post.over(PasteList))
        await post.press("enter")
        assert "that day also in: 金盏" in post.text_of(post.over(SignUpsList))
        (edit,) = post.desk.edits.values()
        assert edit.stage != "attention"


async def test_an_ambiguous_line_counts_when_it_is_taken() -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.press("b")
        await paste(post, "1. 赵六\n2. 钱七+2\n3. 孙")
        over = post.over(PasteList)
        assert "ambiguous 1" in post.text_of(over)
        await post.press("space")
        assert "Only an ambiguous line" in post.said
        await post.press("down", "space")
        assert "Enter signs up 3" in post.said


async def test_a_list_of_those_counted_before_names_them_and_adds_nobody() -> None:
    async with a_post(night()) as post:
        post.screen.people.learn([Person(id="v8", name="赵晓明", unit="lianjia")])
        await post.on(SUNHE)
        await post.press("b")
        await paste(post, "1. 赵晓明\n2. 钱晓红")
        await post.press("n")
        assert "2 named of 11" in post.text_of(post.over(PasteList))
        await post.press("enter")
        await post.sync()
        assert post.centre.records["quota", SUNHE].confirmed == 11  # type: ignore[union-attr]


async def test_what_was_signed_up_stands_on_the_list_of_sign_ups() -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.press("b")
        await paste(post, chat_list())
        await post.press("enter")
        shown = post.text_of(post.over(SignUpsList))
        assert "12 confirmed  14 in reserve" in shown
        assert "26 heads" in shown
