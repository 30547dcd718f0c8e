"""Who is on hand to stand at a post for a time: squads and heads of units, what speaks for them, and why some are not.

1. Heads that stand elsewhere at that time, or are planned to, beyond the grace of a hand-over, are not on hand.
2. Nobody is on hand who serves at another request that is open, is promised to one, or is out of service; nor, kept in
   a closed loop, anywhere but where they are.
3. Skills, vehicles and gear are matched where the people are known; where they are not, it is said that they must be
   asked for.
4. What a plan passes is what the rule of plans says: a soft limit is named, a hard one excludes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from postcmd import panes
from postcmd.board import Board
from postcmd.clock import day_of
from postcmd.limits import Limits, Passed, Span, limits_for, span_of
from postcmd.matching import Able, able, missing, seats_of
from postcmd.ops import DutyPlan
from postcmd.records import Availability, Duty, Gear, Post, Squad, availability_id, duties_of
from postcmd.roster import Person
from postcmd.would_pass import Plans, Verdict, Wanted, limits_at, planned

Why = Literal[
    "planned",
    "closed_there",
    "off_before",
    "stays_on",
    "same_request",
    "knows_post",
    "same_place",
    "same_street",
    "same_district",
    "other_district",
    "place_unknown",
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
COSTS: Final[dict[Why, int]] = {
    "same_street": 2,
    "same_district": 5,
    "other_district": 9,
    "place_unknown": 6,
    "closed_there": -3,
    "stays_on": 4,
    "fills_it": -2,
    "standing_by": -1,
    "knows_post": -1,
    "ask_skills": 1,
    "ask_gear": 1,
}
MOST: Final = 20
"""So many of those who could go are looked at for a post, the nearest first."""
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


class Stands(NamedTuple):
    """What is known of a squad, or of a unit's heads, whatever post they are asked to."""

    spans: tuple[tuple[Span, Duty], ...]
    posts: frozenset[str]
    place: str | None
    is_over: bool
    standing: Why | None


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
        self._plans = Plans(board, now)
        self._busy: dict[tuple[str, datetime, datetime], int] = {}
        self._near: dict[tuple[str | None, str | None], Why] = {}
        self._known_squads: dict[str, Stands] = {}
        self._coming_off: dict[tuple[str, datetime], tuple[Why, ...]] = {}
        self._limits: dict[tuple[str, datetime], Limits] = {}
        self._verdicts: dict[tuple[object, ...], Verdict] = {}
        self._by_day: dict[date, set[str]] = {}
        self._in_squads: Counter[str] = Counter()
        for squad in self.squads:
            self._in_squads[squad.unit] += squad.strength

    def look(self, wanted: Wanted, turn: int = 0) -> tuple[list[Hand], list[Hand]]:
        """Who could go, as far as so many are to be had near, and who of those near could not; in order of cost.

        `turn` is another number for each gap: where all are as near, not each gap looks at the same ones.
        """
        can: list[Hand] = []
        cannot: list[Hand] = []
        for hand in (*self._nearest(wanted, turn), *self.units(wanted)):
            side = cannot if hand.why_not else can
            if len(side) < MOST or hand.kind == "unit":
                side.append(hand)
        return sorted(can, key=by_cost), sorted(cannot, key=by_cost)

    # Squads

    def _nearest(self, wanted: Wanted, turn: int) -> Iterator[Hand]:
        """Squads from the nearest on, until so many could go."""
        many, there, could = len(self.squads), wanted.post.place, 0
        places = [self._stands(one, duties_of(one.unit, one.id)).place for one in self.squads]
        far = {place: COSTS.get(self.near(place, there), 0) for place in set(places)}
        order = sorted(range(many), key=lambda nth: (far[places[nth]], (nth - turn * MOST) % many))
        for nth in order:
            hand = self.squad(self.squads[nth], wanted)
            could += not hand.why_not
            yield hand
            if could >= MOST:
                return

    def squad(self, squad: Squad, wanted: Wanted) -> Hand:
        """How the squad stands to it, before what a plan of it would pass."""
        of = duties_of(squad.unit, squad.id)
        stands = self._stands(squad, of)
        free = self.free(of, squad.strength, wanted)
        near = self.near(stands.place, wanted.post.place)
        why_not = (
            self._bound(squad, stands, wanted, near) or ("" if free else "elsewhere") or self._lacks(squad, wanted)
        )
        whole: tuple[Why, ...] = ("fills_it",) if free >= wanted.heads else ()
        why = (*self._standing(squad, of, stands, wanted), near, *self._asks(squad, wanted), *whole)
        heads = min(free, wanted.heads)
        return Hand("squad", squad.id, squad.unit, heads, free, why, (), why_not, _cost("squad", why))

    def free(self, of: str, strength: int, wanted: Wanted) -> int:
        """Heads of them that stand nowhere else then."""
        key = (of, wanted.begins, wanted.ends)
        if key not in self._busy:
            spans = (one for one, _duty in self._spans.get(of, ()))
            self._busy[key] = _most_at_once([one for one in spans if _overlap(one, wanted) > self._grace])
        return max(0, strength - self._busy[key])

    def near(self, one: str | None, other: str | None) -> Why:
        """How far one place is from another."""
        if (one, other) not in self._near:
            shared = sum(1 for _pair in _while_same(self._path(one), self._path(other)))
            far: Why = "same_street" if shared >= 2 else "same_district" if shared else "other_district"
            known: Why = far if self._path(one) and self._path(other) else "place_unknown"
            self._near[one, other] = "same_place" if one is not None and one == other else known
        return self._near[one, other]

    def _path(self, place_id: str | None) -> list[str]:
        place = self.board.place_of(place_id) if place_id else None
        return place.path.split("/") if place is not None else []

    def _stands(self, squad: Squad, of: str) -> Stands:
        if of not in self._known_squads:
            spans = tuple(self._spans.get(of, ()))
            standing: Why | None = "standing_by" if squad.status in WAITING else None
            self._known_squads[of] = Stands(
                spans,
                frozenset(duty.post for _span, duty in spans),
                self._place_of(squad, spans),
                self._is_over(squad.request),
                "resting" if squad.status == "resting" else standing,
            )
        return self._known_squads[of]

    def _place_of(self, squad: Squad, spans: Iterable[tuple[Span, Duty]]) -> str | None:
        """Where it stands, or stood last; else where it is sent."""
        stood = [(span.ends, duty.id, duty.place) for span, duty in spans if duty.came]
        request = self.board.request(squad.request) if squad.request else None
        return max(stood)[2] if stood else squad.place or (request.place if request is not None else None)

    def _bound(self, squad: Squad, stands: Stands, wanted: Wanted, near: Why) -> WhyNot:
        if squad.status == "out_of_service":
            return "out_of_service"
        if not squad.strength:
            return "nobody_left"
        if squad.closed_loop and near != "same_place":
            return "closed_loop"
        if squad.request is None or squad.request == wanted.post.request or stands.is_over:
            return ""
        if squad.status in WAITING or squad.status == "en_route":
            return "promised"
        # Whoever has duties is bound by them alone, whoever has none by the request.
        return "serving" if squad.status == "on_post" and not stands.spans else ""

    def _is_over(self, request_id: str | None) -> bool:
        request = self.board.request(request_id) if request_id else None
        return request is not None and request.status in panes.ENDED

    def _standing(self, squad: Squad, of: str, stands: Stands, wanted: Wanted) -> tuple[Why, ...]:
        key = (of, wanted.begins)
        if key not in self._coming_off:
            self._coming_off[key] = tuple(self._comes_off(stands, wanted))
        if any(self._is_off(span, duty, wanted) and duty.post == wanted.post.id for span, duty in stands.spans):
            return ("stays_on",)
        same: tuple[Why, ...] = ("same_request",) if squad.request and squad.request == wanted.post.request else ()
        knows: tuple[Why, ...] = ("knows_post",) if wanted.post.id in stands.posts else ()
        status = (stands.standing,) if stands.standing else ()
        return (*self._coming_off[key], *same, *knows, *status)

    def _comes_off(self, stands: Stands, wanted: Wanted) -> Iterator[Why]:
        if stands.is_over or any(self._is_closed(duty.post, wanted) for _span, duty in stands.spans):
            yield "closed_there"
        if any(self._is_off(span, duty, wanted) for span, duty in stands.spans):
            yield "off_before"

    def _is_off(self, span: Span, duty: Duty, wanted: Wanted) -> bool:
        return duty.here > 0 and span.ends <= wanted.begins + self._grace

    def _is_closed(self, post_id: str, wanted: Wanted) -> bool:
        """The post that they stand at is manned no longer then."""
        post = self.board.get("post", post_id)
        if not isinstance(post, Post):
            return False
        return not post.is_open_on(day_of(wanted.begins, self.board.link.zone)) or self._is_over(post.request)

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
        rest = max(0, said.heads - self._in_squads[said.unit])
        free = self.free(duties_of(said.unit), rest, wanted)
        unit = self.board.unit(said.unit)
        near = self.near(unit.serves_in or None, wanted.post.place) if unit is not None else "other_district"
        knows: tuple[Why, ...] = ("knows_post",) if said.unit in wanted.post.units else ()
        why_not: WhyNot = "" if free else "elsewhere"
        if not why_not and wanted.post.drivers > said.drivers:
            why_not = "vehicle"
        whole: tuple[Why, ...] = ("fills_it",) if free >= wanted.heads else ()
        why: tuple[Why, ...] = ("can_go", *knows, near, *whole)
        heads = min(free, wanted.heads)
        return Hand("unit", said.unit, said.unit, heads, free, why, (), why_not, _cost("unit", why))

    def _declared(self, day: date) -> set[str]:
        if day not in self._by_day:
            said = (one for one in self.board.every("availability") if isinstance(one, Availability))
            self._by_day[day] = {one.unit for one in said if one.day == day}
        return self._by_day[day]

    # What a plan passes

    def tried(self, hand: Hand, wanted: Wanted) -> Hand:
        """With what a plan of it would pass; refused where a limit is hard."""
        if hand.why_not or not hand.heads:
            return hand
        limits = self.limits(wanted)
        op = plan_of(hand, wanted, limits)
        # The same people for the same hours under the same limits: the post matters no further.
        key = (hand.kind, hand.id, op.heads, op.begins, op.ends, str(limits), wanted.post.is_open_on(op.day))
        if key not in self._verdicts:
            self._verdicts[key] = self._plans.verdict(op)
        verdict = self._verdicts[key]
        cost = hand.cost + 6 * len(verdict.passed)
        return replace(hand, passed=verdict.passed, why_not=verdict.why_not, cost=cost)

    def limits(self, wanted: Wanted) -> Limits:
        key = (wanted.post.id, wanted.begins)
        if key not in self._limits:
            self._limits[key] = limits_at(self.board, wanted)
        return self._limits[key]


