"""The assembly 集结 of a request's day: 应到 实到 缺 in large figures, who has not reported, whom to ring next.

1. The figures are those of `postcmd/muster.py`; they follow what arrives.
2. A digit begins the report of the unit under the cursor; Enter sends it.
3. One key calls the reserve of that unit for those missing; latecomers join a squad of it with their number.
4. It opens on whoever is to be rung next.
5. Where the place is sealed, whether the gear is ready stands in the second line, and one key says that it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.containers import Vertical

from postcmd import intents_of_people as intents
from postcmd import panes
from postcmd.board import Board
from postcmd.chase import Chase, chase
from postcmd.muster import Assembled, Muster, muster
from postcmd.records import Quota, Request
from postcmd.words import _, ngettext, pgettext
from postcmd.written import day_text, short_text
from tui import cells, copying, gear, joining
from tui.answer_line import ask_heads
from tui.open_layer import RowKey
from tui.over_list import OverList, do
from tui.reserve import ask_reserve, why_not_called
from tui.trial import context
from widgets.columns import Column
from widgets.figures import HIGH, large
from widgets.paint import Ink, Line, Piece, blank, exactly, piece
from widgets.painted import Painted
from widgets.rows import Cell, Row, Tone
from widgets.text import cells as width_of

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

BETWEEN: Final = 4
"""Cells between two large figures."""


class Head(Painted):
    """The large figures, and below them where and when, and whom to ring."""

    DEFAULT_CSS = "Head { height: 6; }"

    def __init__(self) -> None:
        super().__init__()
        self._figures: tuple[tuple[str, int, Tone], ...] = ()
        self._below: tuple[tuple[str, Tone], ...] = ()

    def show(self, figures: Iterable[tuple[str, int, Tone]], below: Iterable[tuple[str, Tone]]) -> None:
        self._figures, self._below = tuple(figures), tuple(below)
        self.settle()

    def composed(self, width: int, height: int) -> list[Line]:
        rows: list[list[Piece]] = [[blank(1)] for _nth in range(HIGH)]
        for label, number, tone in self._figures:
            for nth, text in enumerate(large(number)):
                before = label if nth == 1 else " " * width_of(label)
                rows[nth] += [piece(before, Ink("dim")), blank(1), piece(text, Ink(tone)), blank(BETWEEN)]
        lines = [exactly(row, width) for row in rows]
        lines += [exactly([blank(1), piece(text, Ink(tone))], width) for text, tone in self._below]
        return (lines + [(blank(width),)] * height)[:height]


class MusterScreen(Vertical):
    """The figures above, the units below."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(classes="over full")
        self._head, self._list = Head(), MusterList(screen)

    def compose(self) -> ComposeResult:
        yield self._head
        yield self._list

    async def begin(self, subject: tuple[str, date]) -> None:
        self.add_class("-open")
        await self._list.begin(subject)
        self._list.to_next()
        self._show_head()

    def follow(self, touched: Iterable[object] = ()) -> None:
        self._list.follow(touched)
        self._show_head()

    def _show_head(self) -> None:
        self._head.show(*self._list.head())


