"""A crowd of posts as light as can be: a bare socket that reads the event stream, another that pulls when poked.

1. Each does what a post does on the wire, at a post's pace: a poke leads to one pull, and no second one beside it.
   Everybody has everything before anything is measured.
2. Somebody in the same process pushes so many single ops a second, each on a record that few of the crowd see.
3. The floor is a bare server that fans the same number of events out to the same number of sockets, and no more.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from random import Random
from typing import Any, Final

import msgspec
from msgspec import Struct

from postcmd.ops import QuotaAdd, numbered

CLIENT: Final = "CROWD"
HANDS: Final = 8


class Head(Struct):
    """What a light post reads of an answer."""

    cursor: str
    prefixes: list[str] = []


_head: Final = msgspec.json.Decoder(Head)


class Light:
    """One light post."""

    def __init__(self, port: int, token: str, client: str) -> None:
        self._port, self._client = port, client
        self._headers = f"host: 127.0.0.1\r\nauthorization: Bearer {token}\r\nsync-version: 1\r\n".encode()
        self._cursor: str | None = None
        self._prefixes: list[str] = []
        self._poked = asyncio.Event()
        self.pokes = self.pulls = 0
        self.open, self.has_all = asyncio.Event(), asyncio.Event()

    async def live(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._listen())
            group.create_task(self._pull())

    async def _listen(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        path = f"/v1/sync/events?client={self._client}".encode()
        writer.write(b"GET " + path + b" HTTP/1.1\r\n" + self._headers + b"\r\n")
        while line := await reader.readline():
            if line.startswith(b"event: "):
                self.open.set()
            if line.startswith((b"event: poke", b"event: hello", b"event: scope")):
                self.pokes += 1
                self._poked.set()
        raise ConnectionError("the stream ended")

    async def _pull(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        while True:
            await self._poked.wait()
            self._poked.clear()
            asked = {"client": self._client, "cursor": self._cursor, "held": self._prefixes}
            answer = _head.decode(await post(reader, writer, "/v1/sync/pull", self._headers, asked))
            self._cursor, self._prefixes = answer.cursor, answer.prefixes
            self.pulls += 1
            self.has_all.set()


async def post(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, headers: bytes, asked: Any
) -> bytes:
    """One question on a connection that stays."""
    body = msgspec.json.encode(asked)
    said = f"POST {path} HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
    writer.write(said.encode() + headers + b"\r\n" + body)
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    if length is None or not head.startswith(b"HTTP/1.1 200"):
        raise ConnectionError(head.decode())
    return await reader.readexactly(int(length[1]))


def crowd(
    port: int, tokens: Sequence[str], writer_token: str, quotas: Sequence[Any], rate: float, ear: Connection
) -> None:
    """A process: the crowd opens its streams, says so, writes and reads until told to end, and says what it saw."""
    asyncio.run(_crowd(port, tokens, writer_token, quotas, rate, ear))


async def _crowd(
    port: int, tokens: Sequence[str], writer_token: str, quotas: Sequence[Any], rate: float, ear: Connection
) -> None:
    light = [Light(port, token, f"{CLIENT}-{nth}") for nth, token in enumerate(tokens)]
    tasks = [asyncio.create_task(one.live()) for one in light]
    for one in light:
        await one.open.wait()
        await one.has_all.wait()
    ear.send(len(light))
    await _told(ear)
    done: list[int] = []
    for one in light:
        one.pokes = one.pulls = 0
    began = time.monotonic()
    # Several hands: one that waits for its answer would write more slowly than was asked for.
    hands = [_write(port, writer_token, quotas, rate / HANDS, done, nth) for nth in range(HANDS)]
    tasks += [asyncio.create_task(hand) for hand in hands]
    await _told(ear)
    seconds = time.monotonic() - began
    for task in tasks:
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    broken = sum(not isinstance(end, asyncio.CancelledError) for end in ended)
    pokes, pulls = sum(one.pokes for one in light), sum(one.pulls for one in light)
    ear.send((len(done) / seconds, pokes / seconds, pulls / seconds, broken))


async def _told(ear: Connection) -> None:
    await asyncio.to_thread(ear.recv)


async def _write(port: int, token: str, quotas: Sequence[Any], rate: float, done: list[int], hand: int) -> None:
    """Single ops, so many a second; the numbers of those done."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    headers = f"host: 127.0.0.1\r\nauthorization: Bearer {token}\r\nsync-version: 1\r\n".encode()
    writer.write(b"GET /v1/sync/hello HTTP/1.1\r\n" + headers + b"\r\n")
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    hello = msgspec.json.decode(await reader.readexactly(int(length[1]) if length else 0))
    chance, n, due = Random(hand), 0, time.monotonic()
    while True:
        n, due, quota = n + 1, due + 1 / rate, chance.choice(quotas)
        op = numbered(QuotaAdd(request=quota.request, unit=quota.unit, day=quota.day, min=1, max=1), n)
        asked = {"client": f"WRITER-{hand}", "epoch": hello["epoch"], "cursor": None, "low": n, "ops": [op]}
        await post(reader, writer, "/v1/sync/push", headers, asked)
        done.append(n)
        await asyncio.sleep(max(0.0, due - time.monotonic()))


# The floor


async def bare_fan_out(streams: int, at_once: int, rate: float, seconds: float) -> list[float]:
    """Seconds from an event to each of the sockets it is for, with a bare server in this very loop."""
    writers: list[asyncio.StreamWriter] = []
    late: list[float] = []
    everybody = asyncio.Event()

    def take(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        if len(writers) == streams:
            everybody.set()

    server = await asyncio.start_server(take, "127.0.0.1", 0, backlog=streams)
    port = server.sockets[0].getsockname()[1]
    readers = [asyncio.create_task(_read_bare(port, late)) for _ in range(streams)]
    await everybody.wait()
    chance, end = Random(1), time.monotonic() + seconds
    while time.monotonic() < end:
        for writer in chance.sample(writers, at_once):
            writer.write(f"event: poke\ndata: {time.monotonic()}\n\n".encode())
        await asyncio.sleep(1 / rate)
    server.close()
    for reader in readers:
        reader.cancel()
    await asyncio.gather(*readers, return_exceptions=True)
    for writer in writers:
        writer.close()
    return late


async def _read_bare(port: int, late: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with suppress(asyncio.CancelledError):
        while line := await reader.readline():
            if line.startswith(b"data: "):
                late.append(time.monotonic() - float(line[6:]))
    writer.close()
