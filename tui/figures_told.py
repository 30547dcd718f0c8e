"""What is known of the figures that are wanted: the answer, what its trend is drawn of, and how both are named.

1. What was told stands with the moment it was told, and with what is said of that moment: frozen, changed since, past.
2. A period of less than a week has the trend of the thirty days that end with it.
3. Nothing here asks the centre.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from postcmd import figures_asked as asking
from postcmd import panes
from postcmd.board import Board, Key
from postcmd.errors import PostError
from postcmd.figures import Reading
from postcmd.figures_asked import Asked
from postcmd.figures_wire import FigureReport
from postcmd.words import N_, _, ngettext
from postcmd.written import run_text, short_text
from tui.figure_rows import Picked, Rows
from tui.figures_now import month_to, of_scope
from tui.keymap import keyed
from tui.own_templates import tongue
from widgets.plot import Chart

if TYPE_CHECKING:
    from sync.figures import Answer
    from tui.board_screen import BoardScreen

READINGS: Final[dict[Reading, str]] = {
    "home": N_("whose people"),
    "served": N_("where served"),
    "both": N_("these people there"),
}
A_WEEK: Final = timedelta(days=6)


class Wanted(NamedTuple):
    """What is shown, what `x` turns to, what the trend is of, and where Esc leads back to."""

    asked: Asked
    other: Key | None = None
    chosen: Picked = Picked("participations")
    back: Wanted | None = None


def turned(wanted: Wanted) -> Wanted:
    """The same days in the next reading; the same where no other scope is known."""
    asked, other = wanted.asked, wanted.other
    if asked.unit and asked.place:
        return wanted._replace(asked=of_scope(("unit", asked.unit), asked), other=("place", asked.place))
    if other is None:
        return wanted
    if asked.unit:
        return wanted._replace(asked=of_scope(other, asked), other=asked.scope)
    both = Asked(unit=other[1], place=asked.place, since=asked.since, until=asked.until, as_of=asked.as_of)
    return wanted._replace(asked=both)


class Told:
    """What a screen knows of the figures wanted. `trouble`: why the centre did not answer just now, or ""."""

    def __init__(self, screen: BoardScreen, wanted: Wanted, trouble: str = "") -> None:
        self._screen, self.wanted, self.trouble = screen, wanted, trouble
        self.asked = wanted.asked

    @property
    def board(self) -> Board:
        return self._screen.board

    @property
    def answer(self) -> Answer[FigureReport] | None:
        return self._screen.figures.known(asking.figures(self.asked))

    @property
    def needs_month(self) -> bool:
        return self.asked.until - self.asked.since < A_WEEK

    @property
    def month(self) -> FigureReport | None:
        """What the trend is drawn of."""
        found = self._screen.figures.known(asking.figures(month_to(self.asked))) if self.needs_month else None
        answer = found or self.answer
        return answer.said if answer is not None else None

    @property
    def rows(self) -> Rows:
        answer = self.answer
        return Rows(self.board, self.asked, answer.said if answer is not None else None, tongue())

    @property
    def chart(self) -> Chart:
        asked = month_to(self.asked) if self.needs_month else self.asked
        return self.rows.chart(self.wanted.chosen, self.month, asked.since, asked.until)

    def why_not(self) -> str:
        """Why that cannot be asked; "" where it can."""
        try:
            asking.check(self.board, self.asked, panes.today(self.board), panes.now(self.board))
        except PostError as wrong:
            from tui.sentences import sentence_of

            return sentence_of(wrong)
        return ""

    # How it is named

    @property
    def heading(self) -> str:
        name, reading = scope_name(self.board, self.asked), _(READINGS[self.asked.reading])
        return _("Figures: {name} {days} ({reading})").format(name=name, days=days_text(self.asked), reading=reading)

    @property
    def counts(self) -> str:
        answer = self.answer
        if answer is None:
            return self.trouble or _("Asking the centre …")
        told = _("told {time}").format(time=self._short(answer.at, panes.today(self.board)))
        return "  ".join([*self._marks(answer.said), told, *([_("centre not reached")] if self.trouble else [])])

    def _marks(self, said: FigureReport) -> Iterator[str]:
        """Of which moment the figures are, whether the day is frozen, and what has changed in it since."""
        if self.asked.as_of and said.as_of is not None:
            yield _("as of {time}").format(time=self._short(said.as_of, date.min))
        if said.frozen is not None:
            yield _("frozen v{n}").format(n=said.frozen.version)
        notes = dict(said.notes)
        if standing := notes.get("standing_on", 0):
            yield ngettext("{n} on since before", "{n} on since before", standing).format(n=standing)
        changed = notes.get("late_correction", 0)
        if changed:
            text = ngettext("{n} changed since (<figures.frozen>)", "{n} changed since (<figures.frozen>)", changed)
            yield keyed(text).format(n=changed)

    def _short(self, moment: datetime, day: date) -> str:
        return short_text(moment, self.board.link.zone, day)


def scope_name(board: Board, asked: Asked) -> str:
    names = [panes.unit_name(board, asked.unit), panes.place_name(board, asked.place)]
    return " · ".join(filter(None, names))


def days_text(asked: Asked) -> str:
    """`11-20`, `11-14..11-20`."""
    return run_text(asked.since, asked.until)
