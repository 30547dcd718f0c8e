"""A change keeps what it does not name: how a call came in, who was counted, whose heads they are."""

from __future__ import annotations

from postcmd.outcome import Outcome
from tests.builders import facts, request, shelf_of


def why(outcome: Outcome) -> str:
    return outcome.info.code if outcome.info else ""


def test_a_change_of_facts_keeps_how_the_request_was_called_in() -> None:
    shelf = shelf_of(request(channel="phone", status="submitted"))
    shelf.apply(facts(shelf.request(), bring="雨衣", channel="wechat"), client="c2")
    assert shelf.apply(facts(shelf.request(), urgent=True)).status == "applied"
    assert (shelf.request().channel, shelf.request().bring, shelf.request().urgent) == ("phone", "雨衣", True)
