"""A home that was copied, or put back to an older state: every edit arrives, each once, whoever acts first."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from postcmd.wire import Result
from sync.core import Core
from sync.files import DISK
from sync.formats import Kept
from sync.identity import is_ours, sift
from sync.instances import CACHE, OUTBOX, glances
from sync.intents import Intents
from sync.learnt import Learnt
from sync.retired import retire
from tests.sync.core_steps import core_at, learn, pushed, sealed
from tests.sync.desk import SUNHE, at_work, home_in
from tests.sync.fake_centre import FakeCentre


def offline_edit(state: Path, centre: FakeCentre, heads: int) -> None:
    centre.weather = "gone"
    with at_work(state, centre) as desk:
        desk.until_kept(desk.add_to_quota(heads, group=f"of {heads}"))
    centre.weather = "fine"


def until_settled(state: Path, centre: FakeCentre, heads: int) -> None:
    with at_work(state, centre) as desk:
        desk.until(lambda: desk.board.quota(SUNHE) is not None and not desk.board.waiting)
        desk.until(lambda: desk.quota().max == heads)


def a_worked_in(state: Path, centre: FakeCentre) -> None:
    state.mkdir()
    with at_work(state, centre) as desk:
        desk.until_online()
        desk.until_done(desk.add_to_quota(+1))


def worked_in_and_put_back(state: Path, centre: FakeCentre, name: str) -> None:
    """The file of this name knows nothing of the last edit, of ten heads."""
    a_worked_in(state, centre)
    (folder,) = home_in(state).folder.iterdir()
    older = (folder / name).read_bytes()
    with at_work(state, centre) as desk:
        desk.until_online()
        desk.until_done(desk.add_to_quota(+10, group="forgotten"))
    (folder / name).write_bytes(older)


def test_an_edit_that_was_sealed_and_not_sent_is_not_ended_by_the_copys(tmp_path: Path) -> None:
    """Both have an op 2; the copy's arrived. Its result is not that of ours, which was about to go out."""
    centre = FakeCentre()
    core, intents = Core("server", "post", Learnt(account="chaoyang")), sealed(2, heads=5)
    theirs = Core("server", "post", Learnt(account="chaoyang"))
    learn(theirs, centre)
    for numbers in ([1], [2]):
        message = theirs.push_request(numbers, sealed(2, heads=7), 0.0)
        centre.answer(message)
    learn(core, centre, intents)
    assert core.unanswered(intents) == [1, 2]
    assert (core.cloned, core.theirs) == (True, 1)
    assert core.next_push(intents) == [], "under the old id nothing of ours can arrive any more"


def test_two_machines_with_one_copied_home_at_once(tmp_path: Path) -> None:
    centre = FakeCentre()
    original, copied = tmp_path / "original", tmp_path / "copied"
    a_worked_in(original, centre)
    shutil.copytree(original, copied)
    with at_work(original, centre) as here, at_work(copied, centre) as there:
        here.until_online()
        there.until_online()
        mine, theirs = here.add_to_quota(+10), there.add_to_quota(+100)
        here.until_done(mine)
        there.until_done(theirs)
        here.until(lambda: here.quota().max == 123)
        there.until(lambda: there.quota().max == 123)
        here.until_done(here.add_to_quota(+1000, group="later"))
        there.until_done(there.add_to_quota(+10000, group="later"))
    assert centre.quota(SUNHE).max == 11123
    assert len({client for client, _ in centre.history.effects}) == 2


def test_an_unsent_edit_that_the_original_sent_is_not_sent_again(tmp_path: Path) -> None:
    """The copy was made while the edit waited. The centre knows it by its hash: it is done, not numbered anew."""
    centre = FakeCentre()
    original, copied = tmp_path / "original", tmp_path / "copied"
    a_worked_in(original, centre)
    offline_edit(original, centre, +10)
    shutil.copytree(original, copied)
    until_settled(original, centre, 23)
    until_settled(copied, centre, 23)
    assert centre.quota(SUNHE).max == 23
    assert len(centre.history.effects) == 2


