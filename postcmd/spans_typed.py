"""Lengths of time as they are typed and shown: `12` hours, `1:30`, `90m`, `30分`; days as a number.

1. What is shown is read as what is meant by it.
2. A number alone is hours, of a hand-over minutes, of days running days.
"""

from __future__ import annotations

import re
from typing import Final

from postcmd.clean import fold
from postcmd.errors import BadInput
from postcmd.limits import Bound
from postcmd.written import span_text as span_in_a_cell

HOUR: Final = 60
MOST: Final = 60 * HOUR * 24
_CLOCK: Final = re.compile(r"(\d{1,4}):([0-5]\d)")
_SPAN: Final = re.compile(r"(\d{1,5})\s*(h|小时|m|min|分钟?)?", re.IGNORECASE)


def read_span(text: str, bound: Bound) -> int:
    """In minutes, of days running in days."""
    typed = fold(text).strip()
    clock, span = _CLOCK.fullmatch(typed), _SPAN.fullmatch(typed)
    if clock is not None and bound != "days_running":
        return _within(int(clock[1]) * HOUR + int(clock[2]), text)
    if span is None or (bound == "days_running" and span[2]):
        raise BadInput("not_a_span", text=text[:40])
    if bound == "days_running":
        return int(span[1])
    is_hours = span[2].lower() in ("h", "小时") if span[2] else bound != "grace"
    return _within(int(span[1]) * (HOUR if is_hours else 1), text)


def span_text(minutes: int, bound: Bound) -> str:
    return str(minutes) if bound == "days_running" else span_in_a_cell(minutes)


def _within(minutes: int, text: str) -> int:
    if minutes > MOST:
        raise BadInput("not_a_span", text=text[:40])
    return minutes
