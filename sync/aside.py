"""Work that may wait for a disk, a keyring or an import, done beside the event loop.

1. A call that hangs holds up nobody but its caller: not the loop, and not the end of the process.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")


def spawn(call: Callable[[], T]) -> Future[T]:
    """Run `call` in a thread of its own that nobody waits for when the process ends."""
    future: Future[T] = Future()
    future.set_running_or_notify_cancel()

    def run() -> None:
        try:
            result = call()
        except BaseException as failure:  # noqa: BLE001 - not swallowed: it is the future's result
            future.set_exception(failure)
        else:
            future.set_result(result)

    threading.Thread(target=run, name="aside", daemon=True).start()
    return future


async def aside(call: Callable[[], T]) -> T:
    """The result of `call`, run beside the loop."""
    return await asyncio.wrap_future(spawn(call))


class Beside(ThreadPoolExecutor):
    """Where a loop looks up names. A look-up that hangs would hold up the end of the loop, and of the process."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **named: Any) -> Future[T]:
        return spawn(partial(fn, *args, **named))


def run(work: Coroutine[Any, Any, T]) -> T:
    """Do it in a loop of its own, which ends when the work does."""

    async def main() -> T:
        asyncio.get_running_loop().set_default_executor(Beside())
        return await work

    return asyncio.run(main())


class Bell:
    """Something is wanted: rung by anybody in the loop, answered by one."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        self._event.set()

    @property
    def is_ringing(self) -> bool:
        return self._event.is_set()

    async def heard(self, within: float | None = None) -> bool:
        """Wait until it rings, at most so many seconds; whether it did. It is silent afterwards."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._event.wait()
        rang = self._event.is_set()
        self._event.clear()
        return rang

    async def rung(self) -> None:
        """Wait until it rings, and leave it ringing."""
        await self._event.wait()
