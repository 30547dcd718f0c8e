"""What each key would make of each kind of refused edit, before it is pressed."""

from __future__ import annotations

import msgspec
import pytest

from postcmd import intents, ops
from postcmd.scope import Grant
from tests.tui.cases import ABOVE, OTHER, PART, Story
from tests.tui.post import GUBEI, JINZHAN
from tui.cases import cases, failing
from tui.edit_words import why_text
from tui.layer_keys import first_key_text
from tui.ways import NAMES, OUTBOX


def clash(story: Story) -> None:
    story.set(JINZHAN, "15")
    story.other_sets(JINZHAN, "20")
    story.sync()


def test_a_clash_offers_mine_theirs_and_edit_on_top_of_theirs() -> None:
    story = Story()
    clash(story)
    assert story.pressable() == "dehmt"
    mine = story.ways()["m"].ops[0]
    assert isinstance(mine, ops.QuotaSet)
    assert (mine.max, mine.base.values) == (15, {"max": 20})
    assert "6-20 → 6-15" in story.ways()["m"].says
    assert "20" in story.ways()["t"].says
    assert why_text(story.board, story.case) == "miyun: max 20"


def test_mine_goes_on_top_of_what_stands_by_now_not_of_what_stood_when_it_was_refused() -> None:
    story = Story()
    clash(story)
    story.other_sets(JINZHAN, "30")
    story.desk.pull()
    mine = story.ways()["m"].ops[0]
    assert isinstance(mine, ops.QuotaSet)
    assert mine.base.values == {"max": 30}


def test_every_key_is_there_and_says_why_where_it_does_nothing() -> None:
    story = Story()
    clash(story)
    assert sorted(story.ways()) == sorted(first_key_text(OUTBOX, name) for name in NAMES)
    assert all(way.says or way.why_not for way in story.ways().values())


def test_what_is_past_the_quota_above_can_be_applied_in_part_or_with_more_room() -> None:
    story = Story()
    story.add(PART, 5)
    lower = intents.set_heads(story.quota(ABOVE), "9-14", "e1")
    story.other(lower)
    story.desk.submit([], [])
    story.sync()
    assert story.pressable() == "adehr"
    part, more = story.ways()["a"], story.ways()["r"]
    assert part.says == "only max +2 of max +5: 3-6 → 3-8"
    assert more.says == "raise 朝阳总队 9-14 → 9-17, then this"
    assert more.atomic
    assert [op.target for op in more.ops] == [("quota", ABOVE), ("quota", PART)]


def test_of_a_number_set_the_part_is_the_nearest_number_allowed() -> None:
    story = Story()
    story.set(PART, "3-11")
    story.sync()
    part = story.ways()["a"]
    assert part.why_not == "No part of it would be allowed either."
    story.other(intents.set_heads(story.quota(ABOVE), "9-14", "e1"))
    story.desk.pull()
    assert "3-6 → 3-8" in story.ways()["a"].says


def test_where_the_quota_above_is_out_of_sight_its_room_is_not_exceeded_and_it_cannot_be_raised() -> None:
    story = Story()
    story.add(PART, 5)
    story.other(intents.set_heads(story.quota(ABOVE), "9-14", "e1"))
    story.sync()
    story.board._forget(("quota", ABOVE), False)
    assert "max +2 of max +5" in story.ways()["a"].says
    assert "outside what you see" in story.ways()["r"].why_not


def test_the_quota_above_is_raised_by_who_may_only() -> None:
    story = Story()
    story.desk.grants = (Grant("dispatcher", "u:centre/chaoyang/jinmao"),)
    story.add(PART, 5)
    story.sync()
    assert "r" not in story.pressable()


def test_an_edit_that_stood_on_a_refused_one_is_part_of_its_case() -> None:
    story = Story()
    first = story.set(JINZHAN, "15")
    story.desk.save()
    later = story.add(JINZHAN, 2, after=first)
    story.other_sets(JINZHAN, "20")
    story.sync()
    assert story.case.tickets == (first, later)
    mine = story.ways()["m"].ops
    assert len(mine) == 1
    assert isinstance(mine[0], ops.QuotaSet)
    assert mine[0].max == 17, "the final wish: 15 and 2 more"


def test_what_was_set_aside_or_lost_is_sent_again_as_a_new_edit() -> None:
    for status, code in (("parked", "parked"), ("unknown", "")):
        story = Story()
        ticket = story.set(JINZHAN, "15")
        story.desk.save()
        story.desk.end(ticket, status, code)  # type: ignore[arg-type]
        assert story.pressable() == "dehs"
        again = story.ways()["s"].ops[0]
        assert (again.n, again.h, again.made) == (0, "", None)


