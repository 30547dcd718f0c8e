"""From what is said on the phone to an op: notes, their reminders, and who has a request in hand.

1. A note on a quota or squad lies at the place it is about, so that whoever works there sees it.
2. Taking a request in hand names who was seen to have it; taking it again lets go.
3. What is typed after `@` is when to be reminded: a time of day (the next such), a day and a time, or minutes from now.
   The last one counts, and it leaves the text; what is no time stays in it.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from postcmd import ops
from postcmd.board import Board, Key
from postcmd.clean import clean, fold
from postcmd.records import Note, Place, Quota, Request, Squad, Unit

_REMINDER: Final = re.compile(
    r"(?:^|(?<=\s))@\s?(?:\+?(?P<span>\d{1,3})(?P<of>min|m|h)|\+(?P<minutes>\d{1,3})"
    r"|(?:(?P<month>\d{1,2})-(?P<day>\d{1,2})\s+)?(?P<hour>\d{1,2}):?(?P<minute>\d{2}))(?=\s|$)"
)


class Typed(Struct, frozen=True):
    """A note as it was understood: its text, and when to be reminded."""

    text: str
    remind_at: datetime | None = None


def read_note(typed: str, now: datetime, zone: str) -> Typed:
    """`ring back the village @01:20`, `@11-22 08:00`, `@+30`, `@2h`."""
    folded = fold(typed)
    for found in reversed(list(_REMINDER.finditer(folded))):
        moment = _moment(found, now.astimezone(ZoneInfo(zone)))
        if moment is not None:
            return Typed(clean(typed[: found.start()] + typed[found.end() :]).strip(), moment)
    return Typed(clean(typed).strip())


def note_write(
    board: Board,
    note_id: str,
    text: str,
    about: Key | None = None,
    remind_at: datetime | None = None,
    phoned_by: str = "",
) -> ops.NoteWrite:
    """A note in our book, on a record or free."""
    return ops.NoteWrite(
        id=note_id,
        text=text,
        unit=own_unit(board),
        place=_place_of(board, about),
        about=about,
        remind_at=remind_at,
        phoned_by=phoned_by,
    )


def note_settle(note: Note, until: datetime | None = None) -> ops.NoteSettle:
    """The reminder is dealt with; or put off `until` then."""
    return ops.NoteSettle(id=note.id, remind_at=until)


def take_in_hand(request: Request, me: str) -> ops.RequestTake:
    """I see to it; where I do already, I let go of it."""
    return ops.RequestTake(request=request.id, by="" if request.handled_by == me else me, seen=request.handled_by)


def own_unit(board: Board) -> str | None:
    """The unit whose book our notes stand in: the topmost we hold a grant on; the root, where we hold everything."""
    units = {record.path: record.id for record in board.every("unit") if isinstance(record, Unit)}
    prefixes = [grant.prefix for grant in board.link.grants] or ["*"]
    held = [path for path in units if any(prefix in ("*", f"u:{path}") for prefix in prefixes)]
    return units[min(held, key=lambda path: (path.count("/"), path))] if held else None


def _place_of(board: Board, about: Key | None) -> str | None:
    match board.get(*about) if about is not None else None:
        case Place() as place:
            return place.id
        case Request() as request:
            return request.place
        case Quota() as quota:
            request_asked = board.request(quota.request)
            return request_asked.place if request_asked is not None else None
        case Squad() as squad:
            return squad.place
        case _:
            return _own_place(board)


def _own_place(board: Board) -> str | None:
    """Whoever holds a place and no unit keeps the book of the place."""
    if own_unit(board) is not None:
        return None
    paths = {record.path: record.id for record in board.every("place") if isinstance(record, Place)}
    held = [grant.prefix.removeprefix("p:") for grant in board.link.grants if grant.prefix.startswith("p:")]
    return next((paths[path] for path in held if path in paths), None)


def _moment(found: re.Match[str], now: datetime) -> datetime | None:
    if found["minutes"]:
        return now + timedelta(minutes=int(found["minutes"]))
    if found["span"]:
        return now + timedelta(**{"hours" if found["of"] == "h" else "minutes": int(found["span"])})
    try:
        at = time(int(found["hour"]), int(found["minute"]))
        return _on(date(now.year, int(found["month"]), int(found["day"])), at, now) if found["day"] else _next(at, now)
    except ValueError:
        return None


def _next(at: time, now: datetime) -> datetime:
    today = datetime.combine(now.date(), at, now.tzinfo)
    return today if today > now else datetime.combine(now.date() + timedelta(days=1), at, now.tzinfo)


def _on(day: date, at: time, now: datetime) -> datetime:
    """On that day of this year, or of the next where it is over by more than half a year."""
    moment = datetime.combine(day, at, now.tzinfo)
    return moment if now - moment < timedelta(days=180) else moment.replace(year=day.year + 1)
