"""Reading and editing from the command line: the cache at once, the centre if it answers, and no edit lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from postcmd.board import Board
from postcmd.edits import Update
from postcmd.errors import SignInNeeded, Unreachable
from postcmd.ops import QuotaAdd
from postcmd.records import Quota, Squad
from sync.http import HttpCentre
from sync.instances import glances
from sync.ports import Centre, Secret
from sync.post import CachedPost, edit_once, open_cache, pull_once, start_engine
from sync.remember import Last, recall, remember
from tests.centre_fixture import DAY, many_quotas, running_centre
from tests.sync.desk import SUNHE, URL, at_work, home_in
from tests.sync.fake_centre import FakeCentre


def edit(heads: int) -> QuotaAdd:
    return QuotaAdd(request="sunhe", unit="lianjia", day=DAY, min=heads, max=heads)


def to(centre: Centre) -> Callable[[], Centre]:
    return lambda: centre


def cached(state: Path) -> CachedPost:
    return open_cache(URL, "chaoyang", state / "postcmd")


def shown(post: CachedPost) -> int | None:
    board = Board()
    board.apply(post.update)
    quota = board.quota(SUNHE)
    return None if quota is None else quota.max


@pytest.fixture
def centre(tmp_path: Path) -> FakeCentre:
    """A centre this post knows already."""
    fake = FakeCentre()
    with at_work(tmp_path, fake) as desk:
        desk.until_online()
    return fake


def test_nothing_known_is_an_empty_post(tmp_path: Path) -> None:
    post = cached(tmp_path)
    assert post.is_empty
    assert post.update.puts == ()
    assert not list(tmp_path.iterdir())


def test_the_cache_is_read_while_a_board_is_at_work(tmp_path: Path, centre: FakeCentre) -> None:
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        assert shown(cached(tmp_path)) == 12


def test_waiting_edits_stand_on_top_of_the_cache(tmp_path: Path, centre: FakeCentre) -> None:
    centre.weather = "gone"
    with at_work(tmp_path, centre) as desk:
        desk.until_stage(desk.add_to_quota(+3), "saved")
    assert shown(cached(tmp_path)) == 15


def test_opening_the_cache_imports_nothing_that_is_slow(tmp_path: Path, centre: FakeCentre) -> None:
    script = (
        "import sys; from pathlib import Path; from sync.post import open_cache;"
        f"post = open_cache({URL!r}, 'chaoyang', Path({str(tmp_path / 'postcmd')!r})); assert post.update.puts;"
        "print(*sorted({'httpx', 'tinydb', 'keyring', 'filelock', 'asyncio', 'click', 'textual'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_a_question_brings_the_cache_up_to_date_and_writes_nothing(tmp_path: Path, centre: FakeCentre) -> None:
    centre.put(msgspec.structs.replace(centre.quota(SUNHE), max=30))
    asked = pull_once(cached(tmp_path), to(centre))
    assert shown(asked) == 30
    assert asked.update.link is not None
    assert asked.update.link.state == "online"
    assert shown(cached(tmp_path)) == 12


@pytest.mark.parametrize(("weather", "state"), [("gone", "offline"), ("signed out", "sign_in")])
def test_without_an_answer_the_cache_says_why(tmp_path: Path, centre: FakeCentre, weather: str, state: str) -> None:
    centre.weather = "gone" if weather == "gone" else "signed out"
    asked = pull_once(cached(tmp_path), to(centre))
    assert shown(asked) == 12
    assert asked.update.link is not None
    assert asked.update.link.state == state


@pytest.mark.parametrize(("weather", "error"), [("gone", Unreachable), ("signed out", SignInNeeded)])
def test_without_an_answer_and_a_cache_it_fails_as_what_it_is(
    tmp_path: Path, weather: str, error: type[Exception]
) -> None:
    centre = FakeCentre()
    centre.weather = "gone" if weather == "gone" else "signed out"
    with pytest.raises(error):
        pull_once(cached(tmp_path), to(centre))


def test_a_question_shows_how_edits_of_a_running_board_ended(tmp_path: Path, centre: FakeCentre) -> None:
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        desk.until_done(desk.add_to_quota(+3))
        assert shown(pull_once(cached(tmp_path), to(centre))) == 15


def test_an_edit_given_once_is_answered(tmp_path: Path, centre: FakeCentre) -> None:
    settled = edit_once(cached(tmp_path), to(centre), [edit(+3)])
    assert [one.stage for one in settled.edits] == ["done"]
    assert centre.quota(SUNHE).max == 15


def test_an_edit_given_once_is_told_of_its_refusal(tmp_path: Path, centre: FakeCentre) -> None:
    settled = edit_once(cached(tmp_path), to(centre), [edit(-20)])
    (refused,) = settled.edits
    assert refused.stage == "attention"
    assert refused.result is not None


@pytest.mark.parametrize(("weather", "state"), [("gone", "offline"), ("signed out", "sign_in")])
def test_an_edit_without_a_link_is_kept_for_the_next_board(
    tmp_path: Path, centre: FakeCentre, weather: str, state: str
) -> None:
    centre.weather = "gone" if weather == "gone" else "signed out"
    settled = edit_once(cached(tmp_path), to(centre), [edit(+3)])
    assert ([one.stage for one in settled.edits], settled.link.state) == (["saved"], state)
    centre.weather = "fine"
    with at_work(tmp_path, centre) as desk:
        desk.until(lambda: desk.board.quota(SUNHE) is not None and not desk.board.waiting)
    assert centre.quota(SUNHE).max == 15


def test_an_edit_beside_a_running_board_goes_out_under_its_own_name(tmp_path: Path, centre: FakeCentre) -> None:
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        settled = edit_once(cached(tmp_path), to(centre), [edit(+3)])
        assert [one.stage for one in settled.edits] == ["done"]
        desk.until(lambda: desk.quota().max == 15)
    assert len(glances(home_in(tmp_path))) == 2


def test_what_waits_is_sent_when_asked_to(tmp_path: Path, centre: FakeCentre) -> None:
    centre.weather = "gone"
    edit_once(cached(tmp_path), to(centre), [edit(+3)])
    centre.weather = "fine"
    settled = edit_once(cached(tmp_path), to(centre), [])
    assert settled.link.state == "online"
    assert not any(one.is_pending for one in settled.edits)
    assert centre.quota(SUNHE).max == 15


def test_an_engine_does_not_show_again_what_is_on_the_screen(tmp_path: Path, centre: FakeCentre) -> None:
    post = cached(tmp_path)
    board = Board()
    board.apply(post.update)
    updates: list[Update] = []
    engine = start_engine(post, to(centre), updates.append)
    assert engine.submit([edit(+1)])
    assert engine.stop(20.0)
    assert not any(update.whole for update in updates)


def test_the_last_post_is_remembered(tmp_path: Path) -> None:
    state = tmp_path / "postcmd"
    assert recall(state) is None
    remember(URL, "chaoyang", state)
    assert recall(state) == Last(URL, "chaoyang")
    (state / "last.json").write_bytes(b"{")
    assert recall(state) is None


def test_a_large_post_is_read_whole(tmp_path: Path) -> None:
    squads = [Squad(id=f"s-{n}", unit="lianjia", name=f"{n} 队", strength=12, request="sunhe") for n in range(1_000)]
    centre = FakeCentre([*many_quotas(5_000), *squads])
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
    post = cached(tmp_path)
    assert sum(isinstance(record, Quota) for record in post.update.puts) == 5_001
    assert sum(isinstance(record, Squad) for record in post.update.puts) == 1_001


def test_a_real_centre_stopped_and_started_loses_no_edit_and_doubles_none(tmp_path: Path) -> None:
    with running_centre(tmp_path) as running:

        def connect() -> Centre:
            return HttpCentre(running.url, Secret(running.tokens["chaoyang"]))

        with at_work(tmp_path, connect) as desk:
            desk.until_online()
            desk.until_done(desk.add_to_quota(+1))
            running.kill()
            desk.until(lambda: desk.link.state == "offline")
            waiting = [desk.add_to_quota(heads, group=f"g{heads}") for heads in (+2, +3, -1)]
            desk.until(lambda: all(desk.stage(ticket) == "saved" for ticket in waiting))
            assert desk.quota().max == 17
        with at_work(tmp_path, connect) as desk:
            desk.until(lambda: len(desk.board.waiting) == 3)
            assert desk.quota().max == 17
            running.start()
            desk.engine.sync_now()
            desk.until(lambda: not desk.board.waiting)
            assert desk.quota().max == 17
        assert shown(pull_once(cached(tmp_path), connect)) == 17
