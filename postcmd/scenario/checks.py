"""What the types of the facts cannot say: everything a scenario refers to is there.

1. A unit, place, task or request that is named but not described is an error that names it.
2. The zone is known, the choices that the expander asks for are made, and the day begins at midnight.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from postcmd.errors import BadInput
from postcmd.scenario.facts import Facts, RequestFacts


def checked(facts: Facts) -> Facts:
    """The same facts, if they hold together. BadInput (code `scenario`) says what does not."""
    known = {
        "unit": {unit.id for unit in facts.unit},
        "place": {place.id for place in facts.place},
        "task": set(facts.task),
        "request": {request.id for request in facts.request},
        "choice": set(facts.choices),
    }
    for kind, name, where in _named(facts):
        if name and name not in known[kind]:
            raise BadInput("scenario", detail=f"{where}: no {kind} {name!r}")
    _check_time(facts)
    return facts


def _check_time(facts: Facts) -> None:
    try:
        ZoneInfo(facts.meta.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise BadInput("scenario", detail=f"meta.timezone: {facts.meta.timezone!r} is not known") from None
    if facts.choices["day_boundary"] != "00:00":
        raise BadInput("scenario", detail="choices.day_boundary: only 00:00 is supported")


def _named(facts: Facts) -> Iterator[tuple[str, str | None, str]]:
    """Whatever is referred to: its kind, its id, and where."""
    yield from (("choice", choice, "choices") for choice in ("undated", "day_boundary"))
    yield from (("unit", unit.line_of, f"unit {unit.id}") for unit in facts.unit)
    yield from (("unit", unit, f"notice {notice.title}") for notice in facts.notice for unit in notice.issued_by)
    yield from (("request", notice.after_request, f"notice {notice.title}") for notice in facts.notice)
    yield from (("task", placement.task, "placement") for placement in facts.placement)
    yield from (("task", task, f"standing {entry.unit}") for entry in facts.standing for task in entry.tasks)
    yield from (("place", pool.recruited_for, f"pool {pool.unit}") for pool in facts.pool)
    yield from (("unit", unit, "placement, release, pool, standing or total") for unit in _concerned(facts))
    for request in facts.request:
        yield from ((kind, name, f"request {request.id}") for kind, name in _named_in(request))


def _concerned(facts: Facts) -> Iterator[str]:
    """The units that the tables beside the requests speak of."""
    yield from (placement.unit for placement in facts.placement)
    yield from (release.unit for release in facts.release)
    yield from (pool.unit for pool in facts.pool)
    yield from (entry.unit for entry in facts.standing)
    yield from (total.unit for total in facts.total)


def _named_in(request: RequestFacts) -> Iterable[tuple[str, str | None]]:
    yield from (("place", request.place), ("task", request.task))
    yield from (("unit", unit) for unit in (request.addressed_unit, request.unit, request.called_by))
    yield from (("task", task) for task in request.then)
    for part in request.snapshot.parts if request.snapshot else ():
        yield from (("place", place) for place in part.places)
        yield from (("task", task) for task in part.tasks)
    for squad in request.squad:
        yield from (("place", squad.place), ("task", squad.task), ("place", squad.pickup))
    if request.assembled:
        yield "choice", f"{request.id}_due_at"
