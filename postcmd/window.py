"""What a post still holds: a record that is over leaves it after KEPT; at the centre it stays.

1. A record is over only when nothing can still happen to it by itself: a duty nobody stands on, a squad that is no
   squad any more, a request that is closed. What a screen needs to name the others never is.
2. Its last day is the day it is about or that of its last change, whichever is later: what is corrected or closed after
   a long time stays in sight, and can be undone, as long as what was done that day.
3. A day is one of UTC: a zone that is changed must not change what is held. On KEPT days a few hours are nothing.
4. What is held depends on the record and on the first day alone, so that both sides can only agree (I5).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final

from postcmd.records import (
    AnyRecord,
    Attrition,
    Availability,
    Duty,
    Freeze,
    HandOver,
    Note,
    Placement,
    Post,
    Quota,
    Request,
    SignUp,
    Squad,
    Work,
)

KEPT: Final = timedelta(days=35)
"""As long as the centre can bring a post up to date step by step; twice and more what any limit looks back."""


def first_day(now: datetime) -> date:
    """The first day that is still held at the operational moment `now`."""
    return _day(now) - KEPT


def is_kept(record: AnyRecord, first: date) -> bool:
    """Whether a post holds it that holds everything from that day on."""
    last = ends(record)
    return last is None or last >= first


def ends(record: AnyRecord) -> date | None:
    """The last day on which it matters to a board that looks at today; None: it stays."""
    over = _over(record)
    return None if over is None else max(_days([over, record.updated_at]))


def _over(record: AnyRecord) -> date | datetime | None:
    """When it was over."""
    match record:
        case Quota() | Work() | Availability():
            return record.day
        case Duty():
            return None if record.here else record.day
        case SignUp():
            return record.day if record.quota else None
        case Squad():
            return None if record.is_live else record.since or record.updated_at
        case Attrition():
            return None if record.still_lost else record.released_at or record.at
        case Request():
            return _last_line(record) if record.status in ("closed", "cancelled") else None
        case Note():
            return None if record.remind_at and record.settled_at is None else record.settled_at or record.at
        case HandOver():
            return record.taken_at
        case Freeze():
            return record.frozen_at
        case Post() | Placement():
            return record.until
        case _:
            return None


def _last_line(request: Request) -> date | datetime | None:
    return max((line.day for line in request.lines), default=request.updated_at)


def _days(moments: Iterable[date | datetime | None]) -> list[date]:
    return [_day(one) if isinstance(one, datetime) else one for one in moments if one is not None]


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()
