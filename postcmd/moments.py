"""Moments of the past as a person types them.

1. `19:30` is the last such time; `11-20 19:30` and `2022-11-20T19:30` name the day too; `-2h` and `-30` go back from
   now, minutes where no unit is said. Full-width signs and digits do.
2. Without a zone it is a moment of the field's own.
3. Whether a moment has come yet, the centre says.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from postcmd.clean import clean, fold
from postcmd.errors import BadInput

_BACK: Final = re.compile(r"-(?P<span>\d{1,4})\s*(?P<of>min|m|h|d)?")
_TIME: Final = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d{2})")
_DAY: Final = re.compile(r"(?P<month>\d{1,2})-(?P<day>\d{1,2})[ T]+(?P<time>\d{1,2}:\d{2})")
UNITS: Final = {"h": "hours", "d": "days"}


def past_moment(typed: str, now: datetime, zone: str) -> datetime:
    """The moment that is meant; BadInput `bad_moment` where none is."""
    text, here = fold(clean(typed)).strip(), now.astimezone(ZoneInfo(zone))
    try:
        return _read(text, here)
    except (ValueError, OverflowError):
        raise BadInput("bad_moment", text=text[:40]) from None


def _read(text: str, now: datetime) -> datetime:
    if found := _BACK.fullmatch(text):
        return now - timedelta(**{UNITS.get(found["of"] or "", "minutes"): int(found["span"])})
    if _TIME.fullmatch(text):
        today = datetime.combine(now.date(), _time(text), now.tzinfo)
        return today if today <= now else datetime.combine(now.date() - timedelta(days=1), _time(text), now.tzinfo)
    if found := _DAY.fullmatch(text):
        day = now.date().replace(month=int(found["month"]), day=int(found["day"]))
        this_year = datetime.combine(day, _time(found["time"]), now.tzinfo)
        return this_year if this_year <= now else this_year.replace(year=day.year - 1)
    moment = datetime.fromisoformat(text.replace(" ", "T", 1))
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=now.tzinfo)


def _time(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute))
