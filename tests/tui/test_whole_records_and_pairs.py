"""Heads go over, notes are written, records are deleted, with keys; undo takes each of them back."""

from __future__ import annotations

import pytest

from postcmd import ops
from postcmd.scope import Grant
from tests.tui.cases import ABOVE, OTHER, PART, cascade
from tests.tui.fakes import FakeCentre, FakeDesk
from tests.tui.post import GUBEI, JINZHAN, SUNHE, a_post
from tui.transfer import Receivers

pytestmark = pytest.mark.anyio


async def test_heads_go_over_to_another_quota_of_the_request_and_back() -> None:
    async with a_post(cascade()) as post:
        await post.on(OTHER)
        await post.press("t")
        offered = post.text_of(post.over(Receivers))
        assert "朝阳总队  9-12" in offered
        assert "密云总队" not in offered
        await post.press("1")
        await post.type_at_once("2\r")
        assert post.said == "Transferred: 3-5 → 3, 9-12 → 9-14"
        await post.sync()
        assert (post.heads(OTHER), post.heads(ABOVE)) == ("3-3", "9-14")
        await post.press("u")
        await post.sync()
        assert (post.heads(OTHER), post.heads(ABOVE)) == ("3-5", "9-12")


async def test_what_cannot_go_over_is_said_and_nothing_is_sent() -> None:
    async with a_post(cascade()) as post:
        await post.on(OTHER)
        await post.press("t", "1")
        await post.type_at_once("x\r")
        assert not post.desk.edits
        await post.type_at_once("\x159\r")
        assert "below the min" in post.said
        assert not post.desk.edits


async def test_where_there_is_no_other_quota_the_key_says_so() -> None:
    async with a_post() as post:
        await post.on(GUBEI)
        await post.press("t")
        assert "no other quota on that day" in post.said
        await post.press("g", "s", "t")
        assert "press g q" in post.said


@pytest.mark.parametrize(("pane", "kind", "record_id"), [("q", "quota", SUNHE), ("s", "squad", "first")])
async def test_a_note_is_written_and_undone(pane: str, kind: str, record_id: str) -> None:
    async with a_post() as post:
        await post.press("g", pane)
        await post.on(record_id)
        await post.press("N")
        await post.type_at_once("问王师傅\r")
        await post.sync()
        key = (kind, record_id)
        assert post.centre.records[key].note == "问王师傅"  # type: ignore[index]
        await post.press("N", "escape")
        assert post.said == "Left as it was."
        await post.press("u")
        await post.sync()
        assert post.centre.records[key].note == ""  # type: ignore[index]


async def test_deleting_asks_first_and_no_is_chosen() -> None:
    async with a_post() as post:
        await post.on(GUBEI)
        await post.press("D", "enter")
        assert post.said == "Left as it was."
        assert not post.desk.edits
        await post.press("D", "y")
        assert "u brings it back" in post.said
        assert GUBEI not in post.table._sheet.listing
        await post.sync()
        await post.press("u")
        await post.sync()
        assert post.heads(GUBEI) == "12-12"


async def test_what_somebody_stands_on_is_not_deleted_and_why_is_said() -> None:
    async with a_post(cascade()) as post:
        await post.on(ABOVE)
        await post.press("D")
        assert post.said == "It cannot be deleted: it has parts, or is one."
        assert not post.desk.edits


async def test_who_may_only_record_writes_notes_and_deletes_nothing() -> None:
    desk = FakeDesk(FakeCentre(cascade()))
    desk.grants = (Grant("recorder", "*"),)
    async with a_post(desk=desk) as post:
        await post.on(PART)
        await post.press("D")
        assert "role" in post.said
        await post.press("t")
        assert "role" in post.said
        await post.press("N", "escape")
        assert post.said == "Left as it was."


async def test_a_selection_and_a_number_are_one_bulk() -> None:
    async with a_post() as post:
        await post.on(GUBEI)
        await post.press("space")
        await post.on(JINZHAN)
        await post.press("space")
        await post.type_at_once("11\r\r")
        (edit,) = post.desk.edits.values()
        assert isinstance(edit.op, ops.Bulk)
        await post.sync()
        assert (post.heads(GUBEI), post.heads(JINZHAN)) == ("11-11", "6-11")
        await post.press("u")
        assert post.said == "2 changes undone"
        await post.sync()
        assert (post.heads(GUBEI), post.heads(JINZHAN)) == ("12-12", "6-9")
