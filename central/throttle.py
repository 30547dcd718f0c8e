"""Slowing down who guesses passwords.

1. After FREE failures of an account or an address, the next try has to wait; every further failure doubles the wait,
   up to LONGEST.
2. A wait ends by itself. A try counts as failed until it has succeeded; a success forgets the failures of the account,
   of the address only its own.
3. What is remembered is bounded, however many names are tried.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

FREE: Final = 5
FIRST: Final = timedelta(seconds=2)
LONGEST: Final = timedelta(minutes=15)
REMEMBERED: Final = 10_000
FREE_OF_ADDRESS: Final = 20
"""A whole command post may sit behind one address."""


class Throttle:
    """Counts failures by account and by address."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    def wait(self, account: str, address: str, now: datetime) -> int:
        """Whole seconds to wait before the next try; 0: go ahead."""
        waits = [self._wait(key, free, now) for key, free in _keys(account, address)]
        return max(waits)

    def failed(self, account: str, address: str, now: datetime) -> None:
        for key, _free in _keys(account, address):
            count, _last = self._failures.pop(key, (0, now))
            self._failures[key] = (count + 1, now)
        while len(self._failures) > REMEMBERED:
            self._failures.popitem(last=False)

    def succeeded(self, account: str, address: str) -> None:
        self._failures.pop(f"account {account}", None)
        count, last = self._failures.get(f"address {address}", (0, None))
        if last is not None:
            self._failures[f"address {address}"] = (count - 1, last)

    def _wait(self, key: str, free: int, now: datetime) -> int:
        count, last = self._failures.get(key, (0, now))
        if count < free:
            return 0
        pause: timedelta = min(FIRST * (1 << min(count - free, 20)), LONGEST)
        left = last + pause - now
        return max(0, -(-left // timedelta(seconds=1)))


def _keys(account: str, address: str) -> list[tuple[str, int]]:
    return [(f"account {account}", FREE), (f"address {address}", FREE_OF_ADDRESS)]