def by_cost(hand: Hand) -> tuple[int, int, int]:
    """Who passes fewest limits, is nearest and fittest; of those who are alike the order they came in."""
    return len(hand.passed), hand.cost, -hand.heads


def plan_of(hand: Hand, wanted: Wanted, limits: Limits, duty: str = "tried") -> DutyPlan:
    """The plan that this would be."""
    return planned(hand.unit, hand.id if hand.kind == "squad" else None, hand.heads, wanted, limits, duty)


def _around(board: Board, now: datetime) -> Iterator[Duty]:
    """What is on, what is to come soon, and what was over within a day: who stood where."""
    first, last, since = now - 2 * AROUND, now + 2 * AROUND, now - AROUND
    for duty in board.every("duty"):
        if isinstance(duty, Duty) and first <= duty.begins <= last and (duty.ends or last) >= since:
            yield duty


def _overlap(span: Span, wanted: Wanted) -> timedelta:
    return min(span.ends, wanted.ends) - max(span.begins, wanted.begins)


def _most_at_once(spans: list[Span]) -> int:
    return max((sum(two.heads for two in spans if two.begins <= one.begins < two.ends) for one in spans), default=0)


def _while_same(mine: list[str], theirs: list[str]) -> Iterator[str]:
    for one, other in zip(mine, theirs, strict=False):
        if one != other:
            return
        yield one


def _cost(kind: str, why: tuple[Why, ...]) -> int:
    """The larger, the farther and the less fit."""
    return (10 if kind == "squad" else 11) + sum(COSTS.get(one, 0) for one in why)