def test_what_is_not_ours_any_more_can_be_handed_over() -> None:
    story = Story()
    ticket = story.add(GUBEI, 3)
    story.desk.save()
    story.desk.end(ticket, "rejected", "forbidden_scope")
    story.board.link = msgspec.structs.replace(story.board.link, grants=(Grant("dispatcher", "u:centre/chaoyang"),))
    assert story.pressable() == "deh"
    assert "may see or change" in story.ways()["s"].why_not


def test_a_deleted_record_is_brought_back_with_the_edit_or_let_go() -> None:
    story = Story()
    story.add(OTHER, 2)
    story.other_deletes("quota", OTHER)
    story.sync()
    assert story.pressable() == "bdh"
    way = story.ways()["b"]
    assert [type(op) for op in way.ops] == [ops.RecordRestore, ops.QuotaAdd]
    assert way.atomic
    assert why_text(story.board, story.case) == "miyun deleted the record"


def test_a_move_that_came_too_late_is_done_from_where_the_squad_is_now() -> None:
    story = Story()
    story.submit(ops.SquadMove(squad="first", came_from="standby", to="mustering"))
    story.other(ops.SquadMove(squad="first", came_from="standby", to="alerted"))
    story.sync()
    assert story.pressable() == "dehmt"
    mine = story.ways()["m"].ops[0]
    assert isinstance(mine, ops.SquadMove)
    assert mine.came_from == "alerted"


def test_a_move_that_is_not_legal_from_there_says_so() -> None:
    story = Story()
    story.submit(ops.RequestMove(request="sunhe", came_from="ordered", to="cancelled"))
    story.other(ops.RequestMove(request="sunhe", came_from="ordered", to="closed"))
    story.sync()
    assert "m" not in story.pressable()
    assert story.ways()["m"].why_not


def a_bulk(story: Story, *, atomic: bool = False) -> None:
    """One more on the part and on 金盏; there is no room above the part any more."""
    adds = (intents.add_heads(story.quota(one), 1) for one in (PART, JINZHAN))
    story.submit(ops.Bulk(items=tuple(adds), atomic=atomic))
    story.sync()


def test_of_a_bulk_each_item_that_failed_is_a_case_below_it() -> None:
    story = Story()
    a_bulk(story)
    assert why_text(story.board, story.case) == "1 done, 1 not"
    (item,) = failing(story.board, story.case)
    assert item.edit.target == ("quota", PART)
    assert story.pressable(item) == "dehr"
    assert len(cases(story.board)) == 1


def test_the_failing_items_of_a_bulk_are_sent_again_alone() -> None:
    story = Story()
    a_bulk(story)
    assert "s" not in story.pressable()
    story.other(intents.set_heads(story.quota(ABOVE), "9-14", "e1"))
    story.desk.pull()
    assert [op.target for op in story.ways()["s"].ops] == [("quota", PART)]


def test_an_all_or_none_bulk_is_sent_again_as_a_whole() -> None:
    story = Story()
    a_bulk(story, atomic=True)
    assert why_text(story.board, story.case) == "none done: all or none"
    story.other(intents.set_heads(story.quota(ABOVE), "9-14", "e1"))
    story.desk.pull()
    way = story.ways()["s"]
    assert way.atomic
    assert len(way.ops) == 2


def test_a_deletion_of_what_somebody_changed_can_be_meant_all_the_same() -> None:
    story = Story()
    story.submit(intents.delete(story.quota(OTHER), "e1"))
    story.other_sets(OTHER, "4-8")
    story.sync()
    assert story.pressable() == "dhmt"
    assert "4-8" in story.ways()["m"].says


def test_a_transfer_that_is_too_much_can_go_in_part() -> None:
    story = Story()
    story.other_sets(ABOVE, "9-20")
    story.desk.pull()
    story.submit(intents.transfer(story.quota(OTHER), story.quota(PART), 5))
    story.other_sets(OTHER, "1-3")
    story.sync()
    assert story.ways()["a"].says == "only 2 to 金茂服务队 of 5 to 金茂服务队: 1-3 → 1"


@pytest.mark.parametrize("foreign", ["elsewhere"])
def test_an_edit_of_another_session_can_only_be_handed_over(foreign: str) -> None:
    story = Story()
    clash(story)
    (edit,) = story.edits
    story.board.edits = (msgspec.structs.replace(edit, foreign=foreign),)
    assert story.pressable() == "h"
    assert "Another session" in story.ways()["d"].why_not
