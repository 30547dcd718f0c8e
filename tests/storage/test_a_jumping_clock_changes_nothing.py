"""A wall clock that jumps by ten years, forth or back, changes neither the order of edits nor what becomes of them."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from postcmd.ops import QuotaAdd
from sync.engine import Engine
from sync.instances import CACHE, OUTBOX
from tests.builders import DAY
from tests.storage.disks import WatchedDisk
from tests.storage.recovered import start_after
from tests.storage.story import home_in as story_home
from tests.storage.story import tell
from tests.sync.desk import PATIENCE, QUICK, SUNHE, DeskAtWork, home_in
from tests.sync.fake_centre import FakeCentre

TEN_YEARS = timedelta(days=3653)
NOW = datetime(2022, 11, 20, 12, 0, tzinfo=UTC)
JUMPS = {"ahead": (1,), "behind": (-1,), "jumping": (-1, 0, 1)}


def clock_that(jumps: tuple[int, ...]) -> Callable[[], datetime]:
    chance = random.Random(7)
    return lambda: NOW + chance.choice(jumps) * TEN_YEARS


@contextmanager
def at_work_under(now: Callable[[], datetime], state: Path, centre: FakeCentre) -> Iterator[DeskAtWork]:
    desk = DeskAtWork(Engine(home_in(state), lambda: centre, pace=QUICK, now=now))
    desk.engine.start()
    try:
        yield desk
    finally:
        assert desk.engine.stop(PATIENCE)


@pytest.mark.parametrize("jumps", JUMPS)
def test_edits_go_out_in_their_order_and_take_effect_once(tmp_path: Path, jumps: str) -> None:
    """Made, saved, read by the next start, sent and confirmed: each step under another time."""
    centre, now = FakeCentre(), clock_that(JUMPS[jumps])
    centre.weather = "gone"
    with at_work_under(now, tmp_path, centre) as desk:
        tickets = [desk.give(edit_at(now(), heads)) for heads in range(1, 5)]
        desk.until(lambda: all(desk.stage(ticket) == "saved" for ticket in tickets))
    centre.weather = "fine"
    with at_work_under(now, tmp_path, centre) as desk:
        for heads in range(5, 9):
            desk.give(edit_at(now(), heads))
        desk.until(lambda: desk.board.quota(SUNHE) is not None and not desk.board.waiting)
        desk.until(lambda: desk.quota().max == 12 + sum(range(1, 9)))
        assert not [edit for edit in desk.board.edits if edit.stage == "attention"]
    assert [n for _, n in centre.history.effects] == list(range(1, 9))


def edit_at(made: datetime, heads: int) -> QuotaAdd:
    return QuotaAdd(
        request="sunhe", unit="lianjia", day=DAY, min=heads, max=heads, made=made, group=f"each for itself {heads}"
    )


@pytest.mark.parametrize("jump", [TEN_YEARS, -TEN_YEARS], ids=["ahead", "behind"])
def test_the_times_of_files_decide_about_nothing_that_waits(tmp_path: Path, jump: timedelta) -> None:
    """Also where another instance has the newest cache by far."""
    state = tmp_path / "postcmd"
    tell(state, WatchedDisk(), lambda said: None)
    (folder,) = story_home(state).folder.iterdir()
    other = folder.with_name("inst-another")
    other.mkdir(mode=0o700)
    (other / CACHE).touch(mode=0o600)
    (other / CACHE).write_bytes((folder / CACHE).read_bytes())
    for name in (OUTBOX, CACHE):
        at = (NOW + jump).timestamp()
        os.utime(folder / name, (at, at))
    found = start_after(state)
    assert (found.kept, found.trouble) == ({3: 12, 4: 13}, "")


def test_a_file_set_aside_twice_in_one_moment_is_kept_twice(tmp_path: Path) -> None:
    """A clock that stands, or goes back, never lets one file in quarantine cover another."""
    state = tmp_path / "postcmd"
    tell(state, WatchedDisk(), lambda said: None)
    (folder,) = story_home(state).folder.iterdir()
    for content in (b"first", b"second", b"third"):
        (folder / CACHE).touch(mode=0o600)
        (folder / CACHE).write_bytes(content)
        aside = start_after(state).aside
    assert sorted(aside) == [b"first", b"second", b"third"]
