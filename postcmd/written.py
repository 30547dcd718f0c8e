"""How days, moments, lengths of time and numbers are written, in either language: the one place that knows.

1. Days and moments are those of the operational time zone; a moment of the present day is its time alone, any other has
   its day before it.
2. What nobody knows is written as nothing, never as a wrong one.
3. A length of time stands with its unit, in the largest one that says enough; service time is written in hours.
4. Numbers of four digits and more have their commas in English; in Chinese they stand as people there write them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from postcmd.words import N_, Tongue, _, said_in

Number = int | float
DAY: Final = "%m-%d"
CLOCK: Final = "%H:%M"
HOUR: Final = timedelta(hours=1)
IN_DAYS: Final = timedelta(hours=48)
"""From there on a length is written in days."""
HOURS: Final = N_("h")
"""The unit of service time."""


# Days


def day_text(day: date) -> str:
    """`11-20`."""
    return day.strftime(DAY)


def days_text(days: Iterable[date]) -> str:
    """`11-20`, `11-22..11-28`, with a space between runs: as it can be typed."""
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return " ".join(run_text(run[0], run[-1]) for run in runs)


def run_text(first: date, last: date) -> str:
    """`11-20`, `11-22..11-28`."""
    return day_text(first) if first == last else f"{day_text(first)}..{day_text(last)}"


def period_text(since: date, until: date, tongue: Tongue) -> str:
    """In a sentence: `11月20日`, `11月11日至24日`; `20 November`, `11 to 24 November`."""
    first, last = _day_in_words(since, tongue), _day_in_words(until, tongue)
    if since == until:
        return last
    if (since.year, since.month) == (until.year, until.month):
        first, last = (f"{since.day}", last) if tongue == "en" else (first, f"{until.day}日")
    return said_in(tongue, N_("{first} to {last}")).format(first=first, last=last)


def _day_in_words(day: date, tongue: Tongue) -> str:
    return f"{day.month}月{day.day}日" if tongue == "zh" else f"{day.day} {day:%B}"


# Moments


def clock_text(moment: datetime | None, zone: str) -> str:
    """`14:02`, whatever its day."""
    return _at(moment, zone, CLOCK)


def time_text(moment: datetime | None, zone: str) -> str:
    """`14:02:11`."""
    return _at(moment, zone, "%H:%M:%S")


def short_text(moment: datetime | None, zone: str, today: date) -> str:
    """`21:00` today, `11-20 21:00` on another day."""
    if moment is None:
        return ""
    return clock_text(moment, zone) if moment.astimezone(ZoneInfo(zone)).date() == today else long_text(moment, zone)


def long_text(moment: datetime | None, zone: str) -> str:
    """`11-20 21:00`."""
    return _at(moment, zone, f"{DAY} {CLOCK}")


def dated_text(moment: datetime | None, zone: str) -> str:
    """`2022-11-20 21:00`: for what is kept."""
    return _at(moment, zone, f"%Y-{DAY} {CLOCK}")


def exact_text(moment: datetime | None, zone: str) -> str:
    """`2022-11-20 21:00:30`."""
    return _at(moment, zone, f"%Y-{DAY} {CLOCK}:%S")


def _at(moment: datetime | None, zone: str, form: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime(form) if moment is not None else ""


# Lengths of time


def lasting_text(length: timedelta) -> str:
    """`12 min`, `3 h`, `2 d`; nothing lasts less than no time."""
    minutes = max(0, length // timedelta(minutes=1))
    if length < HOUR:
        return _("{n} min").format(n=minutes)
    if length < IN_DAYS:
        return _("{n} h").format(n=minutes // 60)
    return _("{n} d").format(n=length.days)


def span_text(minutes: int) -> str:
    """`30min`, `12h`, `1:30` in a narrow cell, as it can be typed: the signs that both languages read."""
    if minutes < 60:
        return f"{minutes}min"
    return f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes // 60}:{minutes % 60:02}"


def length_text(minutes: int) -> str:
    """`30 min`, `12 h`, `1 h 30 min`, in a sentence."""
    hours, left = divmod(minutes, 60)
    if not hours:
        return _("{n} min").format(n=left)
    return _("{hours} h {minutes} min").format(hours=hours, minutes=left) if left else _("{n} h").format(n=hours)


def hours_text(hours: float, tongue: Tongue) -> str:
    """Of service: `7.5 h`; `7.5 小时`."""
    return f"{decimal_text(hours, tongue)} {said_in(tongue, HOURS)}"


# Numbers


def number_text(number: Number, tongue: Tongue) -> str:
    """`17,760`; `17760`; what is not whole with one digit behind the point."""
    if isinstance(number, float):
        return decimal_text(number, tongue)
    return f"{number:,}" if tongue == "en" else f"{number}"


def decimal_text(number: float, tongue: Tongue) -> str:
    """With one digit behind the point: `1,250.5`; `1250.5`."""
    return f"{number:,.1f}" if tongue == "en" else f"{number:.1f}"


def share_text(share: float) -> str:
    """`86%`."""
    return f"{share:.0%}"
