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
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from postcmd import figures_asked as asking
from postcmd import panes
from postcmd.board import Board, Key
from postcmd.clock import day_of
from postcmd.errors import PostError
from postcmd.figures import Reading
from postcmd.figures_asked import Asked
from postcmd.figures_wire import FigureReport
from postcmd.ops_on_figures import DayFreeze
from postcmd.words import N_, _
from tui.figure_rows import Picked, Rows, picked
from tui.figures_now import month_to, of_scope
from tui.over_list import OverList, RowKey, do
from tui.own_templates import tongue
from tui.times import day_text, short_text
from widgets.columns import Column
from widgets.paint import Ink, Line, blank, exactly, piece
from widgets.plot import Chart, chart_lines
from widgets.rows import Row
from widgets.text import clip

if TYPE_CHECKING:
    from sync.figures import Answer
    from tui.board_screen import BoardScreen

READINGS: Final[dict[Reading, str]] = {
    "home": N_("whose people"),
    "served": N_("where served"),
    "both": N_("these people there"),
}
LENGTHS: Final = (1, 7, 30)
"""Days of the periods that `p` goes through."""
LOW, HIGH = 16, 30
"""From so many lines on there is a trend, and from so many a taller one."""
COUNTED: Final = frozenset({"quota", "request", "duty", "post"})


class Wanted(NamedTuple):
    """What is shown, what `x` turns to, what the trend is of, and where Esc leads back to."""

    asked: Asked
    other: Key | None = None
    chosen: Picked = Picked("participations")
    back: Wanted | None = None


