"""Edits left in the folder of a session that has ended arrive once, under its client id, and none of them is hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from postcmd.ops import Base, QuotaSet
from postcmd.wire import PushRequest
from sync.formats import read_outbox
from sync.instances import CACHE, OUTBOX, Glance, glances
from sync.ports import Pace
from tests.centre_fixture import DAY
from tests.sync.desk import QUICK, SUNHE, DeskAtWork, at_work, home_in
from tests.sync.fake_centre import FakeCentre

OFTEN = msgspec.structs.replace(QUICK, poll=0.05)
"""Looks around all the time."""
SELDOM = msgspec.structs.replace(QUICK, poll=3600.0)
"""Looks around once."""


@contextmanager
def two_at_work(state: Path, centre: FakeCentre) -> Iterator[tuple[DeskAtWork, DeskAtWork]]:
    with at_work(state, centre, OFTEN) as first:
        first.until_online()
        with at_work(state, centre, OFTEN) as second:
            second.until_online()
            yield first, second


@contextmanager
def a_session_ended(
    state: Path, centre: FakeCentre, edit: Callable[[DeskAtWork], str], pace: Pace = OFTEN
) -> Iterator[DeskAtWork]:
    """Somebody at work beside the folder of a session whose edit never went out; the centre is gone."""
    with at_work(state, centre, pace) as first:
        first.until_online()
        with at_work(state, centre, OFTEN) as second:
            second.until_online()
            centre.weather = "gone"
            second.until_kept(edit(second))
        yield first


def left_behind(state: Path, but: DeskAtWork) -> list[Glance]:
    return [one for one in glances(home_in(state)) if one.folder != but.engine._watch._instance.folder]  # type: ignore[union-attr]  # at work


def test_an_edit_of_a_session_that_ended_is_sent_by_the_one_at_work(tmp_path: Path) -> None:
    centre = FakeCentre()
    with a_session_ended(tmp_path, centre, lambda desk: desk.add_to_quota(+3)) as first:
        (orphan,) = left_behind(tmp_path, first)
        first.until(lambda: [edit.foreign for edit in first.board.edits] == [orphan.client])
        assert first.quota().max == 12, "named, and not counted: it may have arrived already"
        centre.weather = "fine"
        first.engine.sync_now()
        first.until(lambda: first.quota().max == 15 and not first.board.all_edits)
    assert centre.history.effects == [(orphan.client, 1)]


def test_it_is_looked_after_as_soon_as_the_centre_is_back_and_again_where_that_did_not_get_through(
    tmp_path: Path,
) -> None:
    centre = FakeCentre()
    with a_session_ended(tmp_path, centre, lambda desk: desk.add_to_quota(+3), SELDOM) as first:
        first.engine.sync_now()
        first.until(lambda: first.link.state == "offline")
        centre.weather = "reply lost"
        first.until(lambda: centre.quota(SUNHE).max == 15)
        centre.weather = "fine"
        first.until(lambda: first.quota().max == 15 and not first.board.all_edits)
    assert len(centre.history.effects) == 1


def test_where_its_cache_is_missing_too(tmp_path: Path) -> None:
    centre = FakeCentre()
    with at_work(tmp_path, centre, OFTEN) as first:
        first.until_online()
        with at_work(tmp_path, centre, OFTEN) as second:
            second.until_online()
            second.until_done(second.add_to_quota(+1))
            centre.weather = "gone after a push"
            second.add_to_quota(+3, group="later")
            second.until(lambda: centre.quota(SUNHE).max == 16 and second.link.state == "offline")
        (orphan,) = left_behind(tmp_path, first)
        (orphan.folder / CACHE).unlink()
        centre.weather = "fine"
        first.engine.sync_now()
        first.until(lambda: first.quota().max == 16 and not first.board.all_edits)
    assert [n for _, n in centre.history.effects] == [1, 2]


def test_a_refusal_is_taken_over_and_can_be_dismissed_here_for_good(tmp_path: Path) -> None:
    centre = FakeCentre()
    with a_session_ended(tmp_path, centre, lambda desk: desk.add_to_quota(-20)) as first:
        centre.weather = "fine"
        first.engine.sync_now()
        first.until(lambda: [edit.foreign for edit in first.board.attention] == [""])
        (edit,) = first.board.attention
        assert edit.result is not None
        assert edit.result.status == "rejected"
        first.engine.dismiss([edit.ticket], "agreed by telephone")
        first.until(lambda: not first.board.attention)
        first.until(lambda: not first.engine._outbox.intents.settled)
    with at_work(tmp_path, centre, OFTEN) as again:
        again.until_online()
        assert not again.board.attention


def test_a_conflict_nobody_resolved_outlives_both_sessions(tmp_path: Path) -> None:
    centre = FakeCentre()
    with a_session_ended(tmp_path, centre, lambda desk: desk.set_quota(20)) as first:
        centre.put(msgspec.structs.replace(centre.quota(SUNHE), min=9, max=9))
        centre.weather = "fine"
        first.engine.sync_now()
        first.until(lambda: [edit.foreign for edit in first.board.attention] == [""])
    with at_work(tmp_path, centre, OFTEN) as again:
        again.until(lambda: len(again.board.attention) == 1)
        (edit,) = again.board.attention
        assert isinstance(edit.op, QuotaSet)
        seen = again.quota()
        base = Base(again.link.epoch, seen.rev, {"min": seen.min, "max": seen.max})
        again.engine.dismiss([edit.ticket])
        again.until_done(again.give(QuotaSet(request="sunhe", unit="lianjia", day=DAY, min=20, max=20, base=base)))
    assert centre.quota(SUNHE).max == 20


def test_what_it_sent_is_sent_again_after_a_restore(tmp_path: Path) -> None:
    centre = FakeCentre()
    with at_work(tmp_path, centre, OFTEN) as first:
        first.until_online()
        centre.backup()
        with at_work(tmp_path, centre, OFTEN) as second:
            second.until_online()
            second.until_done(second.add_to_quota(+3))
        first.until(lambda: first.quota().max == 15)
        centre.restore()
        first.until(lambda: first.link.epoch == "e2" and first.quota().max == 15)
    assert len(centre.history.effects) == 1


@pytest.mark.parametrize("tells_where", [True, False])
def test_what_was_answered_there_is_asked_for_again_by_the_next_session(tmp_path: Path, tells_where: bool) -> None:
    """Its result was on disk and our newer cursor was not when the machine went down; then a backup was put back."""
    centre = FakeCentre()
    with at_work(tmp_path, centre, OFTEN) as first:
        first.until_online()
        centre.backup()
        mine = first.engine._watch._instance.folder  # type: ignore[union-attr]  # at work
        first.until((mine / CACHE).exists)
        older = (mine / CACHE).read_bytes()
        with at_work(tmp_path, centre, OFTEN) as second:
            second.until_online()
            centre.weather = "gone"
            second.until_kept(second.add_to_quota(+3))
        centre.weather = "fine"
        first.engine.sync_now()
        first.until(lambda: first.quota().max == 15 and not first.board.all_edits)
        (orphan,) = left_behind(tmp_path, first)
    (mine / CACHE).write_bytes(older)
    if not tells_where:
        cache = msgspec.json.decode((orphan.folder / CACHE).read_bytes())
        assert cache["facts"]["cache"].pop("results_at")
        (orphan.folder / CACHE).write_bytes(msgspec.json.encode(cache))
    centre.restore(announced=False)
    with at_work(tmp_path, centre, OFTEN) as again:
        again.until(lambda: again.board.get("quota", SUNHE) is not None and again.quota().max == 15)
        assert again.link.epoch == ("e2" if tells_where else "e1")
    assert centre.effects_of(orphan.client, 1) == 1


def test_an_edit_that_breaks_the_centre_is_parked_and_the_others_arrive(tmp_path: Path) -> None:
    centre = FakeCentre()
    with a_session_ended(tmp_path, centre, lambda desk: desk.add_to_quota(+3)) as first:
        centre.weather = "breaks on push"
        first.engine.sync_now()
        first.until(lambda: [edit.result and edit.result.status for edit in first.board.attention] == ["parked"])
        centre.weather = "fine"
        first.until_done(first.add_to_quota(+1))


def test_a_damaged_outbox_left_behind_is_salvaged_and_named(tmp_path: Path) -> None:
    centre = FakeCentre()
    with a_session_ended(tmp_path, centre, lambda desk: desk.add_to_quota(+3)) as first:
        (orphan,) = left_behind(tmp_path, first)
        content = (orphan.folder / OUTBOX).read_bytes()
        (orphan.folder / OUTBOX).write_bytes(content[:-2])
        centre.weather = "fine"
        first.engine.sync_now()
        first.until(lambda: first.quota().max == 15)
        first.until(lambda: [name.endswith(OUTBOX) for name in first.link.set_aside] == [True])


def test_empty_folders_are_taken_away_but_one_and_what_could_not_be_read_stays(tmp_path: Path) -> None:
    centre = FakeCentre()
    with at_work(tmp_path, centre, OFTEN) as first:
        first.until_online()
        mine = first.engine._watch._instance.folder  # type: ignore[union-attr]  # at work
        for name in ("a", "b", "c", "d"):
            mine.with_name(f"inst-{name}").mkdir(mode=0o700)
        (mine.with_name("inst-d") / "quarantine").mkdir(mode=0o700)
        (mine.with_name("inst-d") / "quarantine" / "20221120T120000Z-outbox.json").write_bytes(b"{")
        first.engine._call(first.engine._watch._bells.care.ring)
        first.until(lambda: len(list(mine.parent.iterdir())) == 3)
        assert (mine.with_name("inst-d") / "quarantine").exists()
        assert first.link.set_aside == ("20221120T120000Z-outbox.json",)


def test_an_edit_of_a_board_at_work_is_no_longer_pending_here_once_it_has_arrived(tmp_path: Path) -> None:
    """Without waiting for the next look around, a minute later."""
    centre = FakeCentre()
    with at_work(tmp_path, centre) as first, at_work(tmp_path, centre) as second:
        first.until_online()
        second.until_online()
        centre.weather = "takes no edits"
        second.until_kept(second.add_to_quota(+3))
        first.engine._call(first.engine._watch._bells.look.ring)
        first.until(lambda: [edit.is_pending for edit in first.board.all_edits] == [True])
        centre.weather = "fine"
        second.engine.sync_now()
        first.until(lambda: first.quota().max == 15 and not first.board.all_edits)


def test_the_folder_of_a_board_at_work_is_left_alone(tmp_path: Path) -> None:
    centre = FakeCentre()
    with two_at_work(tmp_path, centre) as (first, second):
        first.until(lambda: first.link.other_sessions == 1)
        centre.weather = "takes no edits"
        second.until_kept(second.add_to_quota(+3))
        first.until(lambda: len(first.board.all_edits) == 1)
        assert first.link.orphans == 0
        asked = [one.client for one in centre.questions if isinstance(one, PushRequest)]
        assert first.engine._watch._core.client not in asked
        (folder,) = [one.folder for one in left_behind(tmp_path, first)]
        tables = read_outbox(folder / OUTBOX)
        assert tables is not None
        assert len(tables["intents"]) == 1
        centre.weather = "fine"
        second.engine.sync_now()
        second.until(lambda: not second.board.waiting)
