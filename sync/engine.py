"""The engine: keeps this post and the centre in step from a thread and a loop of its own.

1. Nothing a screen asks of it waits for a disk, a lock or a network.
2. A screen that stands still holds up nothing here; nothing here holds up a screen.
3. Whatever happens, it goes on: what nobody foresaw is logged, shown, and tried again.
4. Ending it writes down what was learnt and lets go of the folder; correctness never depends on that.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from postcmd.edits import Update
from postcmd.ops import Op
from postcmd.records import AnyRecord
from sync.aside import run
from sync.files import DISK, Disk
from sync.formats import KnownCache
from sync.instances import Home
from sync.outbox import Outbox
from sync.ports import Connect, Means, Pace
from sync.watch import Watch

log = logging.getLogger("postcmd.sync")


def wall() -> datetime:
    return datetime.now(UTC)


class Engine:
    """One post's engine.

    `shown` names the client and cursor already on the screen, so as not to show them again; `known` is the cache that
    was read for it, so as not to read and hold it twice.
    """

    def __init__(
        self,
        home: Home,
        connect: Connect,
        *,
        shown: tuple[str, str] | None = None,
        known: KnownCache | None = None,
        pace: Pace | None = None,
        disk: Disk = DISK,
        rng: Random | None = None,
        now: Callable[[], datetime] = wall,
        tick: Callable[[], float] = time.monotonic,
        entropy: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._pace = pace or Pace()
        self._outbox = Outbox(self._outbox_changed)
        self._means = Means(pace=self._pace, disk=disk, rng=rng or Random(), now=now, tick=tick, entropy=entropy)
        self._watch = Watch(home, connect, self._outbox, self._means, self._hand_over, shown, known)
        self._listener: Callable[[Update], None] = lambda update: None
        self._thread = threading.Thread(target=self._work, name="engine", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._life: asyncio.Task[None] | None = None
        self._stopping = threading.Event()
        self._stopped = threading.Event()

    def listen(self, callback: Callable[[Update], None]) -> None:
        self._listener = callback

    def start(self) -> None:
        self._thread.start()

    def submit(self, ops: Sequence[Op], before: Sequence[AnyRecord | None] = ()) -> list[str]:
        tickets = self._outbox.submit(ops, before)
        self._outbox_changed()
        return tickets

    def withdraw(self, tickets: Sequence[str]) -> list[str]:
        withdrawn = self._outbox.withdraw(tickets)
        self._outbox_changed()
        return withdrawn

    def dismiss(self, tickets: Sequence[str], reason: str = "") -> None:
        self._outbox.dismiss(tickets, reason)

    def sync_now(self) -> None:
        self._call(self._watch.hurry)

    @property
    def folder(self) -> Path | None:
        """The folder of the post that this engine holds, None before and after."""
        return None if self._stopping.is_set() else self._watch.folder

    def stop(self, timeout: float) -> bool:
        self._stopping.set()
        self._call(self._end)
        return self._stopped.wait(timeout) if self._thread.ident is not None else True

    # The thread

    def _work(self) -> None:
        try:
            while not self._stopping.is_set():
                self._live()
        finally:
            self._loop = None
            self._watch.leave()
            self._stopped.set()

    def _live(self) -> None:
        try:
            run(self._live_on())
        # Logged and told on the screen; the thread goes on after a pause.
        except Exception:  # were this thread to end, edits would wait for ever behind a screen that looks alive
            log.exception("the engine stumbled")
            self._hand_over(self._watch.stumbled())
            self._stopping.wait(self._pace.longest_backoff)

    async def _live_on(self) -> None:
        self._life = asyncio.ensure_future(self._watch.keep())
        self._loop = asyncio.get_running_loop()
        if self._stopping.is_set():
            self._end()
        await asyncio.wait([self._life])
        # Not awaited: only who cancels this watch ends it quietly, who cancels us is heard.
        if not self._life.cancelled():
            self._life.result()

    def _end(self) -> None:
        if self._life is not None:
            self._life.cancel()

    # Between threads

    def _hand_over(self, update: Update) -> None:
        self._listener(update)

    def _outbox_changed(self) -> None:
        self._call(self._watch.outbox_changed)

    def _call(self, action: Callable[[], object]) -> None:
        """Do it in the engine's loop. Before there is one it is not needed: a watch begins by looking at everything."""
        loop = self._loop
        if loop is not None:
            # Between two lives of the loop there is nobody to call.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(action)