class FiguresScreen(OverList):
    """The subject is a Wanted."""

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
            self._trouble = self._why_not() or await figures.ask(asking.figures(wanted))
            self._again(wanted)
            if not self._trouble and self._needs_month:
                await figures.ask(asking.figures(longer))
                self._again(wanted)

        self.board_screen.run_worker(ask(), group="figures", exclusive=True)

    def _again(self, asked: Asked) -> None:
        if self.has_class("-open") and self.subject.asked == asked:
            self._rows = self._chart = None
            self.follow()

    def _why_not(self) -> str:
        board = self._board
        try:
            asking.check(board, self.subject.asked, panes.today(board), panes.now(board))
        except PostError as wrong:
            from tui.sentences import sentence_of

            return sentence_of(wrong)
        return ""

    # What is known

    @property
    def _board(self) -> Board:
        return self.board_screen.board

    @property
    def answer(self) -> Answer[FigureReport] | None:
        return self.board_screen.figures.known(asking.figures(self.subject.asked))

    @property
    def _needs_month(self) -> bool:
        return (self.subject.asked.until - self.subject.asked.since).days < LENGTHS[1]

    @property
    def _month(self) -> FigureReport | None:
        """What the trend is drawn of."""
        asked = self.subject.asked
        found = self.board_screen.figures.known(asking.figures(month_to(asked))) if self._needs_month else None
        answer = found or self.answer
        return answer.said if answer is not None else None

    def _set(self) -> Rows:
        answer = self.answer
        return Rows(self._board, self.subject.asked, answer.said if answer is not None else None, tongue())

    # What stands there

    def heading(self) -> str:
        asked = self.subject.asked
        name, reading = scope_name(self._board, asked), _(READINGS[asked.reading])
        return _("Figures: {name} {days} ({reading})").format(name=name, days=days_text(asked), reading=reading)

    def counts(self) -> str:
        answer = self.answer
        if answer is None:
            return self._trouble
        today = day_of(answer.at, self._board.link.zone)
        told = _("told {time}").format(time=self._short(answer.at, panes.today(self._board)))
        if today != panes.today(self._board) and self._trouble:
            told = _("told {time}").format(time=self._short(answer.at, date.min))
        frozen = answer.said.frozen
        parts = [_("frozen v{n}").format(n=frozen.version)] if frozen is not None else []
        return "  ".join([*parts, told, *([_("centre not reached")] if self._trouble else [])])

    def _short(self, moment: Any, day: date) -> str:
        return short_text(moment, self._board.link.zone, day)

    def nothing(self) -> str:
        return self._trouble or _("The figures are being asked for …")

    def rows(self) -> list[Row]:
        if self._rows is None:
            self._rows = self._set().all(self.subject.chosen)
        return self._rows

    # The trend

    def composed(self, width: int, height: int) -> list[Line]:
        high = (8 if height < HIGH else 12) if height >= LOW else 0
        lines = super().composed(width, height - high)
        return [*lines, *self._trend(width, high)] if high else lines

    def _trend(self, width: int, height: int) -> list[Line]:
        if self._chart is None:
            self._chart = self._charted()
        named = self._set().label(*self.subject.chosen)
        text = _("{what} by day").format(what=named)
        caption = exactly([blank(1), piece(clip(text, width - 2), Ink("dim", "header"))], width)
        return [caption, *((blank(1), *line) for line in chart_lines(self._chart, width - 1, height - 1))]

    def _charted(self) -> Chart:
        asked = month_to(self.subject.asked) if self._needs_month else self.subject.asked
        return self._set().chart(self.subject.chosen, self._month, asked.since, asked.until)

    # Its keys

    def keys(self) -> list[RowKey]:
        here = "" if self.cursor is not None else _("There is nothing under the cursor.")
        no_answer = "" if self.answer is not None else _("Nothing was told of these days yet.")
        not_a_figure = "" if picked(self.cursor) is not None else _("A unit has its own figures: Enter.")
        turn = "" if self.subject.other is not None else _("Neither place nor unit is known of this.")
        return [
            RowKey("enter", self._enter_label(), self._enter, here),
            RowKey("t", _("trend"), self._choose, here or not_a_figure),
            RowKey("[", _("back"), lambda: self._shift(-1)),
            RowKey("]", _("on"), lambda: self._shift(1)),
            RowKey("p", _("period"), self._period),
            RowKey("x", _("whose/where"), self._turn, turn),
            RowKey("d", _("meaning"), self._define),
            RowKey("v", _("frozen days"), self._frozen),
            RowKey("f", _("freeze the day"), self._ask_to_freeze, self._why_no_freeze()),
            RowKey("y", _("copy"), self._copy, no_answer),
            RowKey("w", _("files"), self._files, no_answer),
            RowKey("r", _("ask again"), self._ask),
            RowKey("Esc", _("up") if self.subject.back is not None else _("back"), self.leave),
        ]

    def _press(self, key: str) -> None:
        named = {"left_square_bracket": "[", "right_square_bracket": "]", "percent_sign": "q"}
        super()._press(named.get(key, key))

    def _enter_label(self) -> str:
        return _("Enter: records") if picked(self.cursor) is not None else _("Enter: its figures")

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
        other = self.subject.other
        if other is not None:
            asked = self.subject.asked
            self._open(self.subject._replace(asked=of_scope(other, asked), other=asked.scope))

    def _define(self) -> None:
        from tui.figures_card import DefinitionsCard

        answer = self.answer
        self.board_screen.overlays.open(DefinitionsCard, answer.said if answer is not None else None, above=True)

    def _why_no_freeze(self) -> str:
        if not self.subject.asked.is_one_day:
            return _("A single day is frozen: p shows one.")
        if self.subject.asked.as_of:
            return _("These are figures of the past; a day is frozen as it stands now.")
        return "" if self.answer is not None else _("Nothing was told of these days yet.")

    def _ask_to_freeze(self) -> None:
        from tui.filter_line import Asking

        asked, answer = self.subject.asked, self.answer
        frozen = answer.said.frozen if answer is not None else None
        op = DayFreeze(
            day=asked.until,
            unit=asked.unit or None,
            place=asked.place or None,
            version=1 if frozen is None else frozen.version + 1,
        )
        text = _("Freeze {day} of {name}, version {n}?")
        question = text.format(day=day_text(op.day), name=scope_name(self._board, asked), n=op.version)
        said = _("Frozen: version {n}. What comes in later changes it no more.").format(n=op.version)
        self.board_screen.overlays.open(Asking, (question, lambda: do(self.board_screen, [op], said)), above=True)

    def _frozen(self) -> None:
        from tui.figure_freezes import FreezesScreen

        self.board_screen.overlays.open(FreezesScreen, self.subject)

    def _copy(self) -> None:
        from tui import copying
        from tui.figures_files import report_text

        answer = self.answer
        if answer is not None:
            copying.copy_report(self.board_screen, report_text(self._board, answer.said))

    def _files(self) -> None:
        from tui.figures_files import ask_folder

        answer = self.answer
        if answer is not None:
            ask_folder(self.board_screen, answer.said)

    def leave(self) -> None:
        if self.subject.back is not None:
            self._open(self.subject.back)
        else:
            super().leave()


def scope_name(board: Board, asked: Asked) -> str:
    names = [panes.unit_name(board, asked.unit), panes.place_name(board, asked.place)]
    return " · ".join(filter(None, names))


def days_text(asked: Asked) -> str:
    """`11-20`, `11-14..11-20`."""
    return day_text(asked.until) if asked.is_one_day else f"{day_text(asked.since)}..{day_text(asked.until)}"


def _columns() -> tuple[Column, ...]:
    return (
        Column("figure", _("figure"), 18, min=14, flex=1, shrink=4, pinned=True),
        Column("now", _("value"), 16, align="right", numeric=True),
        Column("before", _("before"), 15, align="right", shrink=1, numeric=True),
        Column("by", _("change"), 11, min=9, align="right", shrink=2, numeric=True),
        Column("against", _("asked for"), 20, min=14, flex=2, shrink=3),
    )
