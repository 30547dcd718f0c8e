"""The sentences of a report 简报, as districts write them: who served, what came of it, and against what.

1. A figure that nobody counted is left out, not written as nought.
2. A qualifier stands before or behind its number as the language has it.
3. Shares and differences are of two figures of one answer.
4. What must be known of a figure stands in a note at the end; who stands on from earlier days right behind the heads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

import msgspec

from postcmd.between_figures import before_of, change, figure_of, hours_per_head, shown
from postcmd.figures import LABELS, READINGS, Figure, FigureKey
from postcmd.figures_wire import FigureReport, Target
from postcmd.qualifiers import as_written
from postcmd.standing_on import SAID
from postcmd.words import N_, Tongue, said_in
from postcmd.written import HOURS, Number, dated_text, decimal_text, period_text, share_text

TaskName = Callable[[str], str]

WHO: Final[dict[FigureKey, str]] = {
    "teams": N_("{n} teams in service"),
    "heads": N_("{n} volunteers"),
    "posts": N_("{n} posts manned"),
    "communities": N_("{n} communities reached"),
}
WHAT: Final[dict[FigureKey, str]] = {
    "participations": N_("{n} participations"),
    "services": N_("{n} services"),
    "served": N_("{n} people served"),
    "minutes": N_("{n} hours of service"),
    "trips": N_("{n} vehicle trips"),
}
NOTES: Final[dict[str, str]] = {
    "late_correction": N_("Records that changed after the day was frozen: {n}; the frozen version stays as it is."),
    "not_verified": N_("Counts of work not verified yet: {n}."),
    "without_number": N_("Service without a request whose heads nobody said: {n}."),
    "spread": N_(
        "Some of these services only stand for their share of a total that was reported as one number; how they are "
        "spread over days is chosen."
    ),
}
NAMED: Final = 5
"""So many units below are named in a sentence."""


class Sentences:
    """Writes one answer in one language."""

    def __init__(self, said: FigureReport, tongue: Tongue, zone: str, task_name: TaskName) -> None:
        self.said, self.tongue, self.zone, self.task_name = said, tongue, zone, task_name
        self.comma = "，" if tongue == "zh" else ", "

    def _(self, message: str, **words: object) -> str:
        return said_in(self.tongue, message).format(**words)

    def title(self) -> str:
        since, until = self.said.since.isoformat(), self.said.until.isoformat()
        period = since if since == until else self._(N_("{first} to {last}"), first=since, last=until)
        return self._(N_("Report of volunteer service: {name}, {period}"), name=self.said.name, period=period)

    # Sentences

    def sentences(self) -> Iterator[str]:
        period = period_text(self.said.since, self.said.until, self.tongue)
        who, what = self._clauses(WHO), self._clauses(WHAT)
        if not (who or what):
            yield self._(N_("{period}: nothing is recorded of {name}."), period=period, name=self.said.name)
            yield from self._standing_on()
            return
        if who:
            yield self._(N_("{period}: {name} had {clauses}."), period=period, name=self.said.name, clauses=who)
        yield from self._standing_on()
        if what:
            yield self._(N_("In all: {clauses}."), clauses=what)
        yield from filter(None, (self._per_head(), self._work(), self._compared(), self._of_targets(), self._below()))

    def _standing_on(self) -> Iterator[str]:
        """Who stood there all the same is said beside the heads that they are no part of."""
        n = dict(self.said.notes).get("standing_on", 0)
        if n:
            yield self._(SAID, n=self._plain(n))

    def _clauses(self, of: dict[FigureKey, str]) -> str:
        found = ((figure_of(self.said.figures, key), clause) for key, clause in of.items())
        return self.comma.join(self._(clause, n=self._number(one)) for one, clause in found if one and one.value)

    def _number(self, one: Figure) -> str:
        if one.key != "minutes":
            return as_written(one.value, one.said, self.tongue)
        hours = shown(one)
        return (
            as_written(int(hours), one.said, self.tongue) if hours == int(hours) else self._about_hours(hours, one.said)
        )

    def _time_unit(self, one: Figure) -> str:
        space = "" if self.tongue == "zh" else " "
        return f"{space}{said_in(self.tongue, HOURS)}" if one.key == "minutes" else ""

    def _plain(self, number: int) -> str:
        return as_written(number, "", self.tongue)

    def _about_hours(self, hours: Number, said: str) -> str:
        plain = decimal_text(hours, self.tongue)
        return f"{said}{plain}" if self.tongue == "zh" or not said else self._(N_("about {n}"), n=plain)

    def _per_head(self) -> str:
        each = hours_per_head(self.said.figures)
        if each is None:
            return ""
        return self._(N_("That is about {n} hours a head."), n=decimal_text(each, self.tongue))

    def _work(self) -> str:
        works = [one for one in self.said.figures if one.key == "work" and one.value]
        space = "" if self.tongue == "zh" else " "
        told = [f"{self.task_name(one.task)}{space}{self._number(one)}{space}{one.unit}" for one in works]
        return (
            self._(N_("Work done: {works}."), works=("、" if self.tongue == "zh" else "; ").join(told)) if told else ""
        )

    def _compared(self) -> str:
        told = []
        for key in WHAT:
            now, before = figure_of(self.said.figures, key), figure_of(self.said.before, key)
            if now is not None and before is not None and before.value:
                by, said = change(now, before)
                what = self._label(now)
                text = N_("{what} up by {n} ({share})") if by > 0 else N_("{what} down by {n} ({share})")
                if not by:
                    text = N_("{what} as before")
                n = self._number(msgspec.structs.replace(now, value=abs(by), said=said)) + self._time_unit(now)
                told.append(self._(text, what=what, n=n, share=f"{by / before.value:+.0%}"))
        period = period_text(*before_of(self.said), self.tongue)
        text = N_("Against {period}: {changes}.")
        return self._(text, period=period, changes=self.comma.join(told)) if told else ""

    def _of_targets(self) -> str:
        told = [self._target(one) for one in self.said.targets if one.wanted]
        return self._(N_("Of what was asked for: {shares}."), shares=self.comma.join(told)) if told else ""

    def _target(self, one: Target) -> str:
        share = share_text(one.done / one.wanted)
        if one.key == "work":
            text = N_("{what} {done} of {wanted} {unit} ({share})")
            unit = one.unit
            return self._(
                text,
                what=self.task_name(one.task),
                done=self._plain(one.done),
                wanted=self._plain(one.wanted),
                unit=unit,
                share=share,
            )
        text = N_("{wanted} heads by quotas, {done} present, {missing} missing (fill rate {share})")
        wanted, done, missing = map(self._plain, (one.wanted, one.done, one.missing))
        return self._(text, wanted=wanted, done=done, missing=missing, share=share)

    def _below(self) -> str:
        found = [(figure_of(one.figures, "participations"), one.name) for one in self.said.children]
        served = sorted(((one, name) for one, name in found if one and one.value), key=lambda pair: -pair[0].value)
        if not served:
            return ""
        space = "" if self.tongue == "zh" else " "
        told = ("、" if self.tongue == "zh" else ", ").join(
            f"{name}{space}{self._number(one)}" for one, name in served[:NAMED]
        )
        return self._(N_("Most participations: {names}."), names=told)

    def _label(self, one: Figure) -> str:
        """Within a sentence."""
        return self.task_name(one.task) if one.task else said_in(self.tongue, LABELS[one.key]).lower()

    # What it stands on

    def facts(self) -> Iterator[str]:
        yield said_in(self.tongue, READINGS[self.said.reading])
        frozen = self.said.frozen
        if frozen is not None:
            yield self._(
                N_("Frozen: version {version}, by {who} at {time}, definitions {definitions}."),
                version=frozen.version,
                who=frozen.by,
                time=self._moment(frozen.at),
                definitions=frozen.definitions,
            )
        else:
            text = N_("Not frozen: as of {time} (commit {seq}), definitions {definitions}.")
            as_of, seq = self._moment(self.said.as_of), self.said.as_of_seq
            yield self._(text, time=as_of, seq=seq, definitions=self.said.definitions)
        yield said_in(self.tongue, N_("Figures of different kinds are not added together."))

    def _moment(self, moment: datetime | None) -> str:
        return dated_text(moment, self.zone) or "-"

    def notes(self) -> Iterator[str]:
        for code, n in self.said.notes:
            if code == "standing_on":
                continue
            yield self._(NOTES[code], n=n) if code in NOTES else f"{code} {n}"
