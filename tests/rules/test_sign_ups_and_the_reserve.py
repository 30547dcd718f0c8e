"""Sign-ups: twenty-six for twelve, names for those counted, places that open again, the reserve and the pool."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from postcmd import ops
from postcmd.outcome import Outcome
from postcmd.people_rules import named
from postcmd.quota import count
from postcmd.records import Quota, SignUp, pool_of
from tests.builders import (
    NOW,
    Shelf,
    add,
    call_reserve,
    into_pool,
    move,
    muster,
    offer,
    quota,
    report,
    request,
    seen,
    set_,
    shelf_of,
    transfer,
)


def why(outcome: Outcome) -> str:
    return "" if outcome.status == "applied" or outcome.info is None else outcome.info.code


def counts(shelf: Shelf) -> tuple[int, int, int, int]:
    one = shelf.quota()
    return one.offered, one.confirmed, one.reserve, one.present


def sign_up_of(shelf: Shelf, sign_up_id: str = "s1") -> SignUp:
    found = shelf.get("signup", sign_up_id)
    assert isinstance(found, SignUp)
    return found


def people(shelf: Shelf, *names: str, **said: Any) -> None:
    """So many sign up by name, one minute after the other."""
    for minute, name in enumerate(names):
        assert shelf.apply(offer(name, volunteer=f"v-{name}", at=NOW + timedelta(minutes=minute), **said)).status


# Who is confirmed


def test_26_sign_ups_for_12() -> None:
    shelf = shelf_of(quota(12, 12))
    shelf.apply(offer(heads=26))
    assert counts(shelf) == (26, 12, 14, 0)
    assert (sign_up_of(shelf).confirmed, sign_up_of(shelf).reserve) == (12, 14)


def test_26_people_for_12_stand_in_the_order_of_their_sign_up() -> None:
    shelf = shelf_of(quota(12, 12))
    people(shelf, *(f"p{number:02}" for number in range(26)))
    assert counts(shelf) == (26, 12, 14, 0)
    assert [sign_up_of(shelf, f"p{number:02}").state for number in (11, 12)] == ["confirmed", "reserve"]


def test_two_at_the_last_place_are_one_confirmed_and_one_told_full() -> None:
    shelf = shelf_of(quota(1, 1))
    first, second = (shelf.apply(offer(name, volunteer=name, all_or_none=True)) for name in ("a", "b"))
    assert (first.status, why(second)) == ("applied", "full")
    assert counts(shelf) == (1, 1, 0, 0)


def test_an_open_max_takes_everybody() -> None:
    shelf = shelf_of(quota(6, None))
    shelf.apply(offer(heads=60))
    assert counts(shelf) == (60, 60, 0, 0)
    assert count(6, None, shelf.quota().confirmed).fill == "met"


def test_offered_and_reserve_fill_no_place() -> None:
    shelf = shelf_of(quota(6, 6))
    shelf.apply(offer("s1", 3, to="offered"))
    shelf.apply(offer("s2", 2, to="reserve"))
    assert counts(shelf) == (5, 0, 2, 0)


def test_what_is_free_is_the_reserve_s_before_it_is_a_newcomer_s() -> None:
    shelf = shelf_of(quota(2, 2))
    people(shelf, "a", "b", "c")
    shelf.apply(move("a", "confirmed", "withdrawn"))
    people(shelf, "d")
    assert [sign_up_of(shelf, one).state for one in ("c", "d")] == ["reserve", "reserve"]


def test_raised_after_full_takes_the_next_of_the_reserve() -> None:
    shelf = shelf_of(quota(1, 1))
    people(shelf, "a", "b", "c")
    shelf.apply(add(min=1, max=1))
    shelf.apply(call_reserve(1))
    assert [sign_up_of(shelf, one).state for one in ("a", "b", "c")] == ["confirmed", "confirmed", "reserve"]


@pytest.mark.parametrize("status", ["cancelled", "closed"])
def test_nobody_signs_up_for_what_is_over_but_everybody_can_be_let_go(status: Any) -> None:
    shelf = shelf_of(request(status=status), quota(6, 6, confirmed=2), SignUp(**_standing(heads=2, confirmed=2)))
    assert why(shelf.apply(offer("s2"))) == "request_over"
    assert why(shelf.apply(call_reserve())) == "request_over"
    assert why(shelf.apply(move("s1", "confirmed", "released", 2))) == ""


def _standing(**said: Any) -> dict[str, Any]:
    of = quota()
    return {"id": "s1", "unit": of.unit, "request": of.request, "day": of.day, "at": NOW, **said}


@pytest.mark.parametrize("status", ["declined", "withdrawn"])
def test_nobody_signs_up_for_a_quota_that_was_given_or_taken_back(status: Any) -> None:
    assert why(shelf_of(quota(status=status)).apply(offer())) == "quota_over"


@pytest.mark.parametrize(
    ("op", "code"),
    [
        (offer(heads=0), "bad_sign_up"),
        (offer(heads=2, volunteer="v1"), "bad_sign_up"),
        (offer(day=None), "bad_sign_up"),
        (offer(request=None), "bad_sign_up"),
        (offer("a b"), "bad_id"),
        (offer(unit="nobody"), "unknown_unit"),
        (offer(to="arrived"), "illegal_move"),
        (offer(unit="fengtai"), "unknown_record"),
        (move("nobody", "confirmed", "arrived"), "unknown_record"),
    ],
    ids=lambda value: value if isinstance(value, str) else "op",
)
def test_a_sign_up_that_cannot_be_is_refused(op: ops.Op, code: str) -> None:
    assert why(shelf_of(quota()).apply(op)) == code


def test_signing_up_again_with_the_same_words_changes_nothing_and_with_others_is_a_conflict() -> None:
    shelf = shelf_of(quota(6, 6))
    shelf.apply(offer(heads=2))
    assert shelf.apply(offer(heads=2)).status == "noop"
    assert shelf.apply(offer(heads=3)).status == "conflict"
    assert counts(shelf) == (2, 2, 0, 0)


# Moves


def test_a_withdrawal_reopens_the_place_at_once() -> None:
    shelf = shelf_of(quota(2, 2))
    shelf.apply(offer(heads=3))
    shelf.apply(move("s1", "confirmed", "withdrawn"))
    assert counts(shelf) == (2, 1, 1, 0)


def test_a_no_show_reopens_the_place_and_the_next_can_be_called() -> None:
    shelf = shelf_of(quota(2, 2))
    people(shelf, "a", "b", "c")
    shelf.apply(move("a", "confirmed", "no_show"))
    assert counts(shelf) == (3, 1, 1, 0)
    shelf.apply(call_reserve())
    assert sign_up_of(shelf, "c").state == "confirmed"
    # Whose place was given away meanwhile comes too late for it.
    assert why(shelf.apply(move("a", "no_show", "arrived"))) == "full"


def test_somebody_moved_meanwhile_is_a_conflict_that_says_where_they_are() -> None:
    shelf = shelf_of(quota(2, 2))
    people(shelf, "a")
    shelf.apply(move("a", "confirmed", "arrived"))
    late = shelf.apply(move("a", "confirmed", "no_show"), user="li", client="c2")
    assert (late.status, late.info and late.info.now) == ("conflict", {"arrived": 1})


def test_the_same_person_stands_once_on_a_quota() -> None:
    shelf = shelf_of(quota(6, 6))
    shelf.apply(offer("s1", volunteer="v1"))
    assert why(shelf.apply(offer("s2", volunteer="v1"))) == "signed_up_already"
    shelf.apply(move("s1", "confirmed", "withdrawn"))
    assert why(shelf.apply(offer("s2", volunteer="v1"))) == ""


# Count first, names later


def test_naming_somebody_counted_adds_nobody_and_the_gap_shrinks() -> None:
    shelf = shelf_of(quota(3, 3))
    shelf.apply(offer(heads=4))
    people(shelf, "a", "b", counted=True)
    assert counts(shelf) == (4, 3, 1, 0)
    assert shelf.quota().confirmed - named(shelf.signups(shelf.quota().id)) == 1


def test_there_are_never_more_names_than_were_counted() -> None:
    shelf = shelf_of(quota(1, 1))
    shelf.apply(offer(heads=2))
    people(shelf, "a", counted=True)
    assert why(shelf.apply(offer("b", volunteer="v-b", counted=True))) == "nobody_unnamed"
    assert why(shelf.apply(offer("b", volunteer="v-b", counted=True, to="reserve"))) == ""
    assert why(shelf.apply(offer("c", volunteer="v-c", counted=True, to="reserve"))) == "nobody_unnamed"
    assert why(shelf.apply(move("s1", "confirmed", "withdrawn"))) == "nobody_unnamed"


def test_a_name_that_does_not_come_takes_its_count_along() -> None:
    shelf = shelf_of(quota(3, 3))
    shelf.apply(offer(heads=3))
    people(shelf, "a", counted=True)
    shelf.apply(move("a", "confirmed", "no_show"))
    assert counts(shelf) == (3, 2, 0, 0)
    assert (sign_up_of(shelf).confirmed, sign_up_of(shelf).no_show) == (2, 1)


def test_a_name_of_a_count_that_was_only_reported_counts_on_its_own() -> None:
    shelf = shelf_of(quota(3, 3))
    shelf.apply(report(shelf.quota(), offered=3, confirmed=3))
    people(shelf, "a", counted=True)
    shelf.apply(move("a", "confirmed", "withdrawn"))
    assert counts(shelf) == (2, 2, 0, 0)


def test_who_was_counted_at_the_gate_is_not_counted_again_by_name() -> None:
    shelf = shelf_of(quota(3, 3))
    people(shelf, "a", "b", "c")
    shelf.apply(muster(shelf.quota(), 2))
    for one, present in (("a", 2), ("b", 2), ("c", 3)):
        shelf.apply(move(one, "confirmed", "arrived"))
        assert shelf.quota().present == present
    shelf.apply(move("c", "arrived", "confirmed"))
    assert shelf.quota().present == 2


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
