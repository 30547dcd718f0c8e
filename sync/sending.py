"""Which ops go out in one message, and what to do when a message fails.

1. One message is out at a time; ops go in the order of their numbers.
2. What the centre said it has is not sent again until a pull that began after it should have brought the results.
3. A kind of op that the centre does not take is not sent; those behind it that do not stand on it are sent first.
4. A message that fails is halved; an op that fails alone TRIES times, over at least `park_after` seconds, goes out with
   `park`, so that it is recorded and blocks nobody (I9). One that cannot even be recorded is `hopeless`: `void` has to
   go in its place.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import msgspec

from postcmd.op_kinds import kinds_of
from postcmd.ops import Op
from postcmd.wire import MOST_BYTES, MOST_OPS, PushRequest
from sync.formats import Kept
from sync.intents import Intents, sent_form

TRIES: Final = 5
UNREADABLE: Final = frozenset({"malformed", "malformed_op", "too_large"})
"""Codes with which the centre says that it cannot even write down that it was asked."""
ENVELOPE: Final = 1024
"""Bytes of a message besides its ops, at most."""


class NotTaken(NamedTuple):
    """The ops of a kind that the centre does not know yet, and the first of them."""

    numbers: frozenset[int]
    first: float


def not_taken(intents: Intents, kinds: frozenset[str]) -> NotTaken:
    """`kinds` are the names of the ops that the centre takes; none where it did not say."""
    kept = intents.kept.items() if kinds else ()
    numbers = frozenset(n for n, one in kept if not kinds_of(sent_form(one)) <= kinds)
    return NotTaken(numbers, min(numbers, default=math.inf))


def is_under_way(kept: Kept) -> bool:
    """Whether it was sent, and means something."""
    return kept.sealed and not kept.withdrawn and not kept.dismissed


def to_postpone(intents: Intents, kinds: frozenset[str]) -> frozenset[int]:
    """Unsealed ops that the centre does not take yet, where others that it takes wait behind them."""
    late = {n for n in not_taken(intents, kinds).numbers if not intents.kept[n].sealed}
    if not late:
        return frozenset()
    behind = [n for n in sorted(intents.kept) if n > min(late)]
    for n in behind:
        if intents.kept[n].op.after in late:
            late.add(n)
    return frozenset(late) if any(n not in late for n in behind) else frozenset()


class Sending:
    """The sending half of a post's core."""

    def __init__(self, park_after: float) -> None:
        self.gap_ok = False
        self.hopeless: int | None = None
        self._park_after = park_after
        self._out: PushRequest | None = None
        self._reached = 0
        self._reached_when_asked = -1
        self._most = MOST_OPS
        self._tried = 0
        self._tries: list[float] = []

    def choose(self, waiting: list[int], intents: Intents) -> list[int]:
        """The numbers of the next message, out of those that wait."""
        if self._out is not None:
            return []
        chosen: list[int] = []
        size = ENVELOPE
        for n in [n for n in waiting if n > self._reached][: self._most]:
            size += len(msgspec.json.encode(sent_form(intents.kept[n]))) + 1
            if chosen and size > MOST_BYTES:
                break
            chosen.append(n)
        return chosen

    def message(self, client: str, epoch: str, cursor: str | None, low: int, ops: list[Op], now: float) -> PushRequest:
        self._out = PushRequest(
            client=client,
            epoch=epoch,
            cursor=cursor,
            low=low,
            ops=ops,
            gap_ok=self.gap_ok,
            park=len(ops) == 1 and self._is_poison(ops[0].n, now),
        )
        return self._out

    def answers(self, request: PushRequest) -> bool:
        """Whether this is the message that is out; it is not out any more then."""
        if request is not self._out:
            return False
        self._out = None
        return True

    def reached(self, upto: int) -> None:
        self._reached, self.gap_ok = max(self._reached, upto), False
        self._most, self._tries = MOST_OPS, []

    def failed(self, ops: list[Op], now: float) -> None:
        if len(ops) > 1:
            self._most = len(ops) // 2
            return
        if ops[0].n != self._tried:
            self._tried, self._tries = ops[0].n, []
        self._tries.append(now)

    def refused(self, request: PushRequest, code: str, now: float) -> None:
        """The message was answered, and not taken."""
        self.failed(request.ops, now)
        if request.park and code in UNREADABLE:
            self.hopeless = request.ops[0].n

    def begin_again(self) -> None:
        """Nothing the centre said it had counts any more, nor what it failed over."""
        self._out, self._reached = None, 0
        self._most, self._tries = MOST_OPS, []

    def asked_for_results(self) -> None:
        self._reached_when_asked = self._reached if self._out is None else -1

    def got_results(self) -> None:
        """The results as of the last question are here: what they do not name has to be sent again."""
        if self._reached_when_asked == self._reached:
            self._reached = 0

    def _is_poison(self, n: int, now: float) -> bool:
        tries = self._tries if n == self._tried else []
        return len(tries) >= TRIES and now - tries[0] >= self._park_after
