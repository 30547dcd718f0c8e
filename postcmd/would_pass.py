"""What a plan would pass of the limits, asked of the rule of plans before anybody is asked to go.

1. The answer is that of the rule: what it refuses, would refuse without a reason, or takes.
2. Of duties long before and after, one for each day is looked at: they matter for the days running alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from postcmd.board import Board
from postcmd.clock import day_of
from postcmd.duty_rules import plan
from postcmd.limits import Limits, Passed, day_of_duty, limits_for
from postcmd.merge import Context
from postcmd.ops import DutyPlan
from postcmd.overlay import Overlay
from postcmd.records import Duty, Post
from postcmd.risk import risk_at

NEAR: Final = timedelta(hours=40)


class Wanted(Struct, frozen=True):
    """So many heads at a post for a time."""

    post: Post
    heads: int
    begins: datetime
    ends: datetime


class Verdict(NamedTuple):
    """Whether it can be, with a reason where limits are passed; else the code of what forbids it."""

    passed: tuple[Passed, ...] = ()
    why_not: Literal["", "hard_limit", "not_allowed"] = ""


class Plans:
    """Plans tried on a board."""

    def __init__(self, board: Board, now: datetime) -> None:
        self._shelf = _Near(board, now)
        link = board.link
        self._ctx = Context(user=link.account, client="", epoch=link.epoch, now=now, wall=now, zone=link.zone)

    def verdict(self, op: DutyPlan) -> Verdict:
        outcome = plan(op, self._shelf, self._ctx)
        if outcome.status == "applied":
            return Verdict()
        facts = outcome.info.facts if outcome.info is not None else {}
        passed = tuple(facts.get("passed", ()))
        match outcome.info.code if outcome.info is not None else "":
            case "over_limit":
                return Verdict(passed)
            case "hard_limit":
                return Verdict(passed, "hard_limit")
            case _:
                return Verdict(passed, "not_allowed")


class _Near(Overlay):
    """The board; of duties far off only one a day."""

    def __init__(self, board: Board, now: datetime) -> None:
        super().__init__(board)
        self._board, self._now = board, now
        self._known: dict[str, list[Duty]] = {}

    def duties(self, of: str) -> Iterator[Duty]:
        if of not in self._known:
            self._known[of] = list(_one_a_day(self._board.duties(of), self._now))
        return iter(self._known[of])


def _one_a_day(duties: Iterable[Duty], now: datetime) -> Iterator[Duty]:
    days, first, last = set(), now - NEAR, now + NEAR
    for one in duties:
        if first <= one.begins <= last:
            yield one
        elif (day := (one.day, day_of_duty(one.begins))) not in days:
            days.add(day)
            yield one


def planned(unit: str, squad: str | None, heads: int, wanted: Wanted, limits: Limits, duty: str = "tried") -> DutyPlan:
    """The plan that this would be."""
    return DutyPlan(
        duty=duty,
        unit=unit,
        post=wanted.post.id,
        day=day_of_duty(wanted.begins, limits.boundary),
        begins=wanted.begins,
        ends=wanted.ends,
        heads=heads,
        squad=squad,
    )


def limits_at(board: Board, wanted: Wanted) -> Limits:
    """The limits in force where they would stand."""
    post = wanted.post
    request = board.request(post.request) if post.request else None
    day = day_of(wanted.begins, board.link.zone)
    risk = request.risk if request is not None and request.risk else risk_at(post.place, day, board)
    return limits_for(post, risk, board)
