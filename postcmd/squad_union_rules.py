"""The rules of squads that become one again, of who is in them, and of roll calls.

1. Merging is the inverse of splitting: all the parts make the whole again, with the heads they have by now. Squads that
   were never one are merged into one of them.
2. Heads are conserved: strength, present, helpers and those lost add up; who was in one of them is in the one.
3. Only live squads of one unit merge; those merged are live no longer and say into what they went.
4. Named <= heads, and nobody is named in two live squads, whatever they were sent to.
5. A roll call is of the moment it was held; an older one never stands over a newer one.
"""

from __future__ import annotations

from datetime import UTC

import msgspec

from postcmd.making import over_theirs
from postcmd.merge import Context
from postcmd.ops import SquadMerge, SquadName, SquadRoll
from postcmd.outcome import NOTHING_TO_DO, Outcome, Shelf, missing, rejected
from postcmd.quota_rules import merged
from postcmd.records import MOST_HEADS, SLUG, Squad
from postcmd.squad_rules import is_named_elsewhere


def merge(op: SquadMerge, shelf: Shelf, ctx: Context) -> Outcome:
    into = shelf.get(*op.target)
    if not isinstance(into, Squad):
        return missing(op.target, shelf)
    found = [shelf.get("squad", one) for one in op.merged]
    others = [one for one in found if isinstance(one, Squad)]
    if len(others) < len(op.merged):
        gone = next(one for one, there in zip(op.merged, found, strict=True) if there is None)
        return missing(("squad", gone), shelf)
    if all(one.merged_into == into.id for one in others):
        return NOTHING_TO_DO
    is_whole = bool(into.parts)
    refusal = _why_not_merged(into, others, is_whole)
    if refusal is not None:
        return refusal
    sums = others if is_whole else [into, *others]
    one = _one_of(into, sums, ctx, op)
    return Outcome("applied", (one, *(msgspec.structs.replace(other, merged_into=into.id) for other in others)))


def _why_not_merged(into: Squad, others: list[Squad], is_whole: bool) -> Outcome | None:
    ids = [one.id for one in others]
    if len(set(ids)) != len(ids) or into.id in ids:
        return rejected("bad_parts", parts=len(ids))
    if is_whole and set(ids) != set(into.parts):
        return rejected("not_all_parts", parts=list(into.parts))
    live = others if is_whole else [into, *others]
    asleep = next((one for one in live if not one.is_live), None)
    if asleep is not None:
        return rejected("not_live", status=asleep.standing, squad=asleep.id)
    if any(one.unit != into.unit for one in others):
        return rejected("other_unit", unit=into.unit)
    return None if sum(one.strength for one in live) <= MOST_HEADS else rejected("bounds", strength=MOST_HEADS)


def _one_of(into: Squad, sums: list[Squad], ctx: Context, op: SquadMerge) -> Squad:
    first = sums[0]
    return msgspec.structs.replace(
        into,
        parts=(),
        strength=sum(one.strength for one in sums),
        present=sum(one.present for one in sums),
        helpers=sum(one.helpers for one in sums),
        lost=sum(one.lost for one in sums) + (into.lost if into not in sums else 0),
        members=tuple(dict.fromkeys(member for one in sums for member in one.members)),
        status=first.status,
        place=first.place,
        closed_loop=any(one.closed_loop for one in sums),
        since=(op.at or ctx.now).astimezone(UTC),
    )


def name(op: SquadName, shelf: Shelf, ctx: Context) -> Outcome:
    squad = shelf.get(*op.target)
    if not isinstance(squad, Squad):
        return missing(op.target, shelf)
    if not squad.is_live:
        return rejected("not_live", status=squad.standing)
    if len(set(op.members)) != len(op.members) or not all(SLUG.fullmatch(one) for one in op.members):
        return rejected("bad_number")
    if len(op.members) > squad.strength:
        return rejected("more_names_than_heads", strength=squad.strength)
    if is_named_elsewhere(op.members, squad, shelf):
        return rejected("in_two_squads")
    verdict = merged("squad", squad, {"members": op.members}, op.base, op.n, shelf, ctx)
    return verdict or Outcome("applied", (msgspec.structs.replace(squad, members=op.members),))


def roll(op: SquadRoll, shelf: Shelf, ctx: Context) -> Outcome:
    squad = shelf.get(*op.target)
    if not isinstance(squad, Squad):
        return missing(op.target, shelf)
    if not squad.is_live:
        return rejected("not_live", status=squad.standing)
    if not 0 <= op.present <= squad.strength:
        return rejected("bounds", present=op.present)
    at, by = (op.at or ctx.now).astimezone(UTC), op.on_behalf or ctx.user
    if squad.rolled_at is not None and at <= squad.rolled_at:
        is_same = (at, op.present) == (squad.rolled_at, squad.rolled)
        return NOTHING_TO_DO if is_same else over_theirs(squad, "rolled_meanwhile", rolled=squad.rolled)
    return Outcome("applied", (msgspec.structs.replace(squad, rolled=op.present, rolled_at=at, rolled_by=by),))
