"""Roll calls 点名: who inside a sealed area is to be called when, who was missed, who did not answer.

1. Called are live squads on post or at rest in a sealed area, as where gear is asked for, and those in a closed loop.
2. Calls are due from FIRST on, each day anew, as often as the limits say for the risk they are in (`roll_every`; unless
   somebody said so, at eight and twenty). One held since the last that was due is enough.
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
from postcmd.limits import limits_for
from postcmd.records import Squad
from postcmd.risk import is_closed_off, risk_at

FIRST: Final = time(8)
GRACE: Final = timedelta(minutes=30)
SHORTEST: Final = timedelta(minutes=30)
"""Nobody is called more often: a limit of nothing is no clock."""
DAY: Final = timedelta(days=1)
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
    zone, every = ZoneInfo(board.link.zone), how_often(board, squad, now)
    since = max(filter(None, (squad.rolled_at, squad.since)), default=None)
    last = max(one for one in _times(now - DAY, now, every, zone))
    if since is None or since >= last:
        following = min(one for one in _times(now, now + DAY, every, zone))
        return Call(squad, following, 0, False, _absent(squad))
    passed = sum(1 for _one in _times(since, now, every, zone))
    return Call(squad, last, passed, passed > 1 or now >= last + GRACE, _absent(squad))


def how_often(board: Board, squad: Squad, now: datetime) -> timedelta:
    """Every so often, as is said for the risk at the request or the place, or by default."""
    request = board.request(squad.request) if squad.request else None
    there = squad.place or (request.place if request is not None else None)
    risk = (request.risk if request is not None else None) or risk_at(there, day_of(now, board.link.zone), board)
    return max(SHORTEST, limits_for(None, risk, board).of("roll_every"))


def _absent(squad: Squad) -> int:
    """Who did not answer the last call, as far as the squad has not become smaller since."""
    return max(0, squad.strength - squad.rolled) if squad.rolled is not None else 0


def _times(since: datetime, until: datetime, every: timedelta, zone: ZoneInfo) -> Iterator[datetime]:
    """The times of calls in (since, until]."""
    day = since.astimezone(zone).date() - DAY
    while day <= until.astimezone(zone).date():
        moment = datetime.combine(day, FIRST, zone)
        day += DAY
        following = datetime.combine(day, FIRST, zone)
        while moment < following:
            if since < moment <= until:
                yield moment
            moment += every
