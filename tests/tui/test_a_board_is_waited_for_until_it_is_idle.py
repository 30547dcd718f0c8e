"""How the tests of the screen wait: for the board, never for a time."""

import asyncio
import threading
import time

import pytest

from tests.idle import BLOCKED, FRAME, LONGEST, WatchedLoop

pytestmark = pytest.mark.anyio


def the_loop() -> WatchedLoop:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, WatchedLoop)
    return loop


async def test_what_begets_more_to_do_is_waited_for_to_the_end() -> None:
    done: list[int] = []

    def go_on(left: int) -> None:
        done.append(left)
        if left:
            the_loop().call_soon(go_on, left - 1)

    go_on(20)
    await the_loop().rest()
    assert done[-1] == 0


async def test_what_a_thread_still_does_is_waited_for() -> None:
    may_end = threading.Event()
    under_way = asyncio.ensure_future(asyncio.to_thread(may_end.wait))
    the_loop().call_later(FRAME / 2, may_end.set)
    await the_loop().rest()
    assert under_way.done()


async def test_a_thread_that_waits_for_the_test_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.idle.BLOCKED", BLOCKED / 10)
    may_end = threading.Event()
    under_way = asyncio.ensure_future(asyncio.to_thread(may_end.wait))
    await the_loop().rest()
    assert not under_way.done()
    may_end.set()
    await under_way


async def test_a_frame_is_painted_at_once_and_a_later_timer_is_left_alone() -> None:
    fired: list[str] = []
    the_loop().call_later(FRAME * 0.9, fired.append, "frame")
    the_loop().call_later(60 * FRAME, fired.append, "later")
    await the_loop().rest()
    assert fired == ["frame"]


async def test_what_never_rests_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.idle.LONGEST", LONGEST / 500)
    begun = time.monotonic()

    def for_ever() -> None:
        if time.monotonic() < begun + 60:
            the_loop().call_soon(for_ever)

    for_ever()
    await asyncio.wait_for(the_loop().rest(), timeout=30)
