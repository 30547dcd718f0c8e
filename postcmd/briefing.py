"""The report 简报 of a unit or a place over a day or a period: what the figures say, in sentences and in tables.

1. It says nothing that the centre did not: every number in it is one of the answer's, or the difference, share or ratio
   of two of them.
2. A qualifier goes along wherever its figure goes.
3. Figures of different kinds are never added.
4. Whose work is counted, as of when, by which definitions and which freeze stand in every report.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct

from postcmd.between_figures import change, figure_of, figure_text, shown
from postcmd.briefing_sentences import WHAT, WHO, Sentences, TaskName
from postcmd.figures import DEFINITIONS, LABELS, Figure, FigureKey
from postcmd.figures_wire import FigureReport, Target
from postcmd.words import N_, Tongue, said_in
from postcmd.written import HOURS, Number

Cell = str | Number | None


class Table(Struct, frozen=True):
    """Rows of a kind: `key` names it for programs, cells are numbers where they are numbers."""

    key: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Briefing(Struct, frozen=True):
    """A report, ready to be set in any format. `period` are its first and last day."""

    title: str
    sentences: tuple[str, ...]
    facts: tuple[str, ...]
    tables: tuple[Table, ...]
    definitions: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()


def briefing(said: FigureReport, tongue: Tongue, zone: str, task_name: TaskName) -> Briefing:
    """The report of an answer in a language."""
    words, tables = Sentences(said, tongue, zone, task_name), Tables(said, tongue, task_name)
    return Briefing(
        words.title(),
        tuple(words.sentences()),
        tuple(words.facts()),
        tuple(tables.all()),
        tuple(_definitions(said, tongue)),
        tuple(words.notes()),
    )


class Tables:
    """The tables of one answer in one language."""

    def __init__(self, said: FigureReport, tongue: Tongue, task_name: TaskName) -> None:
        self.said, self.tongue, self.task_name = said, tongue, task_name

    def all(self) -> Iterator[Table]:
        yield self._figure_table()
        if self.said.targets:
            yield self._target_table()
        if len(self.said.days) > 1:
            keys = _told_of([day.figures for day in self.said.days])
            rows = [(day.day.isoformat(), *_values(day.figures, keys)) for day in self.said.days]
            yield self._table("days", N_("By day"), N_("day"), keys, rows)
        if self.said.children:
            keys = _told_of([one.figures for one in self.said.children])
            below = [(one.name, *_values(one.figures, keys)) for one in self.said.children]
            yield self._table("below", N_("By what lies below"), N_("name"), keys, below)

    def _table(
        self, key: str, title: str, first: str, keys: Sequence[FigureKey], rows: Sequence[tuple[Cell, ...]]
    ) -> Table:
        heads = (said_in(self.tongue, first), *(self._head(one) for one in keys))
        return Table(key, said_in(self.tongue, title), heads, tuple(rows))

    def _figure_table(self) -> Table:
        heads = (N_("figure"), N_("value"), N_("as it was said"), N_("unit of count"))
        more = (N_("before"), N_("difference"), N_("definition"))
        rows = tuple(self._figure_row(one) for one in self.said.figures if self._was_counted(one))
        return Table("figures", said_in(self.tongue, N_("The figures")), self._heads(*heads, *more), rows)

    def _was_counted(self, one: Figure) -> bool:
        before = figure_of(self.said.before, one.key, one.task)
        return bool(one.value or (before is not None and before.value))

    def _figure_row(self, one: Figure) -> tuple[Cell, ...]:
        before = figure_of(self.said.before, one.key, one.task)
        unit = one.unit if one.task else said_in(self.tongue, HOURS if one.key == "minutes" else one.unit)
        said = figure_text(one, self.tongue) if one.said else ""
        stood = shown(before) if before is not None else None
        by = shown(msgspec.structs.replace(one, value=change(one, before)[0])) if before is not None else None
        return self._label(one), shown(one), said, unit, stood, by, one.definition

    def _target_table(self) -> Table:
        heads = (N_("what was asked for"), N_("wanted"), N_("reached"), N_("missing"), N_("unit of count"))
        rows = tuple(self._target_row(one) for one in self.said.targets)
        return Table("targets", said_in(self.tongue, N_("Against what was asked for")), self._heads(*heads), rows)

    def _target_row(self, one: Target) -> tuple[Cell, ...]:
        is_work = one.key == "work"
        what = self.task_name(one.task) if is_work else said_in(self.tongue, N_("Present of quotas"))
        unit = one.unit if is_work else said_in(self.tongue, N_("people"))
        return what, one.wanted, one.done, one.missing, unit

    def _head(self, key: FigureKey) -> str:
        label = said_in(self.tongue, LABELS[key])
        if key != "minutes":
            return label
        return said_in(self.tongue, N_("{what} ({unit})")).format(what=label, unit=said_in(self.tongue, HOURS))

    def _heads(self, *heads: str) -> tuple[str, ...]:
        return tuple(said_in(self.tongue, head) for head in heads)

    def _label(self, one: Figure) -> str:
        return self.task_name(one.task) if one.task else said_in(self.tongue, LABELS[one.key])


def _definitions(said: FigureReport, tongue: Tongue) -> Iterator[tuple[str, str]]:
    told: set[str] = set()
    for one in said.figures:
        if one.definition not in told and one.definition in DEFINITIONS:
            told.add(one.definition)
            yield said_in(tongue, LABELS[one.key]), said_in(tongue, DEFINITIONS[one.definition])


def _told_of(rows: Sequence[Sequence[Figure]]) -> list[FigureKey]:
    """The kinds of figures that any of the rows has."""
    there = {one.key for figures in rows for one in figures if one.value}
    return [key for key in (*WHO, *WHAT) if key in there]


def _values(figures: Sequence[Figure], keys: Sequence[FigureKey]) -> tuple[Cell, ...]:
    found = (figure_of(figures, key) for key in keys)
    return tuple(shown(one) if one is not None else None for one in found)
