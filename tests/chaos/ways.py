"""Ways from posts to centres that can be made bad: proxies on loopback, in a thread of their own.

    with Ways(seed=7) as ways:
        way = ways.open([centre.port])
        way.weather = {"cut": 0.05, "twice": 0.05}     # shares of the questions that this befalls
        way.part(); way.heal("dead")                   # a partition and how it ends
        way.met["cut"]                                 # how often it befell one

1. In fine weather nothing is changed; what befalls a question is drawn from the seed's chance and counted.
2. During a partition nothing passes in either direction, and nobody is told. Afterwards old connections go on, are cut,
   or stay dead for ever; new ones work.
3. Every question goes to one of the targets by chance: no stickiness to lean on.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from random import Random
from types import TracebackType
from typing import Any, Final, Literal, Self

from tests.chaos.faults import BEFALLING, Answer, Fault, Question, Severed, read_body, read_head

Healing = Literal["resumed", "cut", "dead"]
LARGEST_HEAD: Final = 64 * 1024


class Line:
    """One connection of a post. Nothing passes while `passable` is not set.

    One that was begun in a partition is only slow to begin: it never is among the dead.
    """

    def __init__(self, writer: asyncio.StreamWriter, is_parted: bool) -> None:
        self.writer, self.is_new = writer, is_parted
        self.passable = asyncio.Event()
        if not is_parted:
            self.passable.set()

    async def say(self, piece: bytes) -> None:
        await self.passable.wait()
        self.writer.write(piece)
        await self.writer.drain()


class Way:
    """One address for posts. `weather` is read at every question and may be set from any thread."""

    def __init__(self, targets: Sequence[int], chance: Random, loop: asyncio.AbstractEventLoop) -> None:
        self.targets = list(targets)
        self.weather: Mapping[Fault, float] = {}
        self.silence = 2.0
        self.met: Counter[str] = Counter()
        self.chance = chance
        self.port = 0
        self._loop = loop
        self._lines: set[Line] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._parted = False
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def part(self) -> None:
        """Nothing passes any more."""
        self._call(self._part)

    def heal(self, how: Healing = "resumed") -> None:
        """Everything new passes; the old connections go on, are cut, or are dead and nobody knows it."""
        self._call(lambda: self._heal(how))

    def cut_all(self) -> None:
        self._call(self._cut_all)

    # Towards the centre

    async def ask(self, question: Question) -> Answer:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.chance.choice(self.targets))
        except OSError:
            raise Severed from None
        try:
            writer.write(question.head + question.body)
            head = await read_head(reader)
            if head is None:
                raise Severed
            yield head
            async for piece in read_body(reader, head):
                yield piece
        finally:
            writer.transport.abort()

    def ask_later(self, question: Question, after: float) -> None:
        self._keep(self._ask_again(question, after))

    async def _ask_again(self, question: Question, after: float) -> None:
        await asyncio.sleep(after)
        with suppress(Severed, OSError, EOFError):
            async for _ in self.ask(question):
                pass

    # Towards the post

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=LARGEST_HEAD, backlog=512)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._keep(self._talk(reader, Line(writer, self._parted)))

    async def _talk(self, reader: asyncio.StreamReader, line: Line) -> None:
        self._lines.add(line)
        try:
            await self._talk_on(reader, line)
        except (OSError, EOFError):
            pass  # one of the two has hung up, as they may
        finally:
            self._lines.discard(line)
            line.writer.transport.abort()

    async def _talk_on(self, reader: asyncio.StreamReader, line: Line) -> None:
        try:
            while (question := await self._next(reader, line)) is not None:
                await self._answer(question, line)
        except Severed as severed:
            await self._leave(line, severed.politely)

    async def _next(self, reader: asyncio.StreamReader, line: Line) -> Question | None:
        head = await read_head(reader)
        if head is None:
            return None
        body = b"".join([piece async for piece in read_body(reader, head)])
        await line.passable.wait()
        return Question(head, body)

    async def _answer(self, question: Question, line: Line) -> None:
        fault = self._draw(question)
        self.met[fault or "fine"] += 1
        async for piece in BEFALLING[fault](self, question) if fault else self.ask(question):
            await line.say(piece)

    def _draw(self, question: Question) -> Fault | None:
        drawn, weather = self.chance.random(), self.weather
        for fault, share in weather.items():
            drawn -= share
            if drawn < 0:
                return fault if question.may_meet(fault) else None
        return None

    async def _leave(self, line: Line, politely: bool) -> None:
        if politely and line.writer.can_write_eof():
            line.writer.write_eof()
            await asyncio.sleep(self.silence)

    # In the loop's thread

    def _part(self) -> None:
        self._parted = True
        for line in self._lines:
            line.passable.clear()

    def _heal(self, how: Healing) -> None:
        self._parted = False
        for line in self._lines:
            if how == "resumed" or (how == "dead" and line.is_new):
                line.is_new = False
                line.passable.set()
            elif how == "cut":
                line.writer.transport.abort()

    def _cut_all(self) -> None:
        for line in self._lines:
            line.writer.transport.abort()

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _call(self, action: Any) -> None:
        self._loop.call_soon_threadsafe(action)


class Ways:
    """The loop that all ways run in."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="ways", daemon=True)
        self._ways: list[Way] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for way in self._ways:
            self._run(way.close())
        self._run(self._loop.shutdown_asyncgens())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def open(self, targets: Sequence[int]) -> Way:
        way = Way(targets, Random(f"{self._seed}.{len(self._ways)}"), self._loop)
        self._run(way.open())
        self._ways.append(way)
        return way

    def set_weather(self, weather: Mapping[Fault, float]) -> None:
        for way in self._ways:
            way.weather = weather

    @property
    def met(self) -> Counter[str]:
        """What befell questions on all ways together."""
        return sum((way.met for way in self._ways), Counter())

    def _run(self, work: Coroutine[Any, Any, Any]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(30)
