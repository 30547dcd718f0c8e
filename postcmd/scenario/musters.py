"""A call whose people assemble, enter one after another, and are found in parts the next morning.

1. They assemble in quarters, half an hour apart, the last one at the reported time: the last report is the reported
   figure. Who has assembled is confirmed and present on the quota.
2. They enter in fifths, half an hour apart, beginning half an hour after they assembled; while they enter, `present` of
   the squad counts who is inside.
3. A snapshot's parts are a split at the moment of the snapshot; they sum to the squad. Where a part stood at several
   places, its places are named together and its heads are not divided over them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from postcmd.errors import BadInput
from postcmd.ops import Part, SquadReport, SquadSplit
from postcmd.records import Line
from postcmd.scenario.call import Call, Told
from postcmd.scenario.facts import Facts, Figure, RequestFacts, Snapshot, SnapshotPart
from postcmd.scenario.kept import kept
from postcmd.scenario.steps import CHOSEN, SPREAD, UNSEEN, marched

MUSTERS: Final = 4
ENTRIES: Final = 5
APART: Final = timedelta(minutes=30)
AT_ONCE: Final = timedelta(minutes=5)


def assembled_call(request: RequestFacts, assembled: Figure, facts: Facts) -> Told:
    """The call for fifty at one in the morning."""
    call = _call(request, facts)
    by = facts.moment(assembled.at)
    yield from call.come_in()
    yield call.ordered + AT_ONCE, call.squad_of(request.needed)
    yield from _mustered(call, assembled.n, by)
    yield from _entered(call, assembled.n, by)
    if request.snapshot is not None:
        yield facts.moment(request.snapshot.at), _found_in_parts(call, request.snapshot)


def _call(request: RequestFacts, facts: Facts) -> Call:
    if request.addressed_unit is None:
        raise BadInput("scenario", detail=f"request {request.id}: assembled without addressed_unit")
    ordered = facts.moment(request.ordered_at)
    day = ordered.astimezone(facts.zone).date()
    return Call(
        request=request,
        facts=facts,
        unit=request.addressed_unit,
        ordered=ordered,
        lines=(Line(day, request.needed, request.needed),),
        due=facts.moment(facts.choices[f"{request.id}_due_at"]),
        inferred=("due",),
        quota_inferred=("confirmed",),
    )


def _mustered(call: Call, heads: int, by: datetime) -> Told:
    first = by - APART * (MUSTERS - 1)
    yield from marched(call.squad, "standby", (call.ordered + AT_ONCE, "alerted"), (first, "mustering"))
    for number in range(1, MUSTERS + 1):
        at, so_far = first + APART * (number - 1), heads * number // MUSTERS
        why = SPREAD if number < MUSTERS else ""
        yield at, SquadReport(squad=call.squad, base=UNSEEN, present=so_far, reason=why)
        for report in call.reported(call.first_day, why, confirmed=so_far, present=so_far):
            yield at, report


def _entered(call: Call, heads: int, assembled: datetime) -> Told:
    leaves = assembled + AT_ONCE
    yield from marched(call.squad, "mustering", (leaves, "en_route"))
    yield leaves, _inside(call, 0)
    yield from marched(call.squad, "en_route", (assembled + APART, "on_post"), place=call.request.place)
    for number in range(1, ENTRIES + 1):
        yield assembled + APART * number, _inside(call, heads * number // ENTRIES)


def _inside(call: Call, heads: int) -> SquadReport:
    return SquadReport(squad=call.squad, base=UNSEEN, present=heads, reason=f"{call.request.entered}: {SPREAD}")


def _found_in_parts(call: Call, snapshot: Snapshot) -> SquadSplit:
    parts = tuple(_part(call, number, part) for number, part in enumerate(snapshot.parts, start=1))
    return SquadSplit(squad=call.squad, parts=parts, reason=CHOSEN)


def _part(call: Call, number: int, part: SnapshotPart) -> Part:
    return Part(
        squad=f"{call.squad}-{number}",
        name=_part_name(call, part),
        strength=part.heads,
        present=part.heads,
        place=part.places[0] if len(part.places) == 1 else call.request.place,
        note=kept("request.snapshot.parts", part, call.facts),
        inferred=("name", "since"),
    )


def _part_name(call: Call, part: SnapshotPart) -> str:
    """Where they stood, or what they did: 炭厂里、魔方公寓、驼房里等."""
    tasks = [call.facts.task[code].zh for code in part.tasks]
    named = "、".join([*(call.facts.name_of(place) for place in part.places), *tasks])
    return f"{named}等" if part.places_open else named
