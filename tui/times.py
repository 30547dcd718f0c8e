"""Times and lengths of time as a coordinator reads them, in the operational time zone.

1. A moment of the present day is its time alone; any other has its day before it.
2. A moment nobody knows is shown as nothing, never as a wrong one.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from postcmd.words import _


def day_text(day: date) -> str:
    return day.strftime("%m-%d")


def time_text(moment: datetime | None, zone: str) -> str:
    """`14:02:11`."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%H:%M:%S") if moment else ""


def short_text(moment: datetime | None, zone: str, today: date) -> str:
    """`21:00` today, `11-20 21:00` on another day."""
    if moment is None:
        return ""
    there = moment.astimezone(ZoneInfo(zone))
    return there.strftime("%H:%M" if there.date() == today else "%m-%d %H:%M")


def long_text(moment: datetime | None, zone: str) -> str:
    """`11-20 21:00`."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%m-%d %H:%M") if moment else ""


def lasting_text(length: timedelta) -> str:
    """`12 min`, `3 h`, `2 d`: in the largest unit that says enough; nothing lasts less than no time."""
    minutes = max(0, length // timedelta(minutes=1))
    if minutes < 60:
        return _("{n} min").format(n=minutes)
    return _("{n} h").format(n=minutes // 60) if minutes < 48 * 60 else _("{n} d").format(n=minutes // 1440)
