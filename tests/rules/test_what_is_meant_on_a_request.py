"""What a coordinator means on a request, an answer and an availability, as ops that the rules admit."""

from __future__ import annotations

import msgspec
import pytest

from postcmd import intents_of_requests as intents
from postcmd import ops
from postcmd.intent import Choice
from postcmd.records import Availability, quota_id
from tests.builders import DAY, EPOCH, line, quota, request, unit
from tests.rules.boards import board_of, on
from tests.shelf import shelf_of


def test_facts_are_set_over_what_was_seen() -> None:
    shelf = shelf_of()
    op = intents.set_facts(shelf.request(), EPOCH, called_by="孙河乡", vehicles=2, gear_ready=True, skills=("driver",))
    assert op.base.values == {"called_by": "", "vehicles": 0, "gear_ready": None}
    ops.numbered(op, 1)
    assert shelf.apply(op).status == "applied"
    assert (shelf.request().vehicles, shelf.request().gear_ready) == (2, True)
    again = intents.set_facts(shelf.request(), EPOCH, gear_ready=False, skills=())
    assert again.base.values == {}
    assert ops.as_read(again) == again


def test_the_need_is_set_over_what_was_seen() -> None:
    shelf = shelf_of()
    op = intents.set_need(shelf.request(), [line(20, 20), line(6, 9, on(1))], EPOCH)
    assert op.base.values == {"2022-11-20": "12", "2022-11-21": None}
    assert shelf.apply(op).status == "applied"
    assert shelf.apply(intents.set_need(shelf.request(), [line(20, 20)], EPOCH)).status == "noop"


def test_a_repeated_call_is_linked_and_can_be_let_go() -> None:
    shelf = shelf_of(request(), request("again"))
    assert shelf.apply(intents.link(shelf.request("again"), "sunhe")).status == "applied"
    assert shelf.request("again").duplicate_of == "sunhe"
    shelf.apply(intents.link(shelf.request("again"), None))
    assert shelf.request("again").duplicate_of is None


def test_a_unit_answers_its_quota() -> None:
    shelf = shelf_of(quota(9, 9))
    assert shelf.apply(intents.answer(shelf.quota(), "acknowledged")).status == "applied"
    assert shelf.apply(intents.answer(shelf.quota(), "partly_accepted", 5, "人手不够")).status == "applied"
    assert (shelf.quota().max, shelf.quota().declined, shelf.quota().answer) == (5, 4, "人手不够")


def test_a_unit_says_who_can_go() -> None:
    shelf = shelf_of()
    assert shelf.apply(intents.declare("lianjia", DAY, 30, "night", sealed=8)).status == "applied"
    said = shelf.get("availability", "lianjia.2022-11-20.night")
    assert isinstance(said, Availability)
    assert (said.heads, said.sealed) == (30, 8)


@pytest.mark.parametrize("choice", ["keep", "reserve", "release"])
def test_the_choice_about_a_surplus_goes_with_the_change(choice: Choice) -> None:
    held = quota(9, 9, confirmed=9)
    add = ops.QuotaAdd(request="sunhe", unit="lianjia", day=DAY, min=-2, max=-2)
    bulk = intents.with_surplus(ops.Bulk(items=(add, intents.answer(held, "acknowledged"))), choice)
    assert isinstance(bulk, ops.Bulk)
    assert bulk.items[0] == msgspec.structs.replace(add, surplus=choice)
    shelf = shelf_of(held)
    assert shelf.apply(add).info.code == "below_confirmed"  # type: ignore[union-attr]
    assert shelf.apply(bulk.items[0]).status == "applied"


def test_a_quota_is_a_part_of_the_nearest_one_above() -> None:
    board = board_of(quota(20, 20, unit="centre"), quota(9, 9, unit="chaoyang"), quota(5, 5, status="declined"))
    op = intents.issue(board, "sunhe", "shuangyushu", DAY, (2, 3))
    assert (op.parent, op.min, op.max) == (quota_id("sunhe", "chaoyang", DAY), 2, 3)
    assert intents.told_of(board, op) == ()
    assert intents.issue(board, "sunhe", "shuangyushu", on(1), (2, 3)).parent is None


def test_a_direct_quota_says_whom_it_passes_by() -> None:
    board = board_of(unit("centre/chaoyang/lianjia", kind="enterprise"))
    assert intents.told_of(board, intents.issue(board, "sunhe", "lianjia", DAY, (5, 5))) == ("chaoyang", "centre")
    direct = intents.issue(board, "sunhe", "nobody", DAY, (5, 5))
    assert intents.told_of(board, direct) == ()


def test_shares_are_issued_or_added_and_none_is_left_out() -> None:
    board = board_of(quota(6, 9, unit="fengtai"), quota(2, None, unit="chaoyang"))
    shares = [("fengtai", 3), ("chaoyang", 4), ("lianjia", 2), ("centre", 0)]
    added, opened, issued = intents.issued_to(board, "sunhe", DAY, shares)
    assert isinstance(added, ops.QuotaAdd)
    assert isinstance(opened, ops.QuotaAdd)
    assert isinstance(issued, ops.QuotaIssue)
    assert (added.min, added.max, opened.min, opened.max) == (0, 3, 4, 0)
    assert (issued.min, issued.max) == (2, 2)
