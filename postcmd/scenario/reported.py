"""What the record reports as numbers, and where each of them must come out of a centre that has seen all of it.

1. Every `[[total]]`, every squad, every count of work and every part of a snapshot is here, and the heads of every
   call.
2. Where the report leaves open whose work it counts, the number is asked for in both readings, home corps and place
   served, a line each: only the first can be borne out, since of most services no place was reported.
3. A number is asked for as a figure of a unit, at a place where the report names one, in days; or as a count that a
   record has: parts of a force that nobody divided over places, sign-ups, work that no task counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct, structs

from postcmd.record import Kind
from postcmd.scenario.facts import Amount, Facts, RequestFacts, SquadFacts, Total
from postcmd.scenario.volume import FIGURES, Days, days_of
from postcmd.scenario.words_kept import WORDS
from postcmd.scenario.works import WHOLE

BOTH: Final = "both readings"
"""What the record says of a total that may be of either."""


class FigureAsked(Struct, frozen=True, kw_only=True):
    """A figure of `unit` ("": everybody), as far as it served at `place` ("": anywhere), in these days. `of`: of the
    whole period, or the least or most of its days that have any."""

    unit: str
    place: str = ""
    days: Days
    key: str
    task: str = ""
    of: str = "period"


class RecordAsked(Struct, frozen=True, kw_only=True):
    """A count that a record has; `note`: the word in its note before the number."""

    kind: Kind
    id: str
    count: str = ""
    note: str = ""


class Reported(Struct, frozen=True, kw_only=True):
    """A number of the report: about whom, what, how many, and where it must come out.

    `other_reading`: told beside, by where people served; the report is held against whose people they are.
    """

    about: str
    figure: str
    amount: Amount
    asked: FigureAsked | RecordAsked
    other_reading: bool = False


def reported(facts: Facts) -> Iterator[Reported]:
    """In the order of the report."""
    for request in facts.request:
        yield from _call(request, facts)
    for total in facts.total:
        yield from _total(total, facts)
        if district := _district_left_open(total, facts):
            yield from _served_there(total, district, facts)


def notes(facts: Facts) -> dict[str, tuple[str, ...]]:
    """What the report leaves open, by what it is about."""
    return {one.about: one.says for one in facts.open}


def _call(request: RequestFacts, facts: Facts) -> Iterator[Reported]:
    unit, days = request.unit or request.addressed_unit or "", _days(request, facts)

    def told(figure: str, amount: Amount, key: str, of: str = "period", **said: str) -> Reported:
        asked = FigureAsked(unit=unit, place=said.get("place", request.place), days=days, key=key, of=of)
        return Reported(about=request.id, figure=figure, amount=amount, asked=asked)

    if request.signed_up is not None:
        yield _of_record(
            request, "signed_up", request.signed_up, "quota", f"{request.id}.{unit}.{days.since}", "offered"
        )
    if request.arrived is not None:
        yield told("arrived", request.arrived.n, "heads")  # its 左右 is said of the hour
    for name in ("assembled", "sent", "heads"):
        amount: Amount | None = getattr(request, name) or None
        if amount is not None:
            yield told(name, amount, "heads")
    if request.max_per_day is not None:
        yield told("min_per_day", request.min_per_day, "heads", "least")
        yield told("max_per_day", request.max_per_day, "heads", "most")
    if request.posts is not None:
        yield told("posts", request.posts, "posts")
    yield from _parts(request, unit)
    for key, amount in request.work.items():
        yield _work(request, request.place, key, amount, unit, days, facts)
    for squad in request.squad:
        yield from _squad(request, squad, unit, days, facts)


def _days(request: RequestFacts, facts: Facts) -> Days:
    """The days of a call: dated, or those on which its heads are first reported."""
    if request.from_ and request.to:
        return Days(facts.day(request.from_), facts.day(request.to))
    came = request.arrived or request.assembled
    day = facts.day(came.at.partition(" ")[0] if came is not None else facts.choices["undated"])
    return Days(day, day)


def _parts(request: RequestFacts, unit: str) -> Iterator[Reported]:
    """A snapshot's parts, and one who was sent on: records of squads."""
    if request.snapshot is not None:
        for number, part in enumerate(request.snapshot.parts, start=1):
            figure = f"snapshot {request.snapshot.at} part {number}"
            yield _of_record(request, figure, part.heads, "squad", f"{request.id}-{unit}-{number}", "present")
    if request.redeployed is not None:
        yield _of_record(request, "redeployed", request.redeployed.heads, "squad", f"{request.id}-{unit}-2", "strength")


def _of_record(request: RequestFacts, figure: str, amount: Amount, kind: Kind, record: str, count: str) -> Reported:
    asked = RecordAsked(kind=kind, id=record, count=count)
    return Reported(about=request.id, figure=figure, amount=amount, asked=asked)


def _squad(request: RequestFacts, squad: SquadFacts, unit: str, days: Days, facts: Facts) -> Iterator[Reported]:
    if squad.leader + squad.volunteers:
        asked = FigureAsked(unit=unit, place=squad.place, days=days, key="heads")
        amount = squad.leader + squad.volunteers
        yield Reported(about=f"{request.id} {squad.place}", figure="squad", amount=amount, asked=asked)
    for key, quantity in squad.work.items():
        yield _work(request, squad.place, key, quantity, unit, days, facts)


def _work(request: RequestFacts, place: str, key: str, amount: Amount, unit: str, days: Days, facts: Facts) -> Reported:
    task = key if key in facts.task else request.task if key == "households" else ""
    asked: FigureAsked | RecordAsked = FigureAsked(unit=unit, place=place, days=days, key="work", task=task)
    if not task:
        counted = next(name for name in request.work if name in facts.task or name == "households")
        asked = RecordAsked(kind="work", id=f"{request.id}-{counted}", note=WORDS.get(key, key))
    return Reported(about=f"{request.id} {place}", figure=f"work {key}", amount=amount, asked=asked)


def _total(total: Total, facts: Facts) -> Iterator[Reported]:
    days = days_of(total, facts)
    for name in (*FIGURES, *WHOLE):
        amount: Amount | None = getattr(total, name)
        if amount is not None:
            task = WHOLE.get(name, "")
            asked = FigureAsked(unit=total.unit, days=days, key="work" if task else FIGURES[name], task=task)
            yield Reported(about=total.unit, figure=name, amount=amount, asked=asked)


def _district_left_open(total: Total, facts: Facts) -> str:
    """The district of a corps whose total may be of either reading, as the record says itself; "" for any other."""
    is_open = any(one.about == total.unit and BOTH in says for one in facts.open for says in one.says)
    district = f"{total.unit}-d"
    return district if is_open and any(place.id == district for place in facts.place) else ""


def _served_there(total: Total, district: str, facts: Facts) -> Iterator[Reported]:
    """The same numbers by where people served, whoever's people they are."""
    for one in _total(total, facts):
        if isinstance(one.asked, FigureAsked):
            asked = structs.replace(one.asked, unit="", place=district)
            yield structs.replace(one, about=f"{total.unit} {district}", asked=asked, other_reading=True)
