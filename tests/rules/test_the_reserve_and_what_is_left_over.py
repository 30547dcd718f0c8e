"""The reserve and the pool are called in their order; who is left over is never dropped silently."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from postcmd import ops
from postcmd.records import Quota, pool_of
from tests.builders import NOW, add, call_reserve, into_pool, move, offer, quota, report, seen, set_, transfer
from tests.rules.people_world import counts, people, sign_up_of, why
from tests.shelf import shelf_of

# The reserve


def test_the_reserve_is_called_in_the_order_of_sign_up_then_of_ids() -> None:
    shelf = shelf_of(quota(3, 3))
    for name, minute in (("z", 0), ("y", 1), ("x", 1), ("w", 2)):
        shelf.apply(offer(name, volunteer=name, to="reserve", at=NOW + timedelta(minutes=minute)))
    shelf.apply(call_reserve(3))
    assert [name for name in "zyxw" if sign_up_of(shelf, name).state == "confirmed"] == ["z", "y", "x"]
    assert counts(shelf) == (4, 3, 1, 0)


def test_a_reserve_that_was_only_reported_can_be_called_too() -> None:
    shelf = shelf_of(quota(12, 12))
    shelf.apply(report(shelf.quota(), offered=26, confirmed=11, reserve=14))
    shelf.apply(call_reserve(1))
    assert counts(shelf) == (26, 12, 13, 0)


def test_names_of_the_reserve_go_with_those_called() -> None:
    shelf = shelf_of(quota(1, 1))
    shelf.apply(offer(heads=3))
    people(shelf, "a", "b", counted=True, to="reserve")
    shelf.apply(add(min=1, max=1))
    shelf.apply(call_reserve(1))
    assert [sign_up_of(shelf, one).state for one in ("a", "b")] == ["confirmed", "reserve"]


def test_nobody_is_called_past_the_free_places_or_where_nobody_stands_by() -> None:
    shelf = shelf_of(quota(2, 2))
    shelf.apply(offer(heads=1))
    assert why(shelf.apply(call_reserve(2))) == "full"
    short = shelf.apply(call_reserve(1))
    assert (why(short), short.info and short.info.facts["available"]) == ("reserve_short", 0)
    assert why(shelf.apply(call_reserve(0))) == "bad_sign_up"


def test_who_is_called_out_of_the_pool_leaves_it_and_signs_up_by_that() -> None:
    shelf = shelf_of(quota(4, 4))
    shelf.apply(offer("s1", 1))
    shelf.apply(into_pool("p1", 2, at=NOW))
    shelf.apply(into_pool("p2", volunteer="v2", at=NOW + timedelta(minutes=1)))
    assert why(shelf.apply(call_reserve(3))) == "reserve_short"
    assert why(shelf.apply(call_reserve(3, pool=True))) == ""
    assert counts(shelf) == (4, 4, 0, 0)
    assert [(one.reserve, one.released, one.asked_at) for one in shelf.signups(pool_of("lianjia"))] == [
        (0, 2, NOW),
        (0, 1, NOW),
    ]
    out = [one for one in shelf.signups(shelf.quota().id) if one.id != "s1"]
    assert sorted((one.heads, one.confirmed, one.volunteer) for one in out if one.heads == 1) == [(1, 1, "v2")]
    assert [(one.heads, one.confirmed) for one in out if one.heads == 2] == [(2, 2)]


def test_a_no_show_out_of_the_pool_reopens_its_place_like_any_other() -> None:
    shelf = shelf_of(quota(1, 1))
    shelf.apply(into_pool("p1", 3))
    shelf.apply(call_reserve(1, pool=True))
    called = next(iter(shelf.signups(shelf.quota().id)))
    shelf.apply(move(called.id, "confirmed", "no_show"))
    shelf.apply(call_reserve(1, pool=True))
    assert counts(shelf) == (2, 1, 0, 0)
    out = [(one.heads, one.state) for one in shelf.signups(shelf.quota().id)]
    assert sorted(out) == [(1, "confirmed"), (1, "no_show")]
    assert sign_up_of(shelf, "p1").reserve == 1


def test_who_stands_on_the_quota_is_not_called_out_of_the_pool_too() -> None:
    shelf = shelf_of(quota(2, 2))
    shelf.apply(offer("s1", volunteer="v1"))
    shelf.apply(into_pool("p1", volunteer="v1"))
    assert why(shelf.apply(call_reserve(1, pool=True))) == "reserve_short"


def test_the_pool_knows_no_quota() -> None:
    shelf = shelf_of(quota(6, 6))
    shelf.apply(into_pool("p1", 3))
    shelf.apply(move("p1", "reserve", "withdrawn"))
    assert counts(shelf) == (0, 0, 0, 0)
    assert sign_up_of(shelf, "p1").reserve == 2


# What is left over


def lowered(by: str, of: Quota, **said: Any) -> ops.Op:
    ways: dict[str, ops.Op] = {
        "add": msgspec.structs.replace(add(of, min=-4, max=-4), **said),
        "set": msgspec.structs.replace(set_(of, min=8, max=8), **said),
        "transfer": msgspec.structs.replace(transfer(of, "fengtai", min=4, max=4), **said),
    }
    return ways[by]


@pytest.mark.parametrize(
    ("choice", "confirmed", "reserve", "released"), [("keep", 12, 0, 0), ("reserve", 8, 4, 0), ("release", 8, 0, 4)]
)
@pytest.mark.parametrize("by", ["add", "set", "transfer"])
def test_lowered_below_confirmed_drops_nobody_silently(
    by: str, choice: Any, confirmed: int, reserve: int, released: int
) -> None:
    shelf = shelf_of(quota(12, 12), quota(0, 20, unit="fengtai"))
    shelf.apply(offer(heads=12))

    refused = shelf.apply(lowered(by, shelf.quota()))
    assert (why(refused), refused.info and refused.info.facts) == ("below_confirmed", {"confirmed": 12, "over": 4})
    assert shelf.apply(lowered(by, shelf.quota(), surplus=choice)).status == "applied"
    one = sign_up_of(shelf)
    assert (shelf.quota().confirmed, shelf.quota().reserve) == (confirmed, reserve)
    assert (one.confirmed, one.reserve, one.released) == (confirmed, reserve, released)


def test_who_signed_up_last_goes_first_and_who_has_come_stays() -> None:
    shelf = shelf_of(quota(3, 3))
    people(shelf, "a", "b", "c")
    shelf.apply(move("c", "confirmed", "arrived"))
    shelf.apply(add(min=-2, max=-2, surplus="release"))
    assert [sign_up_of(shelf, one).state for one in ("a", "b", "c")] == ["released", "released", "arrived"]


def test_a_name_goes_with_the_heads_that_are_let_go() -> None:
    shelf = shelf_of(quota(2, 2))
    shelf.apply(offer(heads=2))
    people(shelf, "a", "b", counted=True)
    shelf.apply(add(min=-1, max=-1, surplus="release"))
    assert [sign_up_of(shelf, one).state for one in ("a", "b")] == ["confirmed", "released"]


def test_over_as_before_nothing_has_to_be_said() -> None:
    shelf = shelf_of(quota(10, 12, confirmed=15))
    assert why(shelf.apply(add(min=-2))) == ""
    assert why(shelf.apply(add(max=1))) == ""


def test_issuing_again_with_less_is_lowering_too() -> None:
    shelf = shelf_of()
    key: dict[str, Any] = {"request": "sunhe", "unit": "lianjia", "day": quota().day}
    shelf.apply(ops.QuotaIssue(**key, min=12, max=12))
    shelf.apply(offer(heads=12))
    assert why(shelf.apply(ops.QuotaIssue(**key, min=8, max=8))) == "below_confirmed"


def test_a_quota_somebody_signed_up_for_is_not_deleted() -> None:
    shelf = shelf_of(quota(2, 2))
    shelf.apply(offer(heads=1, to="reserve"))
    delete = ops.RecordDelete(kind="quota", id=shelf.quota().id, base=seen(shelf.quota()))
    assert why(shelf.apply(delete)) == "in_use"
    shelf.apply(move("s1", "reserve", "released"))
    delete = ops.RecordDelete(kind="quota", id=shelf.quota().id, base=seen(shelf.quota()))
    assert why(shelf.apply(delete)) == ""


def test_reporting_what_is_counted_stays_possible_beside_sign_ups() -> None:
    shelf = shelf_of(quota(12, 12))
    shelf.apply(offer(heads=10))
    shelf.apply(report(shelf.quota(), confirmed=11, present=11))
    told: Quota = shelf.quota()
    assert (told.confirmed, told.present) == (11, 11)
