"""A withdrawal 收回: the number returns, and nobody is dropped silently."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from postcmd import chase, due, panes
from postcmd import intents as intents_of_keys
from postcmd import intents_of_requests as intents
from postcmd.errors import Refused
from postcmd.intent import Choice
from postcmd.quota import unallocated
from postcmd.quota_bounds import holds_heads
from postcmd.records import quota_id
from postcmd.undoing import undo
from postcmd.wire import Result
from tests.builders import DAY, EPOCH, NOW, add, edit, issue, move, muster, offer, quota, request, withdraw
from tests.rules.boards import board_of
from tests.rules.people_world import counts, people, sign_up_of, why
from tests.shelf import Shelf, shelf_of

ABOVE = quota_id("sunhe", "chaoyang", DAY)


def left_over(shelf: Shelf) -> int | None:
    held = [child.max for child in shelf.children(ABOVE) if holds_heads(child)]
    return unallocated(shelf.quota("chaoyang").max, held)


def test_what_is_withdrawn_is_unallocated_above_again() -> None:
    shelf = shelf_of(quota(50, 50, unit="chaoyang"), quota(30, 30, parent=ABOVE))
    assert left_over(shelf) == 20
    assert why(shelf.apply(withdraw(shelf.quota()))) == ""
    held = shelf.quota()
    assert (held.status, held.min, held.max, left_over(shelf)) == ("withdrawn", 0, 0, 50)
    assert shelf.apply(withdraw(shelf.quota())).status == "noop"
    assert why(shelf.apply(issue(50, 50, unit="shuangyushu", parent=ABOVE))) == ""


def test_a_quota_with_parts_or_with_people_who_came_is_not_withdrawn() -> None:
    shelf = shelf_of(quota(50, 50, unit="chaoyang"), quota(30, 30, parent=ABOVE))
    refused = shelf.apply(withdraw(shelf.quota("chaoyang")))
    assert (why(refused), refused.info and refused.info.facts["held_by"]) == ("in_use", "parts")
    shelf.apply(muster(shelf.quota(), 1))
    refused = shelf.apply(withdraw(shelf.quota(), surplus="release"))
    assert (why(refused), refused.info and refused.info.facts["held_by"]) == ("in_use", "heads")
    shelf.apply(muster(shelf.quota(), 0))
    assert why(shelf.apply(withdraw(shelf.quota()))) == ""
    assert why(shelf.apply(withdraw(shelf.quota("chaoyang")))) == ""


@pytest.mark.parametrize(("choice", "state", "left"), [("reserve", "reserve", 2), ("release", "released", 0)])
def test_who_is_confirmed_is_told_what_becomes_of_them(choice: Any, state: str, left: int) -> None:
    shelf = shelf_of(quota(6, 9))
    people(shelf, "a", "b")
    refused = shelf.apply(withdraw(shelf.quota()))
    assert (why(refused), refused.info and refused.info.facts["over"]) == ("below_confirmed", 2)
    assert why(shelf.apply(withdraw(shelf.quota(), surplus=choice))) == ""
    assert (counts(shelf)[1:3], sign_up_of(shelf, "a").state) == ((0, left), state)


def test_bounds_that_somebody_else_changed_are_not_withdrawn_unseen() -> None:
    shelf = shelf_of(quota(6, 9))
    late = withdraw(shelf.quota())
    shelf.apply(add(max=3), user="li", client="c2")
    clash = shelf.apply(late)
    assert (clash.status, clash.info and clash.info.now) == ("conflict", {"min": 0, "max": 0} | {"min": 6, "max": 12})
    assert shelf.quota().status == "issued"


def test_an_open_max_is_withdrawn_like_any_other_and_a_declined_quota_is_not() -> None:
    shelf = shelf_of(quota(0, None))
    assert why(shelf.apply(withdraw(shelf.quota()))) == ""
    assert why(shelf_of(quota(status="declined")).apply(withdraw())) == "quota_over"
    assert why(shelf_of().apply(withdraw())) == "unknown_record"


def test_what_was_withdrawn_is_issued_again_and_keeps_who_stands_by() -> None:
    shelf = shelf_of(quota(6, 6))
    shelf.apply(offer(heads=2))
    shelf.apply(withdraw(shelf.quota(), surplus="reserve"))
    assert why(shelf.apply(move("s1", "reserve", "confirmed"))) == "quota_over"
    assert why(shelf.apply(issue(6, 6))) == ""
    held = shelf.quota()
    assert (held.status, held.max, held.confirmed, held.reserve) == ("issued", 6, 0, 2)


def test_undo_issues_it_again_as_it_stood_unless_somebody_has() -> None:
    shelf = shelf_of(quota(50, 50, unit="chaoyang"), quota(6, 9, parent=ABOVE, note="夜班", said="近"))
    op, before = withdraw(shelf.quota()), shelf.quota()
    assert why(shelf.apply(op)) == ""
    done = edit(op, stage="done", before=before)
    assert why(shelf.apply(undo(done, EPOCH, shelf, "wang"))) == ""
    held = shelf.quota()
    assert (held.status, held.min, held.max, held.parent, held.note, held.said) == ("issued", 6, 9, ABOVE, "夜班", "近")
    with pytest.raises(Refused, match="changed_since"):
        undo(done, EPOCH, shelf, "wang")


def test_mine_after_a_conflict_withdraws_what_stands_now() -> None:
    shelf = shelf_of(quota(6, 9))
    late = withdraw(shelf.quota())
    shelf.apply(add(max=3), user="li", client="c2")
    clash = shelf.apply(late)
    mine = intents_of_keys.mine_again(edit(late, result=Result(1, "conflict", 1, clash.info)), EPOCH)
    assert why(shelf.apply(mine)) == ""
    assert shelf.quota().status == "withdrawn"


def test_the_quotas_of_a_request_that_is_over_can_be_withdrawn() -> None:
    shelf = shelf_of(request(status="cancelled"), quota(6, 6))
    assert why(shelf.apply(withdraw(shelf.quota()))) == ""


@pytest.mark.parametrize("choice", ["", "keep", "reserve", "release"])
def test_a_choice_that_cannot_be_leaves_it_to_be_chosen(choice: Choice) -> None:
    op = intents.withdraw(quota(6, 9), EPOCH, choice)
    assert op.surplus == ("" if choice == "keep" else choice)
    assert intents.with_surplus(op, "keep") == op
    assert dict(op.base.values) == {"min": 6, "max": 9}


def test_what_was_withdrawn_no_longer_nags() -> None:
    asked = request(due=NOW - timedelta(hours=1))
    standing, gone = quota(6, 6), quota(0, 0, status="withdrawn", unit="fengtai")
    board = board_of(asked, standing, gone)
    units = {one.unit for one in chase.chase(board, "sunhe", NOW)}
    owed = {one.id for one in due.falling_due(board, NOW, timedelta(days=1)) if one.kind == "quota"}
    assert (units, gone.id in owed) == ({"lianjia"}, False)
    assert panes.quota_row(board, gone.id).quota.status == "withdrawn"
