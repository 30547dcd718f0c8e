"""The rules of a quota: add, set, issue, report."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postcmd.ops import Op
from postcmd.outcome import Outcome
from postcmd.quota import count
from postcmd.records import MOST_HEADS, Quota, QuotaStatus, quota_id
from tests.builders import DAY, Shelf, add, issue, quota, report, request, seen, set_, shelf_of


def cascade(parent_max: int | None = 50, *children: int | None) -> Shelf:
    """Chaoyang's quota, parts of it passed on to lianjia, then to its team."""
    parent = quota(0, parent_max, unit="chaoyang")
    parts = [quota(0, most, unit=unit, parent=parent.id) for unit, most in zip(UNITS[1:], children, strict=False)]
    return shelf_of(parent, *parts)


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
    shelf.apply(add(min=-4, max=-4))
    left = shelf.quota()
    assert (left.confirmed, count(left.min, left.max, left.confirmed).over) == (12, 4)


@pytest.mark.parametrize("status", ["withdrawn", "declined"])
def test_a_quota_that_was_taken_back_or_declined_takes_no_change(status: QuotaStatus) -> None:
    shelf = shelf_of(quota(status=status))
    assert why(shelf.apply(add(max=1))) == "quota_over"
    assert why(shelf.apply(set_(shelf.quota(), max=30))) == "quota_over"


# Cascading


def test_a_plus_past_the_parent_is_refused_with_the_largest_that_would_do() -> None:
    shelf = cascade(50, 18, 30)
    outcome = shelf.apply(add(max=3))
    assert why(outcome) == "past_parent"
    assert outcome.info is not None
    assert outcome.info.facts == {"parent": quota_id("sunhe", "chaoyang", DAY), "largest": 20}


def test_where_the_parent_has_nothing_left_the_largest_is_nothing() -> None:
    shelf = cascade(30, 18, 30)
    outcome = shelf.apply(add(max=1))
    assert outcome.info is not None
    assert outcome.info.facts["largest"] == 0


def test_a_part_may_shrink_even_where_too_much_was_passed_on() -> None:
    """What was loaded, or changed before the rule, must be mendable step by step."""
    shelf = cascade(30, 18, 30)
    assert shelf.apply(add(max=-1)).status == "applied"


def test_a_refusal_does_not_tell_the_numbers_of_the_parent() -> None:
    outcome = cascade(50, 18, 30).apply(add(max=30))
    assert outcome.info is not None
    assert 50 not in outcome.info.facts.values()
    assert outcome.info.now == {"min": 0, "max": 18}


def test_a_parent_is_not_lowered_below_what_it_passed_on() -> None:
    shelf = cascade(50, 18, 20)
    assert why(shelf.apply(add(shelf.quota("chaoyang"), max=-13))) == "below_children"
    assert shelf.apply(add(shelf.quota("chaoyang"), max=-12)).status == "applied"


def test_an_open_parent_is_not_closed_over_an_open_child() -> None:
    shelf = cascade(None, None)
    assert why(shelf.apply(set_(shelf.quota("chaoyang"), max=10))) == "below_children"


def test_a_bounded_parent_has_no_open_child() -> None:
    shelf = cascade(50)
    parent = quota_id("sunhe", "chaoyang", DAY)
    assert why(shelf.apply(issue(0, None, parent=parent))) == "past_parent"
    shelf.apply(issue(0, 20, parent=parent))
    assert why(shelf.apply(set_(shelf.quota(), max=None))) == "past_parent"


@pytest.mark.parametrize("status", ["withdrawn", "declined"])
def test_declined_heads_are_the_issuers_again(status: QuotaStatus) -> None:
    parent = quota(0, 50, unit="chaoyang")
    declined = quota(0, 50, unit="shuangyushu", parent=parent.id, status=status)
    shelf = shelf_of(parent, declined)
    assert shelf.apply(issue(10, 50, parent=parent.id)).status == "applied"
    assert shelf_of(parent, declined).apply(add(parent, max=-50)).status == "applied"


def test_a_direct_quota_is_not_bounded_by_the_line_of_its_request() -> None:
    shelf = shelf_of(request())
    assert shelf.apply(issue(60, 60)).status == "applied"


