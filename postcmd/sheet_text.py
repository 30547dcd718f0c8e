"""The day's sheet as rows and as text that can be pasted into a chat group, in either language.

1. The text is in the language asked for, whatever language the screen speaks.
2. Beneath every figure stands its definition; its qualifier stays with it; what is not verified yet is said.
3. It names no volunteer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from postcmd.between_figures import figure_text, shown
from postcmd.board import Board
from postcmd.figures import DEFINITIONS, LABELS, SCOPES, UNITS, Figure
from postcmd.panes import has_left
from postcmd.qualifiers import qualified
from postcmd.sheet import Sheet
from postcmd.standing_on import LABEL, MEANS
from postcmd.words import N_, Tongue, said_in
from postcmd.written import HOURS, Number, long_text

ONE_OF: Final = {
    "people": "person",
    "participations": "participation",
    "times": "time",
    "services": "service",
    "teams": "team",
    "posts": "post",
    "communities": "community",
    "placements": "placement",
    "trips": "trip",
}
"""Units of figures where there is one of it; Chinese has one word for one and many."""


class SheetRow(Struct, frozen=True):
    """A figure as it is printed: what it is, the number as it was said, its unit, its definition, the plain number."""

    label: str
    number: str
    unit: str
    definition: str
    value: Number
    said: str
    verified: str = ""


def heading(sheet: Sheet, tongue: Tongue) -> str:
    text = said_in(tongue, N_("Sheet of the day: {name}, {day}"))
    return text.format(name=sheet.name, day=sheet.day.isoformat())


def rows(board: Board, sheet: Sheet, tongue: Tongue) -> list[SheetRow]:
    """The figures; beneath the heads those who stand on from earlier days, where there are any."""
    found = [_row(board, one, tongue) for one in sheet.figures]
    return [*found[:1], *_standing_on(sheet, tongue), *found[1:]]


def remarks(board: Board, sheet: Sheet, tongue: Tongue) -> Iterator[str]:
    """How it was counted as a whole, and what is left open."""
    yield said_in(tongue, SCOPES[sheet.scope[0]])
    if has_left(board, sheet.day):
        yield said_in(
            tongue, N_("Not all of this day is held on a board any more: the board as it stood then has it all.")
        )
    if sheet.unverified:
        yield said_in(tongue, N_("Counts of work not verified yet: {n}.")).format(n=sheet.unverified)
    if sheet.without_number:
        yield said_in(tongue, N_("Service without a request whose heads nobody said: {n}.")).format(
            n=sheet.without_number
        )
    yield said_in(tongue, N_("Figures of different kinds are not added together. As of {time}.")).format(
        time=long_text(sheet.as_of, board.link.zone) or "-"
    )


def sheet_text(board: Board, sheet: Sheet, tongue: Tongue) -> str:
    """Ready to be pasted."""
    ends = "：" if tongue == "zh" else ": "
    lines = [heading(sheet, tongue)]
    for row in rows(board, sheet, tongue):
        unit = row.unit if tongue == "zh" else f" {row.unit}"
        verified = f"（{row.verified}）" if tongue == "zh" else f" ({row.verified})"
        lines.append(f"{row.label}{ends}{row.number}{unit.rstrip()}{verified if row.verified else ''}")
        lines.append(f"  {row.definition}")
    return "\n".join([*lines, *remarks(board, sheet, tongue)]) + "\n"


def _row(board: Board, figure: Figure, tongue: Tongue) -> SheetRow:
    verified = ""
    if figure.verified is not None:
        verified = said_in(tongue, N_("verified {n}")).format(n=qualified(figure.verified, "", tongue))
    unit = HOURS if figure.key == "minutes" else figure.unit
    return SheetRow(
        label=task_name(board, figure.task, tongue) if figure.task else said_in(tongue, LABELS[figure.key]),
        number=figure_text(figure, tongue),
        unit=unit if figure.task else unit_of(figure.value, unit, tongue),
        definition=said_in(tongue, DEFINITIONS[figure.definition]),
        value=shown(figure),
        said=figure.said,
        verified=verified,
    )


def _standing_on(sheet: Sheet, tongue: Tongue) -> Iterator[SheetRow]:
    if sheet.standing_on:
        yield SheetRow(
            label=said_in(tongue, LABEL),
            number=qualified(sheet.standing_on, "", tongue),
            unit=said_in(tongue, UNITS["heads"]),
            definition=said_in(tongue, MEANS),
            value=sheet.standing_on,
            said="",
        )


def unit_of(number: int, unit: str, tongue: Tongue) -> str:
    """`5 teams`, `1 team`: what a figure is counted in, beside its number."""
    return ONE_OF.get(unit, unit) if tongue == "en" and number == 1 else said_in(tongue, unit)


def task_name(board: Board, code: str, tongue: Tongue) -> str:
    task = board.task(code)
    if task is None:
        return code
    return task.zh if tongue == "zh" or not task.en else task.en
