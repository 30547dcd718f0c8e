"""One line per squad and task, out of a chat group."""

from __future__ import annotations

import pytest

from postcmd.work_lines import WorkLine, read_work

SQUADS = {"q1": ("链家一队", "q1"), "q2": ("链家二队", "q2")}
TASKS = {"ledgers": ("台账", "ledgers"), "leaflets": ("宣传单", "leaflets")}


def read(text: str) -> WorkLine:
    return read_work(text, SQUADS, TASKS)[0]


def test_a_line_names_squad_task_and_number() -> None:
    found = read("链家二队 台账 近２０００户，服务 3,600人次")
    assert (found.row, found.task, found.quantity, found.said) == ("q2", "ledgers", 2000, "近")
    assert (found.served, found.why) == (3600, "")


def test_wan_is_ten_thousand_and_its_qualifier_stays() -> None:
    assert (read("链家一队 台账 3万余").quantity, read("链家一队 台账 3万余").said) == (30_000, "余")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("链家一队 台账", "no_number"),
        ("某队 台账 9", "which_row"),
        ("链家一队 9", "which_task"),
        ("链家一队 台账 9 8", "too_many_numbers"),
    ],
    ids=["number", "row", "task", "numbers"],
)
def test_what_cannot_be_read_says_why(line: str, why: str) -> None:
    assert read(line).why == why


def test_the_only_task_needs_no_name_and_a_digit_in_a_name_is_no_count() -> None:
    (found,) = read_work("3队 45", {"a": ("3队",)}, {"ledgers": ("台账",)})
    assert (found.row, found.task, found.quantity) == ("a", "ledgers", 45)
