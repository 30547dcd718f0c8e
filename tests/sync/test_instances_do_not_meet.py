"""Each running post has a folder of its own; what one left the next takes up; nothing is sent for another."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from postcmd.errors import BadConfig
from sync.files import Disk
from sync.instances import PREFIX, Home, Instance, glances, home_of, open_elsewhere, remove, take
from sync.locks import hold
from tests.sync.desk import SUNHE, URL, at_work, home_in
from tests.sync.fake_centre import FakeCentre


def names() -> Callable[[], str]:
    numbers = itertools.count(1)
    return lambda: f"client-{next(numbers)}"


def test_a_second_session_gets_a_folder_of_its_own(tmp_path: Path) -> None:
    home, new = home_in(tmp_path), names()
    first, second = take(home, new), take(home, new)
    assert first.folder != second.folder
    assert open_elsewhere(home, first.folder) == 1
    second.release()
    assert open_elsewhere(home, first.folder) == 0
    first.release()


class SomebodyIsFaster(Disk):
    """The first new folder is taken by another session before its maker has locked it."""

    def __init__(self, home: Home) -> None:
        self._home, self.faster = home, list[Instance]()

    def mkdir(self, path: Path) -> None:
        super().mkdir(path)
        if path.name.startswith(PREFIX) and not self.faster:
            self.faster.append(take(self._home, names()))


def test_two_who_start_at_once_get_a_folder_each(tmp_path: Path) -> None:
    home = home_in(tmp_path)
    take(home, lambda: "for the folders above").release()
    remove(take(home, names()))
    disk = SomebodyIsFaster(home)
    new = names()
    mine = take(home, new, disk)
    (other,) = disk.faster
    assert (other.folder.name, mine.folder.name) == ("inst-client-1", "inst-client-2")
    for instance in (mine, other):
        instance.release()


def test_a_folder_that_was_taken_away_is_not_made_again_by_its_lock(tmp_path: Path) -> None:
    assert hold(tmp_path / "inst-gone") is None
    assert not (tmp_path / "inst-gone").exists()


def test_a_free_folder_is_taken_up_again(tmp_path: Path) -> None:
    home, new = home_in(tmp_path), names()
    first = take(home, new)
    first.release()
    again = take(home, new)
    assert again.folder == first.folder
    again.release()


def test_waiting_edits_are_taken_up_first_and_shown_to_the_others(tmp_path: Path) -> None:
    centre = FakeCentre()
    with at_work(tmp_path, centre) as first:
        first.until_online()
        with at_work(tmp_path, centre) as second:
            second.until_online()
            centre.weather = "gone"
            waiting = second.add_to_quota(+3)
            second.until_kept(waiting)
            client = next(one.client for one in glances(home_in(tmp_path)) if one.waiting)
        with at_work(tmp_path, centre) as third:
            third.until(lambda: len(third.board.waiting) == 1)
            assert not third.board.waiting[0].foreign
            with at_work(tmp_path, centre) as fourth:
                fourth.until(lambda: [edit.foreign for edit in fourth.board.edits] == [client])
                fourth.until(lambda: fourth.link.other_sessions == 2)
            centre.weather = "fine"
            third.engine.sync_now()
            third.until(lambda: third.board.quota(SUNHE) is not None and not third.board.waiting)
    assert centre.quota(SUNHE).max == 15


def test_a_post_is_told_apart_by_centre_and_account(tmp_path: Path) -> None:
    places = {
        home_of(url, who, tmp_path).folder for url in (URL, "https://other.example") for who in ("a", "b", "../a")
    }
    assert len(places) == 6
    assert all(place.parent.parent == tmp_path for place in places)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_a_folder_that_others_can_enter_is_refused(tmp_path: Path, level: int) -> None:
    home = home_in(tmp_path)
    take(home, names()).release()
    [home.folder, *home.folder.parents][level].chmod(0o750)
    with pytest.raises(BadConfig, match="folder_not_private"):
        take(home, names())


def test_where_no_folder_can_be_used_records_are_shown_and_edits_refused(tmp_path: Path) -> None:
    home = home_in(tmp_path)
    take(home, names()).release()
    home.folder.chmod(0o755)
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until(lambda: desk.board.quota(SUNHE) is not None)
        assert (desk.link.state, desk.link.trouble) == ("read_only", "folder_not_private")
        desk.until_stage(desk.add_to_quota(+3), "attention")
        assert desk.quota().max == 12


def test_an_outbox_of_another_account_is_never_sent(tmp_path: Path) -> None:
    """I14: an outbox belongs to one person at one centre."""
    centre = FakeCentre()
    centre.weather = "gone"
    with at_work(tmp_path, centre, account="miyun") as theirs:
        theirs.until_stage(theirs.add_to_quota(+3), "saved")
    shutil.copytree(home_in(tmp_path, "miyun").folder, home_in(tmp_path).folder)
    centre.weather = "fine"
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        assert not desk.board.all_edits
    assert not centre.history.effects


def test_a_token_of_another_account_is_not_used(tmp_path: Path) -> None:
    centre = FakeCentre()
    with at_work(tmp_path, centre, account="miyun") as desk:
        desk.until(lambda: desk.link.state == "sign_in")
        assert desk.link.trouble == "other_account"
        desk.until_stage(desk.add_to_quota(+3), "saved")
    assert not centre.questions


def test_a_copied_folder_goes_on_under_a_name_of_its_own(tmp_path: Path) -> None:
    """Two copies of one post make different edits under the same numbers: each arrives, each once."""
    centre = FakeCentre()
    original, copied = tmp_path / "original", tmp_path / "copied"
    original.mkdir()
    with at_work(original, centre) as desk:
        desk.until_online()
        desk.until_done(desk.add_to_quota(+1))
    shutil.copytree(original, copied)
    with at_work(original, centre) as desk:
        desk.until_online()
        desk.until_done(desk.add_to_quota(+10))
    centre.weather = "gone"
    with at_work(copied, centre) as desk:
        desk.until_stage(desk.add_to_quota(+100), "saved")
        desk.until_stage(desk.add_to_quota(+1000, group="later"), "saved")
    centre.weather = "fine"
    with at_work(copied, centre) as desk:
        desk.until(lambda: desk.board.quota(SUNHE) is not None and not desk.board.waiting)
        desk.until(lambda: desk.quota().max == 1123)
    assert centre.quota(SUNHE).max == 1123
    assert len({client for client, _ in centre.history.effects}) == 2


def test_a_home_rolled_back_to_an_older_state_sends_nothing_twice(tmp_path: Path) -> None:
    centre = FakeCentre()
    state, older = tmp_path / "state", tmp_path / "older"
    state.mkdir()
    with at_work(state, centre) as desk:
        desk.until_online()
        desk.until_done(desk.add_to_quota(+1))
    shutil.copytree(state, older)
    with at_work(state, centre) as desk:
        desk.until_online()
        desk.until_done(desk.add_to_quota(+10, group="a"))
    shutil.rmtree(state)
    older.rename(state)
    with at_work(state, centre) as desk:
        desk.until_online()
        desk.until_done(desk.add_to_quota(+100, group="b"))
        assert desk.quota().max == 123
    assert centre.quota(SUNHE).max == 123
