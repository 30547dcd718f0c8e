"""How squads go back that were split up, put together, or named.

1. The parts of a split make the whole again, where and since when it stood; not once somebody has changed one of them.
2. Parts that made the whole again are the parts they were; squads that were never one are not told apart any more.
3. Names go back to those that stood before.
"""

from __future__ import annotations

from postcmd import ops
from postcmd.errors import Refused
from postcmd.inverse import Applied, Items, again
from postcmd.records import Squad


def squad_split(op: ops.SquadSplit, of: Applied) -> Items:
    whole = of.was(Squad)
    for part in op.parts:
        stands = of.shelf.get("squad", part.squad)
        of.as_left(stands, strength=part.strength, present=part.present, helpers=part.helpers)
        of.as_left(stands, status=whole.status, place=part.place or whole.place, parts=(), merged_into=None)
    one = ops.SquadMerge(squad=op.squad, merged=tuple(part.squad for part in op.parts), at=whole.since)
    if whole.place is None or op.parts[0].place in (None, whole.place):
        return (one,)
    back = ops.SquadMove(
        squad=op.squad, came_from=whole.status, to=whole.status, place=whole.place, at=whole.since, reason=op.reason
    )
    return one, back


def squad_merge(op: ops.SquadMerge, of: Applied) -> Items:
    whole = of.was(Squad)
    found = [of.shelf.get("squad", part) for part in whole.parts]
    parts = [part for part in found if isinstance(part, Squad)]
    if len(parts) < 2 or {part.id for part in parts} != set(op.merged) or _differ(parts):
        raise Refused("squads_are_one")
    sums = {field: sum(getattr(part, field) for part in parts) for field in ("strength", "present", "helpers")}
    of.as_left(of.stands(Squad), parts=(), status=parts[0].status, **sums)
    return (ops.SquadSplit(squad=op.squad, parts=tuple(_part(part) for part in parts), at=parts[0].since),)


def _differ(parts: list[Squad]) -> bool:
    """Whether they were more than parts of one by then: apart in status, or with losses of their own."""
    return len({part.status for part in parts}) > 1 or any(part.lost for part in parts)


def _part(part: Squad) -> ops.Part:
    return ops.Part(
        squad=part.id,
        name=part.name,
        strength=part.strength,
        present=part.present,
        place=part.place,
        leader=part.leader,
        note=part.note,
        inferred=part.inferred,
        helpers=part.helpers,
        members=part.members,
    )


def squad_name(op: ops.SquadName, of: Applied) -> Items:
    before = of.was(Squad)
    of.as_left(of.stands(Squad), members=op.members)
    return (again(op, base=of.base(), members=before.members),)
