"""The board: what the centre said, and on top of it what this post has changed and not yet heard back about."""

from __future__ import annotations

import pytest

from postcmd import ops
from postcmd.edits import GLYPHS, PENDING, Stage, Update
from postcmd.records import Clock, quota_id
from postcmd.wire import Result
from tests.builders import DAY, NOW, add, edit, form, issue, open_, part, quota, seen, set_, squad
from tests.rules.a_board import ID, board_of, max_of

# One picture


def test_pending_edits_are_laid_over_the_record_once_and_in_order() -> None:
    edits = (edit(add(max=3), "t1"), edit(set_(quota(), seen(), max=30), "t2"), edit(add(max=1), "t3"))
    board = board_of(quota(6, 9), edits=edits)
    assert max_of(board) == 31
    board.apply(Update())
    board.apply(Update(edits=edits))
    assert max_of(board) == 31


@pytest.mark.parametrize("stage", GLYPHS)
def test_only_edits_on_their_way_are_laid_over(stage: Stage) -> None:
    board = board_of(quota(6, 9), edits=(edit(add(max=3), stage=stage),))
    assert max_of(board) == (12 if stage in PENDING else 9)
    assert board.mark("quota", ID) == GLYPHS[stage]


def test_an_effect_and_its_result_come_together_so_nothing_counts_twice() -> None:
    """I2: at every instant each own edit counts once."""
    board = board_of(quota(6, 9), edits=(edit(add(max=3), stage="sent"),))
    done = edit(add(max=3), stage="done", result=Result(1, "applied", 7))
    board.apply(Update(puts=(quota(6, 12, rev=7),), edits=(done,)))
    assert (max_of(board), board.mark("quota", ID)) == (12, "✓")


def test_an_edit_goes_on_top_of_what_others_changed_meanwhile() -> None:
    board = board_of(quota(6, 9), edits=(edit(add(max=3)),))
    board.apply(Update(puts=(quota(6, 20),)))
    assert max_of(board) == 23


def test_an_edit_that_the_records_no_longer_admit_is_left_out_of_the_view_only() -> None:
    board = board_of(quota(6, 9), edits=(edit(add(max=-3), "t1"), edit(add(max=-1), "t2")))
    assert max_of(board) == 6
    assert [waiting.ticket for waiting in board.waiting] == ["t1", "t2"]
    board.apply(Update(puts=(quota(6, 10),)))
    assert max_of(board) == 6


def test_what_was_made_here_stands_on_the_board_at_once() -> None:
    board = board_of(edits=(edit(open_("new", note="call"), "t1"), edit(issue(1, 2, request="new"), "t2")))
    made = quota_id("new", "lianjia", DAY)
    assert board.request("new") is not None
    assert [held.id for held in board.quotas_of("new", DAY)] == [made]
    assert (board.ids("request"), board.ids("quota")) == (["sunhe", "new"], [made])


def test_a_split_made_here_shows_its_parts() -> None:
    split = ops.SquadSplit(squad="first", parts=(part("a", 5), part("b", 7)))
    board = board_of(squad(), edits=(edit(split),))
    whole, half = board.squad("first"), board.squad("a")
    assert whole is not None
    assert half is not None
    assert (whole.is_live, half.strength) == (False, 5)


def test_what_is_made_here_is_made_at_the_moment_of_what_is_shown() -> None:
    made = board_of(edits=(edit(form()),)).squad("first")
    assert made is not None
    assert made.since == NOW


def test_an_edit_without_a_record_marks_none() -> None:
    board = board_of(quota(), edits=(edit(ops.Void()),))
    assert board.apply(Update(edits=())) == set()


def test_a_record_is_found_under_its_own_kind_only() -> None:
    board = board_of(quota(), squad())
    looks = [board.unit, board.place_of, board.task, board.request, board.quota, board.squad]
    ids = ["lianjia", "sunhe-p", "supplies", "sunhe", ID, "first"]
    assert [[look(one) is not None for one in ids] for look in looks] == [
        [look == one for one in range(6)] for look in range(6)
    ]


def test_a_record_that_is_gone_takes_the_view_of_its_edits_with_it() -> None:
    board = board_of(quota(6, 9), edits=(edit(add(max=3)),))
    board.apply(Update(gone=(("quota", ID),)))
    assert board.quota(ID) is None
    assert len(board.waiting) == 1


def test_an_edit_made_in_another_history_is_still_shown() -> None:
    """Whether a restored centre admits it, the centre says."""
    before = ops.Base("e0", 3, {"max": 50})
    assert max_of(board_of(quota(6, 9), edits=(edit(set_(quota(), before, max=12)),))) == 12


def test_edits_can_be_shown_before_any_centre_was_heard() -> None:
    clock = Clock(id="clock", at=NOW, since=NOW)
    edits = (edit(ops.ClockSet(rate=60.0, paused=True), "t1"), edit(form(), "t2"), edit(add(max=1), "t3"))
    board = board_of(clock, quota(), edits=edits, link=None)
    made = board.squad("first")
    assert made is not None
    assert made.since is not None
    assert made.since < NOW
    assert board.clock is not None
    assert board.clock.paused


def test_parts_are_those_whose_parent_it_is() -> None:
    above, beside = quota(0, 50, unit="chaoyang"), quota(0, 50, unit="centre")
    board = board_of(above, beside, edits=(edit(issue(6, 9, parent=above.id)),))
    assert [part.id for part in board.children(above.id)] == [ID]
    board.apply(Update(puts=(quota(6, 9, parent=beside.id),)))
    assert list(board.children(above.id)) == []
    assert [part.id for part in board.children(beside.id)] == [ID]


def test_the_edits_that_want_a_person_are_listed() -> None:
    refused = edit(add(max=3), stage="attention", result=Result(1, "rejected", 7))
    assert board_of(quota(), edits=(refused,)).attention == [refused]


# From the moment it is made


def test_an_edit_is_shown_from_the_moment_it_is_placed() -> None:
    board = board_of(quota(6, 9))
    assert board.place([edit(add(max=3), stage="writing")]) == {("quota", ID)}
    assert (max_of(board), board.mark("quota", ID)) == (12, "·")


def test_an_edit_stays_shown_until_the_sync_side_knows_it_too() -> None:
    board = board_of(quota(6, 9))
    board.place([edit(add(max=3), stage="writing")])
    board.apply(Update(edits=()))
    assert max_of(board) == 12
    board.apply(Update(edits=(edit(add(max=3), stage="saved"),)))
    assert (max_of(board), board.mark("quota", ID), len(board.all_edits)) == (12, "●", 1)


def test_a_repeated_key_that_the_sync_side_has_not_folded_in_yet_is_shown_whole() -> None:
    board = board_of(quota(6, 9))
    board.place([edit(add(max=2), stage="writing")])
    board.apply(Update(edits=(edit(add(max=1), stage="saved"),)))
    assert (max_of(board), len(board.all_edits)) == (11, 1)
    board.apply(Update(edits=(edit(add(max=2, n=4), stage="saved"),)))
    board.apply(Update(edits=(edit(add(max=2, n=4), stage="done"),), puts=(quota(6, 11),)))
    assert (max_of(board), board.mark("quota", ID)) == (11, "✓")


def test_an_edit_that_was_refused_is_no_longer_shown_as_placed() -> None:
    board = board_of(quota(6, 9))
    board.place([edit(add(max=3), stage="writing")])
    board.apply(Update(edits=(edit(add(max=3), stage="attention"),)))
    assert (max_of(board), board.mark("quota", ID)) == (9, "!")
