"""Freezing a day 日结 from the figures: asked once more, No first, and told as an edit like any other.

1. A single day is frozen, as it stands now: no period, and nothing of the past.
2. A day that is frozen already gets its next version; the one before stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postcmd.ops_on_figures import DayFreeze
from postcmd.words import _
from postcmd.written import day_text
from tui.figures_told import Told, scope_name
from tui.over_list import do

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


def why_no_freeze(told: Told) -> str:
    """Why the day cannot be frozen; "" where it can."""
    if not told.asked.is_one_day:
        return _("A single day is frozen: <figures.period> shows one.")
    if told.asked.as_of:
        return _("These are figures of the past; a day is frozen as it stands now.")
    return "" if told.answer is not None else _("The figures of these days have not been fetched yet.")


def ask_to_freeze(screen: BoardScreen, told: Told) -> None:
    from tui.filter_line import Asking

    op = _op(told)
    text = _("Freeze {day} of {name}, version {n}?")
    question = text.format(day=day_text(op.day), name=scope_name(told.board, told.asked), n=op.version)
    said = _("Frozen: version {n}. What comes in later changes it no more.").format(n=op.version)
    screen.overlays.open(Asking, (question, lambda: do(screen, [op], said)), above=True)


def _op(told: Told) -> DayFreeze:
    asked, answer = told.asked, told.answer
    frozen = answer.said.frozen if answer is not None else None
    return DayFreeze(
        day=asked.until,
        unit=asked.unit or None,
        place=asked.place or None,
        version=1 if frozen is None else frozen.version + 1,
    )
