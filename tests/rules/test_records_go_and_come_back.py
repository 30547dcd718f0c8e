"""The rules of deleting and restoring, for records of whatever kind."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postcmd import intents, ops
from postcmd.outcome import Outcome
from postcmd.records import AnyRecord, Quota, Request, Squad, kind_of
from postcmd.undoing import undo
from postcmd.wire import Result
from tests.builders import EPOCH, add, delete, edit, form, issue, quota, report, request, seen, squad
from tests.rules.ends import ended
from tests.shelf import shelf_of

CORPS = quota(0, 40, unit="chaoyang")


def restore(record: AnyRecord) -> ops.RecordRestore:
    kind: Any = kind_of(record)
    return ops.RecordRestore(kind=kind, id=record.id)


def held_by(outcome: Outcome) -> Any:
    assert ended(outcome) == ("rejected", "in_use")
    assert outcome.info is not None
    return outcome.info.facts["held_by"]


# Deleting


@pytest.mark.parametrize("record", [quota(), squad(), request("again")], ids=lambda record: record.id)
def test_a_record_that_nobody_stands_on_is_deleted_and_comes_back_as_it_was(record: Any) -> None:
    shelf = shelf_of(request(units=("lianjia",)), record)
    before = dict(shelf.records)
    assert shelf.apply(delete(record)).status == "applied"
    assert shelf.get(kind_of(record), record.id) is None
    assert shelf.is_deleted(kind_of(record), record.id)
    assert shelf.apply(restore(record)).status == "applied"
    plain = {"rev": 0, "updated_at": None, "updated_by": ""}
    assert {key: msgspec.structs.replace(now, **plain) for key, now in shelf.records.items()} == before
    assert not shelf.is_deleted(kind_of(record), record.id)


@pytest.mark.parametrize(
    ("records", "target", "why"),
    [
        ((quota(confirmed=1),), quota(), "heads"),
        ((quota(present=1),), quota(), "heads"),
        ((CORPS, quota(parent=CORPS.id)), CORPS, "parts"),
        ((CORPS, quota(parent=CORPS.id, status="declined")), CORPS, "parts"),
        ((request(), quota()), request(), "quotas"),
        ((request(), squad(request="sunhe")), request(), "squads"),
        ((squad(status="alerted"),), squad(), "heads"),
        ((squad(present=3),), squad(), "heads"),
        ((squad(parent="whole"),), squad(), "parts"),
        ((squad(parts=("a", "b")),), squad(), "parts"),
    ],
)
def test_what_somebody_stands_on_is_not_deleted(records: tuple[AnyRecord, ...], target: Any, why: str) -> None:
    assert held_by(shelf_of(*records).apply(delete(target))) == why


@pytest.mark.parametrize("status", ["withdrawn", "declined"])
def test_a_request_whose_quotas_have_all_ended_may_go(status: Any) -> None:
    assert shelf_of(request(), quota(status=status)).apply(delete(request())).status == "applied"


def test_what_was_deleted_does_not_hold_up_what_it_stood_on() -> None:
    shelf = shelf_of(request(), CORPS, quota(parent=CORPS.id))
    for record in (quota(), CORPS, request()):
        assert shelf.apply(delete(record)).status == "applied"


def test_deleting_what_is_deleted_changes_nothing() -> None:
    shelf = shelf_of(request(), quota())
    assert [shelf.apply(delete(quota())).status for _ in range(2)] == ["applied", "noop"]


def test_what_was_never_there_is_not_deleted() -> None:
    assert ended(shelf_of(request()).apply(delete(quota()))) == ("rejected", "unknown_record")


def test_what_somebody_else_changed_since_is_not_deleted() -> None:
    shelf = shelf_of(request(), quota())
    saw = shelf.quota()
    shelf.apply(add(max=3), user="li", client="c2")
    outcome = shelf.apply(intents.delete(saw, EPOCH))
    assert ended(outcome) == ("conflict", "changed_meanwhile")
    assert outcome.info is not None
    assert (outcome.info.by, outcome.info.now["max"]) == ("li", 12)
    assert shelf.quota().max == 12


def test_keeping_mine_deletes_it_as_it_stands_now() -> None:
    shelf = shelf_of(request(), quota())
    op = delete(shelf.quota())
    shelf.apply(add(max=3), client="c2")
    clash = edit(op, result=Result(1, "conflict", 1, shelf.apply(op).info))
    assert shelf.apply(intents.mine_again(clash, EPOCH)).status == "applied"


def test_own_changes_do_not_stand_in_the_way_of_deleting() -> None:
    shelf = shelf_of(request(), quota())
    saw = shelf.quota()
    shelf.apply(add(max=3))
    assert shelf.apply(delete(saw)).status == "applied"


def test_a_change_that_was_seen_does_not_stand_in_the_way() -> None:
    shelf = shelf_of(request(), quota())
    shelf.apply(add(max=3), client="c2")
    assert shelf.apply(delete(shelf.quota())).status == "applied"


def test_after_a_restore_of_the_centre_values_tell_whether_it_is_still_as_seen() -> None:
    for changed, expected in ((3, "conflict"), (0, "applied")):
        shelf = shelf_of(request(), quota())
        saw = msgspec.structs.replace(shelf.quota(), rev=400)
        shelf.apply(add(max=3), client="c2")
        shelf.apply(add(max=changed - 3), client="c2")
        assert shelf.apply(intents.delete(saw, "of another history")).status == expected
    blind = ops.Base("of another history", 400)
    shelf.apply(add(max=3), client="c2")
    assert shelf_of(request(), quota()).apply(delete(quota(), blind)).status == "applied"


def test_a_unit_whose_only_quota_is_deleted_no_longer_holds_the_request() -> None:
    shelf = shelf_of(request())
    shelf.apply(issue())
    shelf.apply(issue(unit="fengtai"))
    shelf.apply(delete(shelf.quota()))
    assert shelf.request().units == ("fengtai",)
    shelf.apply(restore(quota()))
    assert shelf.request().units == ("fengtai", "lianjia")


# Restoring


def test_what_is_there_is_not_restored_and_what_never_was_cannot_be() -> None:
    shelf = shelf_of(request(), quota())
    assert shelf.apply(restore(quota())).status == "noop"
    assert ended(shelf.apply(restore(squad()))) == ("rejected", "unknown_record")


@pytest.mark.parametrize(
    ("then", "code"),
    [
        (add(CORPS, max=-35), "past_parent"),
        (ops.RequestMove(request="sunhe", came_from="ordered", to="closed"), "request_over"),
        (delete(CORPS), "deleted"),
    ],
    ids=["parent lowered", "request closed", "parent deleted"],
)
def test_a_quota_comes_back_only_where_it_still_fits(then: ops.Op, code: str) -> None:
    shelf = shelf_of(request(), CORPS, quota(parent=CORPS.id))
    shelf.apply(delete(shelf.quota()))
    assert shelf.apply(then).status == "applied"
    assert ended(shelf.apply(restore(quota()))) == ("rejected", code)


def test_nothing_comes_back_to_a_request_that_was_deleted() -> None:
    shelf = shelf_of(request(), quota(), squad(request="sunhe"))
    for record in (shelf.quota(), shelf.squad(), shelf.request()):
        shelf.apply(delete(record))
    for gone in (quota(), squad()):
        assert ended(shelf.apply(restore(gone))) == ("rejected", "deleted")
    shelf.apply(restore(request()))
    assert shelf.apply(restore(squad())).status == "applied"


def test_a_deletion_is_undone_by_restoring_and_that_by_deleting() -> None:
    shelf = shelf_of(request(), quota())
    for op in (deleted := delete(shelf.quota()), undo(edit(deleted), EPOCH)):
        assert shelf.apply(op).status == "applied"
    came_back = edit(undo(edit(deleted), EPOCH), result=Result(2, "applied", shelf.seq))
    assert shelf.apply(undo(came_back, EPOCH)).status == "applied"
    assert shelf.is_deleted("quota", quota().id)


@pytest.mark.parametrize(("made", "target"), [(issue(), ("quota", quota().id)), (form(), ("squad", "first"))])
def test_what_was_made_by_mistake_is_undone_by_deleting_it(made: ops.Op, target: Any) -> None:
    shelf = shelf_of(request())
    assert shelf.apply(made).status == "applied"
    shelf.apply(undo(edit(made, result=Result(1, "applied", shelf.seq)), EPOCH))
    assert shelf.is_deleted(*target)


# Whatever comes


@st.composite
def anything(draw: st.DrawFn) -> Any:
    unit = draw(st.sampled_from(["chaoyang", "lianjia", "shuangyushu"]))
    on = quota(unit=unit)
    above = draw(st.sampled_from([None, CORPS.id, quota().id]))
    return draw(
        st.sampled_from(
            [
                issue(2, draw(st.integers(2, 30)), unit=unit, parent=above),
                add(on, max=draw(st.integers(-9, 30))),
                delete(on, seen()),
                restore(on),
                report(on, seen(), confirmed=draw(st.integers(0, 1))),
                ops.RequestMove(request="sunhe", came_from="ordered", to="closed"),
                ops.RequestMove(request="sunhe", came_from="closed", to="ordered"),
                delete(request(), seen()),
                restore(request()),
            ]
        )
    )


@given(st.lists(anything(), min_size=3, max_size=20))
def test_no_sequence_leaves_a_part_without_its_whole_or_loses_heads(tried: list[Any]) -> None:
    shelf = shelf_of(request(), CORPS)
    for op in tried:
        heads = sum(held.confirmed for held in shelf.quotas())
        shelf.apply(op)
        assert sum(held.confirmed for held in shelf.quotas()) >= (0 if isinstance(op, ops.QuotaReport) else heads)
        for held in shelf.quotas():
            assert shelf.get("request", held.request) is not None
            parts = sum(one.max or 0 for one in shelf.children(held.id))
            assert held.max is not None
            assert parts <= held.max
            assert held.parent is None or shelf.get("quota", held.parent) is not None
        assert not shelf.graves.keys() & shelf.records.keys()


def test_what_can_be_deleted_is_known_by_its_kind() -> None:
    kinds = {intents.deletable(record) for record in (quota(), request(), squad())}
    assert kinds == {"quota", "request", "squad"}
    assert {Quota, Request, Squad} == {type(record) for record in (quota(), request(), squad())}


def test_declined_quotas_go_with_their_request() -> None:
    """Without it they would lie by their unit alone, and stay with whoever saw them for the place."""
    shelf = shelf_of(request(), quota(status="declined"))
    assert shelf.apply(delete(shelf.request())).status == "applied"
    assert not shelf.quotas()
