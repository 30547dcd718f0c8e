"""What was done, what was learnt on the spot, and service that no call asked for.

1. Work that the report gives for a call or a squad is that squad's, where it stood. What it gives for a unit as a whole
   is the unit's: the part of it that was given by place is not counted again, and the rest is shown at no place.
2. A count is in the unit of its task. What no task counts (buildings) stands in the note of the count beside it.
3. A squad that learns of a need on the spot calls it in; how many it takes is not told and stays open.
4. Placements and standing service have no heads; residents who were sealed in have no number either. When they were
   released is chosen.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from postcmd.ops import AttritionRelease, AttritionReport, PlacementSet, RequestMove, RequestOpen, WorkReport
from postcmd.records import Line, PlacementForm
from postcmd.scenario.call import Told
from postcmd.scenario.facts import Amount, Facts, RequestFacts, Total, heads, said
from postcmd.scenario.service import ON_POST
from postcmd.scenario.steps import CHOSEN
from postcmd.scenario.words_kept import WORDS

REPORTED_AT: Final = "22:00"
FORMS: Final[dict[str, PlacementForm]] = {"对口社区": "paired", "向所在社区报到": "reports_home"}
WHOLE: Final = {
    "door_sensors": "door_sensors",
    "leaflets": "leaflets",
    "samples": "sampling_assist",
    "ledgers": "ledgers",
}
"""The work that is given for a unit as a whole: the key of the report, and the task that it counts."""


def worked(facts: Facts) -> Told:
    """Every count of work, each at the evening of the day it is taken to be of."""
    day = facts.day(facts.choices["undated"])
    at = facts.at(day, REPORTED_AT)
    for request in facts.request:
        end = facts.at(day, request.off_at) if request.off_at else at
        yield from _of(request, None, request.place, request.work, day, end, facts)
        for number, squad in enumerate(request.squad, start=1):
            name = f"{request.id}-{request.unit}-{number}"
            yield from _of(request, name, squad.place, squad.work, day, at, facts)
    for total in facts.total:
        yield from _whole(total, day, at, facts)


def _of(
    request: RequestFacts,
    squad: str | None,
    place: str,
    work: dict[str, Amount],
    day: date,
    at: datetime,
    facts: Facts,
) -> Told:
    beside = "；".join(f"{WORDS.get(key, key)} {heads(n)}" for key, n in work.items() if not _task(key, request, facts))
    for key, amount in work.items():
        task = _task(key, request, facts)
        if task:
            yield (
                at,
                WorkReport(
                    work=f"{squad or request.id}-{key.replace('_', '-')}",
                    unit=request.unit or request.addressed_unit or "",
                    day=day,
                    task=task,
                    quantity=heads(amount),
                    said=said(amount),
                    request=request.id,
                    squad=squad,
                    place=place,
                    note=beside,
                    inferred=("day",),
                    on_behalf=facts.name_of(request.unit),
                ),
            )


def _task(key: str, request: RequestFacts, facts: Facts) -> str:
    if key in facts.task:
        return key
    return request.task if key == "households" and facts.task[request.task].count else ""


def _whole(total: Total, day: date, at: datetime, facts: Facts) -> Told:
    for key, task in WHOLE.items():
        amount: Amount | None = getattr(total, key)
        if amount is None:
            continue
        by_place = sum(_given_by_place(total.unit, task, facts))
        note = f"全队合计 {amount}，按地点已报 {by_place}，其余未按地点给出" if by_place else "未按地点给出"
        yield (
            at,
            WorkReport(
                work=f"{total.unit}-{key.replace('_', '-')}",
                unit=total.unit,
                day=day,
                task=task,
                quantity=heads(amount) - by_place,
                said=said(amount),
                note=f"{note}；{total.days} 天" if total.days else note,
                inferred=("day", "quantity") if by_place else ("day",),
                on_behalf=facts.name_of(total.unit),
            ),
        )


def _given_by_place(unit: str, task: str, facts: Facts) -> Iterator[int]:
    mine = (request for request in facts.request if request.unit == unit)
    return (heads(squad.work[task]) for request in mine for squad in request.squad if task in squad.work)


def born_on_the_spot(facts: Facts) -> Told:
    """A need that a squad learns of where it stands."""
    day = facts.day(facts.choices["undated"])
    for request in facts.request:
        for number, squad in enumerate(request.squad, start=1):
            if not squad.born_on_site:
                continue
            name, at = f"{request.id}-born-{number}", facts.at(day, ON_POST)
            by = facts.name_of(squad.place)
            yield (
                at,
                RequestOpen(
                    request=name,
                    place=squad.place,
                    task=squad.task,
                    lines=(Line(day, 0, None),),
                    born_of=f"{request.id}-{request.unit}-{number}",
                    addressed_unit=request.unit,
                    inferred=("lines", "ordered_at"),
                    on_behalf=by,
                    reason="现场得知",
                    group=name,
                ),
            )
            yield (
                at,
                RequestMove(request=name, came_from="submitted", to="ordered", on_behalf=by, reason=CHOSEN, group=name),
            )


def served_without_a_call(facts: Facts) -> Told:
    """Pairings, reporting where one lives, standing service; residents who were sealed in and served inside."""
    at = facts.at(facts.day(facts.choices["undated"]), "08:00")
    for number, placement in enumerate(facts.placement, start=1):
        since = facts.day(placement.date) if placement.date else None
        yield (
            facts.at(since, "08:00") if since else at,
            PlacementSet(
                placement=f"placement-{number}",
                unit=placement.unit,
                form=FORMS.get(placement.kind, "standing"),
                tasks=(placement.task,) if placement.task else (),
                since=since,
                note=placement.kind,
                reason="" if since else CHOSEN,
            ),
        )
    for number, standing in enumerate(facts.standing, start=1):
        yield (
            at,
            PlacementSet(
                placement=f"standing-{number}", unit=standing.unit, form="standing", tasks=standing.tasks, reason=CHOSEN
            ),
        )
    for number, release in enumerate(facts.release, start=1):
        name = f"sealed-in-{number}"
        sealed = AttritionReport(
            attrition=name,
            heads=0,
            loss="sealed_in",
            unit=release.unit,
            serving=release.serve_while_sealed,
            note="人数未载",
            inferred=("at",),
            reason=CHOSEN,
        )
        yield at, sealed
        yield (
            facts.at(facts.day(facts.choices["undated"]), "12:00"),
            AttritionRelease(attrition=name, heads=0, report_to=release.report_to, reason=CHOSEN),
        )
