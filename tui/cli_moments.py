"""Moments, days and heads as they are typed on the command line.

1. A time of day that something happened at is the last such, one that something lasts until is the next.
2. What cannot be read is refused; nothing said is nothing.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from postcmd import panes
from postcmd.board import Board
from postcmd.clean import fold
from postcmd.errors import BadInput
from tui.request_words import parse_days, parse_time

AHEAD: Final = timedelta(minutes=30)
"""A time of day that is no farther ahead is meant of today: clocks differ."""
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00")


def now_of(board: Board) -> datetime:
    """The operational moment of the board."""
    return board.link.as_of or datetime.now(UTC)


def happened_at(board: Board, text: str) -> datetime | None:
    """`02:40` of last night, or `11-22 02:40`."""
    return _moment(board, text, ahead=False)


def lasts_until(board: Board, text: str) -> datetime | None:
    """`03:00` of this night, or `11-23 03:00`."""
    return _moment(board, text, ahead=True)


def one_day(board: Board, text: str) -> date:
    """Nothing, or `today`, is today."""
    if not text or text == "today":
        return panes.today(board)
    days = parse_days(text, panes.today(board))
    if len(days) != 1:
        raise BadInput("bad_day", text=text[:40])
    return days[0]


def _moment(board: Board, text: str, ahead: bool) -> datetime | None:
    typed = fold(text).strip()
    clock = _CLOCK.fullmatch(typed)
    if clock is None:
        return parse_time(typed, panes.today(board), board.link.zone)
    there = now_of(board).astimezone(ZoneInfo(board.link.zone))
    today = datetime.combine(there.date(), time(int(clock[1] or 0), int(clock[2] or 0)), there.tzinfo)
    days = int(today <= there) if ahead else -int(today > there + AHEAD)
    return (today + timedelta(days=days)).astimezone(UTC)
