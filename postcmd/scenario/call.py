"""A call on its way into the record: the request, its days, the quotas asked of units, the squad made for it.

1. A call addressed to a unit is direct: its quota has no parent, and the note names the corps that was passed by and
   is told. Any other call comes down the line, from the corps to the unit that served, each quota a part of the one
   above; that line is inferred.
2. What the report does not give is named in `inferred`: a chosen hour or day, bounds where only heads sent are known.
3. The unit that serves reports, and each unit above it passes the same figure on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from msgspec import Struct

from postcmd.ops import (
    MusterReport,
    Op,
    QuotaAnswer,
    QuotaIssue,
    QuotaReport,
    RequestMove,
    RequestOpen,
    SignUpOffer,
    SquadForm,
)
from postcmd.records import Line, RequestStatus, quota_id
from postcmd.scenario.facts import Facts, RequestFacts
from postcmd.scenario.kept import joined, kept, open_note
from postcmd.scenario.reference import chain
from postcmd.scenario.steps import CHOSEN, UNSEEN

Told = Iterator[tuple[datetime, Op]]


class Call(Struct, frozen=True, kw_only=True):
    """One request of the facts, and what was chosen so that it can be run.

    `quota_inferred` names the inferred fields of every quota, `later_inferred` those of the days after the first.
    """

    request: RequestFacts
    facts: Facts
    unit: str
    ordered: datetime
    lines: tuple[Line, ...]
    due: datetime | None = None
    inferred: tuple[str, ...] = ()
    quota_inferred: tuple[str, ...] = ()
    later_inferred: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.request.id

    @property
    def squad(self) -> str:
        return f"{self.id}-{self.unit}"

    @property
    def first_day(self) -> date:
        return self.lines[0].day

    @property
    def caller(self) -> str:
        return self.facts.name_of(self.request.called_by or self.request.place)

    @property
    def units(self) -> list[str]:
        """The units that hold a quota of this call, the highest first."""
        return [self.unit] if self.request.addressed_unit else line_of_command(self.unit, self.facts)

    def come_in(self) -> Told:
        """The request is opened and ordered, and its quotas are issued, in one gesture."""
        yield self.ordered, self._opened()
        yield self.ordered, self.moved("submitted", "ordered")
        for line in self.lines:
            for quota in self._quotas(line):
                yield self.ordered, quota

    def moved(self, came_from: RequestStatus, to: RequestStatus, why: str = "") -> RequestMove:
        group = f"{self.id}-call" if to == "ordered" else None
        return RequestMove(request=self.id, came_from=came_from, to=to, on_behalf=self.caller, reason=why, group=group)

    def counted(self, at: datetime, day: date, heads: int, why: str = "") -> Told:
        """So many were confirmed and have come: a report of each, from the unit that serves up the line."""
        for unit in reversed(self.units):
            by = self.facts.name_of(self.unit)
            yield (
                at,
                QuotaReport(
                    request=self.id, unit=unit, day=day, base=UNSEEN, confirmed=heads, on_behalf=by, reason=why
                ),
            )
        for report in self.mustered(day, heads, why):
            yield at, report

    def signed_up(self, day: date, number: int, heads: int, why: str = "") -> SignUpOffer:
        """So many sign up by count; who finds no place stands in the reserve. When each did is chosen."""
        return SignUpOffer(
            signup=f"{self.id}-{self.unit}-{day:%m%d}-{number}",
            unit=self.unit,
            request=self.id,
            day=day,
            heads=heads,
            inferred=("at", "heads"),
            on_behalf=self.facts.name_of(self.unit),
            reason=why,
        )

    def mustered(self, day: date, present: int, why: str = "") -> Iterator[MusterReport]:
        """Who has come, as counted on the spot; each unit above passes the same figure on."""
        for unit in reversed(self.units):
            by = self.facts.name_of(self.unit)
            yield MusterReport(
                request=self.id, unit=unit, day=day, base=UNSEEN, present=present, on_behalf=by, reason=why
            )

    def answered(self, day: date) -> QuotaAnswer:
        """What the unit said is not told: it went."""
        by = self.facts.name_of(self.unit)
        return QuotaAnswer(request=self.id, unit=self.unit, day=day, answer="accepted", on_behalf=by, reason=CHOSEN)

    def squad_of(self, strength: int, said: str = "", *, inferred: tuple[str, ...] = ()) -> SquadForm:
        """The squad made for this call; its name, and when it was made, are chosen."""
        return SquadForm(
            squad=self.squad,
            unit=self.unit,
            name=squad_name(self.request.place, self.facts),
            strength=strength,
            request=self.id,
            said=said,
            inferred=("name", "since", *inferred),
            reason=CHOSEN,
        )

    def _opened(self) -> RequestOpen:
        request = self.request
        return RequestOpen(
            request=self.id,
            place=request.place,
            task=request.task,
            then=request.then,
            lines=self.lines,
            urgent=request.urgent,
            called_by=request.called_by,
            addressed_unit=request.addressed_unit,
            ordered_at=self.ordered,
            due=self.due,
            hours=request.daily or "-".join(hour for hour in (request.on_from, request.off_at) if hour),
            full_time_days=request.full_time_days,
            risk=request.risk,
            bring=next((asked for asked in request.asks if "物品" in asked), ""),
            note=joined(kept("request", request, self.facts), open_note(self.id, self.facts)),
            inferred=self.inferred,
            on_behalf=self.caller,
            group=f"{self.id}-call",
        )

    def _quotas(self, line: Line) -> Iterator[QuotaIssue]:
        parent: str | None = None
        for unit in self.units:
            yield QuotaIssue(
                request=self.id,
                unit=unit,
                day=line.day,
                min=line.min,
                max=line.max,
                parent=parent,
                said=line.said,
                note=self._passed_by(),
                inferred=self._inferred(line, parent),
                on_behalf=self.caller,
                group=f"{self.id}-call",
            )
            parent = quota_id(self.id, unit, line.day)

    def _inferred(self, line: Line, parent: str | None) -> tuple[str, ...]:
        later = self.later_inferred if line.day != self.first_day else ()
        return (*self.quota_inferred, *later, *(("parent",) if parent else ()))

    def _passed_by(self) -> str:
        """Whom a direct call has passed by."""
        above = line_of_command(self.unit, self.facts)[:-1]
        if not self.request.addressed_unit or not above:
            return ""
        return f"直接下达，已告知{self.facts.name_of(above[0])}"


def squad_name(place: str, facts: Facts) -> str:
    """Where they are sent comes first: that is how a coordinator tells squads of one unit apart."""
    return f"{facts.name_of(place)}小分队"


def line_of_command(unit: str, facts: Facts) -> list[str]:
    """The units a number passes through on its way down to this one: its corps, then what lies between."""
    kinds = {entry.id: entry.kind for entry in facts.unit}
    above = chain(unit, {entry.id: entry.parent for entry in facts.unit})
    return [step for step in above if kinds[step] != "centre"]
