"""Who watches the demo in its tests: a coordinator at the wire, and whether processes are still there."""

from __future__ import annotations

import asyncio
import os
import select
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from postcmd.ops import Op, numbered
from postcmd.records import Clock, Quota, Squad
from postcmd.wire import Problem, PullAnswer, PullRequest, PushRequest
from sync.http import HttpCentre
from sync.ports import Secret
from tests import nursery
from tui.demo_stage import Plan, orders

LONG: float = 30.0


def november(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2022, 11, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


class Up(msgspec.Struct, frozen=True):
    """A centre of the demo without a replay."""

    url: str
    tokens: dict[str, str]
    child: nursery.Born


@contextmanager
def centre(folder: Path, clock: datetime, port: int = 0) -> Iterator[Up]:
    """A real centre with the record's units, its clock held at this moment."""
    folder.mkdir(exist_ok=True)
    with (folder / "centre.log").open("ab") as log:
        child = nursery.start("central.rehearsal", stderr=log)
    try:
        child.stdin.write(msgspec.json.encode(orders(Plan(start=clock, port=port), folder)) + b"\n")
        tokens = msgspec.json.decode(child.stdout.readline())["tokens"]
        yield Up(child.stdout.readline().decode().split()[-1], tokens, child)
    finally:
        child.kill()
        child.wait(LONG)
        child.close()


class Watcher:
    """A coordinator's post, reduced to what the wire says."""

    def __init__(self, way: HttpCentre, name: str) -> None:
        self._way, self._name = way, name
        self._cursor: str | None = None
        self._held: list[str] = []
        self._n = 0
        self.quotas: dict[str, Quota] = {}
        self.squads: dict[str, Squad] = {}
        self.clock: Clock | None = None
        self.epoch = ""

    async def look(self, wait: int = 0) -> PullAnswer:
        """What is new; waits at most so many seconds for something to be."""
        cut = await self._way.pull(PullRequest(client=self._name, cursor=self._cursor, held=self._held, wait=wait))
        assert not isinstance(cut, Problem)
        self._cursor, self.epoch, self._held = cut.cursor, cut.epoch, cut.prefixes
        self.quotas |= {put.record.id: put.record for put in cut.puts.quota}
        self.squads |= {put.record.id: put.record for put in cut.puts.squad}
        for put in cut.puts.clock:
            self.clock = put.record
        return cut

    async def until(self, seen: Callable[[], bool]) -> None:
        """Look until that is so; TimeoutError where it never is."""
        async with asyncio.timeout(LONG):
            await self.look()
            while not seen():
                await self.look(wait=20)

    async def until_quiet(self) -> None:
        """Look until nothing has come for a second."""
        async with asyncio.timeout(LONG):
            while (await self.look(wait=1)).puts.count:
                pass

    async def say(self, op: Op) -> None:
        self._n += 1
        answer = await self._way.push(
            PushRequest(client=self._name, epoch=self.epoch, cursor=None, low=1, ops=[numbered(op, self._n)])
        )
        assert not isinstance(answer, Problem), answer


@asynccontextmanager
async def watching(url: str, token: str, name: str = "watcher") -> AsyncIterator[Watcher]:
    way = HttpCentre(url, Secret(token))
    try:
        yield Watcher(way, name)
    finally:
        await way.close()


async def ended_within(task: asyncio.Task[None], seconds: float) -> None:
    """Cancel the task; it must end in that time, and not have failed before."""
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=seconds)
    assert done, "the task does not end although it was cancelled"
    if not task.cancelled():
        task.result()


def gone_within(pid: int, seconds: float) -> bool:
    """Whether the process ends in that time. It need not be a child of ours."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], seconds)[0])
    finally:
        os.close(handle)


def started_by(pid: int) -> list[int]:
    """The processes that this one has started and that are still there."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in children.split()]
