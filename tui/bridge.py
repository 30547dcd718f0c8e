"""The bridge from the engine's thread to the screen's loop.

1. `post` never waits: a stalled terminal cannot hold up the engine.
2. However many updates come while the screen is busy, it takes in one: all of them merged, in their order.
3. After `close` nothing is delivered.
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable

from postcmd.edits import Update


class Bridge:
    """Carries updates to `deliver`, which runs on `loop`."""

    def __init__(self, loop: asyncio.AbstractEventLoop, deliver: Callable[[Update], None]) -> None:
        self._loop = loop
        self._deliver = deliver
        self._lock = threading.Lock()
        self._waiting: Update | None = None
        self._closed = False
        # A call from another thread brings that thread's context, in which Textual's timers find no app.
        self._context = contextvars.copy_context()

    def post(self, update: Update) -> None:
        """From any thread: deliver this update soon."""
        with self._lock:
            if self._closed:
                return
            called, self._waiting = self._waiting is not None, self._merged(update)
            # Inside the lock: the loop cannot close between the question and the call.
            if not called:
                self._loop.call_soon_threadsafe(self._take, context=self._context)

    def close(self) -> None:
        """From any thread: deliver nothing any more."""
        with self._lock:
            self._closed, self._waiting = True, None

    def _merged(self, update: Update) -> Update:
        return update if self._waiting is None else self._waiting.merged(update)

    def _take(self) -> None:
        with self._lock:
            update, self._waiting = self._waiting, None
        if update is not None:
            self._deliver(update)
