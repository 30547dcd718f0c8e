"""Issuing quotas, and the cascade: a part never exceeds the whole."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postcmd.ops import Op
from postcmd.outcome import Outcome
from postcmd.records import MOST_HEADS, Quota, QuotaStatus, quota_id
from tests.builders import DAY, add, issue, quota, report, request, seen, set_
from tests.shelf import Shelf, shelf_of


def cascade(parent_max: int | None = 50, *children: int | None) -> Shelf:
    """Chaoyang's quota, parts of it passed on to lianjia, then to its team."""
    parent = quota(0, parent_max, unit="chaoyang")
    parts = [quota(0, most, unit=unit, parent=parent.id) for unit, most in zip(UNITS[1:], children, strict=False)]
    return shelf_of(parent, *parts)


def why(outcome: Outcome) -> str:
    assert outcome.puts == ()
    return outcome.info.code if outcome.info else ""


# Cascading


def test_a_plus_past_the_parent_is_refused_with_the_largest_that_would_do() -> None:
    shelf = cascade(50, 18, 30)
    outcome = shelf.apply(add(max=3))
    assert why(outcome) == "past_parent"
    assert outcome.info is not None
    assert outcome.info.facts == {"parent": quota_id("sunhe", "chaoyang", DAY), "largest": 20, "allowed": 2}


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
    shelf.apply(issue(6, 9), user="zhao", client="c2")
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
