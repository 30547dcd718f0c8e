"""Where somebody was comes back at the next start: pane, filter, day, record, and a form that stood open."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from postcmd.panes import Days
from tests.tui.fakes import FakeCentre, FakeDesk
from tests.tui.post import GUBEI, SUNHE, TOMORROW, Post, world
from tui import place
from tui.app import BoardApp
from tui.place import Kept, Place
from tui.request_form import RequestForm
from tui.too_small import TooSmall

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def a_session(home: Path, size: tuple[int, int] = (150, 30)) -> AsyncIterator[Post]:
    """One session of several: it begins with what the one before it left on disk."""
    desk = FakeDesk(FakeCentre(world()))

    def start(listen: object) -> FakeDesk:
        desk.listen(listen)  # type: ignore[arg-type]
        return desk

    app = BoardApp(desk.first(), start, post_folder=home, home=home, kept=place.read(home))
    async with app.run_test(size=size) as pilot:
        post = Post(app, desk, pilot)
        while post.screen.desk is None and app.failure is None:
            await pilot.pause()
        await post.settle()
        yield post
        app.keep_for_the_next()
    if app.failure is not None:
        raise app.failure


async def test_pane_filter_day_and_record_come_back(tmp_path: Path) -> None:
    async with a_session(tmp_path) as post:
        await post.on(GUBEI)
        await post.press("left", "]", "]", "g", "r", "end")
        on = post.table.cursor
    async with a_session(tmp_path) as post:
        assert post.screen.pane == "request"
        assert post.table.cursor == on
        assert post.table.has_focus
        assert post.screen.days == Days("one", TOMORROW)
        assert post.screen.views["quota"].table.column == "min"
    async with a_session(tmp_path) as post:
        await post.press("escape", "g", "q")
        await post.on(GUBEI)
    async with a_session(tmp_path) as post:
        assert (post.screen.pane, post.table.cursor) == ("quota", GUBEI)


async def test_a_filter_of_the_last_session_is_said_before_it_hides_anything_unseen(tmp_path: Path) -> None:
    async with a_session(tmp_path) as post:
        await post.press("slash", *"sunhe", "enter")
        assert post.screen.words == "sunhe"
    async with a_session(tmp_path) as post:
        assert post.screen.words == "sunhe"
        assert post.said == "As you left it: /sunhe. Esc lets go of it."
        await post.press("escape")
        assert post.screen.words == ""


async def test_a_board_on_which_nothing_is_hidden_shows_its_keys(tmp_path: Path) -> None:
    async with a_session(tmp_path) as post:
        await post.on(SUNHE)
    async with a_session(tmp_path) as post:
        assert "? keys" in post.said


async def test_a_record_that_is_gone_leaves_the_cursor_on_the_first_row(tmp_path: Path) -> None:
    place.write(tmp_path, Place(cursors={"quota": "gone.since.2022-11-20"}))
    async with a_session(tmp_path) as post:
        assert post.table.cursor == post.view.ids[0]


async def test_a_form_that_stood_open_when_the_line_dropped_opens_again(tmp_path: Path) -> None:
    async with a_session(tmp_path) as post:
        await post.press("n", *"sunhe")
        await post.app.workers.wait_for_complete()
        await post.screen.remembering.write()
    async with a_session(tmp_path) as post:
        form = post.over(RequestForm)
        assert isinstance(form, RequestForm)
        assert "sunhe" in str(form.texts.values())
        await post.press("escape")
    async with a_session(tmp_path) as post:
        assert not post.screen.overlays.is_open


async def test_a_file_that_cannot_be_read_is_set_aside_and_said(tmp_path: Path) -> None:
    (tmp_path / place.NAME).write_text('{"version":1,"pane":')
    async with a_session(tmp_path) as post:
        assert "cannot be read" in post.said
        assert str(tmp_path / place.ASIDE) in post.said
        assert post.screen.pane == "quota"
    assert (tmp_path / place.ASIDE).read_text() == '{"version":1,"pane":'
    assert place.read(tmp_path).place is not None


async def test_a_board_that_nobody_touched_writes_nothing_and_a_key_is_enough(tmp_path: Path) -> None:
    home = tmp_path / "home"
    async with a_session(home) as post:
        assert not home.exists()
        await post.press("down")
        await post.screen.remembering.write()
        assert stat.S_IMODE((home / place.NAME).stat().st_mode) == 0o600
        assert place.read(home) == Kept(post.screen.remembering.now)


async def test_a_disk_that_takes_nothing_is_said_once_and_stops_nobody(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("no folder")
    async with a_session(home) as post:
        await post.press("down")
        await post.screen.remembering.write()
        assert "cannot be kept on disk" in post.said
        await post.press("up", "down", "down")
        await post.screen.remembering.write()
        assert "cannot be kept on disk" not in post.said


async def test_a_window_too_small_for_the_board_forgets_nothing(tmp_path: Path) -> None:
    place.write(tmp_path, Place(pane="squad", cursors={"squad": "second"}))
    async with a_session(tmp_path, size=(20, 5)) as post:
        assert post.screen.query(TooSmall)
    kept = place.read(tmp_path).place
    assert kept is not None
    assert (kept.pane, kept.second, kept.cursors["squad"]) == ("squad", "squad", "second")


def test_what_is_no_place_is_none_and_changes_nothing(tmp_path: Path) -> None:
    assert place.read(tmp_path) == Kept()
    file = tmp_path / place.NAME
    for content in (b"", b"[]", b"\xff\xfe", b'{"version":2}', b" " * (place.LARGEST + 1)):
        file.write_bytes(content)
        assert place.read(tmp_path) == Kept(is_damaged=True)
    file.unlink()
    file.symlink_to(tmp_path / "elsewhere")
    assert place.read(tmp_path) == Kept(is_damaged=True)
