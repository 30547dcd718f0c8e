"""After a clash, or after anything that ended, a new edit of the same quota stands on its own feet."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from postcmd.ops import QuotaAdd
from sync.engine import Engine
from sync.post import edit_once, open_cache
from tests.centre_fixture import DAY
from tests.sync.desk import PATIENCE, QUICK, SUNHE, URL, DeskAtWork, at_work, home_in
from tests.sync.fake_centre import FakeCentre

ADD = QuotaAdd(request="sunhe", unit="lianjia", day=DAY, min=1, max=1)


@pytest.fixture
def centre(tmp_path: Path) -> FakeCentre:
    """A centre where this post's number clashed with somebody else's, after an edit of ours that went well."""
    fake = FakeCentre()
    with at_work(tmp_path, fake) as desk:
        desk.until_online()
        desk.until_done(desk.add_to_quota(+1))
        fake.weather = "gone"
        clash = desk.set_quota(20)
        desk.until_kept(clash)
        fake.put(msgspec.structs.replace(fake.quota(SUNHE), min=30, max=30))
        fake.weather = "fine"
        desk.engine.sync_now()
        desk.until_stage(clash, "attention")
    return fake


def test_from_the_command_line_it_is_applied(tmp_path: Path, centre: FakeCentre) -> None:
    (edit,) = edit_once(open_cache(URL, "chaoyang", tmp_path / "postcmd"), lambda: centre, [ADD]).edits
    assert (edit.op.after, edit.stage) == (None, "done")
    assert centre.quota(SUNHE).max == 31


def test_a_key_pressed_before_the_cache_is_open_is_no_exception(tmp_path: Path, centre: FakeCentre) -> None:
    desk = DeskAtWork(Engine(home_in(tmp_path), lambda: centre, pace=QUICK))
    pressed = desk.give(ADD)
    desk.engine.start()
    desk.until_done(pressed)
    edit = desk.edit(pressed)
    assert desk.engine.stop(PATIENCE)
    assert edit is not None
    assert edit.op.after is None
