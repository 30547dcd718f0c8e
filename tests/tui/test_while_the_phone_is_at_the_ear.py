"""Search, pages, notes, what falls due, who has it in hand: the keys of somebody who holds a phone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from postcmd import pinyin
from postcmd.records import AnyRecord, Note, Place, Request, RiskLevel, Unit
from tests.tui.fakes import NOON
from tests.tui.post import GUBEI, SUNHE, TODAY, Post, a_post, quota, request, world
from tui.due_list import DueList
from tui.pages import PageCard
from tui.palette import Palette
from tui.phone_note import PhoneNoteLine
from tui.search_screen import SearchList

pytestmark = pytest.mark.anyio


def with_contacts() -> list[AnyRecord]:
    told: dict[str, Any] = {"contact": "刘主任 8459", "risks": (RiskLevel("sealed", TODAY),)}
    return [
        *(one for one in world() if one.id not in ("sunhe-p", "lianjia", "sunhe")),
        Place(id="sunhe-p", kind="township", name="孙河乡", path="chaoyang-d/sunhe-p", parent="chaoyang-d", **told),
        Unit(id="lianjia", kind="enterprise", name="链家", path="centre/chaoyang/lianjia", contact="值班 138"),
        request("sunhe", "sunhe-p", urgent=True, called_by="王书记", due=NOON + timedelta(minutes=40)),
    ]


def notes(post: Post) -> list[Note]:
    return [note for note in post.screen.board.every("note") if isinstance(note, Note)]


def asked(post: Post, request_id: str = "sunhe") -> Request:
    found = post.screen.board.request(request_id)
    assert found is not None
    return found


# Search


async def test_one_key_a_few_letters_and_enter_go_to_the_request() -> None:
    pinyin.load()
    async with a_post(with_contacts()) as post:
        await post.press("ctrl+f")
        await post.type_at_once("sunhe hs")
        await post.pilot.app.workers.wait_for_complete()
        await post.press("enter")
        assert (post.screen.pane, post.table.cursor) == ("request", "sunhe")
        assert post.table.has_focus


async def test_the_hits_of_a_kind_stand_together_and_follow_what_arrives() -> None:
    async with a_post(with_contacts()) as post:
        await post.press("colon", "slash")
        await post.type_at_once("孙河")
        search = post.text_of(post.over(SearchList))
        assert [line.split()[0] for line in search.splitlines()[2:4]] == [">", "request"]
        assert "Nothing has that name." not in search
        post.centre.records["place", "new"] = Place(id="new", kind="community", name="孙河新村", path="new", rev=200)
        await post.sync()
        assert "孙河新村" in post.text_of(post.over(SearchList))


async def test_enter_on_a_contact_opens_whom_it_belongs_to_and_escape_leads_back() -> None:
    async with a_post(with_contacts()) as post:
        await post.press("ctrl+f")
        await post.type_at_once("刘主任\r")
        page = post.text_of(post.over(PageCard))
        assert "孙河乡" in page
        await post.press("escape")
        assert post.table.has_focus


async def test_the_search_leads_on_from_the_palette() -> None:
    async with a_post() as post:
        await post.press("colon")
        post.over(Palette)
        await post.press("slash")
        post.over(SearchList)
        await post.press("escape")
        assert post.table.has_focus


# Pages


async def test_the_page_of_a_place_says_what_is_wanted_who_is_there_the_risk_and_whom_to_ring() -> None:
    note = Note(id="n1", at=NOON, text="缺防护服", unit="centre", about=("request", "sunhe"), place="sunhe-p")
    async with a_post([*with_contacts(), note]) as post:
        await post.on(SUNHE)
        await post.press("i")
        page = post.text_of(post.over(PageCard))
        for text in ("孙河乡", "sealed", "from 11-20", "刘主任 8459", "王书记", "链家一队", "链家二队", "缺防护服"):
            assert text in page, text
        await post.press("i")
        page = post.text_of(post.over(PageCard))
        for text in ("链家", "值班 138", "11-20  孙河乡", "链家一队"):
            assert text in page, text


async def test_a_digit_on_a_page_goes_to_the_record_beside_it() -> None:
    async with a_post(with_contacts()) as post:
        await post.on(SUNHE)
        await post.press("i", "1")
        assert (post.screen.pane, post.table.cursor) == ("request", "sunhe")


# Notes


async def test_a_note_on_the_record_is_two_keys_and_its_words() -> None:
    async with a_post(with_contacts()) as post:
        await post.press("g", "r")
        await post.on("sunhe")
        await post.type_at_once("；缺防护服\r")
        (note,) = notes(post)
        assert (note.text, note.about, note.place) == ("缺防护服", ("request", "sunhe"), "sunhe-p")
        assert post.said == "Noted."


async def test_what_will_be_written_is_said_before_enter() -> None:
    async with a_post(with_contacts()) as post:
        await post.on(SUNHE)
        await post.type_at_once(";回电 @14:20")
        line = post.over(PhoneNoteLine)
        said = "  ".join(part.text for part in line.query_one(".prompt--right").parts)  # type: ignore[attr-defined]
        assert said == "reminds at 14:20"
        await post.press("tab", "enter")
        (note,) = notes(post)
        assert (note.about, note.text) == (None, "回电")
        assert note.remind_at == NOON + timedelta(hours=2, minutes=20)


async def test_a_note_half_typed_is_there_again_after_escape_and_on_the_next_board() -> None:
    async with a_post(with_contacts()) as post:
        await post.on(SUNHE)
        await post.type_at_once(";回电孙")
        await post.press("escape")
        assert "kept half typed" in post.said
        await post.on(GUBEI)
        await post.press("semicolon")
        assert "孙河乡" in post.over(PhoneNoteLine)._label  # type: ignore[attr-defined]
        await post.pilot.app.workers.wait_for_complete()
    async with a_post(with_contacts()) as post:
        await post.type_at_once(";河\r")
        assert [note.text for note in notes(post)] == ["回电孙河"]
        await post.pilot.app.workers.wait_for_complete()


async def test_a_note_that_is_refused_stays_in_the_line_with_its_reason() -> None:
    async with a_post(with_contacts()) as post:
        await post.press("semicolon", "enter")
        assert "needs words" in str(post.over(PhoneNoteLine).query_one(".prompt--right").parts)  # type: ignore[attr-defined]
        assert notes(post) == []


# What falls due


async def test_the_list_of_what_falls_due_leads_to_the_record_and_settles_reminders() -> None:
    note = Note(id="n1", at=NOON, text="回电", unit="centre", remind_at=NOON + timedelta(minutes=5), rev=1)
    async with a_post([*with_contacts(), note]) as post:
        await post.press("L")
        due = post.over(DueList)
        assert [line.split()[-1] for line in post.text_of(due).splitlines()[2:4]] == ["回电", "testing"]
        await post.press("p")
        assert "Put off" in post.said
        await post.press("down", "x")
        assert "Settled" not in post.said, "a request is settled by its people being there"
        await post.press("enter")
        assert post.table.cursor == "sunhe"
        await post.press("L", "x")
        assert "Settled" in post.said
        assert [one.settled_at is not None for one in notes(post)] == [True]


# Who has it in hand


async def test_one_key_takes_a_request_in_hand_another_lets_go_and_everybody_sees_it() -> None:
    async with a_post(with_contacts()) as post:
        await post.press("g", "r")
        await post.on("sunhe")
        assert post.said.startswith("f in hand"), "what comes next stands first at the bottom"
        await post.press("f")
        await post.sync()
        assert post.cells("sunhe")["hand"] == "centre"
        assert post.centre.records["request", "sunhe"].handled_by == "centre"  # type: ignore[union-attr]
        await post.press("f")
        await post.sync()
        assert asked(post).handled_by == ""


async def test_taking_over_asks_first_and_names_who_has_it() -> None:
    async with a_post([*(one for one in with_contacts() if one.id != "sunhe"), request(handled_by="li")]) as post:
        await post.press("g", "r")
        await post.on("sunhe")
        await post.press("f", "enter")
        assert asked(post).handled_by == "li"
        await post.press("f", "y")
        assert asked(post).handled_by == "centre"


async def test_two_who_take_one_request_learn_of_each_other_by_name() -> None:
    async with a_post(with_contacts()) as post:
        await post.press("g", "r")
        await post.on("sunhe")
        taken = msgspec.structs.replace(asked(post), handled_by="li", rev=300)
        post.centre.records["request", "sunhe"] = taken
        await post.press("f")
        await post.sync()
        assert "handled by li" in post.said
        assert post.cells("sunhe")["hand"] == "li"
        await post.press("o", "m")
        await post.sync()
        assert asked(post).handled_by == "centre", "mine, said of the one who has it"


async def test_what_is_over_need_not_be_in_hand() -> None:
    over = [*(one for one in with_contacts() if one.id != "gubei"), request("gubei", "miyun-d", status="closed")]
    async with a_post([*over, quota("gubei", "miyun")]) as post:
        await post.press("g", "r")
        await post.on("gubei")
        await post.press("f")
        assert "over" in post.said
