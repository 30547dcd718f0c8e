"""Who stood where: the posts of the record's requests, and the duties done at them.

1. A post stands where its request's people stood; its name and kind are chosen, and it opens when the first come. Where
   parts of a force were found at several places, each part has one post, and its heads are not divided over places.
2. Posts that are only counted are numbered; how the heads are spread over them is chosen, and sums to the figure. Local
   staff beside them are named, not counted: the report gives no number.
3. A duty begins when its people stood there. Of a week each day has one, from the morning roll call on; a day's service
   ends with its reported hour, else at 20:00; whose end the record does not tell stay on post.
4. Fourteen hours pass the limit: they were planned with the reported hours as the reason. Whoever was sent on belongs
   to a new duty from that moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct

from postcmd.ops import DutyArrive, DutyCheck, DutyMove, DutyPlan, PostOpen
from postcmd.records import PostKind, PostShift
from postcmd.scenario.call import Told
from postcmd.scenario.facts import Amount, Facts, RequestFacts, heads, said
from postcmd.scenario.kept import kept
from postcmd.scenario.service import AN_HOUR, DAY_SHIFT, ON_POST, climbing, shared_out
from postcmd.scenario.signups import ROLL_CALL
from postcmd.scenario.steps import BETWEEN, CHOSEN, SPREAD

FIRST_EVENING: Final = "23:00"
"""When those who came in the evening of the first day are taken to have gone off."""
KINDS: Final[dict[str, PostKind]] = {
    "sampling_assist": "sampling_site",
    "supplies": "supply_point",
    "merchants": "market",
    "antigen_households": "building",
    "check_code_and_result": "checkpoint",
    "ledgers": "desk",
    "door_sensors": "building",
}


class Standing(Struct, frozen=True, kw_only=True):
    """Heads of a squad at a post from a moment on, to another where the record tells it."""

    post: str
    squad: str
    unit: str
    day: date
    heads: int
    came: datetime
    left: datetime | None = None
    number: str = ""
    why: str = ""
    inferred: tuple[str, ...] = ()

    @property
    def duty(self) -> str:
        return f"{self.squad}-{self.day:%m%d}{self.number}"

    def told(self) -> Told:
        yield (
            self.came,
            DutyArrive(
                duty=self.duty,
                unit=self.unit,
                squad=self.squad,
                post=self.post,
                day=self.day,
                heads=self.heads,
                inferred=("post", *self.inferred),
                reason=self.why,
            ),
        )
        if self.left is not None:
            yield self.left, DutyCheck(duty=self.duty, way="out", heads=self.heads, reason=CHOSEN)


def on_the_ground(facts: Facts) -> Told:
    """The posts and duties of every request that tells who stood there."""
    for request in facts.request:
        if request.arrived:
            yield from _a_week(request, request.arrived.n, facts)
        elif request.snapshot:
            yield from _found(request, facts)
        elif request.max_per_day is not None:
            yield from _daily(request, facts)
        elif request.sent is not None:
            yield from _sent(request, request.sent, facts)
        elif request.squad:
            yield from _over_communities(request, facts)


def _opened(request: RequestFacts, facts: Facts, post: str, **other: str) -> PostOpen:
    """The post; `other`: its place, name, task or note where they are not the request's."""
    task = other.get("task") or request.task
    place = other.get("place") or request.place
    return PostOpen(
        post=post,
        place=place,
        name=other.get("name") or facts.name_of(place),
        kind=KINDS.get(task, "checkpoint"),
        task=task,
        request=request.id,
        shifts=_shifts(request),
        note=other.get("note", ""),
        inferred=("name", "kind", "since"),
        on_behalf=facts.name_of(request.called_by or request.place),
        reason=CHOSEN,
    )


def _shifts(request: RequestFacts) -> tuple[PostShift, ...]:
    """The reported daily hours and heads; where none are told the post has no shift."""
    begins, _, ends = request.daily.partition("-")
    return (PostShift("白班", begins, ends, request.min_per_day, request.max_per_day),) if ends else ()


def _a_week(request: RequestFacts, count: int, facts: Facts) -> Told:
    there = facts.moment(request.arrived.at if request.arrived else "")
    unit, first = request.addressed_unit or request.unit, there.astimezone(facts.zone).date()
    yield there, _opened(request, facts, request.id)
    for later in range(max(1, request.full_time_days)):
        day = first + timedelta(days=later)
        if day > facts.last_day:
            return
        came = facts.at(day, ROLL_CALL) if later else there
        left = facts.at(day, DAY_SHIFT.split("-")[1] if later else FIRST_EVENING)
        yield from Standing(
            post=request.id,
            squad=f"{request.id}-{unit}",
            unit=unit,
            day=day,
            heads=count,
            came=came,
            left=left if day < facts.last_day else None,
            why=SPREAD if later else "",
            inferred=("day", "heads") if later else (),
        ).told()


