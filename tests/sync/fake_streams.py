"""The streams of a fake centre: what is said to every post that listens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from postcmd.wire import PokeKind


class Streams:
    """Poked from any thread."""

    def __init__(self) -> None:
        self._open: list[tuple[asyncio.AbstractEventLoop, asyncio.Event, list[PokeKind]]] = []

    async def words(self, silent: bool) -> AsyncIterator[PokeKind]:
        """`hello`, then every poke until a `bye`; nothing at all where something on the way keeps it to itself."""
        bell, news = asyncio.Event(), list[PokeKind]()
        stream = (asyncio.get_running_loop(), bell, news)
        self._open.append(stream)
        try:
            if silent:
                await asyncio.Event().wait()
            yield "hello"
            while "bye" not in news:
                await bell.wait()
                bell.clear()
                while news and news[0] != "bye":
                    yield news.pop(0)
        finally:
            self._open.remove(stream)

    def poke(self, kind: PokeKind) -> None:
        for loop, bell, news in list(self._open):
            news.append(kind)
            if not loop.is_closed():
                loop.call_soon_threadsafe(bell.set)
