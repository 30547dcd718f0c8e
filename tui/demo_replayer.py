"""The replayer: plays a script to a centre, as a client like any other.

1. The n-th step is the op number n of one fixed client: the ledger knows how far the replay came, so that a restarted
   one goes on from there and no step takes effect twice.
2. What lies before the clock is pushed at once, in batches; each later step when the clock reaches it, whoever pauses
   the clock or changes its speed.
3. While the centre is away it tries again, at most RETRY_AT_MOST seconds apart.
4. A step that the centre refuses (a coordinator was there first) is told and passed by.
5. Cancelled at whatever moment, it ends.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

from msgspec import Struct

from postcmd.clock import operational, wall_for
from postcmd.errors import PostError, Refused, Unreachable
from postcmd.ops import ClockSet, Op, numbered, verb
from postcmd.records import Clock
from postcmd.scenario.steps import Script
from postcmd.wire import MOST_OPS, Problem, PullAnswer, PullRequest, PushRequest, Result
from sync.ports import Centre

CLIENT: Final = "replay"
HAND: Final = "replay-clock"
"""The client that sets the clock going: its ops are not numbered by the script."""
RETRY_AT_MOST: Final = 2.0
LOOK_AGAIN: Final = 20.0
"""Seconds after which the clock is looked at even if nothing was heard."""


class Pace(Struct, frozen=True):
    """How the clock is to run: scenario seconds a second, or not at all."""

    rate: float
    paused: bool = False


class Replayer:
    """One script and one centre. `on_ready` is called once, when everything before the clock has been taken."""

    def __init__(
        self,
        centre: Centre,
        script: Script,
        *,
        until: datetime | None = None,
        pace: Pace | None = None,
        on_ready: Callable[[], None] = lambda: None,
        say: Callable[[str], None] = lambda words: None,
    ) -> None:
        self._centre = centre
        self._script = [step for step in script if until is None or step.at <= until]
        self._ends = until is not None
        self._pace = pace
        self._on_ready: Callable[[], None] | None = on_ready
        self._say = say
        self._bell = asyncio.Event()
        self._lost: PostError | None = None
        self._tries = 0
        self._epoch, self._cursor, self._done, self._told = "", "", 0, 0
        self._held: list[str] = []
        self._clock: Clock | None = None
        self._wall, self._heard = datetime.min, 0.0

    async def run(self) -> None:
        """Play until the last step where there is an end, else until cancelled."""
        while True:
            try:
                await self._play()
                return
            except Unreachable as away:
                self._say(f"the centre is away: {away}")
                await asyncio.sleep(self._pause())

    async def _play(self) -> None:
        """From hello to the end, on one connection."""
        self._lost = None
        await self._find_our_place()
        listening = asyncio.create_task(self._listen())
        try:
            await self._step_by_step()
        finally:
            await stop(listening)

    async def _find_our_place(self) -> None:
        hello = await self._centre.hello(CLIENT)
        self._epoch, self._cursor, self._held = hello.epoch, "", []
        self._done = self._told = hello.last
        await self._pull()

    async def _step_by_step(self) -> None:
        while True:
            while due := self._due():
                await self._push(CLIENT, due)
                await self._pull()
            if self._ends and self._done >= len(self._script):
                return
            await self._be_ready()
            await self._wait()
            await self._pull()

    async def _be_ready(self) -> None:
        """Once: the backlog is with the centre, so the clock may run."""
        self._tries = 0
        if self._on_ready is None:
            return
        if self._pace is not None:
            await self._set_clock(self._pace)
        self._on_ready()
        self._on_ready = None

    async def _set_clock(self, pace: Pace) -> None:
        last = (await self._centre.hello(HAND)).last
        await self._push(HAND, [numbered(ClockSet(rate=pace.rate, paused=pace.paused), last + 1)])
        await self._pull()

    # What is due, and when the next is

    def _now(self) -> datetime:
        """The centre's wall clock."""
        return self._wall + timedelta(seconds=monotonic() - self._heard)

    def _due(self) -> list[Op]:
        now = operational(self._clock, self._now())
        waiting = self._script[self._done : self._done + MOST_OPS]
        return [step.op for step in waiting if step.at <= now]

    def _seconds(self) -> float:
        """Until the next step, as the clock runs now."""
        if self._done >= len(self._script):
            return LOOK_AGAIN
        moment = wall_for(self._clock, self._script[self._done].at)
        left = (moment - self._now()).total_seconds() if moment is not None else LOOK_AGAIN
        return min(LOOK_AGAIN, max(0.0, left))

    async def _wait(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._seconds()):  # not wait_for: on 3.11 it can swallow a cancel
                await self._bell.wait()
        self._bell.clear()
        if self._lost is not None:
            raise self._lost

    async def _listen(self) -> None:
        """Ring for whatever the centre says; its silence is noticed by the transport."""
        try:
            async for _kind, _poke in self._centre.events(CLIENT):
                self._bell.set()
            self._lost = Unreachable("connection_lost")
        except PostError as lost:
            self._lost = lost
        finally:
            self._bell.set()

    # What we say, and what we hear

    async def _push(self, client: str, ops: list[Op]) -> None:
        request = PushRequest(client=client, epoch=self._epoch, cursor=None, low=ops[0].n, ops=ops)
        answer = await self._centre.push(request)
        if isinstance(answer, Problem):
            raise _problem(answer)
        if client == CLIENT:
            self._done = ops[-1].n

    async def _pull(self) -> None:
        """The clock as it is now, and how our steps ended."""
        page: str | None = None
        while True:
            cut = await self._pulled(page)
            self._learn(cut)
            if not cut.more:
                break
            page = cut.page
        self._cursor, self._epoch, self._held = cut.cursor, cut.epoch, cut.prefixes

    async def _pulled(self, page: str | None) -> PullAnswer:
        ask = PullRequest(client=CLIENT, cursor=self._cursor or None, held=self._held, low=self._told + 1, page=page)
        cut = await self._centre.pull(ask)
        if isinstance(cut, Problem):
            raise _problem(cut)
        return cut

    def _learn(self, cut: PullAnswer) -> None:
        self._wall, self._heard = cut.t, monotonic()
        for put in cut.puts.clock:
            self._clock = put.record
        for result in cut.mine:
            self._tell(result)

    def _tell(self, result: Result) -> None:
        self._told = max(self._told, result.n)
        if result.needs_attention:
            op = self._script[result.n - 1].op
            code = result.info.code if result.info else ""
            self._say(f"step {result.n} {verb(op)} {op.target}: {result.status} {code}")

    def _pause(self) -> float:
        self._tries += 1
        return random.uniform(0.05, min(RETRY_AT_MOST, 0.1 * 2**self._tries))


async def stop(task: asyncio.Task[None]) -> None:
    """Cancel the task and wait for its end. Who is cancelled meanwhile ends too."""
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled():
        task.result()


def _problem(problem: Problem) -> PostError:
    """Another history or a lost place is found again by starting anew; a step that is not ours ends the replay."""
    if problem.code in ("reset", "gap", "cursor_expired"):
        return Unreachable(problem.code)
    return Refused(problem.code, n=problem.n, detail=problem.detail or problem.title)
