"""The assembly 集结 of a request's day: expected 应到, present 实到, missing 缺, and whom to ring next.

1. It is no record: expected are those confirmed in the quotas that pass nothing on, present those reported there.
2. Missing is added row by row: one too many of one unit is no one too few of another.
3. Rung first is who has not reported at all, the largest first; then who reported somebody missing, the oldest report
   first; nobody else is rung.
4. Of a cancelled or closed request nobody is rung.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from msgspec import Struct

from postcmd.board import Board
from postcmd.chase import contact_of, is_live
from postcmd.clock import day_of
from postcmd.panes import leaf_quotas, place_name
from postcmd.records import Quota, Squad

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


class Assembled(Struct, frozen=True):
    """One unit's people at the meeting place. `reserve` could be called in; `contact` is the duty phone."""

    unit: str
    quota: str
    expected: int
    present: int
    reserve: int
    reported_at: datetime | None
    reported_by: str
    contact: str

    @property
    def missing(self) -> int:
        return max(0, self.expected - self.present)

    @property
    def has_reported(self) -> bool:
        """Figures that came without a report of the assembly count as one."""
        return self.reported_at is not None or self.present > 0


class Muster(Struct, frozen=True):
    """All units of the day, in the order of their paths. `is_late`: they are due already."""

    place: str = ""
    due: datetime | None = None
    is_late: bool = False
    rows: tuple[Assembled, ...] = ()
    next_to_ring: Assembled | None = None

    @property
    def expected(self) -> int:
        return sum(row.expected for row in self.rows)

    @property
    def present(self) -> int:
        return sum(row.present for row in self.rows)

    @property
    def missing(self) -> int:
        return sum(row.missing for row in self.rows)

    @property
    def silent(self) -> tuple[Assembled, ...]:
        """Who has not reported."""
        return tuple(row for row in self.rows if row.expected and not row.has_reported)


def muster(board: Board, request_id: str, day: date, now: datetime) -> Muster:
    """The assembly of the request's day as it stands now."""
    request = board.request(request_id)
    if request is None:
        return Muster()
    quotas = sorted(leaf_quotas(board, request_id, day), key=lambda quota: (_path(board, quota.unit), quota.id))
    rows = tuple(_assembled(board, quota) for quota in quotas)
    is_todays = request.due is not None and day_of(request.due, board.link.zone) <= day
    return Muster(
        place=request.report_place or place_name(board, request.place),
        due=request.due,
        is_late=is_todays and request.due is not None and now >= request.due,
        rows=rows,
        next_to_ring=_next(rows) if is_live(board, request_id) else None,
    )


def squads_for_latecomers(board: Board, quota: Quota) -> list[Squad]:
    """The live squads of the quota's unit at its request: whom latecomers join, the ones short of people first."""
    squads = [one for one in board.every("squad") if isinstance(one, Squad) and one.is_live]
    joinable = [one for one in squads if one.unit == quota.unit and one.request == quota.request]
    return sorted(joinable, key=lambda one: (one.present - one.strength, one.name, one.id))


def _assembled(board: Board, quota: Quota) -> Assembled:
    return Assembled(
        unit=quota.unit,
        quota=quota.id,
        expected=quota.confirmed,
        present=quota.present,
        reserve=quota.reserve,
        reported_at=quota.mustered_at,
        reported_by=quota.mustered_by,
        contact=contact_of(board, quota.unit),
    )


def _next(rows: tuple[Assembled, ...]) -> Assembled | None:
    missing = [row for row in rows if row.missing]
    order = sorted(missing, key=lambda row: (row.has_reported, row.reported_at or _LONG_AGO, -row.missing, row.quota))
    return order[0] if order else None


def _path(board: Board, unit_id: str) -> str:
    unit = board.unit(unit_id)
    return unit.path if unit else unit_id
