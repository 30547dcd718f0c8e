"""Work that may wait for a disk, a keyring or an import, done beside the event loop.

1. A call that hangs holds up nobody but its caller: not the loop, and not the end of the process.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

T = TypeVar("T")


async def aside(call: Callable[[], T]) -> T:
    """The result of `call`, run in a thread of its own that nobody waits for when the process ends."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def run() -> None:
        try:
            result = call()
        except BaseException as failure:  # noqa: BLE001 - not swallowed: raised again where the result is awaited
            _tell(loop, done, partial(done.set_exception, failure))
        else:
            _tell(loop, done, partial(done.set_result, result))

    threading.Thread(target=run, name="aside", daemon=True).start()
    return await done


def _tell(loop: asyncio.AbstractEventLoop, done: asyncio.Future[T], tell: Callable[[], None]) -> None:
    def unless_nobody_waits() -> None:
        if not done.done():
            tell()

    # The loop may have ended meanwhile: then nobody wants to know.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(unless_nobody_waits)


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
