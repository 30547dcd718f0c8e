"""The rows of the figures screen: each figure against the time before, what was asked for, and what lies below.

1. A qualifier stands with its number; what is nobody's figure (a share, a time) says so by its own name.
2. What nobody knows is a dot, not a nought.
3. Below a figure stand those that make it up: units of a unit, places of a place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Final, NamedTuple

import msgspec

from postcmd import board_trends, panes
from postcmd.between_figures import change, figure_of, figure_text, hours_per_head, shown
from postcmd.board import Board
from postcmd.board_trends import Fill
from postcmd.figures import CODES, LABELS, Figure, FigureKey
from postcmd.figures_asked import Asked
from postcmd.figures_wire import ChildFigures, FigureReport, Target
from postcmd.sheet import Inside, inside
from postcmd.sheet_text import task_name
from postcmd.words import N_, Tongue, _, ngettext
from postcmd.written import HOURS, day_text, decimal_text, number_text, share_text
from widgets.plot import Chart
from widgets.rows import Cell, Row, Tone

UNKNOWN: Final = "·"
OF_THE_BOARD: Final = {
    "came": N_("Present rate"),
    "fill": N_("Fill rate"),
    "pace": N_("Time to fill"),
    "each": N_("Time per head"),
    "short": N_("Short posts"),
    "goal": N_("Work against its goal"),
}
"""What is no figure: shares and times."""
IN_HOURS: Final = ("pace", "each")
FIRST: Final[tuple[FigureKey, ...]] = ("heads", "participations")
MEANT: Final = {
    "came": N_(
        "Of the heads that quotas of these days asked for, those who were present, as the centre counted them; what is "
        "short is added up quota by quota."
    ),
    "fill": N_("Of the heads that quotas ask for at least, those confirmed, quota by quota; from this board."),
    "pace": N_(
        "Hours from the issue of a quota until enough were confirmed, the middle one of those filled; from this board."
    ),
    "each": N_("Service time shared out over heads: the one divided by the other, as the centre counted them."),
    "short": N_(
        "Posts that are short in the next hours; by day, posts where fewer were checked in than a shift asked for. "
        "From this board."
    ),
    "goal": N_(
        "Of the work that requests wanted, what was done, request by request: those whose days all lie in the period; "
        "of a unit, those it was called for. From this board."
    ),
}


class Picked(NamedTuple):
    """A figure that a row stands for, or one of OF_THE_BOARD."""

    key: str
    task: str = ""

    @property
    def row(self) -> str:
        return f"={self.key}:{self.task}"


def picked(row_id: str | None) -> Picked | None:
    if row_id is None or not row_id.startswith("="):
        return None
    key, _colon, task = row_id[1:].partition(":")
    return Picked(key, task)


class Rows:
    """What stands on the screen for one answer, in one language."""

    def __init__(self, board: Board, asked: Asked, said: FigureReport | None, tongue: Tongue) -> None:
        self.board, self.asked, self.said, self.tongue = board, asked, said, tongue

    def all(self, chosen: Picked) -> list[Row]:
        if self.said is None:
            return [*map(self._unknown, FIRST), *self._own()]
        figures = [self._figure(one) for one in self.said.figures if one.key in FIRST or self._was_counted(one)]
        not_begun = [self._figure(one) for one in self._wanted_alone(self.said)]
        return [*figures, *not_begun, *self._own(), *self._below(self.said, chosen)]

    # The centre's figures

    def _figure(self, one: Figure) -> Row:
        assert self.said is not None  # noqa: S101 - only called where there is an answer
        before = figure_of(self.said.before, one.key, one.task)
        by = self._by(one, before)
        line = (
            Cell(self.label(one.key, one.task), "strong"),
            Cell(self.number(one), "strong" if one.value else "dim"),
            Cell(self.number(before) if before is not None else UNKNOWN, "dim"),
            by,
            Cell(self._against(one)),
        )
        return Row(Picked(one.key, one.task).row, line)

    def _was_counted(self, one: Figure) -> bool:
        """What nobody counted, then or now, takes no line."""
        before = figure_of(self.said.before, one.key, one.task) if self.said is not None else None
        return bool(one.value or (before is not None and before.value))

    def _unknown(self, key: FigureKey) -> Row:
        """A line for what is on its way, so that nothing jumps when it comes."""
        dot = Cell(UNKNOWN, "dim")
        return Row(Picked(key).row, (Cell(self.label(key), "strong"), dot, dot, dot, Cell("")))

    def _by(self, now: Figure, before: Figure | None) -> Cell:
        if before is None:
            return Cell(UNKNOWN, "dim")
        by, said = change(now, before)
        tone: Tone = "good" if by > 0 else "warn" if by < 0 else "dim"
        sign = "+" if by > 0 else "-" if by < 0 else ""
        text = self.number(msgspec.structs.replace(now, value=abs(by), said=""))
        about = "" if not said else said if self.tongue == "zh" else "~"
        return Cell(f"{about}{sign}{text}" if by else "0", tone)

    def _against(self, one: Figure) -> str:
        goal = self._goals.get(one.task) if one.key == "work" else None
        if goal is None or goal.share is None:
            return ""
        return f"{share_text(goal.share)} / {number_text(goal.wanted, self.tongue)}"

    @cached_property
    def _goals(self) -> dict[str, Fill]:
        """The work that was wanted, by task."""
        within = self.within
        return board_trends.against_goals(self.board, within, self.asked.since, self.asked.until) if within else {}

    def _wanted_alone(self, said: FigureReport) -> Iterator[Figure]:
        """Work that was wanted, and nobody has counted any of it."""
        for task in self._goals:
            if not any(one.key == "work" and one.task == task and self._was_counted(one) for one in said.figures):
                yield Figure(key="work", value=0, definition=CODES["work"], task=task)

    def _target(self, key: str, task: str = "") -> Target | None:
        targets = self.said.targets if self.said is not None else ()
        return next((one for one in targets if (one.key, one.task) == (key, task)), None)

    def number(self, one: Figure) -> str:
        return figure_text(one, self.tongue)

    def label(self, key: str, task: str = "") -> str:
        if key in OF_THE_BOARD:
            return own_label(key)
        named: FigureKey = key  # type: ignore[assignment]  # a row is made of a figure, or of what the board tells
        label = task_name(self.board, task, self.tongue) if task else _(LABELS[named])
        return _in_hours(label) if key == "minutes" else label

    # What the board tells

    @property
    def within(self) -> Inside | None:
        return inside(self.board, self.asked.scope) if self.board.get(*self.asked.scope) is not None else None

    def _own(self) -> Iterator[Row]:
        within, since, until = self.within, self.asked.since, self.asked.until
        if within is None:
            return
        before = since - (until - since) - timedelta(days=1), since - timedelta(days=1)
        came = self._target("present")
        if came is not None and came.wanted:
            yield _own_row("came", share_text(came.done / came.wanted), "", *_short_of(came.missing, came.wanted))
        yield self._fill_row(within, (since, until), before)
        yield self._pace_row(within, (since, until), before)
        if self.said is not None:
            each = [hours_per_head(figures) for figures in (self.said.figures, self.said.before)]
            now_each, then_each = (decimal_text(one, self.tongue) if one is not None else UNKNOWN for one in each)
            yield _own_row("each", now_each, then_each)
        now = panes.now(self.board)
        if now is not None and since <= panes.today(self.board) <= until:
            short = board_trends.short_posts(self.board, within, now)
            yield _own_row("short", str(short), tone="bad" if short else "normal")

    def _fill_row(self, within: Inside, period: tuple[date, date], before: tuple[date, date]) -> Row:
        now, then = (
            sum(board_trends.fill_by_day(self.board, within, *days).values(), Fill()) for days in (period, before)
        )
        return _own_row("fill", _share(now), _share(then), *_short_of(now.wanted - now.filled, now.wanted))

    def _pace_row(self, within: Inside, period: tuple[date, date], before: tuple[date, date]) -> Row:
        now, then = (
            board_trends.pace(
                one for hours in board_trends.pace_by_day(self.board, within, *days).values() for one in hours
            )
            for days in (period, before)
        )
        text, before_text = (
            decimal_text(one.hours, self.tongue) if one is not None else UNKNOWN for one in (now, then)
        )
        of = ngettext("of {n} quota", "of {n} quotas", now.of).format(n=now.of) if now is not None else ""
        return _own_row("pace", text, before_text, of)

    # What lies below

    def _below(self, said: FigureReport, chosen: Picked) -> Iterator[Row]:
        for child in said.children:
            one = figure_of(child.figures, chosen.key, chosen.task)
            text = self.number(one) if one is not None else UNKNOWN
            of = Cell(self.label(*chosen), "dim")
            cells = (Cell(f"  {self._name(child)}"), Cell(text), Cell(""), Cell(""), of)
            yield Row(f"{child.kind}/{child.id}", cells, Cell("›", "dim"))

    def _name(self, child: ChildFigures) -> str:
        name = panes.unit_name if child.kind == "unit" else panes.place_name
        return name(self.board, child.id) if self.board.get(child.kind, child.id) is not None else child.name

    # Trends

    def chart(self, chosen: Picked, month: FigureReport | None, since: date, until: date) -> Chart:
        """The chosen figure by day."""
        days = [since + timedelta(days=n) for n in range((until - since).days + 1)]
        values = self._values(chosen, month, days)
        mark, sign = (100.0, "%") if chosen.key in ("came", "fill") else (None, "")
        return Chart(tuple(values), tuple(map(day_text, days)), mark, sign)

    def _values(self, chosen: Picked, month: FigureReport | None, days: list[date]) -> list[float | None]:
        within = self.within
        if chosen.key == "fill" and within is not None:
            fills = board_trends.fill_by_day(self.board, within, days[0], days[-1])
            shares = [fills[day].share if day in fills else None for day in days]
            return [None if share is None else round(share * 100, 1) for share in shares]
        if chosen.key == "pace" and within is not None:
            hours = board_trends.pace_by_day(self.board, within, days[0], days[-1])
            middles = [board_trends.pace(hours.get(day, ())) for day in days]
            return [one.hours if one is not None else None for one in middles]
        if chosen.key == "short" and within is not None:
            now = panes.now(self.board)
            short = board_trends.short_by_day(self.board, within, days[0], days[-1], now) if now is not None else {}
            return [float(short[day]) if day in short else None for day in days]
        if chosen.key == "came":
            return _present_rates(month, days)
        told = {one.day: one.figures for one in (month.days if month is not None else ())}
        if chosen.key == "each":
            return [hours_per_head(told.get(day, ())) for day in days]
        figures = [figure_of(told.get(day, ()), chosen.key, chosen.task) for day in days]
        return [float(shown(one)) if one is not None else None for one in figures]


def own_label(key: str) -> str:
    """What a share or a time of the board is called."""
    label = _(OF_THE_BOARD[key])
    return _in_hours(label) if key in IN_HOURS else label


def _in_hours(label: str) -> str:
    return _("{what} ({unit})").format(what=label, unit=_(HOURS))


def _present_rates(month: FigureReport | None, days: Sequence[date]) -> list[float | None]:
    """Of each day on which heads were asked for, how many of them were there, in hundredths."""
    targets = {one.day: one.targets for one in (month.days if month is not None else ())}
    found = ((day, next((one for one in targets.get(day, ()) if one.key == "present"), None)) for day in days)
    return [round(100 * one.done / one.wanted, 1) if one is not None and one.wanted else None for _day, one in found]


def _own_row(key: str, now: str, before: str = "", against: str = "", tone: Tone = "normal") -> Row:
    cells = (Cell(own_label(key)), Cell(now, tone), Cell(before, "dim"), Cell(""), Cell(against, tone))
    return Row(Picked(key).row, cells)


def _short_of(missing: int, wanted: int) -> tuple[str, Tone]:
    text = _("{n}/{wanted} short") if missing else _("of {wanted}")
    return text.format(n=missing, wanted=wanted) if wanted else "", "bad" if missing else "normal"


def _share(fill: Fill) -> str:
    return UNKNOWN if fill.share is None else share_text(fill.share)
