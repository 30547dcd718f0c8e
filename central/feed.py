"""The feed: telling connected posts that there is something to pull.

1. A poke is a flag, not a message: however slowly somebody reads, nothing is queued for them and nobody waits.
2. Only who sees one of the paths that a commit touched is poked.
3. The first poke goes out at once, then at most one in `pause` seconds.
4. A stream ends with `bye`: when it is old, when its token ends, when the centre leaves.
5. Whoever waits for news can be cancelled at any moment.
6. A commit of another process (a grant, a load) is noticed within a second; then everyone's scope is looked at again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from central.problems import retry_after
from postcmd.scope import under

Happened = Literal["poke", "scope", "reset", "bye", "hb"]


@dataclass(frozen=True)
class Rhythm:
    """Seconds between the things a stream says; `grace` is what its bye may take before it is cut."""

    pause: float = 0.25
    heartbeat: float = 15.0
    age: float = 900.0
    grace: float = 2.0
    watch: float = 1.0
    most_streams: int = 4


@dataclass(eq=False)
class Listener:
    """One stream or waiting pull. `news` is what it has not been told yet."""

    account: str
    prefixes: list[str]
    streams: bool = True
    news: set[Happened] = field(default_factory=set)
    bell: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, what: Happened) -> None:
        self.news.add(what)
        self.bell.set()

    def sees(self, paths: Iterable[str]) -> bool:
        return any(under(path, prefix) for path in paths for prefix in self.prefixes)

    async def next(self, within: float) -> set[Happened]:
        """What there is to tell; a heartbeat if there was nothing for so long."""
        try:
            async with asyncio.timeout(within):  # not wait_for: on 3.11 it can swallow a cancel
                await self.bell.wait()
        except TimeoutError:
            return {"hb"}
        self.bell.clear()
        news, self.news = self.news, set()
        return news


class Feed:
    """Knows who listens. Used from the event loop only, so nothing here needs a lock.

    `newest` is the last commit heard of, `seq` the last one up to which nothing was missed.
    """

    def __init__(self, rhythm: Rhythm | None = None) -> None:
        self.rhythm = rhythm or Rhythm()
        self.seq = 0
        self.newest = 0
        self.is_leaving = False
        self._listeners: set[Listener] = set()
        self._streams: Counter[str] = Counter()

    def listen(self, account: str, prefixes: list[str], streams: bool = True) -> Listener:
        """A new listener; NotServed where the account has too many streams open."""
        if streams and self._streams[account] >= self.rhythm.most_streams:
            raise retry_after("too_many_streams", 5)
        listener = Listener(account, prefixes, streams)
        self._listeners.add(listener)
        self._streams[account] += streams
        if self.is_leaving:
            listener.tell("bye")
        return listener

    @property
    def listeners(self) -> int:
        """How many streams and waiting pulls there are."""
        return len(self._listeners)

    def leave(self, listener: Listener) -> None:
        if listener in self._listeners:
            self._listeners.remove(listener)
            self._streams[listener.account] -= listener.streams

    def committed(self, before: int, seq: int, paths: frozenset[str]) -> None:
        """A commit of this process. One that does not follow what we know is left to `watch`."""
        self.newest = max(self.newest, seq)
        if before == self.seq:
            self.seq = seq
        if not paths:
            return
        for listener in self._listeners:
            if listener.sees(paths):
                listener.tell("poke")

    def everyone(self, what: Happened) -> None:
        for listener in self._listeners:
            listener.tell(what)

    def say_bye(self) -> None:
        """The centre leaves: every stream ends, every waiting pull is answered."""
        self.is_leaving = True
        self.everyone("bye")

    async def watch(self, head_seq: Callable[[], Awaitable[int]]) -> None:
        """Notice the commits of other processes, for as long as this runs."""
        self.seq = self.newest = await head_seq()
        while True:
            await asyncio.sleep(self.rhythm.watch)
            seq = await head_seq()
            if seq > self.seq:
                self.seq = self.newest = seq
                self.everyone("scope")


async def ticks(listener: Listener, rhythm: Rhythm) -> AsyncIterator[set[Happened]]:
    """What a stream is to say, moment by moment, until its bye."""
    while True:
        news = await listener.next(rhythm.heartbeat)
        yield news
        if "bye" in news:
            return
        if news != {"hb"}:
            await asyncio.sleep(rhythm.pause)
