"""A duty as a row: whose it is, when, how many were planned, came and left, how it stands with them.

1. Who is here stands first, the first to leave first; then who is to come, the first to come first; then who has left
   within a day, and plans that were withdrawn.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, cast

from postcmd.board import Board
from postcmd.limits import OPEN_END, Passed
from postcmd.records import Duty
from postcmd.standing_watch import LATE, SOON
from postcmd.words import _, pgettext
from postcmd.written import short_text
from tui import post_words as words
from tui.on_hand_words import passed_text
from tui.people_now import PeopleNow
from widgets.columns import Column
from widgets.rows import Cell, Row, Tone

SHOWN: Final = timedelta(days=1)


def is_shown(duty: Duty, now: datetime) -> bool:
    return duty.here > 0 or (now - SHOWN <= _ends(duty) and duty.begins <= now + 2 * SHOWN)


def order(duty: Duty) -> tuple[int, datetime, str]:
    part = 0 if duty.here else 2 if duty.is_over or duty.is_withdrawn else 1
    return part, _ends(duty) if part == 0 else duty.begins, duty.id


def duty_row(board: Board, duty: Duty, now: datetime, people: PeopleNow, mark: Cell) -> Row:
    leaving = duty.ends is not None and duty.ends <= now + SOON
    late = not duty.came and not duty.is_withdrawn and duty.begins + LATE <= now
    tone: Tone = "bad" if late else "warn" if duty.here and leaving else "normal" if duty.here else "dim"
    line = (
        Cell(words.who(board, duty, people), "dim" if duty.is_over or duty.is_withdrawn else "normal"),
        Cell(words.times(board, duty.begins, duty.ends)),
        Cell(str(duty.heads)),
        Cell(str(duty.came or "")),
        Cell(str(duty.left or "")),
        Cell(str(duty.here or ""), "strong"),
        Cell(words.state(duty, late, leaving), tone),
        Cell(short_text(duty.left_at or duty.came_at, board.link.zone, duty.day), "dim"),
        Cell(_beside(duty), "warn" if duty.beyond else "dim"),
    )
    return Row(duty.id, line, mark)


def _beside(duty: Duty) -> str:
    """The limits that the plan passes and who answers for that; or that nobody had planned it."""
    if not duty.beyond:
        return _("unplanned") if duty.walk_in else ""
    limits = passed_text(cast(tuple[Passed, ...], duty.beyond))
    return _("{limits}, approved by {who}").format(limits=limits, who=duty.approved_by or "?")


def _ends(duty: Duty) -> datetime:
    return duty.ends or duty.begins + OPEN_END


def duty_columns() -> tuple[Column, ...]:
    return (
        Column("who", _("who"), 18, min=12, flex=2, pinned=True),
        Column("times", _("when"), 13, min=11, flex=1, shrink=5),
        Column("heads", pgettext("column", "plan"), 4, align="right", numeric=True),
        Column("came", pgettext("column", "came"), 4, align="right", numeric=True),
        Column("left", pgettext("column", "left"), 4, align="right", numeric=True),
        Column("here", pgettext("duty", "here"), 4, align="right", numeric=True),
        Column("state", _("state"), 9),
        Column("since", _("since"), 6, min=5, shrink=6),
        Column("said", _("beside"), 7, min=6, flex=3, shrink=4),
    )
