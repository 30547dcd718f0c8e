"""What is typed into the form of a request, read as what it means.

1. Days are `22`, `11-22`, `11-22..28`, `11-22..12-03`, several with spaces; nothing is today. The year, and the month
   where none is said, are those of the day nearest to today.
2. A time is `18:30` of the first day, or `11-22 18:30`.
3. Nothing is invented: what cannot be read raises BadInput.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from postcmd.clean import fold
from postcmd.errors import BadInput

MOST_DAYS: Final = 60
_DAY: Final = re.compile(r"(?:(?:(\d{4})[-/.])?(\d{1,2})[-/.])?(\d{1,2})")
_RANGE: Final = re.compile(r"\s*(?:\.\.|~|—|to)\s*")
_TIME: Final = re.compile(r"(?:(\S+)\s+)?(\d{1,2}):(\d{2})")


def parse_days(text: str, today: date) -> tuple[date, ...]:
    days: list[date] = []
    for part in fold(_RANGE.sub("..", text.strip())).split():
        first, dots, last = part.partition("..")
        begins = _day(first, today)
        days += _days_between(begins, _day(last, begins, after=begins) if dots else begins, part)
    return tuple(sorted(set(days))) or (today,)


def _days_between(first: date, last: date, text: str) -> Iterable[date]:
    count = (last - first).days + 1
    if not 1 <= count <= MOST_DAYS:
        raise BadInput("bad_day", text=text[:40])
    return (first + timedelta(days=nth) for nth in range(count))


def _day(text: str, today: date, after: date | None = None) -> date:
    """The day nearest to today that is written so; the end of a range is one after its beginning."""
    typed = _DAY.fullmatch(text)
    if not typed:
        raise BadInput("bad_day", text=text[:40])
    this_month = today.replace(day=1)
    months = [this_month - timedelta(days=1), this_month, this_month + timedelta(days=31)]
    years = [int(typed[1])] if typed[1] else [today.year - 1, today.year, today.year + 1]
    wanted = [(year, int(typed[2])) for year in years] if typed[2] else [(month.year, month.month) for month in months]
    possible = [day for year, month in wanted if (day := _date(year, month, int(typed[3])))]
    if after is not None and not typed[1]:
        possible = [day for day in possible if day >= after] or possible
    if not possible:
        raise BadInput("bad_day", text=text[:40])
    return min(possible, key=lambda day: abs(day - today))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_time(text: str, first_day: date, zone: str) -> datetime | None:
    """The moment in UTC; None for nothing typed."""
    typed = _TIME.fullmatch(fold(text).strip())
    if not text.strip():
        return None
    if typed is None or int(typed[2]) > 23 or int(typed[3]) > 59:
        raise BadInput("bad_time", text=text[:40])
    day = _day(typed[1], first_day) if typed[1] else first_day
    return datetime.combine(day, time(int(typed[2]), int(typed[3])), ZoneInfo(zone)).astimezone(UTC)


def parse_words(text: str) -> tuple[str, ...]:
    """Several words or phrases, with commas or spaces between."""
    parts = re.split(r"[,，、;；\s]+", text.strip())
    return tuple(part for part in parts if part)
