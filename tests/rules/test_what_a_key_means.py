"""From a key or a typed number to an op, and back again."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from postcmd import ops
from postcmd.edits import Edit
from postcmd.errors import BadInput, Refused
from postcmd.intents import Field, add_heads, asks_twice, is_large_change, mine_again, report, set_heads
from postcmd.records import AnyRecord, Quota
from postcmd.undoing import undo
from postcmd.wire import Result
from tests.builders import EPOCH, add, count_squad, edit, form, issue, open_, part, quota, request, set_, squad
from tests.shelf import Shelf, shelf_of

EXACT, RANGE, OPEN = quota(12, 12, rev=4), quota(6, 9, rev=4), quota(6, None, rev=4)


def bounds(op: Any) -> tuple[Any, Any]:
    return op.min, op.max


# Plus and minus


@pytest.mark.parametrize(
    ("on", "field", "heads", "moved"),
    [
        (EXACT, "max", 3, (3, 3)),
        (EXACT, "min", -1, (-1, -1)),
        (RANGE, "max", 3, (0, 3)),
        (RANGE, "min", -2, (-2, 0)),
        (OPEN, "min", 2, (2, 0)),
    ],
)
def test_plus_moves_both_bounds_of_an_exact_quota_and_else_the_field_chosen(
    on: Quota, field: Field, heads: int, moved: tuple[int, int]
) -> None:
    assert bounds(add_heads(on, heads, field)) == moved


def test_without_a_field_chosen_it_acts_on_max() -> None:
    assert bounds(add_heads(RANGE, 1)) == (0, 1)


@pytest.mark.parametrize(
    ("on", "field", "heads", "code"),
    [
        (OPEN, "max", 1, "open_max"),
        (RANGE, "confirmed", 1, "not_a_bound"),
        (RANGE, "max", 1_000_001, "too_many"),
        (RANGE, "max", -1_000_001, "too_many"),
    ],
)
def test_what_cannot_be_added_is_refused_with_its_reason(on: Quota, field: Field, heads: int, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        add_heads(on, heads, field)
    assert refused.value.code == code


# Typed


@pytest.mark.parametrize(
    ("on", "field", "typed", "wanted"),
    [
        (EXACT, "max", "15", (15, 15)),
        (EXACT, "min", "15", (15, 15)),
        (EXACT, "max", "6-9", (6, 9)),
        (RANGE, "max", "12", (UNSET, 12)),
        (RANGE, "min", "7", (7, UNSET)),
        (RANGE, "min", "7-8", (7, 8)),
        (RANGE, "max", "6+", (6, None)),
        (OPEN, "max", "12", (UNSET, 12)),
        (RANGE, "max", "６－９", (6, 9)),
    ],
)
def test_a_typed_number_sets_what_the_coordinator_means(
    on: Quota, field: Field, typed: str, wanted: tuple[Any, Any]
) -> None:
    op = set_heads(on, typed, EPOCH, field)
    assert isinstance(op, ops.QuotaSet)
    assert bounds(op) == wanted


@given(st.sampled_from([EXACT, RANGE, OPEN]), st.sampled_from(["3", "3-5", "3+"]), st.sampled_from(["min", "max"]))
def test_a_set_names_what_was_seen_of_exactly_the_fields_it_sets(on: Quota, typed: str, field: Field) -> None:
    op = set_heads(on, typed, EPOCH, field)
    assert isinstance(op, ops.QuotaSet)
    named = {name for name in ("min", "max") if getattr(op, name) is not UNSET}
    assert op.base == ops.Base(EPOCH, 4, {name: getattr(on, name) for name in named})


@pytest.mark.parametrize("field", ["offered", "confirmed", "present"])
def test_a_number_on_a_count_is_a_report(field: Field) -> None:
    op = set_heads(RANGE, " １１ ", EPOCH, field)
    assert isinstance(op, ops.QuotaReport)
    assert getattr(op, field) == 11
    assert op.base == ops.Base(EPOCH, 4, {field: 0})


@pytest.mark.parametrize("field", ["max", "confirmed"])
@pytest.mark.parametrize("typed", ["abc", "9-6", "6-", "99999999999", "", "-1", "٣"])
def test_what_cannot_be_read_changes_nothing(typed: str, field: Field) -> None:
    with pytest.raises(BadInput):
        set_heads(RANGE, typed, EPOCH, field)


@pytest.mark.parametrize(
    ("old", "new", "large"),
    [(12, 36, False), (12, 37, True), (12, 120, True), (0, 50, False), (None, 50, False), (12, None, False)],
)
def test_over_three_times_the_old_is_asked_once_more(old: int | None, new: int | None, large: bool) -> None:
    assert is_large_change(old, new) is large


def test_a_slip_on_either_bound_is_asked_once_more() -> None:
    assert asks_twice(set_heads(EXACT, "120", EPOCH), EXACT)
    assert asks_twice(set_heads(RANGE, "19-20", EPOCH), RANGE)
    assert not asks_twice(set_heads(RANGE, "10", EPOCH), RANGE)
    open_ended = msgspec.structs.replace(RANGE, max=None)
    assert asks_twice(set_heads(open_ended, "500", EPOCH), open_ended), "beside an open max it is the min that stood"
    assert not asks_twice(add_heads(RANGE, 1), RANGE)


# Undo

DONE = Result(1, "applied", 9)


def done(op: ops.Op, before: AnyRecord | None = None) -> Edit:
    return edit(op, stage="done", result=DONE, before=before)


def after_one_edit(shelf: Shelf, op: ops.Op, target: AnyRecord) -> Edit:
    """The op applied at a centre, as an edit that has come back."""
    outcome = shelf.apply(op)
    assert outcome.status == "applied"
    return edit(op, stage="done", result=Result(shelf.n, "applied", shelf.seq), before=target)


@pytest.mark.parametrize(
    "change",
    [
        add(min=3, max=3),
        set_(quota(12, 12), max=40),
        set_(quota(12, 12), min=1, max=None),
        report(quota(12, 12), {"offered": 26, "confirmed": 12}, EPOCH),
    ],
)
def test_undo_brings_back_what_stood_before_and_undoing_that_does_it_again(change: ops.Op) -> None:
    shelf = shelf_of(quota(12, 12))
    looked = (start := shelf.quota()).min, start.max, start.offered, start.confirmed
    first = after_one_edit(shelf, change, start)
    changed = shelf.quota()
    back = after_one_edit(shelf, undo(first, EPOCH), changed)
    now = shelf.quota()
    assert (now.min, now.max, now.offered, now.confirmed) == looked
    shelf.apply(undo(back, EPOCH))
    again = shelf.quota()
    assert (again.min, again.max, again.confirmed) == (changed.min, changed.max, changed.confirmed)


def test_undoing_an_add_keeps_what_others_added_meanwhile() -> None:
    shelf = shelf_of(quota(6, 9))
    mine = after_one_edit(shelf, add(max=3), shelf.quota())
    shelf.apply(add(max=2), client="c2")
    shelf.apply(undo(mine, EPOCH))
    assert shelf.quota().max == 11


def test_undoing_a_set_that_somebody_has_changed_since_is_a_conflict() -> None:
    shelf = shelf_of(quota(6, 9))
    mine = after_one_edit(shelf, set_(shelf.quota(), max=12), shelf.quota())
    shelf.apply(add(max=2), user="li", client="c2")
    assert shelf.apply(undo(mine, EPOCH)).status == "conflict"


def test_a_squad_is_moved_and_counted_back() -> None:
    shelf = shelf_of(squad(status="standby", strength=12))
    moved = after_one_edit(shelf, ops.SquadMove(squad="first", came_from="standby", to="alerted"), shelf.squad())
    counted = after_one_edit(shelf, count_squad(shelf.squad(), present=11), shelf.squad())
    shelf.apply(undo(counted, EPOCH))
    shelf.apply(undo(moved, EPOCH))
    assert (shelf.squad().status, shelf.squad().present) == ("standby", 0)


def test_a_request_is_moved_back_and_an_opened_one_cancelled() -> None:
    shelf = shelf_of(request(status="ordered"))
    moved = after_one_edit(shelf, ops.RequestMove(request="sunhe", came_from="ordered", to="closed"), shelf.request())
    opened = after_one_edit(shelf, open_("new"), request("new"))
    shelf.apply(undo(moved, EPOCH))
    shelf.apply(undo(opened, EPOCH))
    assert (shelf.request().status, shelf.request("new").status) == ("ordered", "cancelled")


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (edit(add(max=1), stage="attention", result=Result(1, "rejected", 9)), "nothing_to_undo"),
        (edit(add(max=1), stage="done", result=Result(1, "noop", 9)), "nothing_to_undo"),
        (done(form(status="on_post", present=12)), "no_way_back"),
        (done(ops.SquadSplit(squad="first", parts=(part("a", 1), part("b", 1)))), "no_way_back"),
        (done(set_(quota(), ops.Base(EPOCH, 3), max=3)), "no_way_back"),
        (done(ops.NoteSet(kind="quota", id=quota().id, text="夜班")), "no_way_back"),
        (edit(ops.Bulk(items=(add(max=1),)), result=Result(1, "rejected", 9)), "nothing_to_undo"),
        (done(ops.RequestMove(request="sunhe", came_from="ordered", to="cancelled"), request()), "no_way_back"),
        (
            done(
                ops.SquadMove(squad="first", came_from="out_of_service", to="stood_down"),
                squad(status="out_of_service"),
            ),
            "no_way_back",
        ),
    ],
)
def test_what_has_no_way_back_is_refused_with_its_reason(made: Edit, code: str) -> None:
    with pytest.raises(Refused) as refused:
        undo(made, EPOCH)
    assert refused.value.code == code


def test_an_op_made_again_is_a_new_op() -> None:
    made = ops.numbered(add(max=3, group="g", after=2), 7)
    back = undo(done(made), EPOCH)
    assert (back.n, back.h, back.after, back.group) == (0, "", None, None)


# Keeping mine


def test_mine_goes_on_top_of_what_the_centre_says_now() -> None:
    shelf = shelf_of(quota(6, 9))
    saw = shelf.quota()
    shelf.apply(add(max=2), user="li", client="c2")
    op = set_(saw, max=12)
    outcome = shelf.apply(op)
    clashed = edit(op, stage="attention", result=Result(2, "conflict", shelf.seq, outcome.info))
    assert shelf.apply(mine_again(clashed, EPOCH)).status == "applied"
    assert shelf.quota().max == 12


def test_a_move_is_made_again_from_the_state_that_stands_now() -> None:
    shelf = shelf_of(squad(status="on_post"))
    shelf.apply(ops.SquadMove(squad="first", came_from="on_post", to="resting"), client="c2")
    op = ops.SquadMove(squad="first", came_from="on_post", to="stood_down")
    outcome = shelf.apply(op)
    clashed = edit(op, stage="attention", result=Result(2, "conflict", shelf.seq, outcome.info))
    shelf.apply(mine_again(clashed, EPOCH))
    assert shelf.squad().status == "stood_down"


@pytest.mark.parametrize("made", [edit(add(max=1)), edit(issue(), result=Result(1, "conflict", 3))])
def test_where_nothing_clashed_there_is_nothing_to_choose(made: Edit) -> None:
    with pytest.raises(Refused):
        mine_again(made, EPOCH)
