"""A change keeps what it does not name: how a call came in, who was counted, whose heads they are."""

from __future__ import annotations

from datetime import timedelta

from postcmd import ops
from postcmd.intents_of_requests import set_need
from postcmd.request_edit_rules import MOST_LINES
from tests.builders import DAY, EPOCH, delete, facts, line, request
from tests.shelf import shelf_of


def test_a_change_of_facts_keeps_how_the_request_was_called_in() -> None:
    shelf = shelf_of(request(channel="phone", status="submitted"))
    shelf.apply(facts(shelf.request(), bring="雨衣", channel="wechat"), client="c2")
    assert shelf.apply(facts(shelf.request(), urgent=True)).status == "applied"
    assert (shelf.request().channel, shelf.request().bring, shelf.request().urgent) == ("phone", "雨衣", True)


def test_the_need_of_as_many_days_as_a_request_has_is_said_at_once() -> None:
    days = [line(1, 2, DAY + timedelta(days=nth)) for nth in range(MOST_LINES)]
    shelf = shelf_of(request(lines=()))
    said = ops.numbered(set_need(shelf.request(), days, EPOCH), 1)
    assert shelf.apply(said).status == "applied"
    assert shelf.request().lines == tuple(days)


def test_no_request_repeats_itself_by_way_of_one_that_comes_back() -> None:
    shelf = shelf_of(request("a", duplicate_of="b"), request("b", duplicate_of="c"), request("c"))
    shelf.apply(delete(shelf.request("b")))
    refused = shelf.apply(ops.RequestLink(request="c", duplicate_of="a"))
    assert refused.info is not None
    assert refused.info.code == "repeats_itself"
