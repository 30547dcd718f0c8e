"""The days matrix of a request: what is needed on each day and asked of each unit, changed cell by cell, sent as one.

1. Nothing is sent before Enter; Escape changes nothing. What arrives shows beside what was changed here.
2. While something is changed, the line at the bottom says who becomes surplus or is short by it.
3. Lowering below what is confirmed asks what becomes of those people, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Final

from textual import events

from postcmd import intents_of_requests as meant
from postcmd import panes
from postcmd.clean import fold
from postcmd.errors import BadInput
from postcmd.matrix import LONGEST, NEED, Bounds, Change, Draft, Matrix, Row, changes_of, matrix
from postcmd.quota import heads_text, parse_heads
from postcmd.words import _
from tui import detail
from tui.times import day_text
from tui.wishes import Doing
from widgets import rows, told
from widgets.columns import Column
from widgets.live import LiveTable
from widgets.rows import Cell

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

STEPS: Final = {"up": -1, "k": -1, "down": 1, "j": 1}
SIDES: Final = {"left": -1, "h": -1, "right": 1, "l": 1}
ADDS: Final = {"plus": 1, "equals_sign": 1, "minus": -1, "underscore": -1}
NEED_ROW: Final = "need:"
ASKED_ROW: Final = "asked:"
SHOWN: Final = 3
"""So many surplus or short cells are spelt out."""


class MatrixScreen(LiveTable):
    """Days across; the need, what is asked in all, and the units down."""

    _draft: Draft

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__((), classes="over full", empty_text=_("The request names no day."))
        self._board_screen = screen
        self._request = ""
        self._more = 0
        self._units: tuple[str, ...] = ()

    async def begin(self, subject: str) -> None:
        self._request, self._more, self._units = subject, 0, ()
        self._draft = Draft(self._sheet_now())
        self.add_class("-open")
        self._show_days()
        today = panes.today(self._board_screen.board)
        days = self._draft.sheet.days
        if days:
            self.choose_column((today if today in days else days[0]).isoformat())
        self.follow()
        self.to_start()
        if days and panes.has_left(self._board_screen.board, days[0]):
            said = _("What was asked of units long ago is not held here any more: @ opens the board as it stood then.")
            self._board_screen.say(said)

    def _sheet_now(self) -> Matrix:
        return matrix(self._board_screen.board, self._request, self._more, self._units)

    def follow(self, touched: Iterable[object] = ()) -> None:
        before, sheet = self._draft.sheet.days, self._sheet_now()
        changes, self._draft = self._draft.changes, Draft(sheet)
        for (unit, day), bounds in changes.items():
            if day in sheet.days and (unit == NEED or any(row.unit == unit for row in sheet.rows)):
                self._draft.put(unit, day, bounds)
        if before != sheet.days:
            self._show_days()
        self._show()

    def _show_days(self) -> None:
        days = [
            Column(day.isoformat(), day_text(day), 6, align="right", editable=True) for day in self._draft.sheet.days
        ]
        self.set_columns((Column("unit", _("unit"), 14, min=8, shrink=1, pinned=True), *days))

    def _show(self) -> None:
        screen, sheet = self._board_screen, self._draft.sheet
        request = screen.board.request(self._request)
        asked = [_asked(self._draft, nth) for nth in range(len(sheet.days))]
        need = self._row(NEED_ROW, _("need"), sheet.need)
        total = rows.Row(ASKED_ROW, (Cell(_("asked of units"), "dim"), *(Cell(text, "dim") for text in asked)))
        units = [self._row(row.unit, "  " * row.depth + row.name, row) for row in sheet.rows]
        self.set_rows([need, total, *units] if sheet.days else [])
        changed = len(self._draft.changes)
        counts = _("{n} changed").format(n=changed) if changed else _("nothing changed")
        self.set_caption(detail.name_of(screen.board, request) if request is not None else self._request, counts)
        keys = (_("Enter sends"), _("+ - 0-9 change"), _("f fill right"), _("c whole column"), _("e day more"))
        screen.key_line.rest((*keys, _("a one unit more"), _("Esc changes nothing")))
        if changed:
            screen.say(preview_text(self._draft), "accent")

    def _row(self, row_id: str, name: str, row: Row) -> rows.Row:
        cells = [self._cell(row.unit, day) for day in self._draft.sheet.days]
        changed = any(unit == row.unit for unit, _day in self._draft.changes)
        return rows.Row(row_id, (Cell(name), *cells), Cell("*" if changed else "", "accent"))

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

    def on_key(self, event: events.Key) -> None:
        if self.is_editing:
            return
        event.stop()
        event.prevent_default()
        self._board_screen.key_line.clear()
        if event.key in STEPS:
            self.move(STEPS[event.key])
        elif event.key in SIDES:
            self.choose_field(SIDES[event.key])
        elif event.key in ("escape", "q"):
            self._board_screen.overlays.close()
            self._board_screen.leave_as_it_was()
        elif event.key == "enter":
            self._send()
        elif event.key == "e":
            self._more = min(LONGEST, self._more + 1)
            self.follow()
        elif event.key == "a":
            from tui.unit_line import UnitLine

            self._board_screen.overlays.open(UnitLine, self._add_unit, above=True)
        else:
            self._change(event)

    def _change(self, event: events.Key) -> None:
        here, typed = self._here, event.character or ""
        if here is None:
            self._board_screen.say(_("This row adds up what is asked of units; change the need or a unit."))
            return
        try:
            if event.key in ADDS:
                self._draft.add(*here, ADDS[event.key])
            elif event.key == "f":
                self._draft.fill_right(*here)
            elif event.key == "c":
                self._draft.set_column(*here)
            elif typed.isdigit():
                self.begin_edit(typed)
                return
        except BadInput as bad:
            self._say_bad(bad)
            return
        self._show()

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
        self._show()

    def _say_bad(self, bad: BadInput) -> None:
        from tui.sentences import sentence_of

        self._board_screen.say(sentence_of(bad), "bad")

    def _send(self) -> None:
        screen, board = self._board_screen, self._board_screen.board
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
        return _("Nobody becomes surplus or is short. Enter sends, Esc changes nothing")
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
