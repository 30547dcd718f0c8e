"""Pending transfers, bulks, deletions and notes, as the board shows them before the centre has spoken."""

from __future__ import annotations

from typing import Any

import pytest

from postcmd import intents, ops
from postcmd.board import Board
from postcmd.edits import Edit, Update
from postcmd.panes import Days, quota_ids, quota_row, request_row
from postcmd.records import AnyRecord, Quota, quota_id
from postcmd.undoing import undo
from postcmd.wire import Info, Result
from tests.builders import DAY, EPOCH, WORLD, add, delete, edit, issue, quota, request, set_, squad, transfer
from tests.rules import a_board

LIANJIA, FENGTAI = quota(6, 9), quota(6, 9, unit="fengtai")
ALL = Days("all")


def board_of(*records: AnyRecord, edits: tuple[Edit, ...] = ()) -> Board:
    return a_board.board_of(*(records or (LIANJIA, FENGTAI)), edits=edits)


def heads(board: Board, *units: str) -> list[int | None]:
    return [board.quota(quota_id("sunhe", unit, DAY)).max for unit in units]  # type: ignore[union-attr]


def bulk(*items: Any, **said: Any) -> ops.Bulk:
    return ops.Bulk(items=items, **said)


def test_a_transfer_shows_on_both_rows_and_marks_both() -> None:
    board = board_of(edits=(edit(transfer(LIANJIA, "fengtai", max=3)),))
    assert heads(board, "lianjia", "fengtai") == [6, 12]
    assert [board.mark("quota", record.id) for record in (LIANJIA, FENGTAI)] == ["●", "●"]


def test_what_is_placed_tells_every_row_that_looks_different() -> None:
    over = edit(transfer(LIANJIA, "fengtai", max=3), stage="writing")
    assert board_of().place([over]) == {("quota", LIANJIA.id), ("quota", FENGTAI.id)}


def test_a_bulk_shows_on_each_of_its_records_what_can_be() -> None:
    op = bulk(add(max=3), add(FENGTAI, max=-9), ops.NoteSet(kind="quota", id=FENGTAI.id, text="夜班"))
    board = board_of(edits=(edit(op),))
    assert heads(board, "lianjia", "fengtai") == [12, 9]
    seen = board.quota(FENGTAI.id)
    assert seen is not None
    assert seen.note == "夜班"
    assert board.mark("quota", FENGTAI.id) == "●"


def test_an_atomic_bulk_that_cannot_be_shows_nothing_of_it() -> None:
    board = board_of(edits=(edit(bulk(add(max=3), add(FENGTAI, max=-9), atomic=True)),))
    assert heads(board, "lianjia", "fengtai") == [9, 9]


def test_a_bulk_is_judged_in_the_history_its_items_were_made_in() -> None:
    saw = ops.Base("an earlier one", 3, {"max": 9})
    board = board_of(edits=(edit(bulk(add(FENGTAI, max=1), set_(LIANJIA, saw, max=20))),))
    assert heads(board, "lianjia", "fengtai") == [20, 10]


def test_a_deleted_record_disappears_at_once_and_keeps_its_mark() -> None:
    board = board_of()
    gone = edit(delete(LIANJIA), stage="writing")
    assert board.place([gone]) == {("quota", LIANJIA.id)}
    assert board.quota(LIANJIA.id) is None
    assert board.is_deleted("quota", LIANJIA.id)
    assert quota_ids(board, ALL) == [FENGTAI.id]
    assert [record.id for record in board.every("quota")] == [FENGTAI.id]
    assert board.mark("quota", LIANJIA.id) == "·"


def test_a_deletion_that_is_refused_brings_the_record_back_with_its_mark() -> None:
    board = board_of(edits=(edit(delete(LIANJIA)),))
    refused = edit(delete(LIANJIA), stage="attention", result=Result(1, "conflict", 9, Info("changed_meanwhile")))
    touched = board.apply(Update(puts=(quota(6, 12, rev=9),), edits=(refused,)))
    assert ("quota", LIANJIA.id) in touched
    assert quota_row(board, LIANJIA.id).mark == "!"


