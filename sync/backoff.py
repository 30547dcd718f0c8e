"""How long to wait before trying again: full jitter, longer with every failure in a row.

1. The k-th wait is anything up to min(longest, first * 2^k), so that five hundred posts do not come back at once.
2. After a minute of health it begins anew; a success alone does not shorten it.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from sync.ports import Pace


class Backoff:
    """Belongs to one round. `tick` is any clock that never goes back, in seconds."""

    def __init__(self, pace: Pace, rng: Random, tick: Callable[[], float], longest: float | None = None) -> None:
        self._pace, self._rng, self._tick = pace, rng, tick
        self._longest = pace.longest_backoff if longest is None else longest
        self._failures = 0
        self._well_since: float | None = None

    def failed(self, at_least: float = 0.0) -> float:
        """The seconds to wait now, at least those that the centre asked for."""
        well = self._well_since is not None and self._tick() - self._well_since >= self._pace.healthy
        self._failures = 0 if well else min(self._failures + 1, 30)
        self._well_since = None
        longest = min(self._longest, self._pace.first_backoff * 2**self._failures)
        return max(at_least, self._rng.uniform(0, longest))

    def worked(self) -> None:
        if self._well_since is None:
            self._well_since = self._tick()
