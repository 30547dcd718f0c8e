"""The rule of a transfer: both quotas change, or neither."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postcmd.intents import transfer as meant
from postcmd.outcome import Outcome
from postcmd.records import Quota, QuotaStatus
from tests.builders import add, quota, request, transfer
from tests.shelf import Shelf, shelf_of

CORPS = quota(0, 30, unit="chaoyang")
LIANJIA = quota(4, 12, parent=CORPS.id)
TEAM = quota(2, 18, unit="shuangyushu", parent=CORPS.id)
FENGTAI = quota(5, 10, unit="fengtai")


def town(*quotas: Quota, **said: Any) -> Shelf:
    return shelf_of(request(**said), *(quotas or (CORPS, LIANJIA, TEAM, FENGTAI)))


def bounds(shelf: Shelf, *units: str) -> list[tuple[int, int | None]]:
    return [(shelf.quota(unit).min, shelf.quota(unit).max) for unit in units]


def refusal(outcome: Outcome) -> tuple[str, Any, Any]:
    assert outcome.status == "rejected"
    assert not outcome.has_effect
    assert outcome.info is not None
    return outcome.info.code, outcome.info.facts.get("unit"), outcome.info.facts.get("allowed")


def test_what_goes_from_one_comes_to_the_other() -> None:
    shelf = town()
    outcome = shelf.apply(transfer(LIANJIA, "fengtai", max=3))
    assert outcome.status == "applied"
    assert bounds(shelf, "lianjia", "fengtai") == [(4, 9), (5, 13)]


def test_both_bounds_go_over_as_said() -> None:
    shelf = town()
    shelf.apply(transfer(LIANJIA, "fengtai", min=1, max=3))
    assert bounds(shelf, "lianjia", "fengtai") == [(3, 9), (6, 13)]


def test_two_parts_of_a_used_up_quota_may_trade() -> None:
    shelf = town()
    assert LIANJIA.max is not None
    assert TEAM.max is not None
    assert LIANJIA.max + TEAM.max == CORPS.max
    assert shelf.apply(transfer(LIANJIA, "shuangyushu", max=5)).status == "applied"
    assert bounds(shelf, "lianjia", "shuangyushu") == [(4, 7), (2, 23)]


def test_heads_go_down_to_a_part_only_while_the_whole_can_spare_them() -> None:
    shelf = town(quota(0, 34, unit="chaoyang"), LIANJIA, TEAM)
    assert refusal(shelf.apply(transfer(shelf.quota("chaoyang"), "lianjia", max=3))) == (
        "below_children",
        "chaoyang",
        2,
    )
    assert shelf.apply(transfer(shelf.quota("chaoyang"), "lianjia", max=2)).status == "applied"
    assert shelf.apply(transfer(LIANJIA, "chaoyang", max=5)).status == "applied"


@pytest.mark.parametrize(
    ("giver", "to", "heads", "expected"),
    [
        (LIANJIA, "fengtai", {"max": 9}, ("max_below_min", "lianjia", 8)),
        (LIANJIA, "fengtai", {"min": 5, "max": 5}, ("below_zero", "lianjia", 4)),
        (FENGTAI, "lianjia", {"max": 1}, ("past_parent", "lianjia", 0)),
        (LIANJIA, "fengtai", {"max": -4}, ("past_parent", "lianjia", 0)),
        (LIANJIA, "fengtai", {"min": 1, "max": 20}, ("max_below_min", "lianjia", None)),
    ],
)
def test_a_transfer_past_the_bounds_names_the_unit_and_how_many_could_go(
    giver: Quota, to: str, heads: dict[str, int], expected: tuple[str, str, int | None]
) -> None:
    shelf = town()
    before = dict(shelf.records)
    assert refusal(shelf.apply(transfer(giver, to, **heads))) == expected
    assert shelf.records == before


def test_as_many_as_are_allowed_do_go_and_one_more_does_not() -> None:
    outcome = town().apply(transfer(LIANJIA, "fengtai", max=12))
    allowed = refusal(outcome)[2]
    assert town().apply(transfer(LIANJIA, "fengtai", max=allowed)).status == "applied"
    assert town().apply(transfer(LIANJIA, "fengtai", max=allowed + 1)).status == "rejected"


def test_an_open_quota_has_no_max_to_give_or_take() -> None:
    shelf = town(LIANJIA, quota(5, None, unit="fengtai"))
    assert refusal(shelf.apply(transfer(LIANJIA, "fengtai", max=1)))[:2] == ("open_max", "fengtai")
    assert shelf.apply(transfer(LIANJIA, "fengtai", min=1)).status == "applied"


@pytest.mark.parametrize("status", ["withdrawn", "declined"])
def test_what_has_ended_neither_gives_nor_takes(status: QuotaStatus) -> None:
    shelf = town(LIANJIA, quota(5, 10, unit="fengtai", status=status))
    assert refusal(shelf.apply(transfer(LIANJIA, "fengtai", max=1)))[0] == "quota_over"
    assert refusal(shelf.apply(transfer(shelf.quota("fengtai"), "lianjia", max=1)))[0] == "quota_over"


def test_a_quota_gives_nothing_to_itself_and_nothing_to_nobody() -> None:
    assert refusal(town().apply(transfer(LIANJIA, "lianjia", max=1)))[0] == "same_quota"
    assert refusal(town(LIANJIA).apply(transfer(LIANJIA, "fengtai", max=1)))[0] == "unknown_record"
    assert town().apply(transfer(LIANJIA, "fengtai")).status == "noop"


def test_nothing_goes_over_to_a_quota_of_a_request_that_is_over() -> None:
    assert refusal(town(status="closed").apply(transfer(LIANJIA, "fengtai", max=1)))[0] == "request_over"


def test_a_transfer_tells_on_what_it_landed() -> None:
    shelf = town()
    shelf.apply(add(LIANJIA, max=-2), client="c2")
    outcome = shelf.apply(transfer(LIANJIA, "fengtai", max=3))
    assert outcome.info is not None
    assert (outcome.info.code, outcome.info.now) == ("on", {"min": 4, "max": 10})
    assert outcome.info.facts == {"to_min": 5, "to_max": 10}


def test_an_exact_quota_stays_one_while_the_giver_can_spare_its_min() -> None:
    exact, wide = quota(12, 12), quota(2, 9, unit="fengtai")
    for giver, receiver, heads in ((exact, wide, 3), (wide, exact, 2)):
        op = meant(giver, receiver, heads)
        assert (op.min, op.max) == (heads, heads)
    few = meant(wide, exact, 3)
    assert (few.min, few.max) == (0, 3)
    assert shelf_of(exact, wide).apply(few).status == "applied"


heads = st.integers(-8, 12)
units = st.sampled_from(["lianjia", "shuangyushu", "chaoyang", "fengtai"])


@st.composite
def any_transfer(draw: st.DrawFn) -> Any:
    k = draw(heads)
    least, most = draw(st.sampled_from([(k, k), (0, k), (k, 0)]))
    return transfer(quota(unit=draw(units)), draw(units), min=least, max=most)


def total(shelf: Shelf, field: str) -> int:
    return sum(getattr(held, field) or 0 for held in shelf.quotas())


@given(st.lists(any_transfer(), max_size=12))
def test_transfers_keep_the_sum_and_break_no_bound_and_no_parent(tried: list[Any]) -> None:
    shelf = town()
    before = total(shelf, "min"), total(shelf, "max")
    for op in tried:
        shelf.apply(op)
        assert (total(shelf, "min"), total(shelf, "max")) == before
        for held in shelf.quotas():
            assert held.max is not None
            assert 0 <= held.min <= held.max
            assert sum(part.max or 0 for part in shelf.children(held.id)) <= held.max


@given(heads, heads, units, units, units)
def test_a_transfer_commutes_with_an_add(many: int, more: int, giver: str, to: str, on: str) -> None:
    wide = [quota(100, 900, unit=unit) for unit in ("lianjia", "shuangyushu", "chaoyang", "fengtai")]
    over, plus = transfer(quota(unit=giver), to, max=many), add(quota(unit=on), max=more)
    one, other = shelf_of(*wide), shelf_of(*wide)
    for shelf, order in ((one, (over, plus)), (other, (plus, over))):
        for op in order:
            shelf.apply(op)
    names = ("lianjia", "shuangyushu", "chaoyang", "fengtai")
    assert bounds(one, *names) == bounds(other, *names)
