"""A night's work of a request: squads down, tasks across, typed or pasted, sent as one.

1. Nothing is sent before Enter; what is typed goes to the next squad by Enter, and after the last one to the next task.
2. Typing over a count corrects it: the old one is shown beside it and stays.
3. Pasted lines fill the grid; a line that cannot be read stands below it with its reason.
4. A count is verified by somebody else than reported it; the screen says so where it is not.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from textual import events

from postcmd import intents_of_work as intents
from postcmd import panes
from postcmd.records import Task
from postcmd.words import _, ngettext
from postcmd.work_lines import WorkLine, read_work
from postcmd.written import day_text
from tui.answer_line import ask_heads
from tui.gestures import new_id
from tui.keymap import keyed
from tui.open_layer import RowKey
from tui.over_list import OverList, do
from tui.situation_of_work import Night
from tui.work_grid import SERVED, Draft, Grid, Typed, task_title
from tui.work_rows import WRONG, WorkRows, columns_of
from widgets import told
from widgets.choice import Option
from widgets.rows import Row

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

SAID: Final = ("", "近", "余", "约")


class WorkScreen(OverList):
    """The subject is a Night."""

    LAYER = "work"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, ())
        self._draft: Draft = {}
        self._more: tuple[str, ...] = ()
        self._wrong: list[WorkLine] = []

    async def begin(self, subject: Any) -> None:
        if subject != self.subject:
            self._draft, self._more, self._wrong = {}, (), []
        self._grid = Grid(self.board_screen.board, subject, self._more)
        self.set_columns(columns_of(self._grid))
        await super().begin(subject)
        columns = self._grid.columns()
        if columns and self.column not in columns:
            self.choose_column(columns[0])

    # What stands there

    def heading(self) -> str:
        board, night = self.board_screen.board, self._grid.night
        request = board.request(night.request)
        place = panes.place_name(board, request.place) if request is not None else night.request
        return _("Work: {place} {day}").format(place=place, day=day_text(night.day))

    def counts(self) -> str:
        return self._shown.about(self.cursor, self.column)

    def nothing(self) -> str:
        return _("Nobody served at this request on this day; <work.day_before> and <work.next_day> choose another.")

    def follow(self, touched: object = ()) -> None:
        self._grid = Grid(self.board_screen.board, self.subject, self._more)
        if [one.key for one in columns_of(self._grid)] != [one.key for one in self._sheet.columns]:
            self.set_columns(columns_of(self._grid))
        super().follow()

    def rows(self) -> list[Row]:
        return self._shown.all()

    @property
    def _shown(self) -> WorkRows:
        return WorkRows(self.board_screen.board, self._grid, self._draft, self._wrong, self.board_screen.glyphs)

    # Keys

    def keys(self) -> list[RowKey]:
        none = "" if self._draft else _("Nothing was changed.")
        here = "" if self._is_cell else _("There is nothing under the cursor.")
        n = len(self._draft)
        send = ngettext("sends {n} count", "sends {n} counts", n).format(n=n)
        return [
            RowKey("send", self._send, none, label=send),
            RowKey("type", lambda: self.begin_edit(self.typed), here),
            RowKey("qualify", self._qualify, here),
            RowKey("verify", self._verify, here or ("" if self._unverified() else _("Nothing to verify here."))),
            RowKey("task", self._ask_task),
            RowKey("want", self._ask_wanted, "" if self.column is not None else _("There is no task here yet.")),
            RowKey("day_before", lambda: self._go_day(-1)),
            RowKey("next_day", lambda: self._go_day(1)),
            RowKey("back", self.leave, label=_("leaves")),
        ]

    @property
    def _is_cell(self) -> bool:
        return self.cursor in self._grid.rows and self.column is not None

    def moved(self) -> None:
        self.set_caption(self.heading(), self.counts())

    def on_live_table_committed(self, event: told.Committed) -> None:
        event.stop()
        number = self.number_in(event)
        if number is None:
            return
        stands = self._grid.stands(event.id, event.column)
        if stands == Typed(number):
            self._draft.pop((event.id, event.column), None)
        else:
            self._draft[event.id, event.column] = Typed(number)
        self._step()
        self.follow()

    def _step(self) -> None:
        """To the next squad; after the last one to the next column."""
        rows, columns = self._grid.rows, self._grid.columns()
        at = rows.index(self.cursor) + 1 if self.cursor in rows else 0
        if at < len(rows):
            self.go_to(rows[at])
        elif self.column in columns and columns.index(self.column) + 1 < len(columns):
            self.go_to(rows[0])
            self.choose_column(columns[columns.index(self.column) + 1])

    def on_live_table_edit_left(self, event: told.EditLeft) -> None:
        event.stop()
        self.follow()

    def on_live_table_edit_held(self, event: told.EditHeld) -> None:
        event.stop()
        self.board_screen.say(_("An edit is open: Enter keeps it, Esc leaves it."))

    def _qualify(self) -> None:
        row, column = self.cursor or "", self.column or ""
        typed = self._draft.get((row, column)) or self._grid.stands(row, column)
        if typed is None:
            self.board_screen.say(_("Type the number first."), "warn")
            return
        said = SAID[(SAID.index(typed.said) + 1) % len(SAID)] if typed.said in SAID else ""
        self._draft[row, column] = Typed(typed.number, said)
        self.follow()

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        rows, tasks = self._grid.names()
        found = read_work(event.text, rows, tasks)
        self._wrong = [one for one in found if one.why]
        for one in found:
            if not one.why and one.quantity is not None and self._grid.counted_in(one.task):
                self._draft[one.row, one.task] = Typed(one.quantity, one.said)
            if not one.why and one.served is not None:
                self._draft[one.row, SERVED + one.task] = Typed(one.served, one.served_said)
        self.follow()
        if self._wrong:
            self.go_to(f"{WRONG}{self._wrong[0].number}")
        text = keyed(_("{n} read, {wrong} not read; <work.send> sends"))
        self.board_screen.say(text.format(n=len(found) - len(self._wrong), wrong=len(self._wrong)), "accent")

    def _send(self) -> None:
        ops = self._grid.ops(self._draft, new_id)
        n = len(ops)
        if do(self.board_screen, ops, ngettext("{n} count reported", "{n} counts reported", n).format(n=n)):
            self._draft = {}
            self.follow()

    def _unverified(self) -> bool:
        mine = [work for (row, _task), work in self._grid.works.items() if row == self.cursor]
        return any(work.state == "reported" for work in mine)

    def _verify(self) -> None:
        mine = [work for (row, _task), work in self._grid.works.items() if row == self.cursor]
        ops = [intents.verify_work(work) for work in mine if work.state == "reported"]
        if do(self.board_screen, ops, _("Verified: {whom}").format(whom=self._grid.name(self.cursor or ""))):
            self.follow()

    def _ask_task(self) -> None:
        from tui.pick_list import Pick, PickList

        known = self.board_screen.board.every("task")
        tasks = [one for one in known if isinstance(one, Task) and one.id not in self._grid.tasks]
        options = [Option(one.id, task_title(self.board_screen.board, one.id)) for one in tasks]
        pick = Pick(_("Which task was done?"), options, self._add_task)
        self.board_screen.overlays.open(PickList, pick, above=True)

    def _add_task(self, task: str) -> None:
        self._more = (*self._more, task)
        self.follow()
        # Where there is no room for it yet, it is scrolled to; whoever adds a task types its number next.
        self.choose_column(next(one for one in self._grid.columns() if one.removeprefix(SERVED) == task))
        self.board_screen.say(task_title(self.board_screen.board, task), in_passing=True)

    def _ask_wanted(self) -> None:
        board, task = self.board_screen.board, (self.column or "").removeprefix(SERVED)
        request = board.request(self._grid.night.request)
        if request is None:
            return
        stands = next((goal.quantity for goal in request.goals if goal.task == task), None)
        label = _("{task}: how much is wanted on all days (0: no number)?").format(task=task_title(board, task))
        ask_heads(self.board_screen, label, lambda number: self._want(request.id, task, number), stands)

    def _want(self, request_id: str, task: str, quantity: int) -> None:
        board = self.board_screen.board
        request = board.request(request_id)
        if request is not None and do(
            self.board_screen, [intents.want_work(request, task, quantity, board.link.epoch)]
        ):
            self.follow()

    def _go_day(self, step: int) -> None:
        night = self._grid.night
        self.board_screen.overlays.open(WorkScreen, Night(night.request, night.day + timedelta(days=step)))
