"""Calling the reserve 叫候补 of a quota: how many, from where, who is next.

1. As many as are missing stand there already; Enter calls them. Where the reserve has too few, the pool of the unit
   gives the rest, and that is said before.
2. Nobody is called beyond the quota: the rules refuse it with the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postcmd import intents_of_people as intents
from postcmd.board import Board
from postcmd.people_rules import free_places
from postcmd.quota import count
from postcmd.records import Quota, pool_of
from postcmd.words import _, ngettext
from tui.answer_line import ask_heads
from tui.over_list import do

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


def standing_by(board: Board, quota: Quota) -> int:
    """How many of the unit's pool could be called."""
    return sum(one.reserve for one in board.signups(pool_of(quota.unit)))


def why_not_called(board: Board, quota: Quota) -> str | None:
    """Why there is nobody to call, or no place for one."""
    if free_places(quota) == 0:
        return _("The quota is full: nobody need be called.")
    if not quota.reserve and not standing_by(board, quota):
        return _("Nobody is in the reserve, and nobody stands by in the unit.")
    return None


def ask_reserve(screen: BoardScreen, quota_id: str) -> None:
    """How many? Those missing, or one, stand there already."""
    quota = screen.board.quota(quota_id)
    if quota is None:
        return
    if why := why_not_called(screen.board, quota):
        screen.say(why, "warn")
        return
    spare = standing_by(screen.board, quota)
    label = _("Call how many ({reserve} in reserve, {pool} on standby)?").format(reserve=quota.reserve, pool=spare)
    ask_heads(screen, label, lambda heads: call(screen, quota_id, heads), _wanted(quota, quota.reserve + spare))


def _wanted(quota: Quota, there: int) -> int:
    """Those missing, else those that have not come, else one; as far as there are any."""
    missing = count(quota.min, quota.max, quota.confirmed).missing
    return max(1, min(missing or 1, there))


def call(screen: BoardScreen, quota_id: str, heads: int) -> None:
    quota = screen.board.quota(quota_id)
    if quota is None or heads <= 0:
        return
    text = ngettext("{n} called from the reserve", "{n} called from the reserve", heads).format(n=heads)
    do(screen, [intents.call_reserve(quota, heads, pool=heads > quota.reserve)], text)


def next_in_reserve(screen: BoardScreen, quota: Quota) -> str:
    """Who is called first: of the reserve, else of the pool; "" where nobody is."""
    from tui.signups_screen import who_text

    for of in (quota.id, pool_of(quota.unit)):
        waiting = sorted((one for one in screen.board.signups(of) if one.reserve), key=lambda one: (one.at, one.id))
        if waiting:
            return who_text(screen, waiting[0])
    return _("a head reported by number") if quota.reserve else ""
