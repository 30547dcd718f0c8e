"""Surplus: people who are confirmed beyond what is asked for, once it is lowered.

1. A change that leaves more confirmed than the new max is refused unless it says what becomes of them: they stay
   (keep), stand by (reserve), or need not come (release). Nobody is dropped silently.
2. Who signed up last goes first. Whoever has come already stays confirmed.
3. Where fewer are over than before, or no more, nothing has to be said.
"""

from __future__ import annotations

import msgspec

from postcmd.intent import Choice
from postcmd.outcome import Outcome, Shelf
from postcmd.quota_bounds import about
from postcmd.records import AnyRecord, Quota, SignUp, Tally


def settled(outcome: Outcome, before: Quota, choice: Choice, shelf: Shelf) -> Outcome:
    """The outcome of a change of bounds, with what becomes of the surplus."""
    after = next((put for put in outcome.puts if isinstance(put, Quota) and put.id == before.id), None)
    over = 0 if after is None else _newly_over(before, after)
    if after is None or not over:
        return outcome
    if not choice:
        return Outcome("rejected", info=about(before, "below_confirmed", confirmed=before.confirmed, over=over))
    if choice == "keep":
        return outcome
    others = tuple(put for put in outcome.puts if put is not after)
    return msgspec.structs.replace(outcome, puts=(*_without(after, over, choice, shelf), *others))


def _newly_over(before: Quota, after: Quota) -> int:
    if after.max is None or (before.max is not None and after.max >= before.max):
        return 0
    return max(0, before.confirmed - max(after.max, before.present))


def _without(quota: Quota, over: int, choice: Choice, shelf: Shelf) -> tuple[AnyRecord, ...]:
    """The quota with so many fewer confirmed, and the sign-ups whose people these are."""
    to: Tally = "reserve" if choice == "reserve" else "released"
    moved: list[SignUp] = []
    left = over
    for one in sorted(shelf.signups(quota.id), key=lambda one: (one.at, one.id), reverse=True):
        heads = min(left, one.confirmed)
        if heads:
            moved.append(shifted(one, "confirmed", to, heads))
            left -= heads
    reserve = quota.reserve + (over if choice == "reserve" else 0)
    return (msgspec.structs.replace(quota, confirmed=quota.confirmed - over, reserve=reserve), *moved)


def shifted(one: SignUp, came_from: Tally, to: Tally, heads: int) -> SignUp:
    """The sign-up with so many heads moved from one state to another."""
    return msgspec.structs.replace(one, **{came_from: getattr(one, came_from) - heads, to: getattr(one, to) + heads})
