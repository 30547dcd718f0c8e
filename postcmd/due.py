"""What falls due: reminders, people to be found, people to be there, receipts to come, orders nobody has answered.

1. What is over never nags: nothing about a cancelled or closed request, no reminder that is settled.
2. A request falls due for people as long as some are missing, then for their being there, once for both.
3. An order is due to be answered within ANSWER_WITHIN of being issued, and before people must be there.
4. What is long past (LONG_PAST) is left to the panes; only a reminder stays until somebody settles it.
5. A roll call of those inside falls due by time, and once more when it was missed; so does who did not answer.
6. What falls due on posts stands among it (`due_on_duty.py`).
7. The earliest stands first.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, Literal

from msgspec import Struct

from postcmd import panes
from postcmd.board import Board
from postcmd.clock import day_of
from postcmd.due_on_duty import OnDuty, on_the_ground
from postcmd.records import Kind, Note, Notice, Quota, Receipt, Request, Squad, receipt_id
from postcmd.roll_calls import roll_calls
from postcmd.words import N_

OfCalls = Literal["reminder", "request", "muster", "notice", "quota", "roll", "roll_missed", "absent"]
What = OfCalls | OnDuty
WHATS: Final[dict[What, str]] = {
    "reminder": N_("reminder"),
    "request": N_("people to be found"),
    "muster": N_("people to be there"),
    "notice": N_("receipts to come"),
    "quota": N_("to be answered"),
    "roll": N_("roll call"),
    "roll_missed": N_("roll call missed"),
    "absent": N_("did not answer"),
    "not_come": N_("nobody checked in"),
    "unrelieved": N_("ends without relief"),
    "still_on": N_("not checked out"),
    "limit": N_("limit passes"),
    "handover": N_("hand-over not accepted"),
}
"""What it is, in a few words."""

ANSWER_WITHIN: Final = timedelta(minutes=30)
LONG_PAST: Final = timedelta(hours=12)
_SAID: Final = ("acknowledged", "accepted", "declined")


class Due(Struct, frozen=True):
    """Something to be seen to at a moment, and the record it is about. `heads` are those still missing for it."""

    at: datetime
    kind: Kind
    id: str
    what: What
    is_late: bool
    heads: int = 0


def falling_due(board: Board, now: datetime, within: timedelta) -> list[Due]:
    """Everything that falls due until `within` from now, and what is late."""
    of_calls = (*_reminders(board, now), *_requests(board, now), *_notices(board, now), *_quotas(board, now))
    until, since = now + within, now - LONG_PAST
    on_duty = (Due(*one[:4], one.at < now, one.heads) for one in on_the_ground(board, now, until))
    found = (*of_calls, *_roll_calls(board, now), *on_duty)
    kept = [one for one in found if one.at <= until and (one.at >= since or one.what == "reminder")]
    return sorted(kept, key=lambda due: (due.at, due.what, due.id))


def _reminders(board: Board, now: datetime) -> Iterator[Due]:
    for note in board.every("note"):
        if not isinstance(note, Note) or note.remind_at is None or note.settled_at is not None:
            continue
        if not _is_about_what_is_over(board, note):
            yield Due(note.remind_at, "note", note.id, "reminder", note.remind_at < now)


def _requests(board: Board, now: datetime) -> Iterator[Due]:
    for request in board.every("request"):
        if not isinstance(request, Request) or request.due is None or request.status in panes.ENDED:
            continue
        late = request.due < now
        short, absent = _missing(board, request, request.due)
        if short:
            yield Due(request.due, "request", request.id, "request", late, short)
        elif absent:
            yield Due(request.due, "request", request.id, "muster", late, absent)


def _notices(board: Board, now: datetime) -> Iterator[Due]:
    for notice in board.every("notice"):
        if not isinstance(notice, Notice) or notice.due is None or _is_over(board, notice.after_request):
            continue
        silent = sum(not _has_answered(board, notice, unit) for unit in notice.addressed_to)
        if silent:
            yield Due(notice.due, "notice", notice.id, "notice", notice.due < now, silent)


def _quotas(board: Board, now: datetime) -> Iterator[Due]:
    today = day_of(now, board.link.zone)
    for quota in board.every("quota"):
        if not isinstance(quota, Quota) or not _is_unanswered(board, quota) or quota.day < today:
            continue
        request = board.request(quota.request)
        if quota.updated_at is not None and not _is_over(board, quota.request):
            at = quota.updated_at + ANSWER_WITHIN
            if request is not None and request.due is not None and request.due > quota.updated_at:
                at = min(at, request.due)
            yield Due(at, "quota", quota.id, "quota", at < now, quota.min)


def _roll_calls(board: Board, now: datetime) -> Iterator[Due]:
    for call in roll_calls(board, now):
        squad = call.squad
        if not _is_over(board, squad.request):
            what: What = "roll_missed" if call.is_missed else "roll"
            yield Due(call.due, "squad", squad.id, what, call.due < now, squad.strength)
            if call.absent and squad.rolled_at is not None:
                yield Due(squad.rolled_at, "squad", squad.id, "absent", True, call.absent)


def _is_unanswered(board: Board, quota: Quota) -> bool:
    """Asked, and nothing heard since: no word, nobody named, nothing passed on."""
    return quota.status == "issued" and not quota.confirmed and not any(board.children(quota.id))


def _missing(board: Board, request: Request, due: datetime) -> tuple[int, int]:
    """Heads missing of the day's need, and heads confirmed that are not there."""
    day = day_of(due, board.link.zone)
    line = request.line(day) or panes.matters_now(request, day)
    if line is None or panes.has_left(board, line.day):
        return 0, 0
    leaves = list(panes.leaf_quotas(board, request.id, line.day))
    confirmed = sum(quota.confirmed for quota in leaves)
    return max(0, line.min - confirmed), sum(max(0, quota.confirmed - quota.present) for quota in leaves)


def _has_answered(board: Board, notice: Notice, unit: str) -> bool:
    receipt = board.get("receipt", receipt_id(notice.id, unit))
    return isinstance(receipt, Receipt) and receipt.state in _SAID


def _is_over(board: Board, request_id: str | None) -> bool:
    request = board.request(request_id) if request_id else None
    return request is not None and request.status in panes.ENDED


def _is_about_what_is_over(board: Board, note: Note) -> bool:
    match board.get(*note.about) if note.about is not None else None:
        case Request() as request:
            return _is_over(board, request.id)
        case Quota() as quota:
            return _is_over(board, quota.request)
        case Squad() as squad:
            return _is_over(board, squad.request)
        case _:
            return False
