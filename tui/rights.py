"""What the person at this board may not do, said before anything is typed.

1. The same question the centre will ask, of the grants it told us; it still has the last word.
2. A post that was never told its grants leaves the question to the centre.
"""

from __future__ import annotations

from datetime import UTC, datetime

from postcmd import intents
from postcmd.board import Board
from postcmd.ops import Op, QuotaAdd, RequestMove, SquadMove
from postcmd.records import AnyRecord, Quota, Request, Squad


def why_not_changed(board: Board, record: AnyRecord | None) -> str | None:
    """Why the heads or the status of this record are not ours to change."""
    op = _probe(record)
    return _asked(board, op) if op is not None else None


def why_not_deleted(board: Board, record: AnyRecord | None) -> str | None:
    """Why this record is not ours to delete."""
    if not isinstance(record, Quota | Request | Squad):
        return None
    return _asked(board, intents.delete(record, board.link.epoch))


def why_not_noted(board: Board, record: AnyRecord | None) -> str | None:
    """Why a note on this record is not ours to write."""
    if not isinstance(record, Quota | Request | Squad):
        return None
    return _asked(board, intents.note(record, ""))


def why_not_done(board: Board, op: Op) -> str | None:
    """Why this very op is not ours to do."""
    return _asked(board, op)


def _asked(board: Board, op: Op) -> str | None:
    wall = board.link.clock_at or datetime.now(UTC)
    return sentence_of_code(board.link.coordinator.why_not(op, board, wall))


def why_not_opened(board: Board) -> str | None:
    """Why no request is ours to write down: nothing we may do anywhere goes beyond looking."""
    if board.link.state == "past":
        return sentence_of_code("past")
    return None if board.link.coordinator.holds("recorder") else sentence_of_code("forbidden_role")


def _probe(record: AnyRecord | None) -> Op | None:
    """An op that needs the right in question; it is never sent."""
    match record:
        case Quota():
            return QuotaAdd(request=record.request, unit=record.unit, day=record.day, max=1)
        case Request():
            return RequestMove(request=record.id, came_from=record.status, to=record.status)
        case Squad():
            return SquadMove(squad=record.id, came_from=record.status, to=record.status)
        case _:
            return None


def sentence_of_code(code: str | None) -> str | None:
    if code is None:
        return None
    # Refusals are rare, and the first frame need not wait for their sentences.
    from tui.sentences import sentence

    return sentence(code)
