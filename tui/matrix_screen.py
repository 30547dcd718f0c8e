"""The days matrix of a request: what is needed on each day and asked of each unit, changed cell by cell, sent as one.

1. Nothing is sent before Enter; Escape changes nothing. What arrives shows beside what was changed here.
2. While something is changed, the line at the bottom says who becomes surplus or is short by it.
3. Lowering below what is confirmed asks what becomes of those people, as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Final

from postcmd import intents_of_requests as meant
from postcmd import panes
from postcmd.clean import fold
from postcmd.errors import BadInput
from postcmd.matrix import LONGEST, NEED, Bounds, Change, Draft, Matrix, Row, changes_of, matrix
from postcmd.quota import heads_text, parse_heads
from postcmd.words import _
from postcmd.written import day_text
from tui import detail
from tui.keymap import keyed
from tui.open_layer import RowKey
from tui.over_list import OverList
from tui.wishes import Doing
from widgets import told
from widgets.columns import Column
from widgets.rows import Cell
from widgets.rows import Row as Line

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

NEED_ROW: Final = "need:"
ASKED_ROW: Final = "asked:"
SHOWN: Final = 3
"""So many surplus or short cells are spelt out."""


class MatrixScreen(OverList):
    """Days across; the need, what is asked in all, and the units down."""

    LAYER = "matrix"
    _draft: Draft

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, ())
        self._request = ""
        self._more = 0
        self._units: tuple[str, ...] = ()

    async def begin(self, subject: str) -> None:
        self._request, self._more, self._units = subject, 0, ()
        self._draft = Draft(self._sheet_now())
        self._show_days()
        today = panes.today(self.board_screen.board)
        days = self._draft.sheet.days
        if days:
            self.choose_column((today if today in days else days[0]).isoformat())
        await super().begin(subject)
        self.to_start()
        if days and panes.has_left(self.board_screen.board, days[0]):
            said = _(
                "What was asked of units long ago is not held here any more: <as_of> opens the board as it stood then."
            )
            self.board_screen.say(keyed(said))

    def _sheet_now(self) -> Matrix:
        return matrix(self.board_screen.board, self._request, self._more, self._units)

    def follow(self, touched: Iterable[object] = ()) -> None:
        before, sheet = self._draft.sheet.days, self._sheet_now()
        changes, self._draft = self._draft.changes, Draft(sheet)
        for (unit, day), bounds in changes.items():
            if day in sheet.days and (unit == NEED or any(row.unit == unit for row in sheet.rows)):
                self._draft.put(unit, day, bounds)
        if before != sheet.days:
            self._show_days()
        super().follow()
        if self._draft.changes:
            self.board_screen.say(preview_text(self._draft), "accent")

    def _show_days(self) -> None:
        days = [
            Column(day.isoformat(), day_text(day), 6, align="right", editable=True) for day in self._draft.sheet.days
        ]
        self.set_columns((Column("unit", _("unit"), 14, min=8, shrink=1, pinned=True), *days))

    def heading(self) -> str:
        board = self.board_screen.board
        request = board.request(self._request)
        return detail.name_of(board, request) if request is not None else self._request

    def counts(self) -> str:
        changed = len(self._draft.changes)
        return _("{n} changed").format(n=changed) if changed else _("nothing changed")

    def nothing(self) -> str:
        return _("The request names no day.")

    def rows(self) -> list[Line]:
        sheet = self._draft.sheet
        asked = [_asked(self._draft, nth) for nth in range(len(sheet.days))]
        need = self._row(NEED_ROW, _("need"), sheet.need)
        total = Line(ASKED_ROW, (Cell(_("asked of units"), "dim"), *(Cell(text, "dim") for text in asked)))
        units = [self._row(row.unit, "  " * row.depth + row.name, row) for row in sheet.rows]
        return [need, total, *units] if sheet.days else []

    def _row(self, row_id: str, name: str, row: Row) -> Line:
        cells = [self._cell(row.unit, day) for day in self._draft.sheet.days]
        changed = any(unit == row.unit for unit, _day in self._draft.changes)
        return Line(row_id, (Cell(name), *cells), Cell("*" if changed else "", "accent"))

    def _cell(self, unit: str, day: date) -> Cell:
        bounds = self._draft.value(unit, day)
        text = "·" if bounds is None else heads_text(*bounds)
        return Cell(f"{text}*", "accent") if (unit, day) in self._draft.changes else Cell(text)

    # Keys

    @property
    def _here(self) -> tuple[str, date] | None:
        if self.cursor is None or self.cursor == ASKED_ROW or self.column is None:
            return None
        return NEED if self.cursor == NEED_ROW else self.cursor, date.fromisoformat(self.column)

    def keys(self) -> list[RowKey]:
        here = self._here
        none = "" if here is not None else _("This row adds up what is asked of units; change the need or a unit.")
        return [
            RowKey("send", self._send),
            RowKey("more", lambda: self._change(lambda unit, day: self._draft.add(unit, day, 1)), none),
            RowKey("less", lambda: self._change(lambda unit, day: self._draft.add(unit, day, -1)), none),
            RowKey("type", lambda: self.begin_edit(self.typed), none),
            RowKey("fill_right", lambda: self._change(self._draft.fill_right), none),
            RowKey("column", lambda: self._change(self._draft.set_column), none),
            RowKey("day_more", self._one_day_more),
            RowKey("add_unit", self._ask_unit),
            RowKey("back", self.leave, label=_("changes nothing")),
        ]

    def leave(self) -> None:
        super().leave()
        self.board_screen.leave_as_it_was()

    def _one_day_more(self) -> None:
        self._more = min(LONGEST, self._more + 1)
        self.follow()

    def _ask_unit(self) -> None:
        from tui.unit_line import UnitLine

        self.board_screen.overlays.open(UnitLine, self._add_unit, above=True)

    def _change(self, change: Callable[[str, date], None]) -> None:
        """Change the cell under the cursor, or more from it on."""
        if self._here is not None:
            try:
                change(*self._here)
            except BadInput as bad:
                self._say_bad(bad)
            else:
                self.follow()

    def _add_unit(self, unit: str) -> None:
        self._units = (*self._units, unit)
        self.follow()
        self.go_to(unit)

    def on_live_table_committed(self, event: told.Committed) -> None:
        event.stop()
        here = self._here
        try:
            least, most, _is_range = parse_heads(fold(event.text))
        except BadInput as bad:
            self.refuse(event.text)
            self._say_bad(bad)
            return
        if here is not None:
            self._draft.put(*here, (least, most))
        self.follow()

    def _say_bad(self, bad: BadInput) -> None:
        from tui.sentences import sentence_of

        self.board_screen.say(sentence_of(bad), "bad")

    def _send(self) -> None:
        screen, board = self.board_screen, self.board_screen.board
        made = meant.of_matrix(board, self._request, self._draft.changes, board.link.epoch)
        if not made:
            screen.say(_("Nothing was changed."))
            return
        screen.overlays.close()
        screen.changing.wish(Doing(tuple(made)))
        screen.list_again(["quota"])


def preview_text(draft: Draft) -> str:
    """Who becomes surplus or is short, cell by cell."""
    told_of = [one for one in changes_of(draft.sheet, draft.changes) if one.surplus or one.short]
    if not told_of:
        return keyed(_("Nobody becomes surplus or is short. <matrix.send> sends, <back> changes nothing"))
    more = " …" if len(told_of) > SHOWN else ""
    return _("; ").join(_change_text(draft.sheet, one) for one in told_of[:SHOWN]) + more


def _change_text(sheet: Matrix, change: Change) -> str:
    name = sheet.row(change.unit).name or _("need")
    text = _("{unit} {day}: {n} surplus") if change.surplus else _("{unit} {day}: {n} short")
    return text.format(unit=name, day=day_text(change.day), n=change.surplus or change.short)


def _asked(draft: Draft, nth: int) -> str:
    """What the topmost quotas of the day ask for, with what was changed here."""
    day = draft.sheet.days[nth]
    tops: list[Bounds] = [
        bounds for row in draft.sheet.rows if not row.depth and (bounds := draft.value(row.unit, day)) is not None
    ]
    most = [bounds[1] for bounds in tops]
    if not tops:
        return "·"
    return _("open") if None in most else str(sum(heads for heads in most if heads is not None))
