"""Who is on hand to stand at a post for a time: squads and heads of units, what speaks for them, and why some are not.

1. Heads that stand elsewhere at that time, or are planned to, beyond the grace of a hand-over, are not on hand.
2. Nobody is on hand who serves at another request that is open, is promised to one, or is out of service; nor, kept in
   a closed loop, anywhere but where they are.
3. Skills, vehicles and gear are matched where the people are known; where they are not, it is said that they must be
   asked for.
4. What a plan passes is what the rule of plans says: a soft limit is named, a hard one excludes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final, Literal

from msgspec import Struct

from postcmd import panes
from postcmd.board import Board
from postcmd.clock import day_of
from postcmd.duty_rules import plan
from postcmd.limits import Limits, Passed, Span, day_of_duty, limits_for, span_of
from postcmd.matching import Able, able, missing, seats_of
from postcmd.merge import Context
from postcmd.ops import DutyPlan
from postcmd.records import Availability, Duty, Gear, Post, Request, Squad, availability_id, duties_of
from postcmd.risk import risk_at
from postcmd.roster import Person

Why = Literal[
    "planned",
    "closed_there",
    "off_before",
    "over_there",
    "same_request",
    "knows_post",
    "same_place",
    "same_street",
    "same_district",
    "other_district",
    "standing_by",
    "resting",
    "can_go",
    "fills_it",
    "ask_skills",
    "ask_gear",
]
WhyNot = Literal[
    "",
    "out_of_service",
    "nobody_left",
    "elsewhere",
    "serving",
    "promised",
    "closed_loop",
    "skill",
    "vehicle",
    "gear",
    "hard_limit",
    "not_allowed",
    "taken",
]
NEAR: Final[dict[Why, int]] = {"same_place": 0, "same_street": 2, "same_district": 5, "other_district": 9}
WAITING: Final = frozenset({"standby", "alerted", "mustering"})
AROUND: Final = timedelta(days=1)


class Hand(Struct, frozen=True):
    """A squad, or heads of a unit: how many of those free could go, what speaks for it, what it would pass, why not.

    `cost` is the larger the farther and the less fit they are.
    """

    kind: Literal["squad", "unit", "duty"]
    id: str
    unit: str
    heads: int
    free: int = 0
    why: tuple[Why, ...] = ()
    passed: tuple[Passed, ...] = ()
    why_not: WhyNot = ""
    cost: int = 0


class Wanted(Struct, frozen=True):
    """So many heads at a post for a time."""

    post: Post
    heads: int
    begins: datetime
    ends: datetime


class Hands:
    """The squads and units of a board at a moment, with what they are planned for around it."""

    def __init__(self, board: Board, now: datetime, people: Iterable[Person] = ()) -> None:
        self.board, self.now = board, now
        self.people = {one.id: one for one in people}
        self.duties: dict[str, list[Duty]] = defaultdict(list)
        self.at_post: dict[str, list[Duty]] = defaultdict(list)
        for duty in _around(board, now):
            self.duties[duty.of].append(duty)
            self.at_post[duty.post].append(duty)
        self.squads = [one for one in board.every("squad") if isinstance(one, Squad) and one.is_live]
        self._grace = limits_for(None, None, board).of("grace")
        self._spans = {of: [(span_of(one, now), one) for one in held] for of, held in self.duties.items()}
        self._paths: dict[str | None, list[str]] = {}

    # Squads

    def squad(self, squad: Squad, wanted: Wanted) -> Hand:
        """How the squad stands to it, before what a plan of it would pass."""
        free = self.free(duties_of(squad.unit, squad.id), squad.strength, wanted)
        near = self.near(self.place_of(squad), wanted.post.place)
        hand = Hand("squad", squad.id, squad.unit, min(free, wanted.heads), free)
        why_not = self._bound(squad, wanted, near) or ("" if free else "elsewhere") or self._lacks(squad, wanted)
        why = (*self._standing(squad, wanted), near, *self._asks(squad, wanted))
        whole = ("fills_it",) if free >= wanted.heads else ()
        return _said(hand, (*why, *whole), why_not)

    def free(self, of: str, strength: int, wanted: Wanted) -> int:
        """Heads of them that stand nowhere else then."""
        meanwhile = [one for one, _duty in self._spans.get(of, ()) if self._overlap(one, wanted) > self._grace]
        return max(0, strength - _most_at_once(meanwhile))

    def _overlap(self, span: Span, wanted: Wanted) -> timedelta:
        return min(span.ends, wanted.ends) - max(span.begins, wanted.begins)

    def place_of(self, squad: Squad) -> str | None:
        """Where it stands, or stood last; else where it is sent."""
        stood = [(span.ends, duty) for span, duty in self._spans.get(duties_of(squad.unit, squad.id), ()) if duty.came]
        if stood:
            return max(stood, key=lambda one: (one[0], one[1].id))[1].place
        request = self.board.request(squad.request) if squad.request else None
        return squad.place or (request.place if request is not None else None)

    def near(self, one: str | None, other: str | None) -> Why:
        mine, theirs = self._path(one), self._path(other)
        shared = sum(1 for _pair in _while_same(mine, theirs))
        if one is not None and one == other:
            return "same_place"
        return "same_street" if shared >= 2 else "same_district" if shared else "other_district"

    def _path(self, place_id: str | None) -> list[str]:
        if place_id not in self._paths:
            place = self.board.place_of(place_id) if place_id else None
            self._paths[place_id] = place.path.split("/") if place is not None else []
        return self._paths[place_id]

    def _bound(self, squad: Squad, wanted: Wanted, near: Why) -> WhyNot:
        if squad.status == "out_of_service":
            return "out_of_service"
        if not squad.strength:
            return "nobody_left"
        if squad.closed_loop and near != "same_place":
            return "closed_loop"
        if squad.request is None or squad.request == wanted.post.request or self._is_over(squad.request):
            return ""
        if squad.status in WAITING or squad.status == "en_route":
            return "promised"
        # Whoever has duties is bound by them alone, whoever has none by the request.
        has_duties = duties_of(squad.unit, squad.id) in self.duties
        return "serving" if squad.status == "on_post" and not has_duties else ""

    def _is_over(self, request_id: str | None) -> bool:
        request = self.board.request(request_id) if request_id else None
        return request is not None and request.status in panes.ENDED

    def _standing(self, squad: Squad, wanted: Wanted) -> Iterator[Why]:
        held = self._spans.get(duties_of(squad.unit, squad.id), ())
        if self._is_over(squad.request) or any(self._is_closed(duty, wanted) for _span, duty in held):
            yield "closed_there"
        if any(duty.here and span.ends <= wanted.begins + self._grace for span, duty in held):
            yield "off_before"
        if squad.request is not None and squad.request == wanted.post.request:
            yield "same_request"
        if any(duty.post == wanted.post.id for _span, duty in held):
            yield "knows_post"
        if squad.status in WAITING:
            yield "standing_by"
        elif squad.status == "resting":
            yield "resting"

    def _is_closed(self, duty: Duty, wanted: Wanted) -> bool:
        """The post that they stand at is manned no longer then."""
        post = self.board.get("post", duty.post)
        gone = isinstance(post, Post) and (
            not post.is_open_on(day_of(wanted.begins, self.board.link.zone)) or self._is_over(post.request)
        )
        return gone and duty.post != wanted.post.id

    # Skills, vehicles, gear

    def _asks(self, squad: Squad, wanted: Wanted) -> Iterator[Why]:
        post = wanted.post
        if (post.skills or post.drivers) and not self._known(squad):
            yield "ask_skills"
        if post.gear and self._gear(squad, post) is None:
            yield "ask_gear"

    def _lacks(self, squad: Squad, wanted: Wanted) -> WhyNot:
        post = wanted.post
        if post.gear and self._gear(squad, post) == "":
            return "gear"
        known = self._known(squad)
        if not known or not (post.skills or post.drivers):
            return ""
        # Those counted and not named fill places that ask for nothing; gear was judged above.
        unnamed = [Able(f"?{nth}", gear=post.gear) for nth in range(squad.strength - len(known))]
        lacking = missing(seats_of(post, 0), [*(able(one, post.gear) for one in known), *unnamed])
        return next((one for one in lacking if one != "gear"), "")

    def _known(self, squad: Squad) -> list[Person]:
        return [self.people[one] for one in squad.members if one in self.people]

    def _gear(self, squad: Squad, post: Post) -> Gear | None:
        """What they wear, as far as somebody said: None is to be asked."""
        said = [self._gear_said(one) for one in (squad.request, post.request)]
        return "full" if True in said else "" if False in said else None

    def _gear_said(self, request_id: str | None) -> bool | None:
        request = self.board.request(request_id) if request_id else None
        return request.gear_ready if request is not None else None

    # Heads of units

    def units(self, wanted: Wanted) -> Iterator[Hand]:
        """Units that said how many of them can go that day, less those who stand somewhere or are in squads."""
        day = day_of(wanted.begins, self.board.link.zone)
        for unit_id in sorted({*wanted.post.units, *self._declared(day)}):
            said = self.board.get("availability", availability_id(unit_id, day, ""))
            if isinstance(said, Availability) and said.heads > 0:
                yield self._unit(said, wanted)

    def _unit(self, said: Availability, wanted: Wanted) -> Hand:
        in_squads = sum(one.strength for one in self._squads_by_unit.get(said.unit, ()))
        free = self.free(duties_of(said.unit), max(0, said.heads - in_squads), wanted)
        unit = self.board.unit(said.unit)
        near = self.near(unit.serves_in or None, wanted.post.place) if unit is not None else "other_district"
        knows: tuple[Why, ...] = ("knows_post",) if said.unit in wanted.post.units else ()
        why_not: WhyNot = "" if free else "elsewhere"
        if not why_not and wanted.post.drivers > said.drivers:
            why_not = "vehicle"
        whole: tuple[Why, ...] = ("fills_it",) if free >= wanted.heads else ()
        hand = Hand("unit", said.unit, said.unit, min(free, wanted.heads), free)
        return _said(hand, ("can_go", *knows, near, *whole), why_not)

    def _declared(self, day: object) -> set[str]:
        if self._by_day is None:
            self._by_day = defaultdict(set)
            for one in self.board.every("availability"):
                if isinstance(one, Availability):
                    self._by_day[one.day].add(one.unit)
        return self._by_day.get(day, set())

    _by_day: defaultdict[object, set[str]] | None = None

    @property
    def _squads_by_unit(self) -> dict[str, list[Squad]]:
        if self._of_unit is None:
            self._of_unit = defaultdict(list)
            for one in self.squads:
                self._of_unit[one.unit].append(one)
        return self._of_unit

    _of_unit: defaultdict[str, list[Squad]] | None = None

    # What a plan passes

    def tried(self, hand: Hand, wanted: Wanted) -> Hand:
        """With what a plan of it would pass; refused where a limit is hard."""
        if hand.why_not or not hand.heads:
            return hand
        outcome = plan(planned(hand, wanted, limits_at(self.board, wanted)), self.board, _context(self.board, self.now))
        code = outcome.info.code if outcome.info is not None else ""
        passed = tuple(outcome.info.facts.get("passed", ())) if outcome.info is not None else ()
        if code == "over_limit":
            return _replaced(hand, passed=passed, cost=hand.cost + 6 * len(passed))
        if code == "hard_limit":
            return _replaced(hand, passed=passed, why_not="hard_limit")
        return _replaced(hand, why_not="not_allowed") if code else hand


def planned(hand: Hand, wanted: Wanted, limits: Limits, duty: str = "tried") -> DutyPlan:
    """The plan that this would be."""
    return DutyPlan(
        duty=duty,
        unit=hand.unit,
        post=wanted.post.id,
        day=day_of_duty(wanted.begins, limits.boundary),
        begins=wanted.begins,
        ends=wanted.ends,
        heads=hand.heads,
        squad=hand.id if hand.kind == "squad" else None,
    )


def limits_at(board: Board, wanted: Wanted) -> Limits:
    post = wanted.post
    request = board.request(post.request) if post.request else None
    day = day_of(wanted.begins, board.link.zone)
    risk = request.risk if isinstance(request, Request) and request.risk else risk_at(post.place, day, board)
    return limits_for(post, risk, board)


def _around(board: Board, now: datetime) -> Iterator[Duty]:
    """Duties not over and done with, and those of the last day: who stood where."""
    for duty in board.every("duty"):
        if isinstance(duty, Duty) and now - AROUND <= duty.begins <= now + AROUND:
            yield duty


def _most_at_once(spans: list[Span]) -> int:
    return max((sum(two.heads for two in spans if two.begins <= one.begins < two.ends) for one in spans), default=0)


def _while_same(mine: list[str], theirs: list[str]) -> Iterator[str]:
    for one, other in zip(mine, theirs, strict=False):
        if one != other:
            return
        yield one


def _said(hand: Hand, why: tuple[Why, ...], why_not: WhyNot) -> Hand:
    cost = 10 + sum(NEAR.get(one, 0) for one in why)
    cost -= 3 * ("closed_there" in why) + ("standing_by" in why) + ("knows_post" in why) + 2 * ("fills_it" in why)
    cost += ("ask_skills" in why) + ("ask_gear" in why) + (hand.kind == "unit")
    return _replaced(hand, why=why, why_not=why_not, cost=cost)


def _replaced(hand: Hand, **said: object) -> Hand:
    from msgspec.structs import replace

    return replace(hand, **said)


def _context(board: Board, now: datetime) -> Context:
    link = board.link
    return Context(user=link.account, client="", epoch=link.epoch, now=now, wall=now, zone=link.zone)