class MusterList(OverList):
    """One line for each unit that sends people; the subject is (request, day)."""

    LAYER = "muster"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, _columns(), full=False)
        self._muster = Muster()

    @property
    def board(self) -> Board:
        return self.board_screen.board

    @property
    def request(self) -> Request | None:
        return self.board.request(self.subject[0])

    @property
    def row_here(self) -> Assembled | None:
        return next((row for row in self._muster.rows if row.quota == self.cursor), None)

    @property
    def quota(self) -> Quota | None:
        return self.board.quota(self.cursor or "")

    # What stands there

    def head(self) -> tuple[list[tuple[str, int, Tone]], list[tuple[str, Tone]]]:
        found = self._muster
        missing: Tone = "bad" if found.missing and found.is_late else "warn" if found.missing else "good"
        figures: list[tuple[str, int, Tone]] = [
            (_("expected"), found.expected, "strong"),
            (pgettext("assembly", "present"), found.present, "strong"),
            (pgettext("assembly", "missing"), found.missing, missing),
        ]
        return figures, [self._where(), self._gear(), self._next()]

    def _where(self) -> tuple[str, Tone]:
        due = short_text(self._muster.due, self.board.link.zone, panes.today(self.board))
        text = _("at {place}, due {due}") if due else _("at {place}")
        late = _("; the time has passed") if self._muster.is_late and self._muster.missing else ""
        return text.format(place=self._muster.place, due=due) + late, "bad" if late else "dim"

    def _gear(self) -> tuple[str, Tone]:
        return gear.line(self.request, self.board)

    def _next(self) -> tuple[str, Tone]:
        following = self._muster.next_to_ring
        if following is None:
            return _("Nobody need be rung."), "dim"
        unit = panes.unit_name(self.board, following.unit)
        text = _("Ring next: {unit}  {contact}") if following.contact else _("Ring next: {unit}")
        return text.format(unit=unit, contact=following.contact), "accent"

    def heading(self) -> str:
        request, day = self.request, self.subject[1]
        place = panes.place_name(self.board, request.place) if request is not None else self.subject[0]
        return _("Assembly: {place} {day}").format(place=place, day=day_text(day))

    def counts(self) -> str:
        silent = len(self._muster.silent)
        text = ngettext("{n} has not reported", "{n} have not reported", silent)
        return text.format(n=silent) if silent else _("all have reported")

    def is_urgent(self) -> bool:
        return bool(self._muster.silent)

    def nothing(self) -> str:
        return _("No unit was asked for anybody on this day.")

    def rows(self) -> list[Row]:
        request_id, day = self.subject
        self._muster = muster(self.board, request_id, day, context(self.board).now)
        return [self._row(row) for row in self._muster.rows]

    def _row(self, row: Assembled) -> Row:
        following = self._muster.next_to_ring
        said = cells.since_text(self.board, row.reported_at)
        line = (
            Cell(panes.unit_name(self.board, row.unit)),
            Cell(str(row.expected)),
            Cell(str(row.present)),
            Cell(str(row.missing) if row.missing else "", "bad" if row.missing else "normal"),
            Cell(str(row.reserve) if row.reserve else "", "dim"),
            Cell(said or (_("not yet") if row.expected and not row.has_reported else ""), "dim" if said else "warn"),
            Cell(row.reported_by, "dim"),
            Cell(row.contact),
        )
        is_next = following is not None and following.quota == row.quota
        return Row(row.quota, line, Cell("!" if is_next else "", "accent"))

    # Its keys

    def keys(self) -> list[RowKey]:
        here = "" if self.row_here is not None else _("There is nothing under the cursor.")
        return [
            RowKey("present", lambda: self._report(self.typed), here),
            RowKey("next", self.to_next, "" if self._muster.next_to_ring else _("Nobody need be rung.")),
            RowKey("call", self._call, here or self._why_not_called()),
            RowKey("join", self._join, here or joining.why_not(self.board, self.quota)),
            RowKey("signups", self._signups, here),
            RowKey("copy", self._copy, "" if self._muster.missing else _("Nobody is missing.")),
            RowKey("gear", self._gear_is_ready, gear.why_not_asked(self.request, self.board)),
            RowKey("report", lambda: self._report(""), here),
        ]

    def _report(self, typed: str) -> None:
        row = self.row_here
        if row is None:
            return
        label = _("{unit}: how many are there?").format(unit=panes.unit_name(self.board, row.unit))
        stands = int(typed) if typed else row.present or None
        ask_heads(self.board_screen, label, lambda heads: self._reported(row.quota, heads), stands)

    def _reported(self, quota_id: str, heads: int) -> None:
        quota = self.board.quota(quota_id)
        if quota is not None:
            do(self.board_screen, [intents.muster_report(quota, heads, self.board.link.epoch)])

    def to_next(self) -> None:
        if self._muster.next_to_ring is not None:
            self.go_to(self._muster.next_to_ring.quota)

    def _why_not_called(self) -> str:
        quota = self.quota
        return (why_not_called(self.board, quota) or "") if quota is not None else ""

    def _call(self) -> None:
        if self.cursor is not None:
            ask_reserve(self.board_screen, self.cursor)

    def _join(self) -> None:
        if self.quota is not None:
            joining.ask_join(self.board_screen, self.quota)

    def _signups(self) -> None:
        from tui.signups_screen import SignUpsList

        self.board_screen.overlays.open(SignUpsList, self.cursor)

    def _copy(self) -> None:
        found = [one for one in self._chases() if one.kind == "quota"]
        copying.copy_chases(self.board_screen, found)

    def _chases(self) -> list[Chase]:
        return chase(self.board, self.subject[0], context(self.board).now)

    def _gear_is_ready(self) -> None:
        gear.say_ready(self.board_screen, self.subject[0])


def _columns() -> tuple[Column, ...]:
    return (
        Column("unit", _("unit"), 16, min=8, flex=3, shrink=1, pinned=True),
        Column("expected", _("expected"), 8, align="right", numeric=True),
        Column("present", pgettext("assembly", "present"), 8, align="right", numeric=True),
        Column("missing", pgettext("assembly", "missing"), 7, align="right", numeric=True),
        Column("reserve", _("reserve"), 7, align="right", shrink=4, numeric=True),
        Column("at", _("reported"), 8, min=6, shrink=2),
        Column("by", _("by"), 10, shrink=5),
        Column("contact", _("duty phone"), 19, flex=1),
    )
