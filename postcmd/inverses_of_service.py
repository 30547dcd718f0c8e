"""How posts, duties, limits, placements and counts of work go back.

1. A last day goes back to the one before, or to none.
2. A check-in or check-out of so many is taken off again by the same number; who came or left beside them stays.
   Whoever was taken from another post by it does not go back there by a key.
3. Whoever came unplanned has not come: their duty stays, with nobody there.
4. A limit that nobody had set leaves everything to the wider ones again.
"""

from __future__ import annotations

import msgspec
from msgspec import UNSET

from postcmd import ops
from postcmd.errors import Refused
from postcmd.inverse import Applied, Items, again
from postcmd.inverses_of_records import set_back
from postcmd.records import Duty, Limit, Placement, Post, Work


def post_close(op: ops.PostClose, of: Applied) -> Items:
    before = of.was(Post)
    of.as_left(of.stands(Post), until=op.until)
    return (again(op, until=before.until),)


def placement_end(op: ops.PlacementEnd, of: Applied) -> Items:
    before = of.was(Placement)
    of.as_left(of.stands(Placement), until=op.until)
    return (again(op, until=before.until),)


def limit_set(op: ops.LimitSet, of: Applied) -> Items:
    if of.before is not None:
        return set_back(op, of)
    fields = [field.name for field in msgspec.structs.fields(op) if field.default is UNSET]
    given = {field: value for field in fields if (value := getattr(op, field)) is not UNSET}
    of.as_left(of.stands(Limit), **given)
    none = Limit(id=op.target[1])
    return (again(op, base=of.base(), **{field: getattr(none, field) for field in given}),)


def duty_check(op: ops.DutyCheck, of: Applied) -> Items:
    before = of.was(Duty)
    if before.volunteer and op.way == "in" and op.reason:
        raise Refused("came_from_elsewhere")
    return (msgspec.structs.replace(again(op, heads=-op.heads), at=op.at),)


def duty_arrive(op: ops.DutyArrive, of: Applied) -> Items:
    if op.volunteer and op.reason:
        raise Refused("came_from_elsewhere")
    of.as_left(of.stands(Duty), came=op.heads, left=op.heads if op.left_at else 0)
    gone = ops.DutyCheck(duty=op.duty, way="in", heads=-op.heads, at=op.at)
    if op.left_at is None:
        return (gone,)
    return ops.DutyCheck(duty=op.duty, way="out", heads=-op.heads, at=op.left_at), gone


def work_verify(op: ops.WorkVerify, of: Applied) -> Items:
    before = of.was(Work)
    of.as_left(of.stands(Work), state="verified" if op.verified else "reported")
    return (again(op, verified=not op.verified, on_behalf="" if op.verified else before.verified_by),)
