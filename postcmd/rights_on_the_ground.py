"""Rights on posts, duties, work and the watch.

1. Posts, plans and placements are a dispatcher's, over the place, for the request or at the unit; what happened on the
   ground (who came and went, what was lost and done, a roll call) is a recorder's.
2. A duty is planned by who dispatches for its unit, or over its post; the squad and the post that it names must be in
   sight.
3. Limits are an administrator's: of a post over that post, all others over everything.
4. A count of work is verified by a dispatcher; a hand-over is a recorder's, on both sides.
5. A day is frozen by a dispatcher of the unit or the place.
"""

from __future__ import annotations

from postcmd.judging import Judge, first
from postcmd.ops import (
    AttritionRelease,
    AttritionReport,
    DayFreeze,
    DutyArrive,
    DutyCheck,
    DutyMove,
    DutyPlan,
    DutyRelieve,
    DutySet,
    HandOverGive,
    HandOverTake,
    LimitSet,
    PlacementEnd,
    PlacementSet,
    PostClose,
    PostOpen,
    PostSet,
    SquadMerge,
    SquadName,
    SquadRoll,
    WorkReport,
    WorkVerify,
)
from postcmd.records import Duty, Kind, Post, Request
from postcmd.scope import EVERYTHING

OnTheGround = (
    SquadMerge
    | SquadName
    | SquadRoll
    | PostOpen
    | PostSet
    | PostClose
    | DutyPlan
    | DutySet
    | DutyCheck
    | DutyArrive
    | DutyRelieve
    | DutyMove
    | LimitSet
    | PlacementSet
    | PlacementEnd
    | WorkReport
    | WorkVerify
    | AttritionReport
    | AttritionRelease
    | HandOverGive
    | HandOverTake
    | DayFreeze
)


def why_not_on_the_ground(op: OnTheGround, judge: Judge) -> str | None:
    match op:
        case PostOpen():
            return _made(judge, op, _manning(op, judge)) or judge.why_hidden(("request", op.request))
        case DutyPlan() | DutyArrive():
            return _why_not_stood(op, judge)
        case DutyMove():
            return _why_not_sent_on(op, judge)
        case DutyCheck() | DutyRelieve():
            return judge.why_not_all("recorder", [judge.paths_of_named(target) for target in op.targets])
        case SquadMerge():
            return judge.why_not_all("dispatcher", [judge.paths_of_named(target) for target in op.targets])
        case PostSet() | PostClose() | DutySet() | PlacementEnd() | WorkVerify():
            return judge.why_not("dispatcher", judge.paths_of_named(op.target))
        case SquadName() | SquadRoll() | AttritionRelease() | HandOverTake():
            return judge.why_not("recorder", judge.paths_of_named(op.target))
        case LimitSet():
            return _why_not_limited(op, judge)
        case PlacementSet():
            return _made(judge, op, judge.at(units=[op.unit]))
        case DayFreeze():
            return judge.why_not("dispatcher", judge.at(units=[op.unit], place=op.place))
        case _:
            return _why_not_told(op, judge)


def _manning(op: PostOpen, judge: Judge) -> frozenset[str]:
    """Where a dispatcher must stand to set a post up: over the place, or where its request is ordered."""
    request = judge.shelf.get("request", op.request) if op.request else None
    return judge.at(place=op.place) | (judge.ordering(request) if isinstance(request, Request) else frozenset())


def _made(judge: Judge, op: PostOpen | PlacementSet, paths: frozenset[str]) -> str | None:
    return judge.why_not_all("dispatcher", [paths, judge.paths_at(op.target)])


def _why_not_stood(op: DutyPlan | DutyArrive, judge: Judge) -> str | None:
    post = judge.shelf.get("post", op.post)
    place = post.place if isinstance(post, Post) else None
    wanted = [judge.at(units=[op.unit], place=place), judge.paths_at(op.target)]
    why = judge.why_not_all("dispatcher" if isinstance(op, DutyPlan) else "recorder", wanted)
    return why or first(judge.why_hidden(named) for named in (("post", op.post), ("squad", op.squad)))


def _why_not_sent_on(op: DutyMove, judge: Judge) -> str | None:
    """The new duty must be one that could be planned, too."""
    duty, post = judge.shelf.get(*op.target), judge.shelf.get("post", op.post)
    new = judge.at(
        units=[duty.unit] if isinstance(duty, Duty) else [], place=post.place if isinstance(post, Post) else None
    )
    why = judge.why_not("dispatcher", judge.paths_of_named(op.target)) or judge.why_hidden(("post", op.post))
    return why or judge.why_not_all("dispatcher", [new, judge.paths_at(("duty", op.to))])


def _why_not_limited(op: LimitSet, judge: Judge) -> str | None:
    over = judge.paths_of_named(("post", op.post)) if op.of == "post" else frozenset({EVERYTHING})
    return judge.why_not("admin", over, seen=judge.paths_at(op.target) or over)


def _why_not_told(op: WorkReport | AttritionReport | HandOverGive, judge: Judge) -> str | None:
    """What is told of a unit or a place; what was told before under the same id, or is corrected, must be ours too."""
    named: list[tuple[Kind, str | None]]
    match op:
        case WorkReport():
            named = [("request", op.request), ("squad", op.squad), ("post", op.post)]
            where = judge.at(units=[op.unit])
        case AttritionReport(squad=str() as squad):
            named, where = [("request", op.request)], judge.paths_of_named(("squad", squad))
        case AttritionReport():
            named, where = [("request", op.request)], judge.at(units=[op.unit])
        case HandOverGive():
            named, where = [], judge.at(units=[op.unit], place=op.place)
    wanted = [where, *(judge.paths_at(target) for target in op.targets)]
    return judge.why_not_all("recorder", wanted) or first(judge.why_hidden(one) for one in named)
