"""Surplus: people who are confirmed beyond what is asked for, once it is lowered.

1. A change that leaves more confirmed than the new max is refused unless it says what becomes of them: they stay
   (keep), stand by (reserve), or need not come (release). Nobody is dropped silently.
2. Who signed up last goes first. Whoever has come already stays confirmed.
3. Where fewer are over than before, or no more, nothing has to be said.
"""

from __future__ import annotations

from collections.abc import Iterable

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
    own = list(shelf.signups(quota.id))
    # A later report may have counted fewer present than have arrived by their sign-ups.
    over = max(0, min(over, quota.confirmed - sum(one.arrived for one in own if not one.counted)))
    moved = [shifted(one, "confirmed", to, heads) for one, heads in turns(own, "confirmed", over, latest=True)]
    reserve = quota.reserve + (over if choice == "reserve" else 0)
    confirmed = quota.confirmed - over
    moved += [
        shifted(one, "confirmed", to, 1) for one in surplus_names(own, moved, "confirmed", confirmed, latest=True)
    ]
    return (msgspec.structs.replace(quota, confirmed=confirmed, reserve=reserve), *moved)


def turns(signups: Iterable[SignUp], tally: Tally, heads: int, latest: bool = False) -> list[tuple[SignUp, int]]:
    """Whose turn it is, in the order of sign-up (or the latest first), and how many of each. Names given to those
    counted are no heads of their own."""
    found: list[tuple[SignUp, int]] = []
    for one in _in_order((held for held in signups if not held.counted), latest):
        many = min(heads, getattr(one, tally))
        if many:
            found.append((one, many))
            heads -= many
    return found


def surplus_names(
    signups: Iterable[SignUp], moved: Iterable[SignUp], tally: Tally, heads: int, latest: bool = False
) -> list[SignUp]:
    """The names given to those counted that must go too, where fewer heads are left in the state than have a name."""
    after = {one.id: one for one in (*signups, *moved)}.values()
    names = sum(getattr(one, tally) + (one.arrived if tally == "confirmed" else 0) for one in after if one.volunteer)
    counted = [one for one in _in_order(after, latest) if one.counted and getattr(one, tally)]
    return counted[: max(0, names - heads)]


def _in_order(signups: Iterable[SignUp], latest: bool) -> list[SignUp]:
    return sorted(signups, key=lambda one: (one.at, one.id), reverse=latest)


def shifted(one: SignUp, came_from: Tally, to: Tally, heads: int) -> SignUp:
    """The sign-up with so many heads moved from one state to another."""
    return msgspec.structs.replace(one, **{came_from: getattr(one, came_from) - heads, to: getattr(one, to) + heads})
