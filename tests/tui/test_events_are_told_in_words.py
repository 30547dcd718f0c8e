"""The events on a card read as a coordinator would tell them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from postcmd.board import Board
from postcmd.edits import Update
from postcmd.ops import Op, verb
from postcmd.records import Event
from tests.rules.every_op import EVERY_OP
from tests.tui.post import world
from tui.edit_words import op_text
from tui.event_words import event_text


def told(named: str, changed: dict[str, Any], on_behalf: str = "", channel: str = "") -> str:
    board = Board()
    board.apply(Update(puts=tuple(world()), whole=True))
    moment = datetime(2022, 11, 20, 11, 30, tzinfo=UTC)
    return event_text(board, Event(7, moment, "chaoyang", named, changed, on_behalf, channel))


def test_a_change_of_heads_shows_old_and_new_and_for_whom() -> None:
    text = told("quota.set", {"max": (12, 15)}, on_behalf="孙河乡", channel="phone")
    assert text == "chaoyang: heads set  max 12 → 15  for 孙河乡, phone"


def test_a_new_request_shows_its_need_by_days_and_names_instead_of_ids() -> None:
    lines = [{"day": f"2022-11-{day}", "min": 12, "max": 12} for day in (20, 21)] + [{"day": "2022-11-22", "min": 6}]
    lines[2]["max"] = 9
    changed = {
        "lines": (None, lines),
        "place": (None, "sunhe-p"),
        "task": (None, "screening"),
        "inferred": (None, ["due"]),
    }
    text = told("request.open", changed)
    assert text == "chaoyang: opened  need 11-20 – 11-21 12  11-22 6-9  task testing  place 孙河乡"


def test_a_due_time_is_told_in_the_field_s_own_zone() -> None:
    assert "11-20 21:00" in told("request.open", {"due": (None, "2022-11-20T13:00:00Z")})


@pytest.mark.parametrize("value", [{"a": 1}, "soon", [[1]], True, -1.5, None])
@pytest.mark.parametrize("field", ["lines", "due", "max", "status", "place", "leader"])
def test_a_value_of_another_shape_costs_its_words_not_the_card(field: str, value: object) -> None:
    assert told("request.open", {field: (None, value)}).startswith("chaoyang: opened")


@pytest.mark.parametrize("op", EVERY_OP, ids=verb)
def test_what_an_edit_wants_is_never_shown_as_the_wire_has_it(op: Op) -> None:
    text = op_text(Board(), op)
    assert text
    assert verb(op) not in text
