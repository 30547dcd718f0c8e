"""工作量: by task in its own unit, against what was wanted; corrections keep the old."""

from __future__ import annotations

from typing import Any

import pytest

from postcmd import intents_of_work as intents
from postcmd.errors import BadInput
from postcmd.qualifiers import qualified, together
from postcmd.records import Goal, Work
from postcmd.work_counts import before, of_request
from tests.builders import DAY, request, squad, task
from tests.rules.boards import board_of

LEDGERS = task("ledgers", zh="台账", counted_in="户")


def work(work_id: str, quantity: int | None, **said: Any) -> Work:
    fields: dict[str, Any] = {"unit": "lianjia", "day": DAY, "task": "ledgers", "request": "sunhe", **said}
    return Work(id=work_id, quantity=quantity, **fields)


def test_work_stands_against_its_goal() -> None:
    wanted = request(goals=(Goal("ledgers", 1000),))
    (found,) = of_request(board_of(wanted, LEDGERS, work("a", 400), work("b", 350, state="verified")), "sunhe")
    assert (found.quantity, found.goal, found.missing, found.verified, found.counted_in) == (750, 1000, 250, 350, "户")


def test_a_task_that_is_wanted_stands_there_before_anything_was_done() -> None:
    (found,) = of_request(board_of(request(goals=(Goal("ledgers", 9),)), LEDGERS), "sunhe")
    assert (found.quantity, found.missing) == (None, 9)


def test_the_people_served_are_never_added_to_the_quantity() -> None:
    (found,) = of_request(board_of(LEDGERS, work("a", 40, served=120)), "sunhe")
    assert (found.quantity, found.served) == (40, 120)


def test_what_was_corrected_stays_and_counts_no_longer() -> None:
    old = work("a", 750, superseded_by="b")
    new = work("b", 700, supersedes="a")
    board = board_of(LEDGERS, old, new)
    (found,) = of_request(board, "sunhe")
    assert (found.quantity, before(board, new)) == (700, (old,))


def test_a_correction_names_what_it_corrects_and_stays_with_its_squad() -> None:
    op = intents.correct_work("b", work("a", 750, squad="first"), 700)
    assert (op.supersedes, op.squad, op.unit, op.task, op.quantity) == ("a", "first", "lianjia", "ledgers", 700)


def test_a_squads_count_lies_at_its_request_and_place() -> None:
    op = intents.squads_work("a", squad(request="sunhe", place="sunhe-p"), DAY, "ledgers", 12)
    assert (op.request, op.place, op.squad, op.unit) == ("sunhe", "sunhe-p", "first", "lianjia")


def test_neither_a_quantity_nor_people_served_is_no_count() -> None:
    with pytest.raises(BadInput):
        intents.squads_work("a", squad(), DAY, "ledgers", None)


def test_a_qualifier_stays_where_a_language_puts_it() -> None:
    said = [qualified(2000, word, "zh") for word in ("近", "余", "超过", "约", "")]
    assert said == ["近2000", "2000余", "超过2000", "约2000", "2000"]
    assert [qualified(2000, word, "en") for word in ("近", "余", "")] == ["nearly 2,000", "over 2,000", "2,000"]


def test_a_sum_keeps_the_qualifier_its_parts_share_and_else_is_about() -> None:
    assert together(["", "余", "超过"]) == "余"
    assert together(["近", "余"]) == "约"
    assert together(["", ""]) == ""
