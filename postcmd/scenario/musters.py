"""A call whose people assemble, enter one after another, and are found in parts the next morning.

1. Half an hour after the call as many have signed up, by count, as assembled in the end. They assemble in quarters,
   half an hour apart, the last one at the reported time: the last muster report is the reported figure. Half an hour
   before, the gear is said to be ready: nobody enters a sealed area without.
2. They enter in fifths, half an hour apart, beginning half an hour after they assembled; while they enter, `present` of
   the squad counts who is inside.
3. A snapshot's parts are a split at the moment of the snapshot; they sum to the squad. Where a part stood at several
   places, its places are named together and its heads are not divided over them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from postcmd.errors import BadInput
from postcmd.ops import NoticeIssue, Part, RequestSet, SquadReport, SquadSplit
from postcmd.records import Line
from postcmd.scenario.call import Call, Told, line_of_command
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
    yield from _promised(call, assembled.n)
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


def _promised(call: Call, heads: int) -> Told:
    """The corps is told, the unit takes it on, so many sign up, and the gear is said to be ready before they enter."""
    at = call.ordered + AT_ONCE
    yield at, _corps_told(call)
    yield at, call.answered(call.first_day)
    yield call.ordered + APART, call.signed_up(call.first_day, 1, heads, CHOSEN)
    ready = call.facts.moment(call.facts.choices[f"{call.id}_due_at"]) - APART
    yield ready, RequestSet(request=call.id, base=UNSEEN, gear_ready=True, on_behalf=call.caller, reason=CHOSEN)


def _corps_told(call: Call) -> NoticeIssue:
    place, unit = call.facts.name_of(call.request.place), call.facts.name_of(call.unit)
    return NoticeIssue(
        notice=f"{call.id}-told",
        title=f"告知：{place}直接向{unit}下达 {call.request.needed} 人",
        issued_by=(call.unit,),
        addressed_to=tuple(line_of_command(call.unit, call.facts)[:1]),
        after_request=call.id,
        inferred=("title", "at"),
        on_behalf=call.caller,
        reason=CHOSEN,
    )


def _mustered(call: Call, heads: int, by: datetime) -> Told:
    first = by - APART * (MUSTERS - 1)
    yield from marched(call.squad, "standby", (call.ordered + AT_ONCE, "alerted"), (first, "mustering"))
    for number in range(1, MUSTERS + 1):
        at, so_far = first + APART * (number - 1), heads * number // MUSTERS
        why = SPREAD if number < MUSTERS else ""
        yield at, SquadReport(squad=call.squad, base=UNSEEN, present=so_far, reason=why)
        for report in call.mustered(call.first_day, so_far, why):
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
