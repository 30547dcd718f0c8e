"""The feed: telling connected posts that there is something to pull.

1. A poke is a flag, not a message: however slowly somebody reads, nothing is queued for them and nobody waits (I13).
2. Only who sees one of the paths that a commit touched is poked.
3. The first poke goes out at once, then at most one in `pause` seconds.
4. A stream ends with `bye`: when it is old, when its token ends, when the centre leaves.
5. Whoever waits for news can be cancelled at any moment.
6. An account has at most so many streams, and so many pulls that wait, at each process. One more stream is refused;
   one more pull is answered at once, for it has its answer.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
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
    announce: float = 0.05
    most_streams: int = 4
    most_waiting: int = 4


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
        self.committed_something = asyncio.Event()
        self._listeners: set[Listener] = set()
        self._open: Counter[tuple[str, bool]] = Counter()

    def listen(self, account: str, prefixes: list[str], streams: bool = True) -> Listener:
        """A new listener; NotServed where the account has too many of them."""
        if self.is_full(account, streams):
            raise retry_after("too_many_streams", 5)
        listener = Listener(account, prefixes, streams)
        self._listeners.add(listener)
        self._open[account, streams] += 1
        if self.is_leaving:
            listener.tell("bye")
        return listener

    def is_full(self, account: str, streams: bool) -> bool:
        """Whether the account has as many of these as it may have."""
        most = self.rhythm.most_streams if streams else self.rhythm.most_waiting
        return self._open[account, streams] >= most

    @property
    def listeners(self) -> int:
        """How many streams and waiting pulls there are."""
        return len(self._listeners)

    def leave(self, listener: Listener) -> None:
        if listener in self._listeners:
            self._listeners.remove(listener)
            self._open[listener.account, listener.streams] -= 1

    def committed(self, before: int, seq: int, paths: frozenset[str]) -> None:
        """A commit of this process. One that does not follow what we know is left to the next look at the head."""
        self.newest = max(self.newest, seq)
        if before == self.seq:
            self.seq = seq
        if seq > before:
            self.committed_something.set()
        self._poke(paths)

    def heard(self, seq: int, paths: frozenset[str] | None, accounts: bool) -> None:
        """Commits of other processes, and perhaps of ours; `paths` None: so many that everybody is poked."""
        self.seq, self.newest = seq, max(self.newest, seq)
        if accounts:
            self.everyone("scope")
        elif paths is None:
            self.everyone("poke")
        else:
            self._poke(paths)

    def _poke(self, paths: frozenset[str]) -> None:
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
