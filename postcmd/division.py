"""Dividing a number over units: who can go, who was asked last, who is fit for it. A proposal; nothing is issued by it.

1. Heads go by weight: what a unit has free, up to twice as much the longer it was not asked (a week is the most). Whole
   heads by the largest remainder; what is equal goes to who was asked longer ago, then by unit.
2. Nobody is proposed for more than it has free: what it declared for the shift, less what others ask of it that day and
   what it holds here. Into a sealed area go only those who may; where it is full-time, only who is.
3. Where vehicles are needed, units with drivers get as many heads first as there are vehicles to drive.
4. A unit that declared nothing is what the units below it declared. Where nobody declared anything, the number is
   divided evenly; where only some did, the others get none. Who declined this very request is not asked again.
5. Every row says why, and the proposal says how many heads and drivers are still short. The same board makes the same
   proposal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final, Literal

from msgspec import Struct

from postcmd import panes
from postcmd.board import Board
from postcmd.quota_bounds import holds_heads
from postcmd.records import Availability, Quota, Request, Shift, Unit, availability_id
from postcmd.risk import is_closed_off

WEEK: Final = 7

Code = Literal[
    "declared",
    "summed",
    "not_declared",
    "may_enter",
    "full_time",
    "drivers",
    "asked_elsewhere",
    "holds",
    "never_asked",
    "asked_ago",
    "all_it_has",
    "declined",
]


class Why(Struct, frozen=True):
    """One reason for a number: how many heads, or units, or days it speaks of."""

    code: Code
    n: int = 0


class Share(Struct, frozen=True):
    """What is proposed for a unit: `heads` more. `available` None: nobody said."""

    unit: str
    heads: int
    available: int | None
    age: timedelta | None
    last_asked: date | None
    why: tuple[Why, ...]


class Proposal(Struct, frozen=True):
    """The rows, in the order of the units given; the heads, and the drivers, that nobody has."""

    rows: tuple[Share, ...]
    short: int
    drivers_short: int = 0


class Free(Struct, frozen=True):
    """What a unit has, and how it is known. `units` counts the declarations it is the sum of."""

    heads: int
    fit: int
    drivers: int
    age: timedelta | None
    units: int
    taken: int = 0


def propose(board: Board, request_id: str, day: date, units: Sequence[str], heads: int) -> Proposal:
    """How so many heads more for the request's day could be divided over these units."""
    request = board.request(request_id)
    book = _Book(board, request, request_id, day)
    known = {unit: book.free(unit) for unit in units}
    rooms = [book.room(unit, known[unit]) for unit in units]
    if all(free is None for free in known.values()):
        rooms = [0 if unit in book.declined else max(0, heads) for unit in units]
    weights = [room * (WEEK + book.rest(unit)) for unit, room in zip(units, rooms, strict=True)]
    turn = sorted(range(len(units)), key=lambda nth: (-book.rest(units[nth]), units[nth]))
    wanted = min(max(0, heads), sum(rooms))
    seats = request.vehicles if request is not None else 0
    drivers = [min(free.drivers, room) if (free := known[unit]) else 0 for unit, room in zip(units, rooms, strict=True)]
    least = _first(turn, drivers, min(seats, wanted))
    shares = apportion(wanted, weights, least, rooms, turn)
    rows = tuple(book.share(unit, known[unit], share) for unit, share in zip(units, shares, strict=True))
    has_driver = sum(min(share, able) for share, able in zip(shares, drivers, strict=True))
    return Proposal(rows, max(0, heads) - sum(shares), max(0, seats - has_driver))


def apportion(
    heads: int, weights: Sequence[int], least: Sequence[int], most: Sequence[int], turn: Sequence[int]
) -> list[int]:
    """So many heads by weight, each at least and at most so many; sum(least) <= heads <= sum(most)."""
    settled: dict[int, int] = {}
    while True:
        open_ = [nth for nth in turn if nth not in settled]
        shares = _by_remainder(heads - sum(settled.values()), {nth: weights[nth] for nth in open_})
        over = {nth: most[nth] for nth in open_ if shares[nth] > most[nth]}
        under = {nth: least[nth] for nth in open_ if shares[nth] < least[nth]}
        # The side that is further out is settled first: settling it can only move the others towards the other side.
        above = sum(shares[nth] - bound for nth, bound in over.items())
        below = sum(bound - shares[nth] for nth, bound in under.items())
        if not over and not under:
            return [settled.get(nth, shares.get(nth, 0)) for nth in range(len(weights))]
        settled |= over if above >= below else under


