"""The rules of heads lost and free again.

1. A loss makes the squad smaller by its heads, and those present as far as the rest cannot be; the places that they
   filled on the quota of their day are free again, so that the gap can go to the reserve.
2. A squad cannot lose more than it has. Without a squad they are residents of a unit, who may serve inside;
   how many is not always told (0).
3. A release gives back at most what is still lost: to the squad, which grows again, or to a unit, which has so many
   more who can go from that day on.
"""

from __future__ import annotations

from datetime import UTC

import msgspec

from postcmd.making import first_unknown, made
from postcmd.merge import Context
from postcmd.ops import AttritionRelease, AttritionReport
from postcmd.outcome import Outcome, Shelf, missing, rejected
from postcmd.records import (
    MOST_HEADS,
    SLUG,
    AnyRecord,
    Attrition,
    Availability,
    Quota,
    Squad,
    availability_id,
    quota_id,
)

_SAID = ("unit", "squad", "heads", "loss", "volunteer", "place")


def report(op: AttritionReport, shelf: Shelf, ctx: Context) -> Outcome:
    if (refusal := first_unknown(shelf, squad=op.squad, unit=op.unit, place=op.place, request=op.request)) is not None:
        return refusal
    if not (1 if op.squad else 0) <= op.heads <= MOST_HEADS or (op.volunteer and op.heads != 1):
        return rejected("bounds", heads=op.heads)
    if op.volunteer is not None and not SLUG.fullmatch(op.volunteer):
        # A name typed in the number's place would lie in every cache.
        return rejected("bad_number")
    squad = shelf.get("squad", op.squad) if op.squad else None
    unit = squad.unit if isinstance(squad, Squad) else op.unit
    if unit is None:
        return rejected("unknown_unit", unit="")
    lost = _attrition(op, unit, squad if isinstance(squad, Squad) else None, ctx)
    if shelf.get(*op.target) is not None or not isinstance(squad, Squad):
        return made(lost, _SAID, shelf)
    if not squad.is_live:
        return rejected("not_live", status=squad.standing)
    if op.heads > squad.strength:
        return rejected("bounds", strength=squad.strength)
    return made(lost, _SAID, shelf, (_smaller(squad, op), *_reopened(lost, shelf)))


def _attrition(op: AttritionReport, unit: str, squad: Squad | None, ctx: Context) -> Attrition:
    return Attrition(
        id=op.attrition,
        unit=unit,
        heads=op.heads,
        loss=op.loss,
        at=(op.at or ctx.now).astimezone(UTC),
        squad=op.squad,
        place=op.place or (squad.place if squad else None),
        request=op.request or (squad.request if squad else None),
        day=op.day,
        volunteer=op.volunteer,
        serving=op.serving,
        note=op.note,
        inferred=op.inferred,
    )


def _smaller(squad: Squad, op: AttritionReport) -> Squad:
    strength = squad.strength - op.heads
    return msgspec.structs.replace(
        squad,
        strength=strength,
        present=min(squad.present, strength),
        lost=squad.lost + op.heads,
        members=tuple(member for member in squad.members if member != op.volunteer),
    )


def _reopened(lost: Attrition, shelf: Shelf) -> list[AnyRecord]:
    """The quota, with the places free that the lost ones filled."""
    if lost.request is None or lost.day is None:
        return []
    quota = shelf.get("quota", quota_id(lost.request, lost.unit, lost.day))
    if not isinstance(quota, Quota) or quota.confirmed == 0:
        return []
    confirmed = max(0, quota.confirmed - lost.heads)
    return [msgspec.structs.replace(quota, confirmed=confirmed, present=min(quota.present, confirmed))]


def release(op: AttritionRelease, shelf: Shelf, ctx: Context) -> Outcome:
    lost = shelf.get(*op.target)
    if not isinstance(lost, Attrition):
        return missing(op.target, shelf)
    is_unknown = op.heads == lost.heads == 0 and lost.released_at is None
    if not is_unknown and not 0 < op.heads <= lost.still_lost:
        return rejected("not_so_many_lost", lost=lost.still_lost)
    if (refusal := first_unknown(shelf, unit=op.report_to)) is not None:
        return refusal
    after = msgspec.structs.replace(
        lost,
        released=lost.released + op.heads,
        released_at=(op.at or ctx.now).astimezone(UTC),
        report_to=op.report_to or lost.report_to,
    )
    if op.back:
        return _back(op, after, shelf)
    return Outcome("applied", (after, *_can_go(op, shelf, ctx)))


def _back(op: AttritionRelease, after: Attrition, shelf: Shelf) -> Outcome:
    squad = shelf.get("squad", after.squad) if after.squad else None
    if not isinstance(squad, Squad):
        return missing(("squad", after.squad or ""), shelf)
    if not squad.is_live:
        return rejected("not_live", status=squad.standing)
    grown = msgspec.structs.replace(squad, strength=squad.strength + op.heads, lost=max(0, squad.lost - op.heads))
    return Outcome("applied", (after, grown))


def _can_go(op: AttritionRelease, shelf: Shelf, ctx: Context) -> list[AnyRecord]:
    if op.report_to is None or op.day is None:
        return []
    key, at = availability_id(op.report_to, op.day, ""), (op.at or ctx.now).astimezone(UTC)
    standing = shelf.get("availability", key)
    if isinstance(standing, Availability):
        return [msgspec.structs.replace(standing, heads=min(MOST_HEADS, standing.heads + op.heads), at=at)]
    return [Availability(id=key, unit=op.report_to, day=op.day, heads=op.heads, at=at, said_by=op.on_behalf)]
