"""Redeployment: whom to send to where posts are short, each with what speaks for it, and why others are not sent.

1. A post is short where fewer are planned for its shift, or stand there, than it asks for; for the hours that they are.
2. As many heads are sent as can be, the nearest first; nobody goes to two gaps.
3. Whoever comes off one post may go on to another; whoever's place is closed goes on to the next.
4. Whoever would pass a limit before the gap ends is sent for as long as they may stand.
5. Of those near that are not sent, the reason is told: also that they go to another gap.
6. The gap that begins first stands first. Nothing is planned by a proposal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

import msgspec
from msgspec import Struct

from postcmd.board import Board
from postcmd.clock import day_of
from postcmd.hand import Hand, by_cost
from postcmd.limits import limits_for, shift_times, span_of
from postcmd.matching import Can, share_out
from postcmd.on_hand import Hands, plan_of
from postcmd.ops import DutyPlan
from postcmd.records import Duty, Post, PostShift
from postcmd.roster import Person
from postcmd.would_pass import Wanted, limits_at

WITHIN: Final = timedelta(hours=8)
SHORTEST: Final = timedelta(minutes=30)
"""A gap no longer than that is a hand-over."""
TRIED, KEPT, MOST_NOT = 8, 4, 5
"""Candidates of a gap whose limits are looked at, of those so many to choose from, and so many others named."""
WORTH_GOING: Final = timedelta(hours=2)


class Gap(Struct, frozen=True):
    """So many heads short at a post, in a shift, from when to when."""

    post: str
    place: str
    shift: str
    begins: datetime
    ends: datetime
    heads: int


class Sent(Struct, frozen=True):
    """Who is proposed for a gap: so many heads of a squad or unit, until when."""

    hand: Hand
    heads: int
    ends: datetime


class Proposal(Struct, frozen=True):
    """Who is proposed for a gap, and who near it is not, with the reason."""

    gap: Gap
    sent: tuple[Sent, ...] = ()
    why_not: tuple[Hand, ...] = ()

    @property
    def still_short(self) -> int:
        return self.gap.heads - sum(one.heads for one in self.sent)


def gaps(board: Board, now: datetime, within: timedelta = WITHIN) -> list[Gap]:
    """Where posts are short from now on; the first to begin stands first."""
    hands = Hands(board, now)
    found: list[Gap] = []
    for post in board.every("post"):
        if isinstance(post, Post):
            found += _gaps_at(board, post, hands.at_post.get(post.id, ()), now, now + within)
    return sorted(found, key=lambda gap: (gap.begins, -gap.heads, gap.post, gap.shift))


def proposals(board: Board, wanted: Sequence[Gap], now: datetime, people: Iterable[Person] = ()) -> list[Proposal]:
    """One for each gap, in the order given."""
    hands = Hands(board, now, people)
    choices = [_choice(hands, gap, turn) for turn, gap in enumerate(wanted)]
    groups = sorted({(one.kind, one.id) for can, _cannot in choices for one, _ends in can})
    nth_of: dict[tuple[str, str], int] = {group: nth for nth, group in enumerate(groups)}
    heads = [0] * len(groups)
    ways: dict[tuple[int, int], Can] = {}
    for nth, (can, _cannot) in enumerate(choices):
        for hand, _ends in can:
            group = nth_of[hand.kind, hand.id]
            heads[group] = max(heads[group], hand.free)
            # Of gaps that are as dear, the first to begin is filled first.
            ways[group, nth] = Can(hand.heads, hand.cost * len(wanted) + nth)
    shares = share_out([gap.heads for gap in wanted], heads, ways)
    return [_proposal(gap, nth, choices[nth], nth_of, shares) for nth, gap in enumerate(wanted)]


def ops_of(board: Board, proposal: Proposal, ids: Sequence[str]) -> list[DutyPlan]:
    """The plans of it; `ids` are made by whoever asks, one for each that is sent."""
    found = []
    for one, new in zip(proposal.sent, ids, strict=True):
        wanted = _wanted(board, proposal.gap, one.ends)
        if wanted is not None:
            hand = msgspec.structs.replace(one.hand, heads=one.heads)
            plan = plan_of(hand, wanted, limits_at(board, wanted), new)
            found.append(msgspec.structs.replace(plan, shift=proposal.gap.shift))
    return found


# Where posts are short


def _gaps_at(board: Board, post: Post, duties: Sequence[Duty], now: datetime, until: datetime) -> Iterator[Gap]:
    request = board.request(post.request) if post.request else None
    if request is not None and request.status in ("closed", "cancelled"):
        return
    boundary, today = limits_for(post, None, board).boundary, day_of(now, board.link.zone)
    for shift in post.shifts:
        for day in (today - timedelta(days=1), today, today + timedelta(days=1)):
            begins, ends = shift_times(day, shift.begins, shift.ends, boundary)
            if shift.min and post.is_open_on(day) and ends > now and begins < until:
                yield from _short(post, shift, duties, max(begins, now), ends, now)


def _short(
    post: Post, shift: PostShift, duties: Sequence[Duty], begins: datetime, ends: datetime, now: datetime
) -> Iterator[Gap]:
    """The stretches in which fewer stand there than are asked for."""
    spans = [span_of(one, now) for one in duties if not one.is_over]
    edges = {begins, ends, *(at for one in spans for at in (one.begins, one.ends) if begins < at < ends)}
    open_: Gap | None = None
    for one, other in pairwise(sorted(edges)):
        short = shift.min - sum(span.heads for span in spans if span.begins <= one and span.ends >= other)
        if open_ is not None and open_.heads == short:
            open_ = msgspec.structs.replace(open_, ends=other)
            continue
        yield from _if_long(open_)
        open_ = Gap(post.id, post.place, shift.name, one, other, short) if short > 0 else None
    yield from _if_long(open_)


def _if_long(gap: Gap | None) -> Iterator[Gap]:
    if gap is not None and gap.ends - gap.begins > SHORTEST:
        yield gap


# Who can go


def _wanted(board: Board, gap: Gap, ends: datetime) -> Wanted | None:
    post = board.get("post", gap.post)
    return Wanted(post, gap.heads, gap.begins, ends) if isinstance(post, Post) else None


def _choice(hands: Hands, gap: Gap, turn: int) -> tuple[list[tuple[Hand, datetime]], list[Hand]]:
    """Those who can go, until when, and those who cannot."""
    wanted = _wanted(hands.board, gap, gap.ends)
    if wanted is None:
        return [], []
    could, cannot = hands.look(wanted, turn)
    can: list[tuple[Hand, datetime]] = []
    for hand in could[:TRIED]:
        tried, ends = _as_long_as_may_be(hands, hand, wanted)
        if tried.why_not:
            cannot.append(tried)
        else:
            can.append((tried, ends))
        if sum(not one.passed for one, _ends in can) >= KEPT:
            break
    return sorted(can, key=lambda one: by_cost(one[0]))[:KEPT], cannot[:MOST_NOT]


def _as_long_as_may_be(hands: Hands, hand: Hand, wanted: Wanted) -> tuple[Hand, datetime]:
    """For the whole gap, or where a limit is passed before it ends, up to there: 'on another until 03:00'."""
    whole = hands.tried(hand, wanted)
    # Whoever passes a limit at once, or on too many days, passes it however long they stay.
    low, high = int(WORTH_GOING / SHORTEST), int((wanted.ends - wanted.begins) / SHORTEST) - 1
    if (
        not whole.passed
        or "days_running" in whole.passed
        or low > high
        or (best := _until(hands, hand, wanted, low)).passed
    ):
        return whole, wanted.ends
    while low < high:
        middle = (low + high + 1) // 2
        longer = _until(hands, hand, wanted, middle)
        best, low, high = (best, low, middle - 1) if longer.passed else (longer, middle, high)
    return best, wanted.begins + low * SHORTEST


def _until(hands: Hands, hand: Hand, wanted: Wanted, steps: int) -> Hand:
    return hands.tried(hand, msgspec.structs.replace(wanted, ends=wanted.begins + steps * SHORTEST))


def _proposal(
    gap: Gap,
    nth: int,
    choice: tuple[list[tuple[Hand, datetime]], list[Hand]],
    nth_of: dict[tuple[str, str], int],
    shares: dict[tuple[int, int], int],
) -> Proposal:
    sent, taken = [], []
    for hand, ends in choice[0]:
        heads = shares.get((nth_of[hand.kind, hand.id], nth), 0)
        if heads:
            sent.append(Sent(hand, heads, ends))
        elif any(group == nth_of[hand.kind, hand.id] for group, _gap in shares):
            taken.append(msgspec.structs.replace(hand, why_not="taken"))
    return Proposal(gap, tuple(sent), (*taken, *choice[1])[:MOST_NOT])
