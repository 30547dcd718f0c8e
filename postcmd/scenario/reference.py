"""The reference records of a scenario: units, places, tasks.

1. A unit's or place's path is the chain of ids from its root; a parent that does not exist, or a ring, is an error.
2. What the record infers is named in `inferred`: a unit's name, its short name, what a place lies in.
3. What concerns a unit and has no field yet (placements, releases, pools, standing service, totals, open questions)
   stands in its note; what concerns the whole record stands in the note of the centre.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from postcmd.errors import BadInput
from postcmd.records import Place, RiskLevel, Task, Unit
from postcmd.scenario.facts import Facts, PlaceFacts, UnitFacts
from postcmd.scenario.kept import joined, kept, open_note, unit_note
from postcmd.scenario.read import read_facts
from postcmd.scenario.short import SHORT
from postcmd.scenario.tasks import english

Reference = Unit | Place | Task


def reference_records(path: Path | None = None) -> list[Reference]:
    """What a centre holds before the first call comes in. None: the scenario that comes with the program."""
    return reference_of(read_facts(path))


def reference_of(facts: Facts) -> list[Reference]:
    return [*_units(facts), *_places(facts), *_tasks(facts)]


def _units(facts: Facts) -> list[Unit]:
    parents = {unit.id: unit.parent for unit in facts.unit}
    return [_unit(unit, chain(unit.id, parents), facts) for unit in facts.unit]


def _unit(unit: UnitFacts, above: list[str], facts: Facts) -> Unit:
    whole_record = joined(kept("meta", facts.meta, facts), open_note("totals", facts)) if unit.kind == "centre" else ""
    return Unit(
        id=unit.id,
        kind=unit.kind,
        name=unit.name,
        path="/".join(above),
        short=SHORT.get(unit.id, ""),
        parent=unit.parent,
        line_of=unit.line_of,
        nickname=unit.nickname,
        serves_in=unit.serves_in,
        note=joined(unit.note, kept("unit", unit, facts), unit_note(unit.id, facts), whole_record),
        inferred=(*(("name",) if unit.inferred else ()), *(("short",) if unit.id in SHORT else ())),
    )


def _places(facts: Facts) -> list[Place]:
    parents = {place.id: place.parent for place in facts.place}
    return [_place(place, chain(place.id, parents)) for place in facts.place]


def _place(place: PlaceFacts, above: list[str]) -> Place:
    return Place(
        id=place.id,
        kind=place.kind,
        name=place.name,
        path="/".join(above),
        parent=place.parent,
        risks=(RiskLevel(place.risk),) if place.risk else (),
        note=place.note,
        inferred=("parent",) if place.inferred else (),
    )


def _tasks(facts: Facts) -> list[Task]:
    return [
        Task(id=code, zh=task.zh, en=english(code), counted_in=task.count, inferred=("en",))
        for code, task in facts.task.items()
    ]


def chain(record_id: str, parents: Mapping[str, str | None]) -> list[str]:
    """The ids from the root down to this record."""
    above: list[str] = []
    step: str | None = record_id
    while step is not None:
        if step not in parents or step in above:
            raise BadInput("scenario", detail=f"{record_id}: no way up past {step!r}")
        above.insert(0, step)
        step = parents[step]
    return above
