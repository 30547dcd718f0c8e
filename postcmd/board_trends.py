"""What the board itself can tell of the days: how far quotas are filled, how long that took, which posts are short.

1. Heads are filled quota by quota: who is more than enough in one fills no place of another.
2. A cascade counts where nothing more is passed on, as everywhere.
3. How long it took is told only of quotas whose log reaches back to their issue; the middle one counts, and of how many
   it is the middle is told too.
4. None of these is a figure that goes up: they are shares and times of what is on this board.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from statistics import median
from typing import Final

import msgspec
from msgspec import Struct

from postcmd import panes
from postcmd.board import Board
from postcmd.decoding import decode
from postcmd.records import Event, Post, Quota
from postcmd.redeploy import gaps
from postcmd.sheet import Inside

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
