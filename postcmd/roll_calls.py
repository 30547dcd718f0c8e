"""Roll calls 点名: who inside a sealed area is to be called when, who was missed, who did not answer.

1. Called are live squads on post or at rest in a sealed area, as where gear is asked for, and those in a closed loop.
2. A call is due at each of ROLL_TIMES after the squad went in, or was called last; a call held since then is enough.
3. A call that was not held within GRACE is missed: it falls due a second time, and is worse with each one missed.
4. Who did not answer is looked for at once, until a call finds all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from postcmd.board import Board
from postcmd.clock import day_of
from postcmd.records import Squad
from postcmd.risk import is_closed_off

ROLL_TIMES: Final = (time(8), time(20))
GRACE: Final = timedelta(minutes=30)
INSIDE: Final = frozenset({"on_post", "resting"})


class Call(Struct, frozen=True):
    """A squad to be called: the next time, or the last one that passed; how many passed without a call."""

    squad: Squad
    due: datetime
    passed: int
    is_missed: bool
    absent: int

    @property
    def is_due(self) -> bool:
        return self.passed > 0


def roll_calls(board: Board, now: datetime) -> list[Call]:
    """Everybody inside; whoever did not answer first, then the longest missed, then the next due."""
    found = [roll_call(board, squad, now) for squad in inside(board, now)]
    return sorted(found, key=lambda one: (not one.absent, -one.passed, one.due, one.squad.name, one.squad.id))


def inside(board: Board, now: datetime) -> Iterator[Squad]:
    for squad in board.every("squad"):
        if isinstance(squad, Squad) and is_inside(board, squad, now):
            yield squad


def is_inside(board: Board, squad: Squad, now: datetime) -> bool:
    if not squad.is_live or squad.status not in INSIDE:
        return False
    request = board.request(squad.request) if squad.request else None
    return squad.closed_loop or is_closed_off(request, (squad.place,), day_of(now, board.link.zone), board)


def roll_call(board: Board, squad: Squad, now: datetime) -> Call:
    """When the squad is to be called, and what was missed."""
    zone = ZoneInfo(board.link.zone)
    since = max(filter(None, (squad.rolled_at, squad.since)), default=None)
    last = _last(now, zone)
    if since is None or since >= last:
        return Call(squad, _next(now, zone), 0, False, _absent(squad))
    passed = sum(1 for _one in _times(since, now, zone))
    return Call(squad, last, passed, passed > 1 or now >= last + GRACE, _absent(squad))


def _absent(squad: Squad) -> int:
    """Who did not answer the last call, as far as the squad has not become smaller since."""
    return max(0, squad.strength - squad.rolled) if squad.rolled is not None else 0


def _last(now: datetime, zone: ZoneInfo) -> datetime:
    return max(one for one in _around(now, zone) if one <= now)


def _next(now: datetime, zone: ZoneInfo) -> datetime:
    return min(one for one in _around(now, zone) if one > now)


def _around(now: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    today = now.astimezone(zone).date()
    for days in (-1, 0, 1):
        for at in ROLL_TIMES:
            yield datetime.combine(today + timedelta(days=days), at, zone)


def _times(since: datetime, now: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The times of calls in (since, now]."""
    day = since.astimezone(zone).date()
    while day <= now.astimezone(zone).date():
        for at in ROLL_TIMES:
            if since < (moment := datetime.combine(day, at, zone)) <= now:
                yield moment
        day += timedelta(days=1)
