"""One pure function decides every op, for both sides."""

from __future__ import annotations

import copy
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from postcmd import ops
from postcmd.decide import RULES, decide
from postcmd.outcome import Outcome
from postcmd.records import Clock, kind_of
from tests.builders import NOW, add, count_squad, form, issue, open_, part, quota, report, request, set_, squad
from tests.shelf import Shelf, context, shelf_of

number = st.integers(-15, 40)


@st.composite
def any_op(draw: st.DrawFn) -> Any:
    a, b = draw(number), draw(number)
    return draw(
        st.sampled_from(
            [
                add(min=a, max=b),
                set_(quota(), min=a, max=b),
                issue(a, b, unit="shuangyushu", parent=quota().id),
                issue(a, b),
                report(quota(), confirmed=a, present=b),
                open_("again"),
                open_("sunhe"),
                ops.RequestMove(request="sunhe", came_from="ordered", to="closed"),
                ops.RequestMove(request="sunhe", came_from="submitted", to="ordered"),
                form("second", a, present=b),
                ops.SquadSplit(squad="first", parts=(part("a", a), part("b", b))),
                count_squad(squad(), strength=a, present=b),
                ops.SquadMove(squad="first", came_from="standby", to="alerted"),
                ops.ClockSet(rate=float(a), paused=False),
                ops.Void(),
            ]
        )
    )


def a_busy_shelf() -> Shelf:
    clock = Clock(id="clock", at=NOW, since=NOW, rate=60.0)
    return shelf_of(request(), quota(), squad(strength=25), clock)


def test_every_op_has_its_rule() -> None:
    assert set(RULES) == set(get_args(ops.Op))


@given(any_op())
def test_the_same_op_on_the_same_records_ends_the_same(op: ops.Op) -> None:
    shelf, other = a_busy_shelf(), a_busy_shelf()
    assert decide(op, shelf, context()) == decide(op, shelf, context()) == decide(op, other, context())


@given(any_op())
def test_deciding_changes_nothing_on_the_shelf(op: ops.Op) -> None:
    shelf = a_busy_shelf()
    before = copy.deepcopy(shelf.records)
    decide(op, shelf, context())
    assert shelf.records == before


@given(any_op())
def test_only_what_is_applied_changes_records_and_only_what_is_refused_says_why(op: ops.Op) -> None:
    outcome = decide(op, a_busy_shelf(), context())
    assert outcome.has_effect == (outcome.status == "applied")
    says_why = outcome.info is not None and outcome.info.code != "on"
    assert says_why == (outcome.status in ("rejected", "conflict"))
    assert outcome.info is None or outcome.info.code


@given(any_op())
def test_what_is_applied_changes_a_record_that_the_op_names(op: ops.Op) -> None:
    outcome = decide(op, a_busy_shelf(), context())
    if outcome.puts:
        assert op.target in [(kind_of(put), put.id) for put in outcome.puts]


@given(any_op())
def test_no_value_is_ever_clamped(op: ops.Op) -> None:
    """What is applied stands in the record as it was wished."""
    shelf = a_busy_shelf()
    outcome = decide(op, shelf, context())
    if outcome.status != "applied":
        return
    put = outcome.puts[0]
    for field in ("max", "min", "confirmed", "present", "strength"):
        if isinstance(op, ops.QuotaAdd) and field in ("min", "max"):
            assert getattr(put, field) == getattr(quota(), field) + getattr(op, field)
        elif isinstance(op, (ops.QuotaSet, ops.QuotaIssue, ops.QuotaReport, ops.SquadForm, ops.SquadReport)):
            wished = getattr(op, field, None)
            assert wished in (None, UNSET) or getattr(put, field) == wished


def test_an_edit_withdrawn_before_it_was_sent_does_nothing() -> None:
    assert decide(ops.Void(), a_busy_shelf(), context()) == Outcome("noop")


def test_a_parent_that_this_shelf_does_not_hold_is_left_to_the_centre() -> None:
    shelf = shelf_of(quota(6, 9, parent="sunhe.chaoyang.2022-11-20"))
    assert shelf.apply(add(max=500)).status == "applied"


@pytest.mark.parametrize("user", ["wang", "li"])
def test_who_issues_is_who_the_context_says(user: str) -> None:
    outcome = decide(issue(unit="fengtai"), a_busy_shelf(), context(user))
    assert getattr(outcome.puts[0], "issued_by", None) == user
