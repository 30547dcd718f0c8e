"""How long the centre takes to answer, said in steps a person can use.

1. Only short questions are measured: one that waits at the centre, or brings a whole board, tells nothing of the link.
2. What is said changes only when the link has: the middle of the last few answers must leave the step by a good deal.
3. Nothing is asked for the sake of measuring.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final, TypeVar

from postcmd.wire import Hello, Poke, PokeKind, Problem, PullAnswer, PullRequest, PushAnswer, PushRequest
from sync.ports import Centre

STEPS: Final = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Seconds; what is said is the first of them that is not exceeded, or the last."""
LAST_FEW: Final = 5
GOOD_DEAL: Final = 1.25

A = TypeVar("A")


class RoundTrip:
    """Measured answers in, a step out; 0 before the first."""

    def __init__(self) -> None:
        self.step = 0.0
        self._last: deque[float] = deque(maxlen=LAST_FEW)

    def took(self, seconds: float) -> None:
        self._last.append(seconds)
        # Not `statistics`: the first frame would wait for its import.
        now = sorted(self._last)[len(self._last) // 2]
        if not self.step or now > self.step * GOOD_DEAL or now * GOOD_DEAL < self._below:
            self.step = next((step for step in STEPS if now <= step), STEPS[-1])

    def forget(self) -> None:
        """The link was lost: the next one may be another."""
        self.step = 0.0
        self._last.clear()

    @property
    def _below(self) -> float:
        return max((step for step in STEPS if step < self.step), default=0.0)


class Timed:
    """A centre whose answers are measured. `tick` is any clock that never goes back, in seconds."""

    def __init__(self, centre: Centre, tick: Callable[[], float], took: Callable[[float], None]) -> None:
        self._centre, self._tick, self._took = centre, tick, took
        self.renew, self.close = centre.renew, centre.close

    async def hello(self, client: str) -> Hello:
        return await self._measured(self._centre.hello(client))

    async def pull(self, request: PullRequest) -> PullAnswer | Problem:
        asked = self._centre.pull(request)
        return await (asked if request.wait or request.cursor is None else self._measured(asked))

    async def push(self, request: PushRequest) -> PushAnswer | Problem:
        return await self._measured(self._centre.push(request))

    def events(self, client: str) -> AsyncIterator[tuple[PokeKind, Poke]]:
        return self._centre.events(client)

    async def _measured(self, asked: Awaitable[A]) -> A:
        begun = self._tick()
        answer = await asked
        self._took(self._tick() - begun)
        return answer