def test_a_deletion_that_is_withdrawn_brings_the_record_back() -> None:
    board = board_of(edits=(edit(delete(LIANJIA)),))
    assert board.apply(Update(edits=())) == {("quota", LIANJIA.id)}
    assert board.quota(LIANJIA.id) == LIANJIA


def test_what_is_deleted_counts_no_more_in_the_quota_above_and_in_its_request() -> None:
    corps = quota(0, 20, unit="chaoyang")
    part = quota(6, 9, parent=corps.id)
    board = board_of(corps, part)
    assert quota_row(board, corps.id).left == 11
    board.place([edit(delete(part))])
    assert quota_row(board, corps.id).left is None
    assert list(board.quotas_of("sunhe", DAY)) == [corps]
    assert request_row(board, "sunhe").confirmed == 0


def test_an_edit_of_what_is_deleted_here_is_left_out_of_the_view() -> None:
    board = board_of(edits=(edit(delete(LIANJIA), "t1"), edit(add(max=3), "t2")))
    assert board.quota(LIANJIA.id) is None
    assert [one.ticket for one in board.waiting] == ["t1", "t2"]


def test_a_deletion_taken_back_here_shows_the_record_before_the_centre_has_spoken() -> None:
    gone = edit(delete(LIANJIA), "t1")
    board = board_of(edits=(gone, edit(undo(gone, EPOCH), "t2")))
    assert board.quota(LIANJIA.id) == LIANJIA


def test_what_was_deleted_from_here_can_be_brought_back_after_the_centre_has_it() -> None:
    board = board_of(edits=(edit(delete(LIANJIA), "t1", stage="sent"),))
    done = edit(delete(LIANJIA), "t1", stage="done", result=Result(1, "applied", 7))
    board.apply(Update(gone=(("quota", LIANJIA.id),), edits=(done,)))
    assert board.quota(LIANJIA.id) is None
    assert board.place([edit(undo(done, EPOCH), "t2")]) >= {("quota", LIANJIA.id)}
    assert board.quota(LIANJIA.id) == LIANJIA
    board.apply(Update(puts=(quota(6, 9, rev=9),), edits=()))
    assert board.quota(LIANJIA.id) == quota(6, 9, rev=9)
    assert not board.is_deleted("quota", LIANJIA.id)


def test_nothing_is_kept_of_what_others_took_away() -> None:
    """I8: what went out of sight leaves nothing behind."""
    board = board_of()
    board.apply(Update(gone=(("quota", LIANJIA.id),)))
    assert not board.is_deleted("quota", LIANJIA.id)
    board.place([edit(ops.RecordRestore(kind="quota", id=LIANJIA.id))])
    assert board.quota(LIANJIA.id) is None


def test_a_deletion_pending_through_a_new_snapshot_still_hides_the_record() -> None:
    board = board_of(edits=(edit(delete(LIANJIA)),))
    board.apply(Update(puts=(*WORLD, request(), LIANJIA, FENGTAI), whole=True))
    assert board.quota(LIANJIA.id) is None
    board.apply(Update(puts=(*WORLD, request(), LIANJIA, FENGTAI), whole=True, edits=()))
    assert board.quota(LIANJIA.id) == LIANJIA


def test_an_issue_over_what_was_deleted_here_shows_the_new_one() -> None:
    board = board_of(edits=(edit(delete(LIANJIA), "t1"), edit(issue(2, 3), "t2")))
    seen = board.quota(LIANJIA.id)
    assert isinstance(seen, Quota)
    assert (seen.min, seen.max) == (2, 3)
    assert quota_ids(board, ALL).count(LIANJIA.id) == 1


@pytest.mark.parametrize("record", [LIANJIA, request(), squad()], ids=lambda record: record.id)
def test_a_note_shows_at_once(record: Any) -> None:
    board = board_of(LIANJIA, squad(), edits=(edit(intents.note(record, "夜班")),))
    op = board.waiting[0].op
    assert op.target is not None
    seen = board.get(*op.target)
    assert seen is not None
    assert seen.note == "夜班"
