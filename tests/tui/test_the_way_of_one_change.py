"""From a key on the board to a real centre and back: nothing in between is a stand-in."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from postcmd.edits import Update
from sync.engine import Engine
from sync.ports import Secret
from sync.post import open_cache, start_engine, way_to
from tests.centre_fixture import WALL, RunningCentre, running_centre
from tui.app import BoardApp
from tui.board_screen import BoardScreen

pytestmark = pytest.mark.anyio

SUNHE = "sunhe.lianjia.2022-11-20"
LIMIT = 30.0


class RealPost:
    """A board on a cache of its own, at a real centre."""

    def __init__(self, app: BoardApp, pilot: Pilot[int]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def screen(self) -> BoardScreen:
        return self.app._board_screen

    @property
    def most(self) -> int | None:
        quota = self.screen.board.quota(SUNHE)
        return quota.max if quota is not None else None

    @property
    def mark(self) -> str:
        return self.screen.board.mark("quota", SUNHE)

    @property
    def state(self) -> str:
        return self.screen.board.link.state

    async def until(self, holds: Callable[[], bool]) -> None:
        end = time.monotonic() + LIMIT
        while not holds():
            assert time.monotonic() < end, (self.state, self.most, self.mark)
            assert self.app.failure is None
            await self.pilot.pause(0.02)


@asynccontextmanager
async def a_post(centre: RunningCentre, state: Path, account: str = "city") -> AsyncIterator[RealPost]:
    cached = open_cache(centre.url, account, state)
    engines: list[Engine] = []

    def start(listen: Callable[[Update], None]) -> Engine:
        engines.append(start_engine(cached, way_to(centre.url, lambda: Secret(centre.tokens[account])), listen))
        return engines[0]

    app = BoardApp(None if cached.is_empty else cached.update, start)
    try:
        async with app.run_test(size=(120, 30)) as pilot:
            post = RealPost(app, pilot)
            await post.until(lambda: post.screen.desk is not None)
            yield post
    finally:
        for engine in engines:
            engine.stop(5)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[RunningCentre]:
    with running_centre(tmp_path, clock=WALL) as running:
        yield running


async def test_a_key_reaches_the_centre_and_another_board(centre: RunningCentre, tmp_path: Path) -> None:
    async with a_post(centre, tmp_path / "here") as here, a_post(centre, tmp_path / "there", "chaoyang") as there:
        await here.until(lambda: here.state == "online" and SUNHE in here.screen.view.ids)
        here.screen.view.table.go_to(SUNHE)
        await here.pilot.press("plus")
        assert here.most == 13
        await here.until(lambda: here.mark == "✓" and here.most == 13)
        await there.until(lambda: there.most == 13)


async def test_edits_of_an_outage_arrive_once_when_the_centre_comes_back(centre: RunningCentre, tmp_path: Path) -> None:
    async with a_post(centre, tmp_path / "here") as post:
        await post.until(lambda: post.state == "online" and SUNHE in post.screen.view.ids)
        centre.kill()
        await post.until(lambda: post.state != "online")
        post.screen.view.table.go_to(SUNHE)
        await post.pilot.press("plus", "plus", "plus")
        await post.until(lambda: post.mark == "●" and post.most == 15)
    async with a_post(centre, tmp_path / "here") as again:
        assert again.most == 15
        centre.start()
        await again.pilot.press("ctrl+r")
        await again.until(lambda: again.state == "online" and not again.screen.board.waiting)
        assert again.most == 15
