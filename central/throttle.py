"""Slowing down who guesses passwords.

1. After FREE failures of an account or an address, the next try has to wait; every further failure doubles the wait,
   up to LONGEST.
2. A wait ends by itself, and failures are forgotten when none has followed for FORGOTTEN.
3. A try counts as failed until it has succeeded; a success forgets the failures of the account, of the address only
   its own, and nobody has to wait because of it.
4. What is remembered is bounded, however many names are tried.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final, NamedTuple

FREE: Final = 5
FIRST: Final = timedelta(seconds=2)
LONGEST: Final = timedelta(minutes=15)
FORGOTTEN: Final = 2 * LONGEST
"""Longer than any wait: who guesses does not get rid of what counts against them by waiting as told."""
REMEMBERED: Final = 10_000
FREE_OF_ADDRESS: Final = 20
"""A whole command post may sit behind one address."""


class Failures(NamedTuple):
    """How many there were, when the last was, and when the one before it."""

    many: int
    last: datetime
    before: datetime


class Throttle:
    """Counts failures by account and by address."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, Failures] = OrderedDict()

    def wait(self, account: str, address: str, now: datetime) -> int:
        """Whole seconds to wait before the next try; 0: go ahead."""
        waits = [self._wait(key, free, now) for key, free in _keys(account, address)]
        return max(waits)

    def failed(self, account: str, address: str, now: datetime) -> None:
        for key, _free in _keys(account, address):
            known = self._known(key, now)
            self._failures.pop(key, None)
            self._failures[key] = Failures(known.many + 1, now, known.last)
        while len(self._failures) > REMEMBERED:
            self._failures.popitem(last=False)

    def succeeded(self, account: str, address: str) -> None:
        self._failures.pop(f"account {account}", None)
        key = f"address {address}"
        known = self._failures.get(key)
        if known is not None:
            self._failures[key] = Failures(known.many - 1, known.before, known.before)

    def _known(self, key: str, now: datetime) -> Failures:
        """What still counts."""
        known = self._failures.get(key)
        return known if known is not None and now - known.last < FORGOTTEN else Failures(0, now, now)

    def _wait(self, key: str, free: int, now: datetime) -> int:
        known = self._known(key, now)
        if known.many < free:
            return 0
        pause: timedelta = min(FIRST * (1 << min(known.many - free, 20)), LONGEST)
        left = known.last + pause - now
        return max(0, -(-left // timedelta(seconds=1)))


def _keys(account: str, address: str) -> list[tuple[str, int]]:
    return [(f"account {account}", FREE), (f"address {address}", FREE_OF_ADDRESS)]
