"""What a coordinator does after the assembly: squads divided and one again, posts, duties, losses, work, the watch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any, Final, TypeVar

from postcmd import ops
from postcmd.limits import shift_times
from postcmd.records import (
    KINDS,
    AnyRecord,
    Attrition,
    Duty,
    Freeze,
    HandOver,
    Kind,
    Limit,
    LossReason,
    Placement,
    PlacementForm,
    Squad,
    Work,
    limit_id,
)
from postcmd.records import Post as Gate
from tests.centre_fixture import DAY
from tests.sim.edits import Made, one_of
from tests.sim.field import DAY_SHIFT, NIGHT, TEAMS
from tests.sim.post import Post

R = TypeVar("R", bound=AnyRecord)
DAYS: Final = (DAY, DAY + timedelta(days=1))
LOSSES: Final[tuple[LossReason, ...]] = ("sick", "sealed_in", "recalled")
PEOPLE: Final = ("v0", "v1", "v2")


# Squads


def split(post: Post, rng: Random) -> Made | None:
    """Two parts; now and then the same two that it was divided into before, or that another divides it into."""
    squad = _seen(post, rng, Squad, lambda one: one.is_live and one.strength > 1)
    if squad is None:
        return None
    cut, stem = rng.randrange(1, squad.strength), f"{squad.id}-{'' if rng.random() < 0.3 else rng.getrandbits(16)}"
    here, beside = min(cut, squad.present), rng.randrange(squad.helpers + 1)
    one = ops.Part(f"{stem}a", "a", cut, here, "p0", helpers=beside, members=squad.members[:cut])
    rest = squad.strength - cut
    other = ops.Part(
        f"{stem}b", "b", rest, squad.present - here, helpers=squad.helpers - beside, members=squad.members[cut:]
    )
    return ops.SquadSplit(squad=squad.id, parts=(one, other)), squad


def merge(post: Post, rng: Random) -> Made | None:
    """The parts into their whole, or one squad into another of its unit."""
    whole = _seen(post, rng, Squad, lambda one: bool(one.parts))
    if whole is not None and rng.random() < 0.8:
        return ops.SquadMerge(squad=whole.id, merged=whole.parts), whole
    into = _seen(post, rng, Squad, lambda one: one.is_live)
    if into is None:
        return None
    other = _seen(post, rng, Squad, lambda one: one.is_live and one.unit == into.unit and one.id != into.id)
    return None if other is None else (ops.SquadMerge(squad=into.id, merged=(other.id,)), into)


def name(post: Post, rng: Random) -> Made | None:
    squad = _seen(post, rng, Squad, lambda one: one.is_live)
    if squad is None:
        return None
    members = tuple(rng.sample(PEOPLE, rng.randrange(1, 3)))
    return ops.SquadName(squad=squad.id, base=_base(post, squad, "members"), members=members), squad


def roll(post: Post, rng: Random) -> Made | None:
    """Held now, or told later than it was held."""
    squad = _seen(post, rng, Squad, lambda one: one.is_live)
    if squad is None:
        return None
    at = post.now() - timedelta(minutes=rng.choice((0, 0, 30)))
    return ops.SquadRoll(squad=squad.id, present=rng.randrange(squad.strength + 1), at=at), squad


# Posts, limits, service without a request


def open_post(post: Post, rng: Random) -> Made | None:
    place = rng.choice(("p0", "pd1"))
    shifts = (DAY_SHIFT, NIGHT) if rng.random() < 0.5 else (NIGHT,)
    return ops.PostOpen(post=f"new{rng.randrange(3)}", place=place, name="new", shifts=shifts), None


def set_post(post: Post, rng: Random) -> Made | None:
    gate = _seen(post, rng, Gate)
    if gate is None:
        return None
    facts: tuple[dict[str, Any], ...] = (
        {"name": f"gate {rng.randrange(9)}"},
        {"drivers": rng.randrange(3)},
        {"shifts": (NIGHT,)},
        {"kind": rng.choice(("gate", "patrol"))},
    )
    said = rng.choice(facts)
    return ops.PostSet(post=gate.id, base=_base(post, gate, *said), **said), gate


def close_post(post: Post, rng: Random) -> Made | None:
    """Closed for the day after, or taken up again."""
    gate = _seen(post, rng, Gate)
    return None if gate is None else (ops.PostClose(post=gate.id, until=rng.choice((None, *DAYS))), gate)


def set_limit(post: Post, rng: Random) -> Made | None:
    """Of a post, or of all of them, which is not for everybody."""
    gate = _seen(post, rng, Gate)
    of: Any = "post" if gate is not None and rng.random() < 0.8 else "default"
    named = gate.id if gate is not None and of == "post" else ""
    standing = post.board.get("limit", limit_id(of, named)) or Limit(id=limit_id(of, named))
    said: dict[str, Any] = rng.choice(
        (
            {"continuous": rng.choice((None, 240, 600))},
            {"rest": 300},
            {"hard": rng.random() < 0.5},
            {"boundary": "04:00"},
        )
    )
    return ops.LimitSet(of=of, post=named, base=_base(post, standing, *said), **said), standing


def place(post: Post, rng: Random) -> Made | None:
    forms: tuple[PlacementForm, ...] = ("paired", "reports_home", "standing")
    op = ops.PlacementSet(
        placement=f"pl{rng.randrange(4)}",
        unit=rng.choice(TEAMS),
        form=rng.choice(forms),
        place="p0",
        heads=rng.randrange(4),
    )
    return op, None


def end_placement(post: Post, rng: Random) -> Made | None:
    one = _seen(post, rng, Placement)
    return None if one is None else (ops.PlacementEnd(placement=one.id, until=rng.choice((None, *DAYS))), one)


# Duties


def plan(post: Post, rng: Random) -> Made | None:
    gate = _seen(post, rng, Gate)
    if gate is None:
        return None
    day, shift = rng.choice(DAYS), rng.choice((DAY_SHIFT, NIGHT))
    begins, ends = shift_times(day, shift.begins, shift.ends)
    who = _who(post, rng)
    op = ops.DutyPlan(duty=_fresh(rng, "d"), post=gate.id, day=day, begins=begins, ends=ends, shift=shift.name, **who)
    return op, None


def set_duty(post: Post, rng: Random) -> Made | None:
    duty = _seen(post, rng, Duty)
    if duty is None:
        return None
    said: dict[str, Any] = rng.choice(
        ({"heads": rng.randrange(1, 5)}, {"ends": duty.begins + timedelta(hours=rng.randrange(1, 15))})
    )
    return ops.DutySet(duty=duty.id, base=_base(post, duty, *said), **said), duty


def check(post: Post, rng: Random) -> Made | None:
    """In mostly; out where somebody is there; now and then a slip is taken back."""
    duty = _seen(post, rng, Duty)
    if duty is None:
        return None
    out = duty.here > 0 and rng.random() < 0.4
    heads = rng.choice((1, 1, 1, 2, -1))
    return ops.DutyCheck(duty=duty.id, way="out" if out else "in", heads=heads, at=post.now()), duty


def arrive(post: Post, rng: Random) -> Made | None:
    gate = _seen(post, rng, Gate)
    if gate is None:
        return None
    left = None if rng.random() < 0.7 else post.now() + timedelta(hours=2)
    op = ops.DutyArrive(duty=_fresh(rng, "d"), post=gate.id, day=DAY, left_at=left, at=post.now(), **_who(post, rng))
    return op, None


def relieve(post: Post, rng: Random) -> Made | None:
    going = _seen(post, rng, Duty, lambda one: one.here > 0)
    if going is None:
        return None
    coming = _seen(post, rng, Duty, lambda one: one.post == going.post and one.id != going.id)
    if coming is None:
        return None
    return ops.DutyRelieve(duty=going.id, by=coming.id, heads=rng.randrange(1, 4), at=post.now()), going


def move(post: Post, rng: Random) -> Made | None:
    duty, gate = _seen(post, rng, Duty, lambda one: one.here > 0), _seen(post, rng, Gate)
    if duty is None or gate is None:
        return None
    at = post.now()
    op = ops.DutyMove(
        duty=duty.id,
        to=_fresh(rng, "d"),
        post=gate.id,
        heads=rng.randrange(1, duty.here + 1),
        at=at,
        ends=at + timedelta(hours=3),
    )
    return op, duty


# What was lost and done, and the watch


def lose(post: Post, rng: Random) -> Made | None:
    """Of a squad; or residents of a unit, of whom not always is told how many."""
    squad = _seen(post, rng, Squad, lambda one: one.is_live)
    loss = rng.choice(LOSSES)
    if squad is None or rng.random() < 0.3:
        unit, heads = rng.choice(TEAMS), rng.randrange(3)
        return ops.AttritionReport(attrition=_fresh(rng, "x"), heads=heads, loss=loss, unit=unit, serving=True), None
    heads, day = rng.randrange(1, 4), rng.choice((None, DAY))
    return ops.AttritionReport(attrition=_fresh(rng, "x"), heads=heads, loss=loss, squad=squad.id, day=day), None


def release(post: Post, rng: Random) -> Made | None:
    lost = _seen(post, rng, Attrition)
    if lost is None:
        return None
    heads = rng.randrange(1, lost.still_lost + 1) if lost.still_lost > 0 and rng.random() < 0.9 else lost.heads
    if lost.squad and rng.random() < 0.6:
        return ops.AttritionRelease(attrition=lost.id, heads=heads, back=True), lost
    return ops.AttritionRelease(attrition=lost.id, heads=heads, report_to=rng.choice(TEAMS), day=DAY), lost


def report_work(post: Post, rng: Random) -> Made | None:
    """Counted anew, or the correction of a count."""
    old = _seen(post, rng, Work) if rng.random() < 0.5 else None
    unit, supersedes = (rng.choice(TEAMS), None) if old is None else (old.unit, old.id)
    quantity, served = rng.randrange(500), rng.choice((None, 90))
    op = ops.WorkReport(
        work=_fresh(rng, "w"),
        unit=unit,
        day=DAY,
        task="screening",
        quantity=quantity,
        served=served,
        supersedes=supersedes,
    )
    return op, old


def verify(post: Post, rng: Random) -> Made | None:
    work = _seen(post, rng, Work)
    return None if work is None else (ops.WorkVerify(work=work.id, verified=rng.random() < 0.8), work)


def give(post: Post, rng: Random) -> Made | None:
    where: Any = rng.choice(({"unit": rng.choice(TEAMS)}, {"place": rng.choice(("p0", "pd1"))}))
    return ops.HandOverGive(handover=_fresh(rng, "h"), lines=(f"short by {rng.randrange(9)}",), **where), None


def take(post: Post, rng: Random) -> Made | None:
    left = _seen(post, rng, HandOver)
    return None if left is None else (ops.HandOverTake(handover=left.id), left)


def freeze(post: Post, rng: Random) -> Made | None:
    """The next version of a day, or one that was frozen already."""
    where: Any = rng.choice(({"unit": rng.choice(TEAMS)}, {"place": rng.choice(("p0", "pd1"))}))
    known = [one for one in post.board.every("freeze") if isinstance(one, Freeze)]
    last = max((one.version for one in known if (one.unit or one.place) in where.values()), default=0)
    return ops.DayFreeze(day=DAY, version=max(1, last + rng.choice((0, 1, 1))), **where), None


ON_THE_GROUND: Final[tuple[Callable[[Post, Random], Made | None], ...]] = (
    *(split, merge, merge, name, name, roll, roll, open_post, set_post, close_post, set_limit, place, end_placement),
    *(plan, set_duty, check, check, arrive, relieve, relieve, move),
    *(lose, release, report_work, verify, verify, give, take, take, freeze),
)


def _who(post: Post, rng: Random) -> dict[str, Any]:
    """So many of a unit, a squad of it, or one volunteer."""
    squad = _seen(post, rng, Squad, lambda one: one.is_live) if rng.random() < 0.3 else None
    if squad is not None:
        return {"unit": squad.unit, "squad": squad.id, "heads": rng.randrange(1, 4)}
    if rng.random() < 0.5:
        return {"unit": rng.choice(TEAMS), "volunteer": rng.choice(PEOPLE)}
    return {"unit": rng.choice(TEAMS), "heads": rng.randrange(1, 4)}


def _base(post: Post, seen: AnyRecord, *fields: str) -> ops.Base:
    """A base holds texts and numbers; of anything else the rev alone says what was seen."""
    values = {field: value for field in fields if type(value := getattr(seen, field)) in (str, int)}
    return ops.Base(post.board.link.epoch, seen.rev, values)


def _fresh(rng: Random, stem: str) -> str:
    """An id made at the post; now and then two make the same."""
    return f"{stem}{rng.randrange(3) if rng.random() < 0.1 else rng.getrandbits(32)}"


def _seen(post: Post, rng: Random, shape: type[R], fits: Callable[[R], bool] = lambda one: True) -> R | None:
    found = [one for one in post.board.every(_KIND_OF[shape]) if isinstance(one, shape) and fits(one)]
    return one_of(sorted(found, key=lambda one: one.id), rng)


_KIND_OF: Final[dict[type[Any], Kind]] = {shape: kind for kind, shape in KINDS.items()}
