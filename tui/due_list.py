"""The list of everything that falls due in the next hours.

1. What is late stands first and says so in words; what is settled leaves the list by itself.
2. Enter goes to the record; of a duty to who can relieve it, of a roll call to calling it, of a hand-over to accepting
   it. A reminder is settled by one key, or put off by another.
3. What arrives does not move the cursor.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from postcmd import panes
from postcmd.board import Board, Key
from postcmd.due import WHATS, Due, What, falling_due
from postcmd.intents_of_calls import note_settle
from postcmd.records import HandOver, Note, Notice, Receipt
from postcmd.words import N_, _, ngettext
from postcmd.written import short_text
from tui import detail
from tui.open_layer import RowKey
from tui.over_list import OverList, do
from widgets.columns import Column
from widgets.rows import Cell, Row, Tone

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

WITHIN: Final = timedelta(hours=6)
PUT_OFF: Final = timedelta(minutes=15)
ROLLS: Final = frozenset({"roll", "roll_missed", "absent"})
WHAT: Final[dict[What, str]] = {
    **WHATS,
    "request": N_("people missing"),
    "muster": N_("not there yet"),
    "notice": N_("no receipt yet"),
    "quota": N_("not answered"),
}


class DueList(OverList):
    """One line for each; the earliest first."""

    LAYER = "due"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, _columns())
        self._due: dict[str, Due] = {}

    async def begin(self, subject: None) -> None:
        await super().begin(subject)
        self.to_start()

    def heading(self) -> str:
        return _("What falls due")

    def counts(self) -> str:
        late = sum(due.is_late for due in self._due.values())
        return ngettext("{n} late", "{n} late", late).format(n=late) if late else ""

    def is_urgent(self) -> bool:
        return any(due.is_late for due in self._due.values())

    def nothing(self) -> str:
        return _("Nothing falls due in the next hours.")

    def rows(self) -> list[Row]:
        board = self.board_screen.board
        self._due = {f"{due.what}:{due.id}": due for due in falling_due(board, self.board_screen.calling.now, WITHIN)}
        return [_row(board, row_id, due) for row_id, due in self._due.items()]

    def keys(self) -> list[RowKey]:
        due = self._due.get(self.cursor or "")
        none = "" if due is not None else _("There is nothing under the cursor.")
        other = _("Only a reminder is settled by a key; this is settled when it is done.")
        settled = none or ("" if due is not None and due.what == "reminder" else other)
        return [
            RowKey("go", self._go, none),
            RowKey("settle", lambda: self._settle(put_off=False), settled),
            RowKey("put_off", lambda: self._settle(put_off=True), settled),
            RowKey("back", self.leave),
        ]

    def _go(self) -> None:
        due, screen = self._due.get(self.cursor or ""), self.board_screen
        if due is None:
            return
        screen.overlays.close()
        kind, record_id = _where(screen.board, due)
        if due.what in ROLLS:
            from tui.squad_rolls import RollScreen

            screen.overlays.open(RollScreen, record_id)
            return
        if kind == "duty":
            from tui.relief_screen import ReliefScreen, Whom

            screen.overlays.open(ReliefScreen, Whom((record_id,)))
        elif kind == "handover":
            self._open_watch(record_id)
        elif kind in ("request", "quota", "squad"):
            screen.go_to_record(kind, record_id)
        elif kind in ("place", "unit"):
            from tui.verbs_on_calls import open_pages

            open_pages(screen, [(kind, record_id)])
        else:
            screen.say(_("This is on no record: {text}").format(text=record_text(screen.board, (due.kind, due.id))))

    def _open_watch(self, handover_id: str) -> None:
        from tui.watch_screen import WatchScreen

        left = self.board_screen.board.get("handover", handover_id)
        if isinstance(left, HandOver):
            scope: Key = ("unit", left.unit) if left.unit else ("place", left.place or "")
            self.board_screen.overlays.open(WatchScreen, scope)

    def _settle(self, put_off: bool) -> None:
        screen, due = self.board_screen, self._due.get(self.cursor or "")
        note = screen.board.get("note", due.id) if due is not None and due.what == "reminder" else None
        if not isinstance(note, Note):
            return
        until = max(screen.calling.now, note.remind_at or screen.calling.now) + PUT_OFF if put_off else None
        do(screen, [note_settle(note, until)], _("Put off by 15 minutes.") if put_off else _("Settled."))
        self.follow()


def _where(board: Board, due: Due) -> Key:
    """The record to go to: of a reminder what it is about, of a notice the call it carries on."""
    record = board.get(due.kind, due.id)
    if isinstance(record, Note):
        return record.about or (("place", record.place) if record.place else (due.kind, due.id))
    if isinstance(record, Notice) and record.after_request:
        return "request", record.after_request
    return due.kind, due.id


def _row(board: Board, row_id: str, due: Due) -> Row:
    tone: Tone = "bad" if due.is_late else "normal"
    late = _("late") if due.is_late else ""
    time = short_text(due.at, board.link.zone, panes.today(board))
    heads = str(due.heads) if due.heads else ""
    cells = (
        Cell(time, tone),
        Cell(late, "bad"),
        Cell(_(WHAT[due.what])),
        Cell(heads),
        Cell(record_text(board, (due.kind, due.id))),
    )
    return Row(row_id, cells)


def record_text(board: Board, key: Key) -> str:
    """What it is, in a line: a note by its words, a notice by its title, a receipt by its notice and unit."""
    record = board.get(*key)
    if isinstance(record, Note):
        about = detail.title(board, record.about) if record.about is not None else ""
        return "  ".join(filter(None, (record.text, about)))
    if isinstance(record, Notice):
        return record.title
    if isinstance(record, Receipt):
        return "  ".join((record_text(board, ("notice", record.notice)), panes.unit_name(board, record.unit)))
    return detail.title(board, key)


def _columns() -> tuple[Column, ...]:
    return (
        Column("at", _("due"), 11),
        Column("late", "", 6),
        Column("what", _("what"), 22, min=12, shrink=2),
        Column("heads", _("heads"), 5, align="right", numeric=True),
        Column("text", _("record"), 30, min=16, flex=1, shrink=1),
    )
