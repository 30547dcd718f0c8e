"""What stands in the sheet of a night's work: a line a squad, a cell a count, each task in all against what is wanted.

1. What was typed stands over what was counted, and is marked until it is sent.
2. A line that could not be read stands below with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from postcmd.board import Board
from postcmd.qualifiers import qualified
from postcmd.words import N_, _
from postcmd.work_counts import before, by_task
from postcmd.work_lines import Why, WorkLine
from tui.glyphs import Glyphs
from tui.own_templates import tongue
from tui.work_grid import SERVED, Draft, Grid, Typed
from widgets.columns import Column
from widgets.rows import Cell, Row
from widgets.text import cells as width_of

WHYS: Final[dict[Why, str]] = {
    "no_number": N_("no number"),
    "which_row": N_("which squad is not clear"),
    "which_task": N_("which task is not clear"),
    "too_many_numbers": N_("more than one number"),
}
WRONG: Final = "line:"
TOTAL: Final = "total:"


class WorkRows:
    """The rows of one moment: what is counted, what is typed over it, what of a paste could not be read."""

    def __init__(self, board: Board, grid: Grid, draft: Draft, wrong: Sequence[WorkLine], glyphs: Glyphs) -> None:
        self._board, self._grid, self._draft, self._wrong, self._glyphs = board, grid, draft, wrong, glyphs

    def all(self) -> list[Row]:
        grid = self._grid
        lines = [Row(row, (Cell(grid.name(row)), *self._cells(row)), self._mark(row)) for row in grid.rows]
        wrong = [
            Row(f"{WRONG}{one.number}", (Cell(_(WHYS[one.why]), "bad"), Cell(one.text, "dim")), Cell("!", "bad"))
            for one in self._wrong
        ]
        return [*lines, *([self._total()] if lines else []), *wrong]

    def _cells(self, row: str) -> list[Cell]:
        found = []
        for column in self._grid.columns():
            typed, stands = self._draft.get((row, column)), self._grid.stands(row, column)
            work = self._grid.work(row, column)
            if typed is not None:
                found.append(Cell(f"{_text(typed)}*", "accent"))
            elif stands is not None:
                found.append(Cell(_text(stands), "good" if work is not None and work.verified_by else "normal"))
            else:
                found.append(Cell("·", "dim"))
        return found

    def _mark(self, row: str) -> Cell:
        works = [work for (one, _task), work in self._grid.works.items() if one == row]
        is_seen = bool(works) and all(work.state == "verified" for work in works)
        changed = any(one == row for one, _column in self._draft)
        glyph = self._glyphs.mark("✓")
        return Cell("*", "accent") if changed else Cell(glyph, "good") if is_seen else Cell("")

    def _total(self) -> Row:
        """Each task for itself, against what was wanted of it."""
        request = self._board.request(self._grid.night.request)
        goals = {goal.task: goal.quantity for goal in request.goals} if request is not None else {}
        found = {one.task: one for one in by_task(self._board, self._grid.works.values(), goals)}
        texts = []
        for column in self._grid.columns():
            one = found.get(column.removeprefix(SERVED))
            if one is None:
                texts.append("")
            elif column.startswith(SERVED):
                texts.append("" if one.served is None else qualified(one.served, one.served_said, tongue()))
            else:
                done = qualified(one.quantity or 0, one.said, tongue())
                texts.append(f"{done}/{one.goal}" if one.goal else done)
        return Row(TOTAL, (Cell(_("each task in all"), "dim"), *(Cell(text, "dim") for text in texts)))

    def about(self, row: str | None, column: str | None) -> str:
        """What is counted in a cell, and what it was before; of a line that could not be read the whole of it."""
        wrong = next((one for one in self._wrong if row == f"{WRONG}{one.number}"), None)
        if wrong is not None:
            return _("line {n}: {text}").format(n=wrong.number, text=wrong.text)
        if row not in self._grid.rows or column is None:
            return ""
        typed, stands = self._draft.get((row, column)), self._grid.stands(row, column)
        work = self._grid.work(row, column)
        said = [_text(stands)] if stands is not None else []
        if typed is not None:
            said = [f"{_text(stands) if stands else '·'} → {_text(typed)}"]
        if work is not None:
            said.append(_("reported by {who}").format(who=work.reported_by))
            said += [_("verified by {who}").format(who=work.verified_by)] if work.verified_by else []
            old = [one.served if column.startswith(SERVED) else one.quantity for one in before(self._board, work)]
            was = ", ".join(str(one) for one in old if one is not None)
            said += [_("before: {old}").format(old=was)] if was else []
        return "  ".join(said)


def columns_of(grid: Grid) -> tuple[Column, ...]:
    columns = []
    for key in grid.columns():
        # As wide as it is called: the more tasks of a night stand beside each other.
        title = grid.title(key)
        columns.append(Column(key, title, max(8, min(16, width_of(title))), align="right", editable=True))
    return (Column("row", _("squad"), 18, min=14, flex=1, shrink=1, pinned=True), *columns)


def _text(typed: Typed) -> str:
    return qualified(typed.number, typed.said, tongue()) if typed.said else str(typed.number)
