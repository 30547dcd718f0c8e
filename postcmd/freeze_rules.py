"""The rules of a frozen day.

1. A day is frozen of a unit, a place, or both, once it has begun.
2. A version follows the one before it; the same version again changes nothing, whoever asks for it.
3. Nothing is counted here: what was frozen is read as of the commit that the freeze is made in.
"""

from __future__ import annotations

from datetime import UTC

from postcmd.clock import day_of
from postcmd.figures import DEFINITIONS_VERSION
from postcmd.making import first_unknown
from postcmd.merge import Context
from postcmd.ops import DayFreeze
from postcmd.outcome import NOTHING_TO_DO, Outcome, Shelf, rejected
from postcmd.records import Freeze, freeze_id


def freeze(op: DayFreeze, shelf: Shelf, ctx: Context) -> Outcome:
    if (refusal := first_unknown(shelf, unit=op.unit, place=op.place)) is not None:
        return refusal
    if op.unit is None and op.place is None:
        return rejected("scope_needed")
    if shelf.get(*op.target) is not None:
        return NOTHING_TO_DO
    if op.day > day_of(ctx.now, ctx.zone):
        return rejected("day_ahead", day=op.day.isoformat())
    if op.version > 1 and shelf.get("freeze", freeze_id(op.unit, op.place, op.day, op.version - 1)) is None:
        return rejected("no_version_before", version=op.version - 1)
    frozen = Freeze(
        id=op.target[1],
        day=op.day,
        version=op.version,
        definitions=DEFINITIONS_VERSION,
        unit=op.unit,
        place=op.place,
        frozen_by=op.on_behalf or ctx.user,
        frozen_at=(op.at or ctx.now).astimezone(UTC),
        note=op.note,
    )
    return Outcome("applied", (frozen,))
