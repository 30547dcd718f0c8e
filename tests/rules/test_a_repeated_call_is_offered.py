"""A repeated call: which of the standing ones it may repeat."""

from __future__ import annotations

from datetime import date

import pytest

from postcmd.duplicates import likely_duplicates
from postcmd.records import AnyRecord, RequestStatus
from tests.builders import DAY, NOW, line, place, request
from tests.rules.boards import board_of, on

GATE = place("chaoyang-d/sunhe-p/gate", kind="community")
DISTRICT = place("chaoyang-d", kind="district")


def likely(*records: AnyRecord, where: str = "sunhe-p", days: tuple[date, ...] = (DAY,)) -> list[str]:
    board = board_of(DISTRICT, GATE, *records)
    return [one.id for one in likely_duplicates(board, where, "sampling_assist", days, NOW)]


def test_the_same_place_task_and_day_is_likely_a_repeated_call() -> None:
    assert likely() == ["sunhe"]


@pytest.mark.parametrize("status", ["cancelled", "closed"])
def test_what_is_over_is_not_repeated(status: RequestStatus) -> None:
    assert likely(request(status=status)) == []


def test_another_task_or_another_day_is_another_call() -> None:
    assert likely(request(task="supplies")) == []
    assert likely(days=(on(1),)) == []


def test_a_task_that_follows_is_asked_for_too() -> None:
    assert likely(request(task="supplies", then=("sampling_assist",))) == ["sunhe"]


def test_a_place_within_the_other_is_near_but_a_district_is_not() -> None:
    assert likely(where="gate") == ["sunhe"]
    assert likely(where="chaoyang-d") == []
    assert likely(where="xinfadi-p") == []


def test_the_same_place_comes_first_then_the_newest() -> None:
    near = request("near", place="gate", rev=9, lines=(line(), line(day=on(1))))
    newer = request("newer", rev=5)
    assert likely(near, newer, request(rev=3), days=(DAY, on(1))) == ["newer", "sunhe", "near"]


def test_days_that_are_past_repeat_nothing() -> None:
    assert likely(request(lines=(line(day=on(-1)),)), days=(on(-1),)) == []
