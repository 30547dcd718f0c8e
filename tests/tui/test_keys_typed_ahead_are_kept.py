"""The first frame comes before the outbox is open: what is typed in that moment is not lost."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from postcmd.edits import Update
from sync.ports import Desk
from tests.tui.fakes import FakeCentre, FakeDesk
from tests.tui.post import SUNHE, world
from tui.app import BoardApp

pytestmark = pytest.mark.anyio


def bounds(app: BoardApp) -> tuple[int, int | None]:
    quota = app.board.quota(SUNHE)
    assert quota is not None
    return quota.min, quota.max


async def test_keys_typed_before_the_outbox_is_open_act_once_it_is_and_in_their_order() -> None:
    desk, may_open = FakeDesk(FakeCentre(world())), threading.Event()

    def start_sync(listener: Callable[[Update], None]) -> Desk:
        assert may_open.wait(20)
        desk.listen(listener)
        return desk

    app = BoardApp(desk.first(), start_sync)
    async with app.run_test(size=(150, 30)) as pilot:
        screen = app._board_screen
        screen.view.table.go_to(SUNHE)
        await pilot.press("plus", "plus", "down", "plus")
        assert (bounds(app), screen.view.table.cursor) == ((12, 12), SUNHE)

        may_open.set()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert bounds(app) == (14, 14)
        assert screen.view.table.cursor != SUNHE


async def test_a_number_typed_before_the_outbox_is_open_is_set_once_it_is() -> None:
    desk, may_open = FakeDesk(FakeCentre(world())), threading.Event()

    def start_sync(listener: Callable[[Update], None]) -> Desk:
        assert may_open.wait(20)
        desk.listen(listener)
        return desk

    app = BoardApp(desk.first(), start_sync)
    async with app.run_test(size=(150, 30)) as pilot:
        app._board_screen.view.table.go_to(SUNHE)
        await pilot.press("2", "5", "enter")
        may_open.set()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert bounds(app) == (25, 25)
