"""The chase list 催办清单: whom to ring, about what, and since when.

1. A quota is chased for one reason at a time: it was not acknowledged, or it was and is short, or it is filled and its
   people have not all come although they are due.
2. What is filled is not chased for its acknowledgement; what was passed on, only for what nobody was asked for.
3. A notice is chased at every unit that has not acknowledged it; without a due time, for a day.
4. A cancelled or closed request, a declined or withdrawn quota and a day that is over never nag.
5. What waits longest comes first, urgent requests before others.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from msgspec import Struct

from postcmd.board import Board
from postcmd.clock import day_of
from postcmd.panes import ENDED, NOT_COUNTED
from postcmd.quota import count
from postcmd.records import Notice, Quota, Receipt, Request, receipt_id

Why = Literal["not_acknowledged", "short", "not_assembled"]

NOTICE_FOR: Final = timedelta(days=1)
"""How long a notice without a due time is chased."""
_UNANSWERED: Final = frozenset({"issued", "not_passed_on"})
_ACKNOWLEDGED: Final = frozenset({"acknowledged", "accepted", "declined"})
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


class Chase(Struct, frozen=True):
    """One unit to be rung. `id` is the quota, or the receipt of a notice; `heads` are those missing."""

    unit: str
    kind: Literal["quota", "receipt"]
    id: str
    why: Why
    heads: int = 0
    contact: str = ""
    since: datetime | None = None
    request: str | None = None
    notice: str | None = None
    is_urgent: bool = False


def chase(board: Board, about: str | None, now: datetime) -> list[Chase]:
    """Whom to ring about a request or a notice; about None, about everything that is live."""
    found = [*_about_quotas(board, about, now), *_about_notices(board, about, now)]
    return sorted(found, key=lambda one: (not one.is_urgent, one.since or _LONG_AGO, _path(board, one.unit), one.id))


def contact_of(board: Board, unit_id: str) -> str:
    """The duty phone of the unit, else of the nearest one above it."""
    unit = board.unit(unit_id)
    for above in reversed(unit.path.split("/")) if unit else ():
        holder = board.unit(above)
        if holder is not None and holder.contact:
            return holder.contact
    return ""


def is_live(board: Board, request_id: str | None) -> bool:
    """A request that is over asks nothing of anybody any more; one that is out of sight may."""
    request = board.request(request_id) if request_id else None
    return request is None or request.status not in ENDED


# Quotas


def _about_quotas(board: Board, about: str | None, now: datetime) -> Iterator[Chase]:
    today = day_of(now, board.link.zone)
    for quota in board.every("quota"):
        if not isinstance(quota, Quota) or quota.status in NOT_COUNTED or quota.day < today:
            continue
        if about in (None, quota.request) and is_live(board, quota.request):
            yield from _of_quota(board, quota, now)


def _of_quota(board: Board, quota: Quota, now: datetime) -> Iterator[Chase]:
    request = board.request(quota.request)
    parts = [part for part in board.children(quota.id) if part.status not in NOT_COUNTED]
    missing = count(quota.min, quota.max, quota.confirmed).missing - _asked(parts)
    if missing > 0:
        answered = bool(parts) or quota.status not in _UNANSWERED
        since = quota.answered_at if answered else request.ordered_at if request is not None else None
        why: Why = "short" if answered else "not_acknowledged"
        yield _chased(board, quota, request, why, missing, since or quota.updated_at)
    elif not parts and (absent := _absent(board, quota, request, now)):
        yield _chased(board, quota, request, "not_assembled", absent, request.due if request is not None else None)


def _asked(parts: list[Quota]) -> int:
    """How many of a quota were asked of units below; an open end asks for any number."""
    return sum(part.min if part.max is None else part.max for part in parts)


def _absent(board: Board, quota: Quota, request: Request | None, now: datetime) -> int:
    """How many of those confirmed have not come although they are due."""
    if request is None or request.due is None or now < request.due or day_of(request.due, board.link.zone) > quota.day:
        return 0
    return max(0, quota.confirmed - quota.present)


def _chased(board: Board, quota: Quota, request: Request | None, why: Why, heads: int, since: datetime | None) -> Chase:
    return Chase(
        unit=quota.unit,
        kind="quota",
        id=quota.id,
        why=why,
        heads=heads,
        contact=contact_of(board, quota.unit),
        since=since,
        request=quota.request,
        is_urgent=request is not None and request.urgent,
    )


# Notices


def _about_notices(board: Board, about: str | None, now: datetime) -> Iterator[Chase]:
    for notice in board.every("notice"):
        if isinstance(notice, Notice) and _is_chased(board, notice, about, now):
            yield from _of_notice(board, notice)


def _is_chased(board: Board, notice: Notice, about: str | None, now: datetime) -> bool:
    if not is_live(board, notice.after_request):
        return False
    if about is None:
        return notice.due is not None or (notice.at is not None and now - notice.at < NOTICE_FOR)
    return about in (notice.id, notice.after_request)


def _of_notice(board: Board, notice: Notice) -> Iterator[Chase]:
    for unit in notice.addressed_to:
        receipt = board.get("receipt", receipt_id(notice.id, unit))
        if isinstance(receipt, Receipt) and receipt.state in _ACKNOWLEDGED:
            continue
        yield Chase(
            unit=unit,
            kind="receipt",
            id=receipt_id(notice.id, unit),
            why="not_acknowledged",
            contact=contact_of(board, unit),
            since=notice.at,
            request=notice.after_request,
            notice=notice.id,
        )


def _path(board: Board, unit_id: str) -> str:
    unit = board.unit(unit_id)
    return unit.path if unit else unit_id
