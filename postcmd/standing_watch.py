"""The watch view: who stands at the posts now, who leaves and who arrives soon, where somebody is missing.

1. A post that is short now stands first, the most missing first; then what will be short within the hour; then by
   place.
2. Those here are those who came and have not left, whatever was planned.
3. Leaving soon are those here whose duty ends within the hour or has ended, where anybody said when; arriving soon
   those planned who have not come, as long as their duty goes on; late among them are those who should have been here
   a quarter of an hour ago.
4. What is missing is what the shifts that are on ask for at least, less those here; of within the hour, less those who
   will be here then. Of no shift nobody is missing.
5. Local staff stand beside and never fill a place.
6. A post that is closed, or whose request is over, is shown for as long as somebody stands there.
7. Posts at which nobody stands, is awaited or missing within the hour are at rest; those closed stand last.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from msgspec import Struct

from postcmd.board import Board
from postcmd.clock import day_of
from postcmd.limits import OPEN_END, limits_for, shift_times, span_of
from postcmd.panes import ENDED, place_name
from postcmd.records import Duty, Post, PostShift

SOON: Final = timedelta(hours=1)
LATE: Final = timedelta(minutes=15)
DAY: Final = timedelta(days=1)


class OnShift(NamedTuple):
    """A shift of a post on a day, in moments."""

    shift: PostShift
    day: date
    begins: datetime
    ends: datetime


class Standing(Struct, frozen=True):
    """A post now. `duties` are those of who is here or is to come, the first to leave first."""

    post: Post
    place: str
    on: OnShift | None
    here: int
    leaving: int
    arriving: int
    late: int
    short: int
    short_soon: int
    local: int
    duties: tuple[str, ...]


class Resting(Struct, frozen=True):
    """A post at which nobody stands now. `next` is its next shift within a day; `is_over`: it, or its request, is."""

    post: Post
    place: str
    next: OnShift | None
    is_over: bool


class Watch(Struct, frozen=True):
    """All posts below a place."""

    rows: tuple[Standing, ...] = ()

    @property
    def here(self) -> int:
        return sum(row.here for row in self.rows)

    @property
    def leaving(self) -> int:
        return sum(row.leaving for row in self.rows)

    @property
    def arriving(self) -> int:
        return sum(row.arriving for row in self.rows)

    @property
    def short(self) -> int:
        """Row by row: one too many at one post is not one more at another."""
        return sum(row.short for row in self.rows)


def watch(board: Board, place_id: str | None, now: datetime) -> Watch:
    """The posts at a place and below it, None: everywhere."""
    held: defaultdict[str, list[Duty]] = defaultdict(list)
    for one in board.every("duty"):
        # Who is still there is there, however long ago it began. Most are over: that is asked first, and cheaply.
        if isinstance(one, Duty) and (one.came > one.left or (one.came < one.heads and _is_to_come(one, now))):
            held[one.post].append(one)
    posts = (one for one in board.every("post") if isinstance(one, Post) and _lies(board, one.place, place_id))
    rows = [row for post in posts if (row := _standing(board, post, held.get(post.id, []), now)) is not None]
    return Watch(tuple(sorted(rows, key=_order)))


def at_rest(board: Board, place_id: str | None, now: datetime, seen: Watch) -> list[Resting]:
    """The posts at a place and below it that the watch has not seen."""
    on_watch = {row.post.id for row in seen.rows}
    posts = (one for one in board.every("post") if isinstance(one, Post) and one.id not in on_watch)
    rows = [_resting(board, post, now) for post in posts if _lies(board, post.place, place_id)]
    return sorted(
        rows,
        key=lambda row: (
            row.is_over,
            row.next.begins if row.next else now + 3 * DAY,
            row.place,
            _counted(row.post.name),
        ),
    )


def _resting(board: Board, post: Post, now: datetime) -> Resting:
    zone, boundary = board.link.zone, limits_for(post, None, board).boundary
    is_over = _is_over(board, post) or not post.is_open_on(day_of(now, zone))
    following = None if is_over else next_shift(post, now, boundary, zone)
    return Resting(post, place_name(board, post.place), following, is_over)


def shifts_at(post: Post, at: datetime, boundary: str, zone: str) -> list[OnShift]:
    """The shifts that are on at a moment."""
    day = day_of(at, zone)
    return [one for one in _around(post, (day - DAY, day), boundary) if one.begins <= at < one.ends]


def shifts_around(post: Post, at: datetime, boundary: str, zone: str) -> list[OnShift]:
    """The shifts that are on or begin within a day or two, the first to begin first."""
    day = day_of(at, zone)
    found = [one for one in _around(post, (day - DAY, day, day + DAY), boundary) if one.ends > at]
    return sorted(found, key=lambda one: (one.begins, one.shift.name))


def next_shift(post: Post, at: datetime, boundary: str, zone: str) -> OnShift | None:
    """The shift that is on, else the one that begins next within a day."""
    return next(iter(shifts_around(post, at, boundary, zone)), None)


def planned_heads(duties: Iterable[Duty], on: OnShift, now: datetime) -> int:
    """Heads that stand, or are to stand, there in the middle of what is left of the shift."""
    begins = max(on.begins, now)
    middle = begins + (on.ends - begins) / 2
    spans = [span_of(one) for one in duties if not one.is_over]
    return sum(one.heads for one in spans if one.begins <= middle < one.ends)


def _around(post: Post, days: Iterable[date], boundary: str) -> Iterator[OnShift]:
    for day in days:
        if post.is_open_on(day):
            for shift in post.shifts:
                yield OnShift(shift, day, *shift_times(day, shift.begins, shift.ends, boundary))


def _standing(board: Board, post: Post, held: list[Duty], now: datetime) -> Standing | None:
    zone, boundary = board.link.zone, limits_for(post, None, board).boundary
    is_over = _is_over(board, post)
    on_now = [] if is_over else shifts_at(post, now, boundary, zone)
    on_soon = [] if is_over else shifts_at(post, now + SOON, boundary, zone)
    here = sum(one.here for one in held)
    coming = [] if is_over else [one for one in held if _is_to_come(one, now)]
    if not here and not coming and not on_now and not on_soon:
        return None
    leaving = sum(one.here for one in held if one.ends is not None and one.ends <= now + SOON)
    arriving = sum(one.heads - one.came for one in coming)
    shown = next(iter((*on_now, *on_soon)), None)
    return Standing(
        post=post,
        place=place_name(board, post.place),
        on=shown,
        here=here,
        leaving=leaving,
        arriving=arriving,
        late=sum(one.heads - one.came for one in coming if one.begins + LATE <= now),
        short=_missing(on_now, here),
        short_soon=_missing(on_soon, here - leaving + arriving),
        local=sum(one.shift.local for one in on_now),
        duties=tuple(one.id for one in sorted(held, key=_first_to_leave)),
    )


def _missing(on: Iterable[OnShift], heads: int) -> int:
    return max(0, sum(one.shift.min for one in on) - heads)


def _is_to_come(duty: Duty, now: datetime) -> bool:
    """Fewer came than were planned, and it begins soon or goes on."""
    is_awaited = duty.came < duty.heads and not duty.left and duty.relieved_by is None
    return is_awaited and duty.begins <= now + SOON and now < _ends(duty)


def _ends(duty: Duty) -> datetime:
    return duty.ends or duty.begins + OPEN_END


def _first_to_leave(duty: Duty) -> tuple[bool, datetime, str]:
    return not duty.here, _ends(duty), duty.id


def _is_over(board: Board, post: Post) -> bool:
    request = board.request(post.request) if post.request else None
    return request is not None and request.status in ENDED


def _lies(board: Board, place_id: str, below: str | None) -> bool:
    place = board.place_of(place_id) if below is not None else None
    return below is None or place_id == below or (place is not None and below in place.path.split("/"))


def _order(row: Standing) -> tuple[int, int, str, list[tuple[int, str]], str]:
    return -row.short, -row.short_soon, row.place, _counted(row.post.name), row.post.id


def _counted(name: str) -> list[tuple[int, str]]:
    """The order of names with numbers in them: `点位 2` before `点位 10`."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"([0-9]{1,9})", name)]
