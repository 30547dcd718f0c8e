"""Each fault befalls questions when it is in the weather, is counted, and is what its name says to a client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from postcmd.errors import PostError
from postcmd.wire import Problem, PullAnswer, PullRequest, PushRequest
from sync.http import HttpCentre
from sync.ports import Secret
from tests.centre_fixture import RunningCentre, running_centre
from tests.chaos.faults import FAULTS, Fault
from tests.chaos.ways import Way, Ways

pytestmark = pytest.mark.anyio
GETS_THROUGH: frozenset[Fault] = frozenset({"delay", "trickle", "twice"})
MAY_GET_THROUGH: frozenset[Fault] = frozenset({"cut", "bad_gzip"})
"""After the last byte, or in a byte that means nothing."""


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentre]:
    with running_centre(tmp_path_factory.mktemp("centre")) as centre:
        yield centre


@pytest.fixture
def way(centre: RunningCentre) -> Iterator[Way]:
    with Ways(seed=1) as ways:
        way = ways.open([centre.port])
        way.silence = 0.05
        yield way


@asynccontextmanager
async def asking(way: Way, centre: RunningCentre) -> AsyncIterator[HttpCentre]:
    client = HttpCentre(way.url, Secret(centre.tokens["chaoyang"]))
    try:
        yield client
    finally:
        await client.close()


async def test_in_fine_weather_nothing_is_changed(way: Way, centre: RunningCentre) -> None:
    async with asking(way, centre) as client:
        answer = await client.pull(PullRequest(client="C"))
        assert isinstance(answer, PullAnswer)
        async for kind, _ in client.events("C"):
            assert kind == "hello"
            break
    assert way.met == {"fine": 2}


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault != "buffered"])
async def test_a_fault_is_counted_and_told_from_an_answer(way: Way, centre: RunningCentre, fault: Fault) -> None:
    """A post either gets the centre's own words or learns that it did not get through."""
    async with asking(way, centre) as client:
        hello = await client.hello("C")
        way.weather = {fault: 1.0}
        push = PushRequest(client=f"C-{fault}", epoch=hello.epoch, cursor=None, low=1, ops=[])
        try:
            answer = await client.push(push)
            got_through = not isinstance(answer, Problem)
        except PostError:
            got_through = False
    assert fault in MAY_GET_THROUGH or got_through == (fault in GETS_THROUGH)
    assert way.met[fault] == 1


async def test_a_buffered_stream_is_connected_and_silent(way: Way, centre: RunningCentre) -> None:
    way.weather = {"buffered": 1.0}
    async with asking(way, centre) as client:
        with pytest.raises(PostError):
            await anext(client.events("C"))
    assert way.met == {"buffered": 1}


@pytest.mark.parametrize("how", ["resumed", "cut"])
async def test_what_was_under_way_in_a_partition_ends_with_it(way: Way, centre: RunningCentre, how: str) -> None:
    async with asking(way, centre) as client:
        await client.hello("C")
        way.part()
        question = asyncio.ensure_future(client.hello("C"))
        other = asyncio.ensure_future(client.hello("D"))
        way.heal("resumed" if how == "resumed" else "cut")
        if how == "resumed":
            assert (await question).epoch == (await other).epoch
        else:
            await asyncio.gather(question, other, return_exceptions=True)
            assert (await client.hello("C")).account == "chaoyang"


async def test_a_dead_connection_stays_dead_and_a_new_one_works(way: Way, centre: RunningCentre) -> None:
    async with asking(way, centre) as old, asking(way, centre) as new:
        await old.hello("C")
        way.part()
        way.heal("dead")
        assert (await new.hello("D")).account == "chaoyang"
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await old.hello("C")
