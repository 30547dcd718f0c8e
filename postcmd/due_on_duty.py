"""What falls due on the ground: duties that nobody began or relieves, limits about to pass, hand-overs nobody accepted.

1. A duty that nobody checked in to is listed NOT_COME after it began, until it is over.
2. A duty that ends while its people stand there is listed where its post would be short then; for as many as would be.
3. Whoever still stands there past the grace of a hand-over is listed as not checked out.
4. Where the same people stand without a break, the moment they pass the limit is listed; not where somebody answers
   for it already.
5. The last hand-over of a watch falls due to be accepted within ACCEPT_WITHIN.
6. Nothing about a post that is closed, or whose request is over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

from postcmd import panes
from postcmd.board import Board, Key
from postcmd.clock import day_of
from postcmd.limits import OPEN_END, Limits, shift_times, span_of
from postcmd.records import Duty, HandOver, Kind, Post
from postcmd.would_pass import Wanted, limits_at

OnDuty = Literal["not_come", "unrelieved", "still_on", "limit", "handover"]
NOT_COME: Final = timedelta(minutes=15)
ACCEPT_WITHIN: Final = timedelta(minutes=30)
AROUND: Final = timedelta(days=2)


class Late(NamedTuple):
    """A moment on the ground, the record it is about, and how many heads it is about."""

    at: datetime
    kind: Kind
    id: str
    what: OnDuty
    heads: int


def on_the_ground(board: Board, now: datetime, until: datetime) -> Iterator[Late]:
    """Everything up to `until`, late or not."""
    first, last = now - AROUND, now + AROUND
    duties = [one for one in board.every("duty") if isinstance(one, Duty) and first <= one.begins <= last]
    at_post: defaultdict[str, list[Duty]] = defaultdict(list)
    for one in duties:
        at_post[one.post].append(one)
    for post_id, held in at_post.items():
        post = board.get("post", post_id)
        if isinstance(post, Post) and _is_manned(board, post, now):
            yield from _at_post(board, post, held, now, until)
    yield from _hand_overs(board)


def _is_manned(board: Board, post: Post, now: datetime) -> bool:
    request = board.request(post.request) if post.request else None
    yesterday = day_of(now - timedelta(days=1), board.link.zone)
    is_closed = post.until is not None and post.until < yesterday
    return not is_closed and (request is None or request.status not in panes.ENDED)


def _at_post(board: Board, post: Post, held: list[Duty], now: datetime, until: datetime) -> Iterator[Late]:
    if not any(_matters(one, now) for one in held):
        return
    limits = limits_at(board, Wanted(post, 1, now, now))
    for duty in held:
        if not duty.came:
            yield from _not_come(duty, now)
        elif duty.here:
            yield from _ending(board, post, duty, held, limits, now, until)
            yield from _passing(board, duty, limits, until)


def _matters(duty: Duty, now: datetime) -> bool:
    return duty.here > 0 or (not duty.came and not duty.is_withdrawn and duty.begins <= now)


def _not_come(duty: Duty, now: datetime) -> Iterator[Late]:
    if not duty.is_withdrawn and duty.begins + NOT_COME <= now < (duty.ends or duty.begins + OPEN_END):
        yield Late(duty.begins, "duty", duty.id, "not_come", duty.heads)


def _ending(
    board: Board, post: Post, duty: Duty, held: Iterable[Duty], limits: Limits, now: datetime, until: datetime
) -> Iterator[Late]:
    if duty.ends is None or duty.ends > until:
        return
    grace = limits.of("grace")
    short = _asked(board, post, duty.ends, limits) - _others(held, duty, duty.ends + grace)
    if short > 0:
        yield Late(duty.ends, "duty", duty.id, "unrelieved", min(short, duty.here))
    elif now > duty.ends + grace:
        yield Late(duty.ends, "duty", duty.id, "still_on", duty.here)


def _asked(board: Board, post: Post, at: datetime, limits: Limits) -> int:
    """How many the post asks for from that moment on."""
    day = day_of(at, board.link.zone)
    asked = 0
    for shift in post.shifts:
        for one in (day - timedelta(days=1), day):
            begins, ends = shift_times(one, shift.begins, shift.ends, limits.boundary)
            if begins <= at < ends and post.is_open_on(one):
                asked += shift.min
    return asked


def _others(held: Iterable[Duty], leaving: Duty, at: datetime) -> int:
    """Who else stands there at that moment, as planned or as it is."""
    spans = (span_of(one) for one in held if one.id != leaving.id and not one.is_over)
    return sum(span.heads for span in spans if span.begins <= at < span.ends)


def _passing(board: Board, duty: Duty, limits: Limits, until: datetime) -> Iterator[Late]:
    """The moment at which the same people have stood as long as they may."""
    if "continuous" in duty.beyond or not limits.bounds["continuous"]:
        return
    at = _since(board, duty, limits.of("grace")) + limits.of("continuous")
    if at <= until and (duty.ends is None or at < duty.ends):
        yield Late(at, "duty", duty.id, "limit", duty.here)


def _since(board: Board, duty: Duty, grace: timedelta) -> datetime:
    """Since when they stand without a break, wherever they stood before."""
    since = duty.came_at or duty.begins
    if not (duty.squad or duty.volunteer):
        return since
    before = [span_of(one) for one in board.duties(duty.of) if one.came and one.id != duty.id and one.begins < since]
    for span in sorted(before, reverse=True):
        if span.ends >= since - grace:
            since = min(since, span.begins)
    return since


def _hand_overs(board: Board) -> Iterator[Late]:
    for one in _last_of_each(board).values():
        if not one.taken_by and one.given_at is not None:
            yield Late(one.given_at + ACCEPT_WITHIN, "handover", one.id, "handover", 0)


def _last_of_each(board: Board) -> Mapping[Key, HandOver]:
    """The last hand-over of each watch: an older one that nobody accepted is over by that."""
    found: dict[Key, HandOver] = {}
    given = [one for one in board.every("handover") if isinstance(one, HandOver) and one.given_at is not None]
    for one in sorted(given, key=lambda one: (one.given_at, one.id)):
        found["unit" if one.unit else "place", one.unit or one.place or ""] = one
    return found
