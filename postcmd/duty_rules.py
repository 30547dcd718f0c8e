"""The rules of duties: planned, come and gone, relieved, sent on.

1. A duty is planned for a post that is open on its day, with heads and an end after its begin; a squad's with no unit
   but the squad's own, a volunteer's with one head.
2. A plan beyond a limit needs a reason and keeps which limits and who answers for it; beyond a hard one it is refused.
3. What happened is recorded whatever was planned: more may come than were asked, and whoever is there may leave. Nobody
   leaves who has not come.
4. A volunteer is one head and stands at one post at a time: who checks in elsewhere is told so, and with a reason has
   left there.
5. A relief takes the one off and puts the other on at the same moment, at the same post.
6. Whoever is sent on leaves the old duty at that moment and belongs to a new one that names it; heads are conserved.
7. A plan is withdrawn by no heads at all while nobody came; it stays on record and counts nowhere.
8. A duty belongs to the day that it begins on, at whatever hour days begin.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec import UNSET

from postcmd.limits import Limits, Passed, Span, limits_for, passed, span_of
from postcmd.making import first_unknown, made, over_theirs
from postcmd.merge import Context
from postcmd.ops import DutyArrive, DutyCheck, DutyMove, DutyPlan, DutyRelieve, DutySet
from postcmd.outcome import NOTHING_TO_DO, Outcome, Shelf, missing, rejected
from postcmd.quota_rules import merged
from postcmd.records import MOST_HEADS, SLUG, Duty, Post, Request, Squad, duties_of
from postcmd.risk import risk_at

LONGEST: Final = timedelta(hours=48)
"""Of one duty; a longer one is a slip of the finger."""
GENERATIONS: Final = 10
"""Squads that a squad came from, one out of the other, whose time on duty counts as its own."""
_SAID: Final = ("unit", "post", "day", "squad", "volunteer", "moved_from")
Planned = DutyPlan | DutySet | DutyMove


def plan(op: DutyPlan, shelf: Shelf, ctx: Context) -> Outcome:
    if (refusal := _why_not_there(op, shelf)) is not None:
        return refusal
    post = shelf.get("post", op.post)
    if not isinstance(post, Post):
        return missing(("post", op.post), shelf)
    if not post.is_open_on(op.day):
        return rejected("post_closed", post=post.id)
    duty = _duty(op, post, heads=op.heads, begins=_utc(op.begins), ends=_utc(op.ends), shift=op.shift)
    return _planned(op, duty, post, shelf, ctx)


def arrive(op: DutyArrive, shelf: Shelf, ctx: Context) -> Outcome:
    if (refusal := _why_not_there(op, shelf)) is not None:
        return refusal
    post = shelf.get("post", op.post)
    if not isinstance(post, Post):
        return missing(("post", op.post), shelf)
    came, left = _utc(op.at or ctx.now), _utc(op.left_at)
    if left is not None and left < came:
        return rejected("bad_times")
    gone = 0 if left is None else op.heads
    duty = _duty(op, post, heads=op.heads, begins=came, ends=left, came=op.heads, left=gone, came_at=came, left_at=left)
    duty = msgspec.structs.replace(duty, walk_in=True)
    refusal, also = _stands_elsewhere(duty, bool(op.reason), came, shelf) if left is None else (None, ())
    return refusal or made(duty, _SAID, shelf, (*also, *_known_at(post, op.unit)))


def set_plan(op: DutySet, shelf: Shelf, ctx: Context) -> Outcome:
    duty = shelf.get(*op.target)
    if not isinstance(duty, Duty):
        return missing(op.target, shelf)
    wanted: dict[str, Any] = {
        field: _utc(value) if isinstance(value, datetime) else value
        for field in ("heads", "begins", "ends")
        if (value := getattr(op, field)) is not UNSET
    }
    verdict = merged("duty", duty, wanted, op.base, op.n, shelf, ctx)
    if verdict is not None:
        return verdict
    after = msgspec.structs.replace(duty, **wanted)
    if after.heads == 0 and not duty.came:
        return Outcome("applied", (msgspec.structs.replace(after, beyond=(), approved_by=""),))
    refusal, beyond = _beyond(op, after, shelf, ctx)
    if refusal is not None:
        return refusal
    return Outcome("applied", (_answered_for(after, beyond, op, ctx),))


def check(op: DutyCheck, shelf: Shelf, ctx: Context) -> Outcome:
    duty = shelf.get(*op.target)
    if not isinstance(duty, Duty):
        return missing(op.target, shelf)
    if op.heads == 0:
        return NOTHING_TO_DO
    at = _utc(op.at or ctx.now)
    return _came(op, duty, at, shelf) if op.way == "in" else _went(op, duty, at)


def _came(op: DutyCheck, duty: Duty, at: datetime, shelf: Shelf) -> Outcome:
    if duty.volunteer and op.heads > 0 and duty.here:
        return NOTHING_TO_DO
    if duty.volunteer and op.heads > 1:
        return rejected("bounds", heads=op.heads)
    came = duty.came + op.heads
    if not duty.left <= came <= MOST_HEADS:
        return rejected("not_here", here=duty.here)
    first = min(at, duty.came_at) if duty.came_at and duty.came else at
    if op.heads < 0:
        first = duty.came_at or at
    after = msgspec.structs.replace(duty, came=came, came_at=first if came else None)
    # Without the slip, all the others may have left before.
    after = _gone(after, duty.left, max(at, first))
    refusal, also = _stands_elsewhere(after, bool(op.reason), at, shelf) if op.heads > 0 else (None, ())
    return refusal or Outcome("applied", (after, *also))


def _went(op: DutyCheck, duty: Duty, at: datetime) -> Outcome:
    left = duty.left + op.heads
    if not 0 <= left <= duty.came:
        return rejected("not_here", here=duty.here)
    if duty.came_at is not None and at < duty.came_at:
        return rejected("bad_times")
    return Outcome("applied", (_gone(duty, left, at),))


def relieve(op: DutyRelieve, shelf: Shelf, ctx: Context) -> Outcome:
    going, coming = (shelf.get(*target) for target in op.targets)
    if not isinstance(going, Duty):
        return missing(op.targets[0], shelf)
    if not isinstance(coming, Duty):
        return missing(op.targets[1], shelf)
    if going.relieved_by is not None:
        return NOTHING_TO_DO if going.relieved_by == op.by else over_theirs(going, "relieved", by=going.relieved_by)
    if going.post != coming.post or going.id == coming.id:
        return rejected("other_post", post=going.post)
    if going.here == 0:
        return rejected("not_here", here=0)
    if not 0 < op.heads <= (1 if coming.volunteer else MOST_HEADS - coming.came):
        return rejected("bounds", heads=op.heads)
    at = _utc(op.at or ctx.now)
    if going.came_at is not None and at < going.came_at:
        return rejected("bad_times")
    off = msgspec.structs.replace(_gone(going, going.came, at), relieved_by=op.by)
    # A volunteer who came early is there already.
    heads = 0 if coming.volunteer and coming.here else op.heads
    on = msgspec.structs.replace(coming, came=coming.came + heads, came_at=coming.came_at or at, left_at=None)
    refusal, also = _stands_elsewhere(on, bool(op.reason), at, shelf, going.id)
    return refusal or Outcome("applied", (off, on, *also))


def send_on(op: DutyMove, shelf: Shelf, ctx: Context) -> Outcome:
    duty = shelf.get(*op.target)
    if not isinstance(duty, Duty):
        return missing(op.target, shelf)
    if not SLUG.fullmatch(op.to):
        return rejected("bad_id", id=op.to[:80])
    post = shelf.get("post", op.post)
    if not isinstance(post, Post):
        return missing(("post", op.post), shelf)
    at = _utc(op.at or ctx.now)
    there = msgspec.structs.replace(
        _onward(duty, post, at), id=op.to, heads=op.heads, ends=_utc(op.ends), moved_from=duty.id
    )
    if shelf.get("duty", op.to) is not None:
        return made(there, ("unit", "post", "moved_from"), shelf)
    if not 0 < op.heads <= duty.here:
        return rejected("not_here", here=duty.here)
    if duty.came_at is not None and at < duty.came_at:
        return rejected("bad_times")
    here = _gone(duty, duty.left + op.heads, at)
    refusal, beyond = _beyond(op, there, shelf, ctx, leaving=here)
    return refusal or made(_answered_for(there, beyond, op, ctx), _SAID, shelf, (here, *_known_at(post, duty.unit)))


def _onward(duty: Duty, post: Post, at: datetime) -> Duty:
    return Duty(
        id="",
        unit=duty.unit,
        squad=duty.squad,
        volunteer=duty.volunteer,
        post=post.id,
        place=post.place,
        day=duty.day,
        begins=at,
    )


def _planned(op: DutyPlan, duty: Duty, post: Post, shelf: Shelf, ctx: Context) -> Outcome:
    if shelf.get(*op.target) is not None:
        return made(duty, (*_SAID, "heads", "begins", "ends", "shift"), shelf)
    refusal, beyond = _beyond(op, duty, shelf, ctx)
    if refusal is not None:
        return refusal
    return made(_answered_for(duty, beyond, op, ctx), _SAID, shelf, _known_at(post, op.unit))


def _why_not_there(op: DutyPlan | DutyArrive, shelf: Shelf) -> Outcome | None:
    if (refusal := first_unknown(shelf, unit=op.unit, post=op.post, squad=op.squad)) is not None:
        return refusal
    if op.volunteer is not None and not SLUG.fullmatch(op.volunteer):
        # A name typed in the number's place would lie in every cache.
        return rejected("bad_number")
    squad = shelf.get("squad", op.squad) if op.squad else None
    if isinstance(squad, Squad) and squad.unit != op.unit:
        return rejected("other_unit", unit=squad.unit)
    if not 0 < op.heads <= MOST_HEADS or (op.volunteer and op.heads != 1):
        return rejected("bounds", heads=op.heads)
    return None


def _duty(op: DutyPlan | DutyArrive, post: Post, **fields: Any) -> Duty:
    return Duty(
        id=op.duty,
        unit=op.unit,
        post=post.id,
        place=post.place,
        day=op.day,
        squad=op.squad,
        volunteer=op.volunteer,
        moved_from=op.moved_from if isinstance(op, DutyPlan) else None,
        note=op.note,
        inferred=op.inferred,
        **fields,
    )


def _beyond(
    op: Planned, duty: Duty, shelf: Shelf, ctx: Context, leaving: Duty | None = None
) -> tuple[Outcome | None, tuple[Passed, ...]]:
    """Why it cannot be planned so; else the limits that it passes, for which somebody answers."""
    if duty.ends is not None and not timedelta() < duty.ends - duty.begins <= LONGEST:
        return rejected("bad_times"), ()
    if not 0 < duty.heads <= MOST_HEADS:
        return rejected("bounds", heads=duty.heads), ()
    limits = _limits(duty, shelf)
    beyond = passed(span_of(duty), _stood(duty, shelf, leaving), _most(duty, shelf), limits)
    facts: dict[str, Any] = {bound: limits.bounds[bound] for bound in beyond if bound != "overlap"}
    facts["passed"] = list(beyond)
    if any(bound in limits.hard for bound in beyond):
        return rejected("hard_limit", **facts), ()
    if beyond and not op.reason:
        return rejected("over_limit", **facts), ()
    return None, beyond


def _limits(duty: Duty, shelf: Shelf) -> Limits:
    post = shelf.get("post", duty.post)
    request = shelf.get("request", post.request) if isinstance(post, Post) and post.request else None
    risk = request.risk if isinstance(request, Request) and request.risk else risk_at(duty.place, duty.day, shelf)
    return limits_for(post if isinstance(post, Post) else None, risk, shelf)


def _most(duty: Duty, shelf: Shelf) -> int:
    """How many can stand somewhere at once: one person, a squad's strength; of a unit's heads nobody knows."""
    if duty.volunteer:
        return 1
    squad = shelf.get("squad", duty.squad) if duty.squad else None
    return squad.strength if isinstance(squad, Squad) else MOST_HEADS


def _stood(duty: Duty, shelf: Shelf, leaving: Duty | None) -> list[Span]:
    """When the same people stand elsewhere, stood, or are going to; of heads of a unit nobody knows who they are."""
    if not duty.volunteer and not duty.squad:
        return []
    held = {one.id: one for of in _generations(duty, shelf) for one in shelf.duties(of)}
    if leaving is not None:
        held[leaving.id] = leaving
    return [_own(span_of(one), one, duty) for one in held.values() if one.id != duty.id and not one.is_withdrawn]


def _own(span: Span, stood: Duty, duty: Duty) -> Span:
    """Whoever stood there with a squad that this one came from is here now, and nowhere twice."""
    return span if stood.of == duty.of else Span(span.begins, span.ends, 0)


def _generations(duty: Duty, shelf: Shelf) -> list[str]:
    found, squad = [duty.of], shelf.get("squad", duty.squad) if duty.squad else None
    while not duty.volunteer and isinstance(squad, Squad) and squad.parent and len(found) < GENERATIONS:
        found.append(duties_of(duty.unit, squad.parent))
        squad = shelf.get("squad", squad.parent)
    return found


def _stands_elsewhere(
    duty: Duty, moves: bool, at: datetime, shelf: Shelf, leaving: str = ""
) -> tuple[Outcome | None, tuple[Duty, ...]]:
    """A volunteer who is checked in elsewhere: refused, or taken to have left there."""
    if not duty.volunteer:
        return None, ()
    there = [one for one in shelf.duties(duty.of) if one.id not in (duty.id, leaving) and one.here]
    if there and not moves:
        return rejected("checked_in_elsewhere", post=there[0].post, duty=there[0].id), ()
    return None, tuple(_gone(one, one.came, max(at, one.came_at or at)) for one in there)


def _gone(duty: Duty, left: int, at: datetime) -> Duty:
    return msgspec.structs.replace(duty, left=left, left_at=at if left and left == duty.came else None)


def _answered_for(duty: Duty, beyond: tuple[Passed, ...], op: Planned, ctx: Context) -> Duty:
    return msgspec.structs.replace(
        duty, beyond=beyond, approved_by=(op.approved_by or op.on_behalf or ctx.user) if beyond else ""
    )


def _known_at(post: Post, unit: str) -> tuple[Post, ...]:
    """A unit sees the posts that it has duties at."""
    return () if unit in post.units else (msgspec.structs.replace(post, units=(*post.units, unit)),)


def _utc(moment: Any) -> Any:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment
