"""The rule of a bulk: each item for itself, all or none where that is asked."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postcmd import ops
from postcmd.decide import decide
from postcmd.errors import BadInput
from postcmd.outcome import Outcome
from postcmd.sound import MOST_BYTES, check
from postcmd.undoing import undo
from postcmd.wire import Result
from tests.builders import (
    EPOCH,
    NOW,
    add,
    count_squad,
    delete,
    edit,
    issue,
    quota,
    report,
    request,
    set_,
    squad,
    transfer,
)
from tests.shelf import Shelf, context, shelf_of

LIANJIA, FENGTAI = quota(6, 9), quota(6, 9, unit="fengtai")
STARTED = ops.SquadMove(squad="first", came_from="standby", to="alerted")


def bulk(*items: Any, **said: Any) -> ops.Bulk:
    return ops.Bulk(items=items, **said)


def town() -> Shelf:
    return shelf_of(request(), LIANJIA, FENGTAI, squad())


def listed(outcome: Outcome) -> dict[str, Any]:
    assert outcome.info is not None
    return outcome.info.facts


def test_the_items_take_effect_in_their_order_as_one_change() -> None:
    shelf = town()
    outcome = shelf.apply(bulk(add(max=3), set_(quota(6, 12), max=20), STARTED))
    assert outcome.status == "applied"
    assert (shelf.quota().max, shelf.squad().status) == (20, "alerted")
    assert {put.id for put in outcome.puts} == {LIANJIA.id, "first"}


def test_what_fails_does_not_hold_up_the_rest_and_is_listed() -> None:
    shelf = town()
    outcome = shelf.apply(bulk(add(max=3), add(FENGTAI, max=-9), STARTED))
    assert (outcome.status, outcome.info and outcome.info.code) == ("rejected", "bulk_partly")
    assert listed(outcome) == {
        "items": [[1, "rejected", "max_below_min"]],
        "records": [["quota", FENGTAI.id]],
        "done": 2,
        "failed": 1,
    }
    assert (shelf.quota().max, shelf.quota("fengtai").max, shelf.squad().status) == (12, 9, "alerted")


def test_the_worst_item_says_how_the_bulk_ends() -> None:
    shelf = town()
    saw = shelf.quota()
    shelf.apply(add(max=1), user="li", client="c2")
    outcome = shelf.apply(bulk(set_(saw, max=20), add(FENGTAI, max=-9), STARTED))
    assert outcome.status == "conflict"
    assert [item[1:] for item in listed(outcome)["items"]] == [
        ["conflict", "changed_meanwhile"],
        ["rejected", "max_below_min"],
    ]


def test_all_or_none_is_none_where_one_item_fails() -> None:
    shelf = town()
    before = dict(shelf.records)
    outcome = shelf.apply(bulk(add(max=3), add(FENGTAI, max=-9), atomic=True))
    assert (outcome.status, outcome.info and outcome.info.code) == ("rejected", "bulk_refused")
    assert listed(outcome)["items"] == [[1, "rejected", "max_below_min"]]
    assert listed(outcome)["done"] == 0
    assert not outcome.has_effect
    assert shelf.records == before


def test_what_is_so_already_is_no_failure() -> None:
    shelf = town()
    assert shelf.apply(bulk(add(), set_(LIANJIA, max=9))).status == "noop"
    assert shelf.apply(bulk(add(), add(max=1), atomic=True)).status == "applied"


def test_a_bulk_tells_on_what_its_adds_landed() -> None:
    outcome = town().apply(bulk(STARTED, add(max=3)))
    assert listed(outcome) == {"items": [[1, {"min": 6, "max": 9}]]}


def test_each_item_needs_its_own_right() -> None:
    shelf = town()
    ctx = msgspec.structs.replace(
        context(), why_not=lambda op, on: "forbidden_scope" if op.target == ("quota", FENGTAI.id) else None
    )
    outcome = decide(bulk(add(FENGTAI, max=1), add(max=1)), shelf, ctx)
    assert listed(outcome)["items"] == [[0, "rejected", "forbidden_scope"]]
    assert [put.id for put in outcome.puts] == [LIANJIA.id]


def test_who_said_it_and_when_is_said_once_for_all_items() -> None:
    said = {"on_behalf": "孙河乡", "channel": "phone", "reason": "夜班"}
    outcome = decide(bulk(add(max=1, reason="加派"), STARTED, at=NOW, n=7, **said), town(), context())
    first, second = (step.op for step in outcome.steps)
    assert (first.n, first.at, first.on_behalf, first.reason) == (7, NOW, "孙河乡", "加派")
    assert (second.channel, second.reason) == ("phone", "夜班")


def test_what_an_item_makes_the_next_ones_may_use() -> None:
    shelf = shelf_of(request(), quota(0, 40, unit="chaoyang"))
    part = issue(6, 9, parent=shelf.quota("chaoyang").id)
    outcome = shelf.apply(bulk(part, add(max=3), report(quota(), confirmed=2), atomic=True))
    assert outcome.status == "applied"
    assert (shelf.quota().max, shelf.quota().confirmed) == (12, 2)


def test_what_was_made_and_deleted_in_one_bulk_was_never_there() -> None:
    shelf = shelf_of(request())
    shelf.apply(bulk(issue(6, 9), delete(quota())))
    assert shelf.get("quota", quota().id) is None
    assert shelf.request().units == ()


def test_a_bulk_is_undone_item_by_item_the_last_first() -> None:
    shelf = town()
    op = bulk(set_(LIANJIA, max=12), add(max=3), transfer(quota(), "fengtai", max=2), STARTED, add(FENGTAI, max=-20))
    outcome = shelf.apply(op)
    came_back = Result(shelf.n, outcome.status, shelf.seq, outcome.info)
    back = undo(edit(op, result=came_back), EPOCH)
    assert shelf.apply(back).status == "applied"
    assert (shelf.quota().max, shelf.quota("fengtai").max, shelf.squad().status) == (9, 9, "standby")


def test_a_bulk_that_did_nothing_is_not_undone() -> None:
    outcome = town().apply(op := bulk(add(max=3), add(FENGTAI, max=-9), atomic=True))
    with pytest.raises(BadInput.__base__ or Exception, match="nothing_to_undo"):
        undo(edit(op, result=Result(1, outcome.status, 1, outcome.info)), EPOCH)


def test_a_bulk_holds_at_most_200_ops_and_no_bulk() -> None:
    assert check(bulk(*[add(max=1)] * ops.MOST_ITEMS)) is None
    for unsound in (bulk(*[add(max=1)] * (ops.MOST_ITEMS + 1)), bulk(), bulk(bulk(add(max=1))), bulk(ops.Void())):
        assert check(unsound) is not None


def test_an_op_that_no_message_could_carry_is_not_kept() -> None:
    long = tuple(report(quota(), reason="病" * 400, confirmed=1) for _ in range(ops.MOST_ITEMS))
    assert len(msgspec.json.encode(bulk(*long))) > MOST_BYTES
    wrong = check(bulk(*long))
    assert wrong is not None
    assert wrong.code == "unsound_op"


def test_the_times_of_items_are_bounded_too() -> None:
    far = msgspec.structs.replace(add(max=1), at=NOW.replace(year=9000))
    wrong = check(bulk(add(max=1), far))
    assert wrong is not None
    assert (wrong.code, wrong.facts) == ("bad_time", {"field": "at"})


number = st.integers(-15, 30)


@st.composite
def any_item(draw: st.DrawFn) -> Any:
    on = draw(st.sampled_from([LIANJIA, FENGTAI]))
    a, b = draw(number), draw(number)
    return draw(
        st.sampled_from(
            [
                add(on, min=a, max=b),
                set_(on, max=b),
                report(on, confirmed=a),
                transfer(on, "fengtai", max=a),
                count_squad(squad(), present=a),
                STARTED,
                ops.NoteSet(kind="quota", id=on.id, text=str(a)),
                ops.RecordRestore(kind="quota", id=on.id),
                delete(on),
                issue(a, b, unit=on.unit),
            ]
        )
    )


@given(st.lists(any_item(), min_size=1, max_size=8))
def test_a_bulk_does_what_its_items_do_one_by_one(items: list[Any]) -> None:
    whole, single = town(), town()
    outcome = whole.apply(bulk(*items))
    ended = [single.apply(item, n=1).status for item in items]
    assert whole.records.keys() == single.records.keys()
    for key, record in whole.records.items():
        plain = {"rev": 0, "updated_at": None, "updated_by": ""}
        assert msgspec.structs.replace(record, **plain) == msgspec.structs.replace(single.records[key], **plain)
    failed = [status for status in ended if status not in ("applied", "noop")]
    assert (outcome.status in ("applied", "noop")) == (not failed)
    assert (outcome.status == "conflict") == ("conflict" in failed)


@given(st.lists(any_item(), min_size=1, max_size=8))
def test_an_atomic_bulk_does_all_or_nothing(items: list[Any]) -> None:
    shelf, partly = town(), town()
    before = dict(shelf.records)
    outcome = shelf.apply(bulk(*items, atomic=True))
    if partly.apply(bulk(*items)).status in ("applied", "noop"):
        assert outcome.status in ("applied", "noop")
        assert shelf.records == partly.records
    else:
        assert outcome.status == "rejected"
        assert shelf.records == before
