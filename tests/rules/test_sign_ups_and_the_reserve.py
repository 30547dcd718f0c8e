"""Sign-ups: twenty-six for twelve, names for those counted, places that open again."""

from __future__ import annotations

from typing import Any

import pytest

from postcmd import ops
from postcmd.people_rules import named
from postcmd.quota import count
from postcmd.records import QuotaStatus, SignUp, Tally
from tests.builders import NOW, add, call_reserve, move, muster, offer, quota, report, request, seen, sign_up
from tests.rules.people_world import counts, people, sign_up_of, why
from tests.shelf import Shelf, shelf_of

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
    # Whose place was given away meanwhile is promised none any more.
    assert why(shelf.apply(move("a", "no_show", "confirmed"))) == "full"


# What happened is never refused


def over(shelf: Shelf) -> int:
    held = shelf.quota()
    return count(held.min, held.max, held.confirmed).over


def test_a_no_show_who_comes_after_all_is_recorded_although_the_place_was_given_away() -> None:
    shelf = shelf_of(quota(2, 2))
    people(shelf, "a", "b", "c")
    shelf.apply(move("a", "confirmed", "no_show"))
    shelf.apply(call_reserve())
    assert why(shelf.apply(move("a", "no_show", "arrived"))) == ""
    assert (counts(shelf), over(shelf)) == ((3, 3, 0, 1), 1)


@pytest.mark.parametrize("stood", ["offered", "reserve", "released", "withdrawn"])
def test_whoever_has_come_is_recorded_wherever_they_stood(stood: Tally) -> None:
    shelf = shelf_of(quota(1, 1))
    people(shelf, "a")
    shelf.apply(offer("b", volunteer="v-b", to="reserve"))
    if stood != "reserve":
        shelf.records["signup", "b"] = sign_up("b", volunteer="v-b", **{stood: 1})
    assert why(shelf.apply(move("b", stood, "arrived"))) == ""
    assert (sign_up_of(shelf, "b").state, shelf.quota().present, over(shelf)) == ("arrived", 1, 1)


def test_who_came_before_the_max_was_lowered_is_recorded_and_so_is_who_is_only_expected_again() -> None:
    shelf = shelf_of(quota(3, 3))
    people(shelf, "a", "b", "c")
    shelf.apply(add(min=-2, max=-2, surplus="keep"))
    for name in ("a", "b", "c"):
        assert why(shelf.apply(move(name, "confirmed", "arrived"))) == ""
    assert why(shelf.apply(move("c", "arrived", "confirmed"))) == ""
    assert (counts(shelf), over(shelf)) == ((3, 3, 0, 2), 2)


@pytest.mark.parametrize("status", ["declined", "withdrawn"])
def test_who_comes_for_what_is_not_asked_for_any_more_is_recorded(status: QuotaStatus) -> None:
    shelf = shelf_of(quota(0, 0, status=status, reserve=1, offered=1), sign_up(volunteer="v-a", reserve=1))
    assert why(shelf.apply(move("s1", "reserve", "confirmed"))) == "quota_over"
    assert why(shelf.apply(move("s1", "reserve", "arrived"))) == ""
    assert counts(shelf) == (1, 1, 0, 1)


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


@pytest.mark.parametrize(("field", "to"), [("confirmed", "confirmed"), ("reserve", "reserve")])
def test_no_count_is_reported_that_is_smaller_than_the_names(field: str, to: Tally) -> None:
    shelf = shelf_of(quota(6, 6))
    shelf.apply(offer(heads=2, to=to))
    people(shelf, "a", "b", to=to, counted=True)
    lowered = report(shelf.quota(), seen(shelf.quota(), field), **{field: 1})
    refused = shelf.apply(lowered)
    assert (why(refused), refused.info and refused.info.facts) == ("below_named", {"field": field, "named": 2})
    shelf.apply(move("a", to, "withdrawn"))
    assert shelf.apply(report(shelf.quota(), seen(shelf.quota(), field), **{field: 1})).status == "noop"
    assert shelf.apply(report(shelf.quota(), seen(shelf.quota(), field), **{field: 5})).status == "applied"


def test_fewer_counted_at_the_gate_than_have_come_by_name_is_recorded() -> None:
    shelf = shelf_of(quota(6, 6))
    people(shelf, "a", "b")
    shelf.apply(move("a", "confirmed", "arrived"))
    shelf.apply(move("b", "confirmed", "arrived"))
    assert why(shelf.apply(muster(shelf.quota(), 1))) == ""
    assert (shelf.quota().present, shelf.quota().confirmed) == (1, 2)


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
