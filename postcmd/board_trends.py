"""What the board itself can tell of the days: how far quotas are filled, how long that took, which posts are short.

1. Heads are filled quota by quota: who is more than enough in one fills no place of another.
2. A cascade counts where nothing more is passed on, as everywhere.
3. How long it took is told only of quotas whose log reaches back to their issue; the middle one counts, and of how many
   it is the middle is told too.
4. A post was short on a day where fewer came to one of its shifts than the shift asks for; a shift that has not begun
   says nothing.
5. Work stands against its goal where the request that set it lies in these days whole: nobody set a goal of a day.
6. None of these is a figure that goes up: they are shares and times of what is on this board.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final

import msgspec
from msgspec import Struct

from postcmd import panes
from postcmd.board import Board
from postcmd.decoding import decode
from postcmd.limits import limits_for, shift_times, span_of
from postcmd.records import Duty, Event, Post, PostShift, Quota, Request
from postcmd.redeploy import gaps
from postcmd.sheet import Inside
from postcmd.work_counts import of_request

MOST_READ: Final = 1_000
"""Logs that are read for one number: a key waits for it."""


class Fill(Struct, frozen=True):
    """Of the heads that quotas ask for at least, those confirmed."""

    wanted: int = 0
    filled: int = 0

    @property
    def share(self) -> float | None:
        return self.filled / self.wanted if self.wanted else None

    def __add__(self, other: Fill) -> Fill:
        return Fill(self.wanted + other.wanted, self.filled + other.filled)


class Pace(Struct, frozen=True):
    """Hours from the issue of a quota until enough were confirmed: the middle of so many quotas."""

    hours: float
    of: int


def fill_by_day(board: Board, within: Inside, since: date, until: date) -> dict[date, Fill]:
    found: dict[date, Fill] = defaultdict(Fill)
    for quota in leaves(board, within, since, until):
        found[quota.day] += Fill(quota.min, min(quota.min, quota.confirmed))
    return dict(found)


def pace_by_day(board: Board, within: Inside, since: date, until: date) -> dict[date, list[float]]:
    """Hours of each quota that is filled, by its day; of many the MOST_READ last."""
    found: dict[date, list[float]] = defaultdict(list)
    for quota, hours in filled(board, within, since, until):
        found[quota.day].append(hours)
    return dict(found)


def filled(board: Board, within: Inside, since: date, until: date) -> list[tuple[Quota, float]]:
    """Quotas that are filled, and the hours that took, the last days first."""
    full = [quota for quota in leaves(board, within, since, until) if 0 < quota.min <= quota.confirmed]
    full.sort(key=lambda quota: (quota.day, quota.id), reverse=True)
    told = ((quota, _hours_until_full(board, quota)) for quota in full[:MOST_READ])
    return [(quota, hours) for quota, hours in told if hours is not None]


def pace(hours: Iterable[float]) -> Pace | None:
    found = list(hours)
    return Pace(median(found), len(found)) if found else None


def short_posts(board: Board, within: Inside, now: datetime) -> int:
    """Posts that are short in the next hours."""
    return len({gap.post for gap in gaps(board, now) if _is_inside(board, within, gap.post)})


def short_by_day(board: Board, within: Inside, since: date, until: date, now: datetime) -> dict[date, int]:
    """Posts that were short on each day on which any were to be manned."""
    came = _came(board, since, until)
    found: dict[date, int] = {}
    for post in board.every("post"):
        if isinstance(post, Post) and _is_inside(board, within, post.id):
            for day in _days_manned(board, post, since, until):
                short = _was_short(board, post, day, came.get((post.id, day), ()), now)
                if short is not None:
                    found[day] = found.get(day, 0) + short
    return found


def _came(board: Board, since: date, until: date) -> dict[tuple[str, date], list[Duty]]:
    """Who came, by post and day."""
    found: dict[tuple[str, date], list[Duty]] = defaultdict(list)
    for duty in board.every("duty"):
        if isinstance(duty, Duty) and duty.came and since <= duty.day <= until:
            found[duty.post, duty.day].append(duty)
    return found


def _days_manned(board: Board, post: Post, since: date, until: date) -> Iterator[date]:
    """The days on which the post was open, and its request still went on."""
    request = board.request(post.request) if post.request else None
    if request is not None and request.status in panes.ENDED:
        until = min(until, max((line.day for line in request.lines), default=until))
    days = (since + timedelta(days=n) for n in range((until - since).days + 1))
    return (day for day in days if post.is_open_on(day))


def _was_short(board: Board, post: Post, day: date, duties: Iterable[Duty], now: datetime) -> bool | None:
    """Whether too few came to one of its shifts of the day; None where none that asks for anybody has begun."""
    boundary = limits_for(post, None, board).boundary
    begun = []
    for shift in post.shifts:
        begins, ends = shift_times(day, shift.begins, shift.ends, boundary)
        if shift.min and begins <= now:
            begun.append(shift.min > sum(one.came for one in duties if _is_on(one, shift, begins, ends)))
    return any(begun) if begun else None


def _is_on(duty: Duty, shift: PostShift, begins: datetime, ends: datetime) -> bool:
    """A duty that names no shift is on each that it overlaps."""
    if duty.shift:
        return duty.shift == shift.name
    span = span_of(duty)
    return span.begins < ends and begins < span.ends


def against_goals(board: Board, within: Inside, since: date, until: date) -> dict[str, Fill]:
    """By task, how much of the work that requests wanted was done, request by request."""
    found: dict[str, Fill] = defaultdict(Fill)
    for request in board.every("request"):
        if isinstance(request, Request) and request.goals and _lies_in(request, within, since, until):
            for one in of_request(board, request.id):
                if one.goal:
                    found[one.task] += Fill(one.goal, min(one.goal, one.quantity or 0))
    return dict(found)


def _lies_in(request: Request, within: Inside, since: date, until: date) -> bool:
    is_whole = request.lines and all(since <= line.day <= until for line in request.lines)
    return bool(is_whole) and request.status != "cancelled" and within.holds(request.addressed_unit, request.place)


def _is_inside(board: Board, within: Inside, post_id: str) -> bool:
    post = board.get("post", post_id)
    if not isinstance(post, Post):
        return False
    return any(within.holds(unit, post.place) for unit in post.units) or within.holds(None, post.place)


def leaves(board: Board, within: Inside, since: date, until: date) -> Iterator[Quota]:
    """The quotas of these days that pass nothing on."""
    for quota in board.every("quota"):
        if isinstance(quota, Quota) and since <= quota.day <= until and quota.status not in panes.NOT_COUNTED:
            request = board.request(quota.request)
            is_leaf = all(part.status in panes.NOT_COUNTED for part in board.children(quota.id))
            if is_leaf and within.holds(quota.unit, request.place if request is not None else None):
                yield quota


def _hours_until_full(board: Board, quota: Quota) -> float | None:
    try:
        events = decode(board.logs.get(("quota", quota.id), b"[]"), list[Event])
    except msgspec.DecodeError:
        # A newer centre's log costs this number, not the screen.
        return None
    if not events or events[0].verb != "quota.issue":
        return None
    for event in events:
        confirmed = event.changed.get("confirmed", (0, 0))[1]
        if isinstance(confirmed, int) and confirmed >= quota.min:
            return (event.at - events[0].at).total_seconds() / 3600
    return None
