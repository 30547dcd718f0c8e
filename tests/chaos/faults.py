"""What can befall a question on its way to a centre: each fault makes another answer of the one that would have come.

1. An answer is an iterator of pieces: first the head, then the body as it comes; an event stream has no last piece.
2. A fault yields what the post gets to read, and raises Severed where the connection ends with it.
3. What a fault changes can be noticed by the post: a number in a body never becomes another number.
"""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import AsyncIterator, Callable
from random import Random
from typing import Final, Literal, NamedTuple, Protocol, get_args

Fault = Literal[
    "cut",
    "stall",
    "delay",
    "trickle",
    "half_close",
    "garbage",
    "bad_gzip",
    "twice",
    "answer_lost",
    "portal",
    "busy",
    "buffered",
]
FAULTS: Final[tuple[Fault, ...]] = get_args(Fault)
OF_A_STREAM: Final = frozenset({"cut", "stall", "delay", "half_close", "garbage", "portal", "busy", "buffered"})
"""What can befall an event stream."""
Answer = AsyncIterator[bytes]

PORTAL: Final = b"<html><body>Welcome! Please accept our terms.</body></html>"


class Severed(Exception):
    """The connection ends here; `politely` with a FIN and the other direction open, else at once."""

    def __init__(self, politely: bool = False) -> None:
        super().__init__()
        self.politely = politely


class Question(NamedTuple):
    """A whole HTTP request."""

    head: bytes
    body: bytes

    @property
    def is_stream(self) -> bool:
        return b" /v1/sync/events" in self.head.split(b"\r\n", 1)[0]

    @property
    def is_push(self) -> bool:
        return b" /v1/sync/push" in self.head.split(b"\r\n", 1)[0]

    def may_meet(self, fault: Fault) -> bool:
        if fault == "twice":
            return self.is_push
        return fault in OF_A_STREAM if self.is_stream else fault != "buffered"


class Road(Protocol):
    """What a fault needs of the way it befalls: chance, how long a silence lasts, and another go at the centre."""

    chance: Random
    silence: float

    def ask(self, question: Question) -> Answer: ...

    def ask_later(self, question: Question, after: float) -> None: ...


Befalling = Callable[[Road, Question], Answer]


async def cut(road: Road, question: Question) -> Answer:
    """The connection breaks somewhere in the answer, perhaps before its first byte."""
    async for piece in road.ask(question):
        if road.chance.random() < 0.5:
            yield piece
            continue
        yield piece[: road.chance.randrange(len(piece) + 1)]
        raise Severed
    raise Severed


async def stall(road: Road, question: Question) -> Answer:
    """Half open: the question is taken, nobody has it, nobody says so."""
    await asyncio.sleep(road.silence)
    yield b""
    raise Severed


async def delay(road: Road, question: Question) -> Answer:
    await asyncio.sleep(road.chance.uniform(0, 0.3))
    async for piece in road.ask(question):
        yield piece


async def trickle(road: Road, question: Question) -> Answer:
    """A line so slow that the answer comes in crumbs."""
    async for piece in road.ask(question):
        crumb = max(1, len(piece) // 12)
        for start in range(0, len(piece), crumb):
            await asyncio.sleep(0.02)
            yield piece[start : start + crumb]


async def half_close(road: Road, question: Question) -> Answer:
    """The centre's side says it has no more to say, in the middle of a sentence."""
    async for piece in road.ask(question):
        yield piece[: len(piece) // 2]
        raise Severed(politely=True)


async def garbage(road: Road, question: Question) -> Answer:
    """Something else is talking: bytes that are no HTTP, or no JSON under a good head."""
    pieces = aiter(road.ask(question))
    head = await anext(pieces)
    if road.chance.random() < 0.5:
        yield road.chance.randbytes(200)
        raise Severed
    yield head
    async for piece in pieces:
        yield b"\xff" + road.chance.randbytes(max(0, len(piece) - 1))
        raise Severed


async def bad_gzip(road: Road, question: Question) -> Answer:
    """One byte of a compressed answer is another one."""
    head, body = split([piece async for piece in road.ask(question)])
    packed = bytearray(body if b"content-encoding: gzip" in head.lower() else gzip.compress(body))
    packed[road.chance.randrange(10, len(packed))] ^= 1 << road.chance.randrange(8)
    status = head.split(b"\r\n", 1)[0]
    yield b"\r\n".join(
        (
            status,
            b"content-type: application/json",
            b"content-encoding: gzip",
            b"content-length: %d" % len(packed),
            b"",
            b"",
        )
    )
    yield bytes(packed)


async def twice(road: Road, question: Question) -> Answer:
    """The whole request arrives once more, before its answer is read or some time after it."""
    early = road.chance.random() < 0.5
    answer = [piece async for piece in road.ask(question)]
    if early:
        answer = [piece async for piece in road.ask(question)]
    else:
        road.ask_later(question, road.chance.uniform(0, 2))
    for piece in answer:
        yield piece


async def answer_lost(road: Road, question: Question) -> Answer:
    """The centre has done it, and the post never hears of it."""
    async for _ in road.ask(question):
        pass
    yield b""
    raise Severed


async def portal(road: Road, question: Question) -> Answer:
    """A captive portal answers everything itself, well and wrong."""
    yield b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: %d\r\n\r\n" % len(PORTAL) + PORTAL


async def busy(road: Road, question: Question) -> Answer:
    """A proxy without a centre behind it, or one that asks for patience."""
    status = road.chance.choice((b"502 Bad Gateway", b"503 Service Unavailable\r\nretry-after: 1"))
    yield b"HTTP/1.1 " + status + b"\r\ncontent-type: text/plain\r\ncontent-length: 4\r\n\r\nbusy"


async def buffered(road: Road, question: Question) -> Answer:
    """A proxy that keeps an event stream until it is over: connected, and silent."""
    pieces = aiter(road.ask(question))
    yield await anext(pieces)
    await asyncio.sleep(road.silence)
    raise Severed


BEFALLING: Final[dict[Fault, Befalling]] = {
    "cut": cut,
    "stall": stall,
    "delay": delay,
    "trickle": trickle,
    "half_close": half_close,
    "garbage": garbage,
    "bad_gzip": bad_gzip,
    "twice": twice,
    "answer_lost": answer_lost,
    "portal": portal,
    "busy": busy,
    "buffered": buffered,
}


def split(pieces: list[bytes]) -> tuple[bytes, bytes]:
    """Head and body of a whole answer that said its length."""
    head, _, body = b"".join(pieces).partition(b"\r\n\r\n")
    return head, body


async def read_head(reader: asyncio.StreamReader) -> bytes | None:
    """A request's or answer's head, with its empty line; None where the connection ended before one began."""
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as ended:
        if ended.partial:
            raise
        return None


async def read_body(reader: asyncio.StreamReader, head: bytes) -> Answer:
    """The body that such a head announces, as it comes: to its length, chunk by chunk, or none."""
    said = re.search(rb"(?im)^content-length: *(\d+)", head)
    if said is not None:
        if int(said[1]):
            yield await reader.readexactly(int(said[1]))
    elif re.search(rb"(?im)^transfer-encoding: *chunked", head):
        async for chunk in _chunks(reader):
            yield chunk


async def _chunks(reader: asyncio.StreamReader) -> Answer:
    size = -1
    while size:
        line = await reader.readuntil(b"\r\n")
        size = int(line, 16)
        yield line + await reader.readexactly(size + 2)
