"""Who is on hand to stand at a post for a time: squads and heads of units, what speaks for them, and why some are not.

1. Heads that stand elsewhere at that time, or are planned to, beyond the grace of a hand-over, are not on hand.
2. Nobody is on hand who serves at another request that is open, is promised to one, or is out of service; nor, kept in
   a closed loop, anywhere but where they are.
3. Whoever is not fit for the post (`fit_for.py`) is not on hand for it.
4. What a plan passes is what the rule of plans says: a soft limit is named, a hard one excludes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from msgspec.structs import replace

from postcmd import panes
from postcmd.board import Board
from postcmd.clock import day_of
from postcmd.fit_for import Fitness
from postcmd.hand import COSTS, Hand, Why, WhyNot, by_cost, cost_of
from postcmd.limits import Limits, Span, limits_for, span_of
from postcmd.ops import DutyPlan
from postcmd.records import Availability, Duty, Post, Squad, availability_id, duties_of
from postcmd.roster import Person
from postcmd.would_pass import Plans, Verdict, Wanted, limits_at, planned

MOST: Final = 20
"""So many of those who could go are looked at for a post, the nearest first."""
WAITING: Final = frozenset({"standby", "alerted", "mustering"})
AROUND: Final = timedelta(days=1)


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
        self._fitness = Fitness(board, people)
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
        self._paths: dict[str | None, list[str]] = {}
        self._near: dict[tuple[str | None, str | None], Why] = {}
        self._known_squads: dict[str, Stands] = {}
        self._coming_off: dict[tuple[str, datetime], tuple[Why, ...]] = {}
        self._limits: dict[tuple[str, datetime], Limits] = {}
        self._verdicts: dict[tuple[object, ...], Verdict] = {}
        self._by_day: dict[date, set[str]] = {}
        self._in_squads: Counter[str] = Counter()
        self._at_place: dict[str | None, list[int]] = defaultdict(list)
        for nth, squad in enumerate(self.squads):
            self._in_squads[squad.unit] += squad.strength
            self._at_place[self._stands(squad, duties_of(squad.unit, squad.id)).place].append(nth)

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
        by_far: defaultdict[int, list[str | None]] = defaultdict(list)
        for place in self._at_place:
            by_far[COSTS.get(self.near(place, wanted.post.place), 0)].append(place)
        could = 0
        for far in sorted(by_far):
            there = sorted(nth for place in by_far[far] for nth in self._at_place[place])
            first = turn * MOST % len(there)
            for nth in (*there[first:], *there[:first]):
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
            self._bound(squad, stands, wanted, near)
            or ("" if free else "elsewhere")
            or self._fitness.lacks(squad, wanted.post)
        )
        whole: tuple[Why, ...] = ("fills_it",) if free >= wanted.heads else ()
        why = (*self._standing(squad, of, stands, wanted), near, *self._fitness.asks(squad, wanted.post), *whole)
        heads = min(free, wanted.heads)
        return Hand("squad", squad.id, squad.unit, heads, free, why, (), why_not, cost_of("squad", why))

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
        if place_id not in self._paths:
            place = self.board.place_of(place_id) if place_id else None
            self._paths[place_id] = place.path.split("/") if place is not None else []
        return self._paths[place_id]

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
        return Hand("unit", said.unit, said.unit, heads, free, why, (), why_not, cost_of("unit", why))

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
