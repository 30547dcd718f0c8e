"""The room of an outbox: how many unanswered edits it may hold, and of what size.

1. At most MOST_WAITING of them, and at most MOST_BYTES; an edit for which there is no room is not taken (I13).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from postcmd.edits import MOST_WAITING
from postcmd.ops import Op

MOST_BYTES: Final = 4 * 1024 * 1024


class Room:
    """Counts what is taken; an op's size is looked at once."""

    def __init__(self) -> None:
        self._sizes: dict[int, int] = {}
        self._bytes = 0
        self.taken = 0

    @property
    def is_nearly_full(self) -> bool:
        """Whether little room is left: four fifths are taken, by number or by size."""
        return self.taken * 5 >= MOST_WAITING * 4 or self._bytes * 5 >= MOST_BYTES * 4

    def is_there_for(self, op: Op) -> bool:
        return self.taken < MOST_WAITING and self._bytes + size_of(op) <= MOST_BYTES

    def take(self, op: Op) -> None:
        """One op more, whose number is not known yet."""
        self.taken += 1
        self._bytes += size_of(op)

    def count(self, waiting: Mapping[int, Op]) -> None:
        """These are all that wait, by their numbers."""
        self._sizes = {n: self._sizes.get(n) or size_of(op) for n, op in waiting.items()}
        self.taken, self._bytes = len(waiting), sum(self._sizes.values())


def size_of(op: Op) -> int:
    return len(msgspec.json.encode(op))