def _found(request: RequestFacts, facts: Facts) -> Told:
    """The parts as they stood in the morning of the snapshot."""
    snapshot = request.snapshot
    if snapshot is None:
        return
    at, unit = facts.moment(snapshot.at), request.addressed_unit or request.unit
    for number, part in enumerate(snapshot.parts, start=1):
        post = f"{request.id}-{number}"
        tasks = [facts.task[code].zh for code in part.tasks]
        name = "、".join([*(facts.name_of(place) for place in part.places), *tasks])
        note = kept("request.snapshot.parts", part, facts)
        yield at, _opened(request, facts, post, name=name + ("等" if part.places_open else ""), note=note)
        day = at.astimezone(facts.zone).date()
        yield from Standing(
            post=post,
            squad=f"{request.id}-{unit}-{number}",
            unit=unit,
            day=day,
            heads=part.heads,
            came=at,
            why="报道所记为该时刻，非到岗时刻",
        ).told()


def _daily(request: RequestFacts, facts: Facts) -> Told:
    begins, ends = (request.daily or DAY_SHIFT).split("-")
    first, last = facts.day(request.from_), facts.day(request.to)
    unit, days = request.addressed_unit or request.unit, (last - first).days + 1
    yield facts.at(first, begins), _opened(request, facts, request.id)
    for later, count in enumerate(climbing(request.min_per_day, request.max_per_day or 0, days)):
        day = first + timedelta(days=later)
        yield from Standing(
            post=request.id,
            squad=f"{request.id}-{unit}",
            unit=unit,
            day=day,
            heads=count,
            came=facts.at(day, begins),
            left=facts.at(day, ends),
            why=BETWEEN,
            inferred=("heads",),
        ).told()


def _sent(request: RequestFacts, sent: Amount, facts: Facts) -> Told:
    day = facts.day(facts.choices["undated"])
    came = facts.at(day, request.on_from or DAY_SHIFT.split("-")[0])
    if request.redeployed is not None and request.off_at:
        yield from _sent_on(request, heads(sent), day, came, facts)
        return
    spread = shared_out(heads(sent), [0] * (request.posts or 1))
    for number, count in enumerate(spread, start=1):
        post = f"{request.id}-{number:02}" if len(spread) > 1 else request.id
        name = f"{facts.name_of(request.place)}点位 {number}" if len(spread) > 1 else ""
        note = f"同岗：{request.beside}（人数未载）" if request.beside else ""
        yield came, _opened(request, facts, post, name=name, note=note)
        yield from Standing(
            post=post,
            squad=f"{request.id}-{request.unit}",
            unit=request.unit,
            day=day,
            heads=count,
            came=came,
            number=f"-{number:02}" if len(spread) > 1 else "",
            why=SPREAD if len(spread) > 1 else said(sent),
            inferred=("heads",) if len(spread) > 1 else (),
        ).told()


def _sent_on(request: RequestFacts, count: int, day: date, came: datetime, facts: Facts) -> Told:
    """Forty for fourteen hours; one of them is sent to another post at midnight."""
    squad, off = f"{request.id}-{request.unit}", facts.at(day, request.off_at)
    on = request.redeployed
    if on is None:
        return
    moved = facts.at(day + timedelta(days=1), on.off_post)
    until = facts.at(day + timedelta(days=1), on.on_next_until)
    hours = f"报道：{request.on_from} 至 {request.off_at}"
    answers = facts.name_of(request.unit)
    duty, next_post, next_duty = f"{squad}-{day:%m%d}", f"{request.id}-next", f"{squad}-{day:%m%d}-next"
    yield came - AN_HOUR, _opened(request, facts, request.id)
    plan = DutyPlan(
        duty=duty,
        unit=request.unit,
        squad=squad,
        post=request.id,
        day=day,
        begins=came,
        ends=off,
        heads=count,
        reason=hours,
        approved_by=answers,
        inferred=("approved_by",),
    )
    yield came - AN_HOUR, plan
    yield came, DutyCheck(duty=duty, way="in", heads=count)
    yield moved, _opened(request, facts, next_post, name="下一岗（未载）")
    yield (
        moved,
        DutyMove(
            duty=duty, to=next_duty, post=next_post, heads=on.heads, ends=until, reason=hours, approved_by=answers
        ),
    )
    yield moved, DutyCheck(duty=next_duty, way="in", heads=on.heads)
    yield off, DutyCheck(duty=duty, way="out", heads=count - on.heads)
    yield until, DutyCheck(duty=next_duty, way="out", heads=on.heads)


def _over_communities(request: RequestFacts, facts: Facts) -> Told:
    day = facts.day(facts.choices["undated"])
    shares = shared_out(request.heads, [squad.leader + squad.volunteers for squad in request.squad])
    for number, (squad, count) in enumerate(zip(request.squad, shares, strict=True), start=1):
        post, came = f"{request.id}-{number}", facts.at(day, ON_POST)
        yield came, _opened(request, facts, post, place=squad.place, task=squad.task or next(iter(squad.work), ""))
        given = squad.leader + squad.volunteers > 0
        yield from Standing(
            post=post,
            squad=f"{request.id}-{request.unit}-{number}",
            unit=request.unit,
            day=day,
            heads=count,
            came=came,
            why=CHOSEN,
            inferred=() if given else ("heads",),
        ).told()


def posts_of(facts: Facts) -> Iterator[str]:
    """The posts that the record tells of, by id."""
    return (op.post for _at, op in on_the_ground(facts) if isinstance(op, PostOpen))