def test_an_outbox_put_back_under_a_newer_cache_loses_no_new_edit(tmp_path: Path) -> None:
    """The cache knows a result for a number that the outbox gives again: it is not the new edit's."""
    centre = FakeCentre()
    worked_in_and_put_back(tmp_path / "state", centre, OUTBOX)
    offline_edit(tmp_path / "state", centre, +100)
    until_settled(tmp_path / "state", centre, 123)
    assert centre.quota(SUNHE).max == 123


def test_a_cache_put_back_under_a_newer_outbox_is_brought_up_to_date(tmp_path: Path) -> None:
    centre = FakeCentre()
    worked_in_and_put_back(tmp_path / "state", centre, CACHE)
    until_settled(tmp_path / "state", centre, 23)
    assert len(centre.history.effects) == 2


def test_what_was_answered_under_the_former_id_outlives_a_restore(tmp_path: Path) -> None:
    """The edit was answered, the home was copied, another id was taken; then the centre lost the edit."""
    centre = FakeCentre()
    centre.backup()
    a_worked_in(tmp_path / "state", centre)
    shutil.copytree(tmp_path / "state", tmp_path / "older")
    with at_work(tmp_path / "state", centre) as desk:
        desk.until_online()
        desk.until_done(desk.add_to_quota(+10))
    with at_work(tmp_path / "older", centre) as desk:
        desk.until_online()
        desk.until_done(desk.add_to_quota(+100))
        desk.until(lambda: desk.quota().max == 123)
    shutil.rmtree(tmp_path / "state")
    centre.restore()
    with at_work(tmp_path / "older", centre) as desk:
        desk.until(lambda: desk.link.epoch == "e2" and desk.quota().max == 113)
    assert centre.quota(SUNHE).max == 113


def test_a_retired_folder_is_never_worked_in_and_goes_when_it_is_safe(tmp_path: Path) -> None:
    centre = FakeCentre()
    a_worked_in(tmp_path / "state", centre)
    shutil.copytree(tmp_path / "state", tmp_path / "older")
    with at_work(tmp_path / "state", centre) as desk:
        desk.until_online()
        desk.until_done(desk.add_to_quota(+10))
    with at_work(tmp_path / "older", centre) as desk:
        desk.until_online()
        desk.until_done(desk.add_to_quota(+100))
    home = home_in(tmp_path / "older")
    assert sorted(one.intents.retired for one in glances(home)) == [False, True]
    centre.safe = centre.history.seq
    with at_work(tmp_path / "older", centre) as desk:
        desk.until_online()
        assert desk.link.other_sessions == 0
        desk.until(lambda: not [one for one in glances(home) if one.intents.retired])


def test_a_number_that_a_copy_used_holds_up_nothing_of_a_retired_folder(tmp_path: Path) -> None:
    """Of the ops 1, 2, 3 the second was the copy's. The centre loses all of them, and gets ours back."""
    centre = FakeCentre()
    centre.backup()
    core, intents = core_at(centre), sealed(3)
    pushed(core, centre, intents)
    learn(core, centre, intents)
    del core.shown.results[2]
    home = home_in(tmp_path)
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        retire(home, "retired", intents, core.basis, DISK)
    centre.restore()
    with at_work(tmp_path, centre) as desk:
        desk.until(lambda: desk.link.epoch == "e2" and desk.quota().max == 14)
        assert not desk.board.all_edits
    assert [n for client, n in centre.history.effects if client == "post"] == [1, 3]


@pytest.mark.parametrize(
    ("kept", "h", "ours"),
    [
        (Kept(sealed(1).kept[1].op, sealed=True), "", True),
        (Kept(sealed(1).kept[1].op), "", False),
        (Kept(sealed(1).kept[1].op), sealed(1).kept[1].op.h, True),
        (Kept(sealed(1).kept[1].op, sealed=True), "b2:another", False),
        (Kept(sealed(1).kept[1].op, sealed=True, dismissed=True), "b2:another", True),
    ],
)
def test_a_result_is_ours_where_the_op_is(kept: Kept, h: str, ours: bool) -> None:
    assert is_ours(kept, Result(1, "applied", 9, None, h)) == ours


def test_results_beyond_our_numbers_are_somebody_elses() -> None:
    found = sift({5: Result(5, "applied", 9, None, "b2:another")}, Intents("post", 5))
    assert (found.ours, found.cloned, found.theirs) == ({}, True, None)
