"""A cancel that comes together with what was waited for is not lost."""

from __future__ import annotations

import asyncio

import pytest

from central.feed import Listener
from sync.http import HttpCentre
from tests.demo.people import LONG, ended_within
from tui.demo_replayer import Replayer, stop

pytestmark = pytest.mark.anyio


async def turns(count: int) -> None:
    """Let the others run so many times."""
    for _ in range(count):
        await asyncio.sleep(0)


@pytest.mark.parametrize("late", range(5))
async def test_the_replay_ends_however_soon_after_a_poke_it_is_cancelled(late: int) -> None:
    centre = HttpCentre("http://127.0.0.1:1")
    replayer = Replayer(centre, ())
    waiting = asyncio.create_task(replayer._wait())
    await turns(3)
    replayer._bell.set()
    await turns(late)
    told = waiting.cancel()
    await asyncio.wait({waiting}, timeout=LONG)
    assert waiting.cancelled() == told
    await centre.close()


@pytest.mark.parametrize("late", range(5))
async def test_a_stream_ends_however_soon_after_a_poke_it_is_cancelled(late: int) -> None:
    listener = Listener("chaoyang", ["*"])
    waiting = asyncio.create_task(listener.next(LONG))
    await turns(3)
    listener.tell("poke")
    await turns(late)
    told = waiting.cancel()
    await asyncio.wait({waiting}, timeout=LONG)
    assert waiting.cancelled() == told


async def test_who_waits_for_the_end_of_another_can_be_cancelled_too() -> None:
    async def slow_to_go() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.Event().wait()

    slow = asyncio.create_task(slow_to_go())
    await turns(1)
    stopping = asyncio.create_task(stop(slow))
    await turns(3)
    stopping.cancel()
    await asyncio.wait({stopping}, timeout=LONG)
    assert stopping.cancelled()
    await ended_within(slow, LONG)
