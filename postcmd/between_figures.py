"""What lies between two figures: a difference, a share, a ratio; and the number of a figure as people count.

1. None of these is a figure: they are made where they are shown, and never kept or added.
2. A difference of figures that were said with a qualifier is 约.
3. Time is counted in minutes and written in hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from postcmd.figures import Figure
from postcmd.figures_wire import FigureReport
from postcmd.qualifiers import ABOUT, qualified
from postcmd.words import Tongue
from postcmd.written import Number

LEAST_HOURS: Final = 0.5


def figure_of(figures: Sequence[Figure], key: str, task: str = "") -> Figure | None:
    return next((one for one in figures if one.key == key and one.task == task), None)


def change(now: Figure, before: Figure) -> tuple[int, str]:
    """By how much, and how that is said."""
    return now.value - before.value, ABOUT if now.said or before.said else ""


def hours_per_head(figures: Sequence[Figure]) -> float | None:
    """Service time shared out over heads: one of two figures, and no figure itself.

    None where it is so little that of most nobody can have said how long: it would tell of that, not of the service.
    """
    time, heads = figure_of(figures, "minutes"), figure_of(figures, "heads")
    each = time.value / 60 / heads.value if time and heads and heads.value else 0.0
    return each if each >= LEAST_HOURS else None


def before_of(said: FigureReport) -> tuple[date, date]:
    """The same length of time before."""
    length = said.until - said.since
    return said.since - timedelta(days=1) - length, said.since - timedelta(days=1)


def shown(one: Figure) -> Number:
    """The number as people count: time in hours."""
    return (round(one.value / 60, 1) or 0) if one.key == "minutes" else one.value


def figure_text(one: Figure, tongue: Tongue) -> str:
    """As it was said; time in hours."""
    return qualified(shown(one), one.said, tongue)
