"""Records as rows of cells: what a coordinator reads of a quota, a request and a squad on one line.

1. A row has a cell for every column of its pane, in the columns' order.
2. What is wrong stands in words or signs, never in colour alone.
3. Numbers stand in numeric columns: one that does not fit is marked, never cut.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from postcmd import panes
from postcmd.board import Board
from postcmd.panes import QuotaRow, RequestRow, SquadRow
from postcmd.quota import Count
from postcmd.records import MOST_HEADS
from postcmd.words import _, pgettext
from postcmd.written import day_text, short_text
from tui import terms
from tui.glyphs import Glyphs
from widgets.columns import Column
from widgets.rows import Cell, Row, Tone
from widgets.text import cells

BAR_CELLS: Final = 5
TOO_FEW: Final = "!"

ENDED_SQUADS: Final = ("stood_down", "out_of_service")
NOBODY_THERE: Final = ("standby", "alerted", "stood_down", "out_of_service")


def quota_columns() -> tuple[Column, ...]:
    """The higher `shrink`, the sooner a column gives way."""
    return (
        Column("place", _("place"), 12, min=8, flex=2, shrink=6, pinned=True),
        Column("unit", _("unit"), 12, min=8, flex=3, shrink=7),
        Column("task", _("task"), 16, flex=2, shrink=9),
        Column("day", _("day"), 5, shrink=5),
        Column("min", pgettext("column", "min"), 4, align="right", numeric=True, editable=True),
        Column("max", pgettext("column", "max"), 4, align="right", numeric=True, editable=True),
        Column("confirmed", pgettext("column", "conf"), 4, align="right", shrink=1, numeric=True),
        Column("present", pgettext("column", "here"), 4, align="right", shrink=2, numeric=True),
        Column("gap", _("missing"), _gap_width(999), min=_gap_width(99), align="right", shrink=3, numeric=True),
    )


def request_columns() -> tuple[Column, ...]:
    return (
        Column("urgent", "", 2),
        Column("place", _("place"), 12, min=10, flex=2, shrink=1, pinned=True),
        Column("task", _("task"), 16, min=10, flex=2, shrink=9),
        Column("need", _("need"), 5, align="right", shrink=3, numeric=True),
        Column("bar", pgettext("column", "met"), BAR_CELLS, shrink=5),
        Column("gap", _("missing"), _gap_width(999), min=_gap_width(99), align="right", shrink=2, numeric=True),
        Column("due", _("due"), 11, min=5, shrink=4),
        Column("hand", pgettext("column", "by"), 8, min=6, flex=1, shrink=6),
        Column("standing", _("status"), 11, min=8, shrink=8),
    )


def squad_columns() -> tuple[Column, ...]:
    return (
        Column("name", _("squad"), 14, min=11, flex=3, shrink=4, pinned=True),
        Column("status", _("status"), min(10, _status_width()), flex=1, shrink=5, most=_status_width()),
        Column("heads", _("here"), 7, min=5, align="right", shrink=1, numeric=True),
        Column("place", _("place"), 10, flex=2, shrink=7),
        Column("since", _("since"), 5, shrink=6),
        Column("unit", _("unit"), 12, min=8, flex=2, shrink=8),
    )


# One row


def quota_draw(board: Board, glyphs: Glyphs) -> Callable[[str], Row]:
    return lambda quota_id: quota_row(board, glyphs, panes.quota_row(board, quota_id))


def request_draw(board: Board, glyphs: Glyphs) -> Callable[[str], Row]:
    return lambda request_id: request_row(board, glyphs, panes.request_row(board, request_id))


def squad_draw(board: Board, glyphs: Glyphs) -> Callable[[str], Row]:
    return lambda squad_id: squad_row(board, glyphs, panes.squad_row(board, squad_id))


def quota_row(board: Board, glyphs: Glyphs, row: QuotaRow) -> Row:
    quota = row.quota
    ended = quota.status in panes.NOT_COUNTED
    tone: Tone = "dim" if ended else "normal"
    line = (
        Cell(row.place, tone),
        Cell(unit_text(row), "warn" if row.left and not ended else tone),
        Cell(terms.task_name(board, row.task), "dim"),
        Cell(day_text(quota.day), tone),
        Cell(str(quota.min), tone),
        Cell(most_text(quota.max), tone),
        Cell(str(quota.confirmed), tone),
        Cell(_present_text(row), _present_tone(row)),
        Cell(terms.state(quota.status), "dim") if ended else gap_cell(row.heads),
    )
    return Row(row.id, line, mark_cell(row.mark, glyphs))


def request_row(board: Board, glyphs: Glyphs, row: RequestRow) -> Row:
    request, need = row.request, row.line
    ended = row.standing in panes.ENDED
    tone: Tone = "dim" if ended else "normal"
    today = panes.today(board)
    line = (
        Cell(pgettext("mark", "!!") if request.urgent and not ended else "", "bad"),
        Cell(row.place, tone),
        Cell(terms.task_name(board, row.task), "dim"),
        Cell(terms.need_text(need.min, need.max) if need else "", tone),
        Cell(bar(need.min, need.max, row.confirmed, glyphs) if need else "", _bar_tone(row)),
        Cell("") if ended else gap_cell(row.heads),
        Cell(
            short_text(request.due, board.link.zone, today),
            "bad" if row.standing == "unmet" else tone,
            since_text(board, request.due),
        ),
        Cell(request.handled_by, "accent" if request.handled_by == board.link.account else tone),
        Cell(terms.state(row.standing), _standing_tone(row)),
    )
    return Row(row.id, line, mark_cell(row.mark, glyphs))


def squad_row(board: Board, glyphs: Glyphs, row: SquadRow) -> Row:
    squad = row.squad
    tone: Tone = "normal" if squad.is_live else "dim"
    line = (
        Cell(squad.name or squad.id, tone),
        Cell(terms.state(squad.standing), "good" if squad.is_live and squad.status == "on_post" else tone),
        Cell(f"{squad.present}/{squad.strength}", _squad_tone(row)),
        Cell(row.place, tone),
        Cell(since_text(board, squad.since), tone),
        Cell(row.unit, "dim"),
    )
    return Row(row.id, line, mark_cell(row.mark, glyphs))


# What stands in a cell


def _gap_width(heads: int) -> int:
    """What so many missing take in the language in use."""
    return cells(_("{n} short").format(n=heads))


def _status_width() -> int:
    """What the longest status of a squad takes in the language in use: short words leave their cells to the names."""
    return max(cells(_(word)) for word in terms.SQUAD.values())


def since_text(board: Board, moment: datetime | None) -> str:
    """`21:00` of today, the day alone before that: how long, not exactly when."""
    return short_text(moment, board.link.zone, panes.today(board))[:5]


def unit_text(row: QuotaRow) -> str:
    """The unit, after what of its quota was not passed on yet: the end of a long name gives way first."""
    return _("{n} not passed on: {unit}").format(n=row.left, unit=row.unit) if row.left else row.unit


def most_text(most: int | None) -> str:
    return _("open") if most is None else str(most)


def gap_cell(heads: Count) -> Cell:
    if heads.missing:
        return Cell(_("{n} short").format(n=heads.missing), "bad")
    if heads.over:
        return Cell(_("{n} over").format(n=heads.over), "warn")
    return Cell(_("full"), "good") if heads.free == 0 else Cell(_("enough"), "dim")


def bar(least: int, most: int | None, heads: int, glyphs: Glyphs) -> str:
    """How much of what is asked for stands there; whole only when it is enough."""
    asked = most or least or min(heads, MOST_HEADS)
    done = BAR_CELLS * min(heads, asked) // asked if asked else 0
    return glyphs.full * done + glyphs.empty * (BAR_CELLS - done)


def mark_cell(mark: str, glyphs: Glyphs) -> Cell:
    return Cell(glyphs.mark(mark), "bad" if mark == "!" else "good" if mark == "✓" else "accent")


def _bar_tone(row: RequestRow) -> Tone:
    """What is full stands back: the eye is to land on what is short."""
    return "accent" if row.heads.missing and row.standing not in panes.ENDED else "dim"


def _present_text(row: QuotaRow) -> str:
    """`4`, or `!4` once they should be there and some are not."""
    is_short = row.here is not None and row.here.missing
    return f"{TOO_FEW}{row.quota.present}" if is_short else str(row.quota.present)


def _present_tone(row: QuotaRow) -> Tone:
    return "bad" if row.here is not None and row.here.missing else "normal"


def _standing_tone(row: RequestRow) -> Tone:
    tones: dict[str, Tone] = {"unmet": "bad", "over": "warn", "met": "good", "partly_met": "warn"}
    return tones.get(row.standing, "dim" if row.standing in panes.ENDED else "normal")


def _squad_tone(row: SquadRow) -> Tone:
    squad = row.squad
    if not squad.is_live or squad.status in NOBODY_THERE:
        return "dim"
    return "warn" if squad.present < squad.strength else "normal"
