"""The roll calls 点名 of those inside a sealed area or a closed loop: who is to be called when, who answered.

1. Whoever did not answer stands first, then who was missed longest, then the next due.
2. Enter says that all are there, a number how many; the next squad is called after that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postcmd import intents_of_squads as intents
from postcmd import panes
from postcmd.records import Squad
from postcmd.roll_calls import Call, roll_calls
from postcmd.words import _, pgettext
from postcmd.written import short_text
from tui import cells
from tui.answer_line import ask_heads
from tui.open_layer import RowKey
from tui.over_list import OverList, do
from tui.trial import context
from widgets.columns import Column
from widgets.rows import Cell, Row, Tone

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


class RollScreen(OverList):
    """The subject is the id of a squad to begin with, or None."""

    LAYER = "rolls"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, _columns())
        self._calls: dict[str, Call] = {}

    async def begin(self, subject: Any) -> None:
        await super().begin(subject)
        if subject is None or not self.go_to(subject):
            self.to_start()
        self.show_keys()

    @property
    def call(self) -> Call | None:
        return self._calls.get(self.cursor or "")

    def heading(self) -> str:
        return _("Roll call of those inside")

    def counts(self) -> str:
        due = sum(one.is_due for one in self._calls.values())
        absent = sum(one.absent for one in self._calls.values())
        said = [_("{n} to be called now").format(n=due)] if due else [_("all were called")]
        return "  ".join([*said, *([_("{n} did not answer").format(n=absent)] if absent else [])])

    def nothing(self) -> str:
        return _("No squad is in a sealed area or a closed loop.")

    def rows(self) -> list[Row]:
        board = self.board_screen.board
        self._calls = {one.squad.id: one for one in roll_calls(board, context(board).now)}
        return [self._row(one) for one in self._calls.values()]

    def _row(self, call: Call) -> Row:
        squad, board = call.squad, self.board_screen.board
        tone: Tone = "bad" if call.is_missed else "warn" if call.is_due else "dim"
        answered = "" if squad.rolled is None else f"{squad.rolled}/{squad.strength}"
        line = (
            Cell(squad.name or squad.id),
            Cell(panes.place_name(board, squad.place)),
            Cell(short_text(call.due, board.link.zone, panes.today(board)), tone),
            Cell(_state(call), tone),
            Cell(answered, "bad" if call.absent else "good"),
            Cell(squad.leader),
            Cell(cells.since_text(board, squad.rolled_at), "dim"),
            Cell(squad.rolled_by, "dim"),
        )
        return Row(squad.id, line, self.mark(("squad", squad.id)))

    def keys(self) -> list[RowKey]:
        call = self.call
        here = "" if call is not None else _("There is nothing under the cursor.")
        n = call.squad.strength if call is not None else 0
        return [
            RowKey("all", lambda: self._reported(n), here, label=_("all {n} answered").format(n=n)),
            RowKey("some", self._ask_how_many, here),
            RowKey("losses", self._losses, here),
            RowKey("go", self._go, here),
            RowKey("back", self.leave),
        ]

    def _ask_how_many(self) -> None:
        if self.call is not None:
            squad = self.call.squad
            label = _("{squad}: how many of {n} answered?").format(squad=squad.name or squad.id, n=squad.strength)
            ask_heads(self.board_screen, label, self._reported, int(self.typed))

    def _reported(self, present: int) -> None:
        call = self.call
        squad = self.board_screen.board.squad(call.squad.id) if call is not None else None
        if squad is not None and do(self.board_screen, [intents.roll(squad, present)], _said(squad, present)):
            self.follow()
            self._to_next()

    def _to_next(self) -> None:
        following = next((one.squad.id for one in self._calls.values() if one.is_due), None)
        if following is not None:
            self.go_to(following)

    def _losses(self) -> None:
        from tui.squad_losses import LossesScreen, Of

        if self.call is not None:
            self.board_screen.overlays.open(LossesScreen, Of(self.call.squad.id, self.call.squad.unit))

    def _go(self) -> None:
        call, screen = self.call, self.board_screen
        if call is not None:
            screen.overlays.close()
            screen.go_to_record("squad", call.squad.id)


def _said(squad: Squad, present: int) -> str:
    name = squad.name or squad.id
    if present >= squad.strength:
        return _("{squad}: all answered.").format(squad=name)
    text = _("{squad}: {n} did not answer; they fall due until a call finds all.")
    return text.format(squad=name, n=squad.strength - present)


def _state(call: Call) -> str:
    if call.is_missed:
        return _("missed {n} times").format(n=call.passed) if call.passed > 1 else _("missed")
    return _("now") if call.is_due else _("next")


def _columns() -> tuple[Column, ...]:
    return (
        Column("squad", _("squad"), 16, flex=3, shrink=1, pinned=True),
        Column("place", _("place"), 12, flex=2, shrink=3),
        Column("due", _("to be called"), 12, shrink=2),
        Column("state", _("state"), 14),
        Column("answered", pgettext("column", "answered"), 8, align="right", numeric=True),
        Column("leader", _("captain"), 10, min=6, flex=1, shrink=4),
        Column("at", pgettext("column", "called"), 6, shrink=6),
        Column("by", _("by"), 8, shrink=7),
    )