def _by_remainder(heads: int, weights: Mapping[int, int]) -> dict[int, int]:
    """The largest remainder; what is equal goes in the order given."""
    whole = sum(weights.values())
    if not whole:
        return dict.fromkeys(weights, 0)
    shares = {nth: heads * weight // whole for nth, weight in weights.items()}
    left = heads - sum(shares.values())
    by_rest = sorted(weights, key=lambda nth: -(heads * weights[nth] % whole))
    for nth in by_rest[:left]:
        shares[nth] += 1
    return shares


def _first(turn: Sequence[int], drivers: Sequence[int], seats: int) -> list[int]:
    """Heads that have to go to each unit for its drivers, until there is one for each seat."""
    least = [0] * len(drivers)
    for nth in turn:
        least[nth] = min(drivers[nth], seats)
        seats -= least[nth]
    return least


def shift_of(request: Request | None) -> Shift:
    """The shift that the request's hours begin in; "" where they are not known."""
    begins = re.match(r"\s*(\d{1,2})", request.hours) if request is not None else None
    if begins is None:
        return ""
    return "day" if 5 <= int(begins[1]) < 17 else "night"


def declared(board: Board, unit: str, day: date, shift: Shift) -> Availability | None:
    """What a unit itself said last that fits the shift: the shift's own words before those for the whole day."""
    shifts: tuple[Shift, ...] = (shift, "") if shift else ("", "day", "night")
    for one in shifts:
        found = board.get("availability", availability_id(unit, day, one))
        if isinstance(found, Availability):
            return found
    return None


class _Book:
    """What a proposal is made of: one look at all quotas and units."""

    def __init__(self, board: Board, request: Request | None, request_id: str, day: date) -> None:
        self.board, self.request, self.day = board, request, day
        self.shift = shift_of(request)
        self.last: dict[str, date] = {}
        self.elsewhere: dict[str, int] = {}
        self.holds: dict[str, int] = {}
        self.declined: set[str] = set()
        self.below: dict[str, list[str]] = {}
        for quota in board.every("quota"):
            if isinstance(quota, Quota):
                self._note(quota, request_id)
        for unit in board.every("unit"):
            if isinstance(unit, Unit) and unit.parent:
                self.below.setdefault(unit.parent, []).append(unit.id)

    def _note(self, quota: Quota, request_id: str) -> None:
        if (quota.request, quota.day) == (request_id, self.day):
            if holds_heads(quota):
                self.holds[quota.unit] = _heads(quota)
            elif quota.status == "declined":
                self.declined.add(quota.unit)
        elif holds_heads(quota) and _heads(quota):
            if quota.day <= self.day:
                self.last[quota.unit] = max(quota.day, self.last.get(quota.unit, date.min))
            if quota.day == self.day:
                self.elsewhere[quota.unit] = self.elsewhere.get(quota.unit, 0) + _heads(quota)

    def free(self, unit: str) -> Free | None:
        """What the unit has, before what is asked of it here; None where nobody below it said anything either."""
        said = declared(self.board, unit, self.day, self.shift)
        if said is not None:
            return self._free(said, self.elsewhere.get(unit, 0))
        parts = [free for below in self.below.get(unit, ()) if (free := self.free(below))]
        if not parts:
            return None
        ages = [part.age for part in parts if part.age is not None]
        return Free(
            heads=sum(part.heads for part in parts),
            fit=sum(part.fit for part in parts),
            drivers=sum(part.drivers for part in parts),
            age=max(ages, default=None),
            units=sum(part.units or 1 for part in parts),
            taken=sum(part.taken for part in parts),
        )

    def _free(self, said: Availability, taken: int) -> Free:
        limits = [said.heads]
        if self.is_sealed:
            limits.append(said.sealed)
        if self.is_full_time:
            limits.append(said.full_time)
        moment = panes.now(self.board)
        age = moment - said.at if moment is not None and said.at is not None else None
        fit = max(0, min(*limits, said.heads - taken))
        return Free(said.heads, fit, said.drivers, age, 0, taken)

    @property
    def is_sealed(self) -> bool:
        return is_closed_off(self.request, (), self.day, self.board)

    @property
    def is_full_time(self) -> bool:
        return self.request is not None and self.request.full_time_days > 0

    def room(self, unit: str, free: Free | None) -> int:
        if free is None or unit in self.declined:
            return 0
        return max(0, free.fit - self.holds.get(unit, 0))

    def rest(self, unit: str) -> int:
        """The days since it was asked last, at most a week."""
        last = self.last.get(unit)
        return WEEK if last is None else min(WEEK, (self.day - last).days)

    def share(self, unit: str, free: Free | None, heads: int) -> Share:
        last = self.last.get(unit)
        available, age = (free.heads, free.age) if free is not None else (None, None)
        return Share(unit, heads, available, age, last, self._why(unit, free, heads, last))

    def _why(self, unit: str, free: Free | None, heads: int, last: date | None) -> tuple[Why, ...]:
        why = self._why_free(free)
        if unit in self.declined:
            why.append(Why("declined"))
        if self.holds.get(unit):
            why.append(Why("holds", self.holds[unit]))
        why.append(Why("never_asked") if last is None else Why("asked_ago", (self.day - last).days))
        if free is not None and heads and heads == self.room(unit, free):
            why.append(Why("all_it_has", heads))
        return tuple(why)

    def _why_free(self, free: Free | None) -> list[Why]:
        if free is None:
            return [Why("not_declared")]
        why = [Why("summed", free.units) if free.units else Why("declared", free.heads)]
        if self.is_sealed:
            why.append(Why("may_enter", free.fit))
        if self.is_full_time:
            why.append(Why("full_time", free.fit))
        if self.request is not None and self.request.vehicles and free.drivers:
            why.append(Why("drivers", free.drivers))
        if free.taken:
            why.append(Why("asked_elsewhere", free.taken))
        return why


def _heads(quota: Quota) -> int:
    """What it takes of the unit: what is asked for, or who is confirmed where that is more."""
    return max(quota.min if quota.max is None else quota.max, quota.confirmed)
