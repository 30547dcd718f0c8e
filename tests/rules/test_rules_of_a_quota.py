"""The rules of one quota: add, set, report."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postcmd.outcome import Outcome
from postcmd.quota import count
from postcmd.records import MOST_HEADS, QuotaStatus
from tests.builders import add, quota, report, set_
from tests.shelf import shelf_of


def why(outcome: Outcome) -> str:
    assert outcome.puts == ()
    return outcome.info.code if outcome.info else ""


# Adding


def test_a_plain_need_of_12_grows_to_15() -> None:
    shelf = shelf_of(quota(12, 12))
    assert shelf.apply(add(min=3, max=3)).status == "applied"
    assert (shelf.quota().min, shelf.quota().max) == (15, 15)


@pytest.mark.parametrize(
    ("least", "most", "heads", "code"),
    [
        (6, 9, {"max": -4}, "max_below_min"),
        (6, 9, {"min": 4}, "max_below_min"),
        (6, 9, {"min": -7}, "below_zero"),
        (12, 12, {"min": -13, "max": -13}, "below_zero"),
        (6, 9, {"max": MOST_HEADS}, "too_many"),
        (6, None, {"min": MOST_HEADS}, "too_many"),
        (6, None, {"max": 3}, "open_max"),
        (6, None, {"min": 3, "max": 3}, "open_max"),
    ],
)
def test_an_add_past_the_bounds_is_refused_and_clamps_nothing(
    least: int, most: int | None, heads: dict[str, Any], code: str
) -> None:
    shelf = shelf_of(quota(least, most))
    outcome = shelf.apply(add(**heads))
    assert why(outcome) == code
    assert outcome.status == "rejected"
    assert outcome.info is not None
    assert outcome.info.now == {"min": least, "max": most}
    assert (shelf.quota().min, shelf.quota().max) == (least, most)


def test_the_min_of_an_open_quota_can_be_added_to() -> None:
    shelf = shelf_of(quota(6, None))
    shelf.apply(add(min=3))
    assert (shelf.quota().min, shelf.quota().max) == (9, None)


def test_adding_nothing_changes_nothing() -> None:
    assert shelf_of(quota()).apply(add()).status == "noop"


def test_a_quota_that_is_not_there_cannot_be_changed() -> None:
    assert why(shelf_of().apply(add(max=1))) == "unknown_record"


@given(
    start=st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted),
    one=st.tuples(st.integers(-9, 9), st.integers(-9, 9)),
    other=st.tuples(st.integers(-9, 9), st.integers(-9, 9)),
)
def test_adds_commute(start: list[int], one: tuple[int, int], other: tuple[int, int]) -> None:
    a, b = (add(min=heads[0], max=heads[1]) for heads in (one, other))
    here, there = shelf_of(quota(*start)), shelf_of(quota(*start))
    first = [here.apply(a).status, here.apply(b).status]
    then = [there.apply(b).status, there.apply(a).status]
    if "rejected" not in first + then:
        assert (here.quota().min, here.quota().max) == (there.quota().min, there.quota().max)
        assert (here.quota().min, here.quota().max) == (start[0] + one[0] + other[0], start[1] + one[1] + other[1])


# Setting


def test_two_bounds_are_set_together_or_not_at_all() -> None:
    shelf = shelf_of(quota(6, 9))
    saw = shelf.quota()
    shelf.apply(add(min=1), user="li", client="c2")
    outcome = shelf.apply(set_(saw, min=2, max=20))
    assert outcome.status == "conflict"
    assert (shelf.quota().min, shelf.quota().max) == (7, 9)


def test_a_conflict_tells_who_set_what_meanwhile() -> None:
    shelf = shelf_of(quota(6, 9))
    saw = shelf.quota()
    shelf.apply(add(max=2), user="li", client="c2")
    outcome = shelf.apply(set_(saw, max=20))
    assert why(outcome) == "changed_meanwhile"
    assert outcome.info is not None
    assert (outcome.info.now, outcome.info.by, outcome.info.rev) == ({"max": 11}, "li", shelf.quota().rev)


def test_another_field_that_somebody_changed_is_left_alone() -> None:
    shelf = shelf_of(quota(6, 9))
    saw = shelf.quota()
    shelf.apply(report(saw, confirmed=5), client="c2")
    shelf.apply(add(min=1), client="c2")
    assert shelf.apply(set_(saw, max=12)).status == "applied"
    assert (shelf.quota().min, shelf.quota().max, shelf.quota().confirmed) == (7, 12, 5)


def test_my_own_earlier_add_does_not_stop_my_set() -> None:
    shelf = shelf_of(quota(6, 9))
    saw = shelf.quota()
    shelf.apply(add(max=1))
    assert shelf.apply(set_(saw, max=12)).status == "applied"


def test_setting_the_same_as_somebody_else_changes_nothing() -> None:
    shelf = shelf_of(quota(6, 9))
    saw = shelf.quota()
    shelf.apply(add(max=3), client="c2")
    assert shelf.apply(set_(saw, max=12)).status == "noop"


def test_a_set_that_names_nothing_changes_nothing() -> None:
    assert shelf_of(quota()).apply(set_(quota())).status == "noop"


def test_a_max_can_be_opened_and_closed_again() -> None:
    shelf = shelf_of(quota(6, 9))
    shelf.apply(set_(shelf.quota(), max=None))
    assert shelf.quota().max is None
    shelf.apply(set_(shelf.quota(), max=8))
    assert shelf.quota().max == 8


@pytest.mark.parametrize(("bounds", "code"), [({"max": 5}, "max_below_min"), ({"min": 10}, "max_below_min")])
def test_a_set_is_refused_where_the_bounds_would_cross(bounds: dict[str, Any], code: str) -> None:
    shelf = shelf_of(quota(6, 9))
    assert why(shelf.apply(set_(shelf.quota(), **bounds))) == code


def test_lowering_below_what_is_confirmed_drops_nobody() -> None:
    shelf = shelf_of(quota(12, 12, confirmed=12))
    assert why(shelf.apply(add(min=-4, max=-4))) == "below_confirmed"
    shelf.apply(add(min=-4, max=-4, surplus="keep"))
    left = shelf.quota()
    assert (left.confirmed, count(left.min, left.max, left.confirmed).over) == (12, 4)


@pytest.mark.parametrize("status", ["withdrawn", "declined"])
def test_a_quota_that_was_taken_back_or_declined_takes_no_change(status: QuotaStatus) -> None:
    shelf = shelf_of(quota(status=status))
    assert why(shelf.apply(add(max=1))) == "quota_over"
    assert why(shelf.apply(set_(shelf.quota(), max=30))) == "quota_over"


# Reporting


def test_counts_are_reported_side_by_side() -> None:
    shelf = shelf_of(quota(12, 12))
    shelf.apply(report(shelf.quota(), offered=26, confirmed=12))
    shelf.apply(report(shelf.quota(), present=11))
    told = shelf.quota()
    assert (told.offered, told.confirmed, told.present) == (26, 12, 11)


@pytest.mark.parametrize("heads", [-1, MOST_HEADS + 1])
def test_a_count_that_cannot_be_is_refused(heads: int) -> None:
    shelf = shelf_of(quota())
    assert why(shelf.apply(report(shelf.quota(), confirmed=heads))) == "bounds"


@pytest.mark.parametrize("heads", [0, MOST_HEADS])
def test_a_count_may_be_nothing_or_the_most(heads: int) -> None:
    shelf = shelf_of(quota(confirmed=1))
    assert shelf.apply(report(shelf.quota(), confirmed=heads)).status == "applied"


def test_more_than_the_max_may_be_confirmed() -> None:
    shelf = shelf_of(quota(12, 12))
    assert shelf.apply(report(shelf.quota(), confirmed=26)).status == "applied"


def test_two_who_report_the_same_count_differently_clash() -> None:
    shelf = shelf_of(quota())
    saw = shelf.quota()
    shelf.apply(report(saw, present=5), user="li", client="c2")
    assert shelf.apply(report(saw, present=6, confirmed=6)).status == "conflict"
    assert (shelf.quota().present, shelf.quota().confirmed) == (5, 0)


def test_nothing_can_be_reported_on_a_quota_that_is_not_there() -> None:
    assert why(shelf_of().apply(report(quota(), present=1))) == "unknown_record"