UNITS = ("chaoyang", "lianjia", "shuangyushu")
some_heads = st.integers(-20, 60)
open_or = st.one_of(st.none(), some_heads)


@st.composite
def any_op(draw: st.DrawFn) -> Any:
    """What somebody may try on one of three quotas, one below the other."""
    unit = draw(st.sampled_from(UNITS))
    target = quota(unit=unit)
    above = draw(st.sampled_from([None, *(quota_id("sunhe", name, DAY) for name in UNITS)]))
    least, most = draw(some_heads), draw(open_or)
    return draw(
        st.sampled_from(
            [
                issue(least, most, unit=unit, parent=above),
                add(target, min=least, max=most or 0),
                set_(target, seen(), max=most),
                set_(target, seen(), min=least, max=most),
                report(target, seen(), confirmed=least),
            ]
        )
    )


@given(st.lists(any_op(), min_size=5, max_size=25))
def test_no_sequence_of_ops_breaks_the_bounds_or_exceeds_a_parent(tried: list[Op]) -> None:
    shelf = shelf_of(request(), quota(0, 40, unit="chaoyang"))
    for op in tried:
        shelf.apply(op)
        assert all(is_sound(held, shelf) for held in shelf.quotas())


def is_sound(held: Quota, shelf: Shelf) -> bool:
    parts = [part.max for part in shelf.children(held.id)]
    in_order = 0 <= held.min <= (MOST_HEADS if held.max is None else held.max) <= MOST_HEADS
    return in_order and (held.max is None or (None not in parts and sum(part or 0 for part in parts) <= held.max))


# Issuing


def test_issuing_makes_the_quota_and_takes_the_request_to_the_unit() -> None:
    shelf = shelf_of(request())
    shelf.apply(issue(6, 9, note="自带手套"), user="zhao")
    made = shelf.quota()
    assert (made.min, made.max, made.status, made.issued_by, made.note) == (6, 9, "issued", "zhao", "自带手套")
    assert shelf.request().units == ("lianjia",)


def test_a_second_day_does_not_name_the_unit_twice() -> None:
    shelf = shelf_of(request(units=("lianjia",)))
    assert len(shelf.apply(issue()).puts) == 1


def test_issuing_again_changes_nothing() -> None:
    shelf = shelf_of()
    shelf.apply(issue(6, 9))
    assert shelf.apply(issue(6, 9)).status == "noop"


@pytest.mark.parametrize("said", [{"least": 7}, {"most": 8}, {"said": "余"}, {"note": "夜班"}])
def test_issuing_again_with_other_words_is_a_conflict(said: dict[str, Any]) -> None:
    shelf = shelf_of()
    shelf.apply(issue(6, 9), user="zhao")
    outcome = shelf.apply(issue(**said))
    assert (outcome.status, why(outcome)) == ("conflict", "issued_already")
    assert outcome.info is not None
    assert outcome.info.by == "zhao"


@pytest.mark.parametrize("status", ["cancelled", "closed"])
def test_nothing_is_issued_for_a_request_that_is_over(status: Any) -> None:
    assert why(shelf_of(request(status=status)).apply(issue())) == "request_over"


@pytest.mark.parametrize("said", [{"request": "nowhere"}, {"unit": "nobody"}])
def test_nothing_is_issued_for_what_does_not_exist(said: dict[str, Any]) -> None:
    assert why(shelf_of().apply(issue(**said))) == "unknown_record"


@pytest.mark.parametrize(
    "parent",
    [
        quota(0, 50, unit="fengtai"),
        quota(0, 50, unit="shuangyushu"),
        quota(0, 50, unit="chaoyang", request="other"),
        quota(0, 50, unit="chaoyang", day=DAY.replace(day=21)),
        quota(0, 50, unit="chaoyang", status="declined"),
    ],
    ids=["beside", "below", "another request", "another day", "declined"],
)
def test_a_parent_is_the_quota_of_a_unit_above_for_the_same_day(parent: Quota) -> None:
    assert why(shelf_of(request(), parent).apply(issue(parent=parent.id))) == "bad_parent"


def test_a_parent_must_exist() -> None:
    assert why(shelf_of().apply(issue(parent="sunhe.chaoyang.2022-11-20"))) == "bad_parent"


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
