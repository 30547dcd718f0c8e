"""When an application under test has nothing left to do, read from its event loop and not from a clock.

1. Idle is: nothing is ready to run in two turns running, no thread is at work for the loop, and no timer falls due
   within a FRAME. Where one does, the loop's clock is put forward to it, so that what is painted late is painted.
2. A thread that does not end is left after BLOCKED seconds, as it may wait for the test, and what never rests after
   LONGEST.
3. A loop that cannot be asked is waited for as Textual waits: until the process spends no time for 20 ms.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Final, TypeVar, TypeVarTuple, Unpack

import pytest
import textual.app
import textual.pilot
from textual._wait import wait_for_idle

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

FRAME: Final = 0.025
"""Textual paints what changed at the end of a frame of a sixtieth of a second."""
A_MOMENT: Final = 0.001
BLOCKED: Final = 0.3
LONGEST: Final = 10.0


class WatchedLoop(asyncio.SelectorEventLoop):
    """A loop that can be asked whether anything is left to do."""

    _ready: deque[asyncio.Handle]
    _scheduled: list[asyncio.TimerHandle]

    def __init__(self) -> None:
        super().__init__()
        self._in_threads = 0
        self._ahead = 0.0

    def time(self) -> float:
        return super().time() + self._ahead

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[Unpack[Ts]], T], *args: *Ts
    ) -> asyncio.Future[T]:
        under_way = super().run_in_executor(executor, func, *args)
        self._in_threads += 1
        under_way.add_done_callback(self._thread_is_done)
        return under_way

    def _thread_is_done(self, _: object) -> None:
        self._in_threads -= 1

    async def rest(self) -> None:
        """Return once nothing is left to do."""
        begun, turns = time.monotonic(), 0
        while turns < 2 and time.monotonic() < begun + LONGEST:
            await asyncio.sleep(0)
            turns = 0 if self._ready else turns + 1
            if self._in_threads and time.monotonic() < begun + BLOCKED:
                await asyncio.sleep(A_MOMENT)
                turns = 0
            elif turns == 2 and (wait := self._due_in()) < FRAME:
                self._ahead += max(0.0, wait)
                turns = 0

    def _due_in(self) -> float:
        """Seconds until the next timer."""
        return min((timer.when() for timer in self._scheduled if not timer.cancelled()), default=math.inf) - self.time()


async def until_idle(least: float = 0.0, most: float = 1.0) -> None:
    """In place of Textual's waiting."""
    loop = asyncio.get_running_loop()
    if isinstance(loop, WatchedLoop):
        await loop.rest()
    else:
        await wait_for_idle(least, most)


@contextmanager
def waited_for() -> Iterator[None]:
    """Textual's pilot waits like that."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(textual.app, "wait_for_idle", until_idle)
        patched.setattr(textual.pilot, "wait_for_idle", until_idle)
        yield
