"""`postcmd --plain`: what the board shows, line by line in words, for a screen reader or a terminal that draws nothing.

1. Every name and figure of a row on the board stands in its line, each with what it is; no bar or colour is needed.
2. What stands behind the marks of a row is said in words.
3. The order is the board's: first what holds, then what needs a person, then the squads, requests and quotas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from postcmd import panes
from postcmd.board import Board
from postcmd.panes import Days
from postcmd.words import N_, _, ngettext, pgettext
from postcmd.written import long_text
from tui import cells, report, terms
from tui.cli_output import tell
from tui.cli_read import Reading, read, told, warned
from tui.config import Config
from tui.glyphs import PLAIN
from tui.sentences import sentence
from tui.situation import Pane
from widgets.columns import Column
from widgets.rows import Row

Words = Callable[[str], str]

WITHOUT_A_LABEL: Final = ("urgent", "gap")
"""Columns whose texts say themselves what they are."""
NOT_READ: Final = ("bar",)
"""What only draws a figure that stands beside it."""
MARKS: Final = {
    "·": N_("being saved"),
    "●": N_("saved, not sent"),
    "✓": N_("done"),
    "!": N_("needs attention"),
}


def plain(config: Config, words: str = "") -> int:
    """Print the board as it would open."""
    reading = read(config)
    for line in lines_of(reading, words):
        tell(line)
    return warned(reading)


def lines_of(reading: Reading, words: str) -> Iterator[str]:
    board = reading.board
    yield from _what_holds(board)
    yield from _what_needs_a_person(board)
    for pane, title, ids in _lists(board, words):
        yield ""
        yield _("{title}: {n}").format(title=title, n=len(ids))
        yield from (f"{nth}. {line}" for nth, line in enumerate(map(_reader(board, pane), ids), 1))


def _what_holds(board: Board) -> Iterator[str]:
    link = board.link
    state = terms.term(terms.LINK, link.state)
    yield f"{state}: {sentence(link.trouble, link.facts)}" if link.trouble else state + _(".")
    if link.as_of is not None:
        yield _("As of {time}.").format(time=long_text(link.as_of, link.zone))
    if waiting := len(board.waiting):
        yield ngettext("{n} edit waits.", "{n} edits wait.", waiting).format(n=waiting)


def _what_needs_a_person(board: Board) -> Iterator[str]:
    for row in report.outbox(board.attention, told):
        said = terms.term(terms.STAGE, row.stage)
        yield _("{state}: {record}, {why}").format(state=said, record=row.id or row.verb, why=row.sentence)


def _lists(board: Board, words: str) -> Iterator[tuple[Pane, str, list[str]]]:
    days = Days("from", panes.today(board))
    yield "squad", _("Squads"), panes.squad_ids(board, words)
    yield "request", _("Requests"), panes.request_ids(board, words)
    yield "quota", _("Quotas"), panes.quota_ids(board, days, words)


def _reader(board: Board, pane: Pane) -> Words:
    """What makes a line of a record."""
    match pane:
        case "squad":
            columns, draw = cells.squad_columns(), cells.squad_draw(board, PLAIN)
        case "request":
            columns, draw = cells.request_columns(), cells.request_draw(board, PLAIN)
        case "quota":
            columns, draw = cells.quota_columns(), cells.quota_draw(board, PLAIN)
    return lambda record_id: line_of(columns, draw(record_id))


def line_of(columns: tuple[Column, ...], row: Row) -> str:
    """A row in words: `孙河乡, unit 链家, task testing, day 11-20, min 12, max 12, confirmed 9, present 3, 3 short.`"""
    said = [_said(column, cell.text) for column, cell in zip(columns, row.cells, strict=True)]
    mark = _(MARKS[row.mark.text]) if row.mark.text in MARKS else ""
    return _(", ").join(part for part in (*said, mark) if part) + _(".")


def _said(column: Column, text: str) -> str:
    if not text or column.key in NOT_READ:
        return ""
    if column.key == "urgent":
        return _("urgent")
    if text.startswith(cells.TOO_FEW):
        return f"{_label(column)} {text.removeprefix(cells.TOO_FEW)} ({_('short')})"
    return text if column.pinned or column.key in WITHOUT_A_LABEL else f"{_label(column)} {text}"


def _label(column: Column) -> str:
    """The whole word where the column has room for a short one only."""
    whole = {
        "confirmed": _("confirmed"),
        "present": _("present"),
        "heads": _("present"),
        "hand": pgettext("column", "by"),
    }
    return whole.get(column.key, column.title)
