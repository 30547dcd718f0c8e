"""The figures of a unit or a place: the day or a period, against the time before and what was asked for, with a trend.

1. What is known stands there at once, with the moment it was told; what the centre says now comes in its place, and the
   cursor stays where it is.
2. Enter leads down: from a figure to the records that make it, from a unit below to its own figures; Esc leads back up.
3. Which reading it is, whose people or where they served, stands in the title; `x` turns from one to the other.
4. The trend is of the figure that `t` chose, and stays while the cursor moves: a step costs a mark, not a picture.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from postcmd import figures_asked as asking
from postcmd import panes
from postcmd.board import Board
from postcmd.figures_asked import Asked
from postcmd.words import _, pgettext
from tui.figure_rows import picked
from tui.figures_freezing import ask_to_freeze, why_no_freeze
from tui.figures_now import month_to, of_scope
from tui.figures_told import Told, Wanted, turned
from tui.open_layer import RowKey
from tui.over_list import OverList
from widgets.columns import Column
from widgets.lines import HEAD
from widgets.paint import Ink, Line, blank, exactly, piece
from widgets.plot import Chart, chart_lines
from widgets.rows import Row
from widgets.text import clip

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

LENGTHS: Final = (1, 7, 30)
"""Days of the periods that `p` goes through."""
LOW, LEAST, HIGH = 16, 8, 16
"""From so many lines on there is a trend; it has so many lines at least and at most."""
COUNTED: Final = frozenset({"quota", "request", "duty", "post", "work"})


class FiguresScreen(OverList):
    """The subject is a Wanted."""

    LAYER = "figures"

    subject: Wanted

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, _columns())
        self._trouble = ""
        self._rows: list[Row] | None = None
        self._chart: Chart | None = None

    async def begin(self, subject: Any) -> None:
        self._trouble, self._rows, self._chart = "", None, None
        await super().begin(subject)
        self._ask()

    def follow(self, touched: Iterable[object] = ()) -> None:
        # Only what is counted from the board makes it be counted again.
        kinds = {key[0] for key in touched if isinstance(key, tuple)}
        if kinds & COUNTED:
            self._rows = self._chart = None
        super().follow()
        if "freeze" in kinds:
            self._ask()

    def _ask(self) -> None:
        """What the centre says now, for the period and for the trend."""
        wanted, figures = self.subject.asked, self.board_screen.figures
        longer = month_to(wanted)

        async def ask() -> None:
            self._trouble = self._told.why_not() or await figures.ask(asking.figures(wanted))
            self._again(wanted)
            if not self._trouble and self._told.needs_month:
                await figures.ask(asking.figures(longer))
                self._again(wanted)

        self.board_screen.run_worker(ask(), group="figures", exclusive=True)

    def _again(self, asked: Asked) -> None:
        if self.has_class("-open") and self.subject.asked == asked:
            self._rows = self._chart = None
            self.follow()

    @property
    def _board(self) -> Board:
        return self.board_screen.board

    @property
    def _told(self) -> Told:
        return Told(self.board_screen, self.subject, self._trouble)

    # What stands there

    def heading(self) -> str:
        return self._told.heading

    def counts(self) -> str:
        return self._told.counts

    def nothing(self) -> str:
        return self._trouble or _("The figures are being asked for …")

    def rows(self) -> list[Row]:
        if self._rows is None:
            self._rows = self._told.rows.all(self.subject.chosen)
        return self._rows

    # The trend

    def composed(self, width: int, height: int) -> list[Line]:
        if not self.has_class("-open"):
            return super().composed(width, height)
        high = min(HIGH, max(LEAST, height - HEAD - self.count)) if height >= LOW else 0
        if not high:
            return super().composed(width, height)
        # Right below the rows, however high the screen is: they are read together.
        room = min(height - high, HEAD + self.count + 1)
        below = [(blank(width),)] * (height - high - room)
        return [*super().composed(width, room), *self._trend(width, high), *below]

    def _trend(self, width: int, height: int) -> list[Line]:
        if self._chart is None:
            self._chart = self._told.chart
        named = self._told.rows.label(*self.subject.chosen)
        text = _("{what} by day").format(what=named)
        caption = exactly([blank(1), piece(clip(text, width - 2), Ink("dim", "header"))], width)
        return [caption, *((blank(1), *line) for line in chart_lines(self._chart, width - 1, height - 1))]

    # Its keys

    def keys(self) -> list[RowKey]:
        here = "" if self.cursor is not None else _("There is nothing under the cursor.")
        no_answer = "" if self._told.answer is not None else _("The figures of these days have not been fetched yet.")
        not_a_figure = "" if picked(self.cursor) is not None else _("A unit has its own figures: <figures.open>.")
        turn = "" if self.subject.other is not None else _("Neither its place nor its unit is known.")
        return [
            RowKey("open", self._enter, here, label=self._enter_label()),
            RowKey("trend", self._choose, here or not_a_figure),
            RowKey("back_in_time", lambda: self._shift(-1)),
            RowKey("on_in_time", lambda: self._shift(1)),
            RowKey("period", self._period),
            RowKey("turn", self._turn, turn),
            RowKey("define", self._define),
            RowKey("frozen", self._frozen),
            RowKey("freeze", self._freeze, why_no_freeze(self._told)),
            RowKey("copy", self._copy, no_answer),
            RowKey("files", self._files, no_answer),
            RowKey("again", self._ask),
            RowKey("back", self.leave, label=_("up") if self.subject.back is not None else _("back")),
        ]

    def _enter_label(self) -> str:
        return _("records") if picked(self.cursor) is not None else _("its figures")

    def _enter(self) -> None:
        found = picked(self.cursor)
        if found is None:
            kind, _slash, id = (self.cursor or "").partition("/")
            self._open(
                self.subject._replace(asked=of_scope((kind, id), self.subject.asked), other=None, back=self.subject)
            )
        elif found.key == "short":
            from tui.redeploy_screen import RedeployScreen

            self.board_screen.overlays.open(RedeployScreen)
        else:
            from tui.figure_trace import Behind, TraceScreen

            self.board_screen.overlays.open(TraceScreen, Behind(self.subject, found))

    def _choose(self) -> None:
        found = picked(self.cursor)
        if found is not None:
            self.subject = self.subject._replace(chosen=found)
            self._rows = self._chart = None
            self.follow()

    def _open(self, wanted: Wanted) -> None:
        self.board_screen.overlays.open(FiguresScreen, wanted)

    def _shift(self, way: int) -> None:
        """So many days as are shown, back or on; not beyond today."""
        asked = self.subject.asked
        length = (asked.until - asked.since).days + 1
        until = min(asked.until + timedelta(days=way * length), panes.today(self._board))
        self._days(until, length)

    def _period(self) -> None:
        asked = self.subject.asked
        length = (asked.until - asked.since).days + 1
        at = LENGTHS.index(length) if length in LENGTHS else 0
        self._days(asked.until, LENGTHS[(at + 1) % len(LENGTHS)])

    def _days(self, until: date, length: int) -> None:
        asked = self.subject.asked
        since = until - timedelta(days=length - 1)
        new = Asked(unit=asked.unit, place=asked.place, since=since, until=until, as_of=asked.as_of)
        self._open(self.subject._replace(asked=new))

    def _turn(self) -> None:
        """Whose people, then where they served, then these people there."""
        self._open(turned(self.subject))

    def _define(self) -> None:
        from tui.figures_card import DefinitionsCard

        answer = self._told.answer
        self.board_screen.overlays.open(DefinitionsCard, answer.said if answer is not None else None, above=True)

    def _freeze(self) -> None:
        ask_to_freeze(self.board_screen, self._told)

    def _frozen(self) -> None:
        from tui.figure_freezes import FreezesScreen

        self.board_screen.overlays.open(FreezesScreen, self.subject)

    def _copy(self) -> None:
        from tui import copying
        from tui.figures_files import report_text

        answer = self._told.answer
        if answer is not None:
            copying.copy_report(self.board_screen, report_text(self._board, answer.said))

    def _files(self) -> None:
        from tui.figures_files import ask_folder

        answer = self._told.answer
        if answer is not None:
            ask_folder(self.board_screen, answer.said)

    def leave(self) -> None:
        if self.subject.back is not None:
            self._open(self.subject.back)
        else:
            super().leave()


def _columns() -> tuple[Column, ...]:
    return (
        Column("figure", _("figure"), 18, min=16, flex=1, shrink=4, pinned=True),
        Column("now", _("value"), 12, align="right", numeric=True),
        Column("before", _("before"), 12, align="right", shrink=1, numeric=True),
        Column("by", _("change"), 9, align="right", shrink=2, numeric=True),
        Column("against", pgettext("figures", "asked for"), 20, min=14, flex=2, shrink=3),
    )
