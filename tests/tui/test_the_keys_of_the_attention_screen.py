"""Pressing the keys of the outbox: what is sent, what is kept, what is said; nothing refused goes by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from postcmd import intents, ops
from postcmd.ops import Op
from postcmd.records import Quota
from tests.tui.cases import ABOVE, OTHER, PART, cascade
from tests.tui.fakes import FakeCentre, FakeDesk
from tests.tui.post import GUBEI, JINZHAN, Post, a_post
from tui.attention import EditCard, OutboxList

pytestmark = pytest.mark.anyio


def a_desk() -> FakeDesk:
    return FakeDesk(FakeCentre(cascade()))


def mine(desk: FakeDesk, quota_id: str, text: str) -> str:
    """Set on what was seen; not sent yet."""
    record = desk.centre.records["quota", quota_id]
    assert isinstance(record, Quota)
    return desk.submit([intents.set_heads(record, text, "e1")], [record])[0]


def theirs(desk: FakeDesk, quota_id: str, text: str) -> None:
    record = desk.centre.records["quota", quota_id]
    assert isinstance(record, Quota)
    assert desk.centre.decide(intents.set_heads(record, text, "e1"), "miyun", "miyun").status == "applied"


def judged(desk: FakeDesk) -> None:
    """The centre has spoken before the board is opened."""
    desk.save()
    desk.send()
    desk.pull()


def a_conflict() -> tuple[FakeDesk, str]:
    """Somebody else was faster; and our ticket."""
    desk = a_desk()
    ticket = mine(desk, JINZHAN, "15")
    theirs(desk, JINZHAN, "20")
    judged(desk)
    return desk, ticket


async def on_the_list(post: Post) -> str:
    await post.press("o")
    return post.text_of(post.over(OutboxList))


async def test_the_line_of_keys_names_those_of_the_case_under_the_cursor() -> None:
    desk = a_desk()
    mine(desk, JINZHAN, "15")
    theirs(desk, JINZHAN, "20")
    refused = mine(desk, GUBEI, "14")
    judged(desk)
    desk.end(refused, "rejected", "forbidden_role")
    async with a_post(desk=desk) as post:
        await post.press("o")
        assert "m mine" not in post.said
        assert "h hand over" in post.said
        await post.press("down")
        assert "m mine" in post.said
        assert "a apply" not in post.said


async def test_a_key_that_does_nothing_there_says_why() -> None:
    desk, _ticket = a_conflict()
    async with a_post(desk=desk) as post:
        await post.press("o", "r")
        assert post.said == "No quota above it stands in the way."
        await post.press("enter")
        card = post.text_of(post.over(EditCard))
        assert "r raise" in card
        assert "No quota above it stands in the way." in card


async def test_dismissing_asks_for_a_reason_and_keeps_it() -> None:
    desk, ticket = a_conflict()
    async with a_post(desk=desk) as post:
        await post.press("o", "d", "escape")
        assert "stays on the list" in post.said
        assert "1 needs attention" in post.status
        await post.press("d")
        await post.type_at_once("2\r")
        assert desk.reasons == {ticket: "not needed"}
        assert "attention" not in post.status


@pytest.mark.parametrize(("typed", "kept"), [("\r", ""), ("they know\r", "they know"), ("12 came\r", "12 came")])
async def test_the_reason_is_free_or_none(typed: str, kept: str) -> None:
    desk, ticket = a_conflict()
    async with a_post(desk=desk) as post:
        await post.press("o", "enter", "d")
        await post.type_at_once(typed)
        assert desk.reasons == {ticket: kept}


async def test_what_is_edited_anew_stays_until_the_new_edit_is_made() -> None:
    desk, ticket = a_conflict()
    async with a_post(desk=desk) as post:
        await post.press("o", "e", "escape")
        assert "1 needs attention" in post.status
        await post.press("o", "e", "enter")
        assert desk.reasons == {ticket: "edited"}
        await post.sync()
        assert post.heads(JINZHAN) == "6-15"


async def test_a_status_is_chosen_anew_from_where_the_squad_is() -> None:
    desk = a_desk()
    desk.submit([ops.SquadMove(squad="first", came_from="standby", to="mustering")])
    desk.centre.decide(ops.SquadMove(squad="first", came_from="standby", to="alerted"), "miyun", "miyun")
    judged(desk)
    async with a_post(desk=desk) as post:
        await post.press("o", "e", "1")
        await post.sync()
        assert post.centre.records["squad", "first"].status == "mustering"  # type: ignore[union-attr]
        assert "attention" not in post.status


async def test_the_quota_above_is_raised_and_the_edit_applied_by_one_key() -> None:
    desk = a_desk()
    mine(desk, PART, "3-9")
    judged(desk)
    async with a_post(desk=desk) as post:
        await post.press("o", "r", "escape")
        await post.sync()
        assert (post.heads(ABOVE), post.heads(PART)) == ("9-15", "3-9")
        assert "attention" not in post.status
        await post.press("u")
        await post.sync()
        assert (post.heads(ABOVE), post.heads(PART)) == ("9-12", "3-6")


async def test_the_allowed_part_is_applied_by_one_key() -> None:
    desk = a_desk()
    mine(desk, PART, "3-9")
    judged(desk)
    theirs(desk, ABOVE, "9-14")
    desk.pull()
    async with a_post(desk=desk) as post:
        await post.press("o", "a")
        await post.sync()
        assert post.centre.records["quota", PART].max == 8  # type: ignore[union-attr]


async def test_a_deleted_record_comes_back_with_the_edit() -> None:
    desk = a_desk()
    mine(desk, OTHER, "3-8")
    record = desk.centre.records["quota", OTHER]
    assert isinstance(record, Quota)
    desk.centre.decide(intents.delete(record, "e1"), "miyun", "miyun")
    judged(desk)
    async with a_post(desk=desk) as post:
        await post.press("o", "b", "escape")
        await post.sync()
        assert post.heads(OTHER) == "3-8"
        assert "attention" not in post.status


async def test_a_bulk_is_decided_line_by_line_and_is_done_with_the_last() -> None:
    desk = a_desk()
    adds: list[Op] = []
    for one in (PART, JINZHAN, OTHER):
        record = desk.centre.records["quota", one]
        assert isinstance(record, Quota)
        adds.append(intents.add_heads(record, 9))
    ticket = desk.submit([ops.Bulk(items=tuple(adds))])[0]  # type: ignore[arg-type]
    del desk.centre.records["quota", OTHER]
    judged(desk)
    async with a_post(desk=desk) as post:
        text = await on_the_list(post)
        assert "1 done, 2 not" in text
        assert text.count("└") == 2
        await post.press("down", "r")
        assert desk.reasons == {}
        assert post.text_of(post.over(OutboxList)).count("└") == 1
        await post.press("d", "enter")
        assert ticket in desk.reasons
        await post.sync()
        assert "attention" not in post.status
        await post.press("escape")
        assert post.heads(PART) == "3-15"


async def test_an_edit_is_handed_over_as_a_text_in_a_file_and_on_the_clipboard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = a_desk()
    ticket = mine(desk, GUBEI, "14")
    desk.save()
    desk.end(ticket, "rejected", "forbidden_scope")
    async with a_post(desk=desk) as post:
        copied: list[str] = []
        monkeypatch.setattr(post.app, "copy_to_clipboard", copied.append)
        post.screen.post_folder = tmp_path / "state"
        await post.press("o", "h")
        await post.app.workers.wait_for_complete()
        await post.settle()
        (file,) = (tmp_path / "state" / "handover").iterdir()
        assert file.stat().st_mode & 0o077 == 0
        text = file.read_text(encoding="utf-8")
        assert copied == [text]
        assert str(file.name) in post.said
        for said in ("密云区", "密云总队", "14", "centre", "outside what you may see or change", GUBEI):
            assert said in text
        assert "1 needs attention" in post.status


async def test_a_file_set_aside_is_named_as_long_as_it_is_kept() -> None:
    desk = a_desk()
    desk.more = {"set_aside": ("outbox-20221120.json",)}
    async with a_post(desk=desk) as post:
        assert "1 file set aside (o)" in post.status
        assert "outbox-20221120.json" in await on_the_list(post)
        await post.press("m")
        assert "doctor" in post.said
        await post.press("enter")
        assert "outbox-20221120.json" in post.text_of(post.over(EditCard))


async def test_nothing_refused_goes_by_itself() -> None:
    """I4: nothing refused leaves the list by itself."""
    desk = a_desk()
    ticket = mine(desk, GUBEI, "14")
    judged(desk)
    desk.end(ticket, "rejected", "forbidden_role")
    async with a_post(desk=desk) as post:
        for _again in range(3):
            await post.sync()
        await post.press("o", "escape", "o", "enter", "escape", "escape")
        assert "1 needs attention" in post.status
        assert desk.edits[ticket].stage == "attention"
