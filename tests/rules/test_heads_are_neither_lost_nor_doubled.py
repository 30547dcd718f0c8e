"""Heads are neither lost nor doubled: where reports and sign-ups differ, names meet counts, and quotas come again."""

from __future__ import annotations

from typing import Any

import pytest

from postcmd.outcome import Outcome
from postcmd.records import SignUp, Tally
from tests.builders import add, answer, delete, issue, move, muster, offer, quota, report
from tests.shelf import Shelf, shelf_of


def why(outcome: Outcome) -> str:
    return outcome.info.code if outcome.info else ""


def own(shelf: Shelf) -> list[SignUp]:
    return list(shelf.signups(shelf.quota().id))


def named(shelf: Shelf, many: int, **said: Any) -> None:
    """So many of those counted get a name."""
    for nth in range(many):
        assert shelf.apply(offer(f"n{nth}", volunteer=f"v{nth}", counted=True, **said)).status == "applied"


def test_who_was_reported_at_a_declined_quota_is_there_when_it_is_issued_anew() -> None:
    shelf = shelf_of(quota(6, 9))
    shelf.apply(answer("declined"))
    shelf.apply(report(shelf.quota(), confirmed=4))
    shelf.apply(muster(shelf.quota(), 3))
    assert why(shelf.apply(issue(2, 3))) == "below_confirmed"
    assert shelf.apply(issue(6, 9)).status == "applied"
    held = shelf.quota()
    assert (held.status, held.confirmed, held.present, held.mustered_by) == ("issued", 4, 3, "wang")


def test_no_more_names_than_heads_stay_where_some_have_come() -> None:
    shelf = shelf_of(quota(12, 12))
    shelf.apply(offer("count", 12))
    named(shelf, 12)
    for nth in range(5):
        shelf.apply(move(f"n{nth}", "confirmed", "arrived"))
    assert shelf.apply(add(min=-6, max=-6, surplus="release")).status == "applied"
    assert shelf.quota().confirmed == sum(one.confirmed + one.arrived for one in own(shelf) if one.volunteer) == 6


def test_who_has_arrived_stays_confirmed_although_fewer_were_counted_later() -> None:
    shelf = shelf_of(quota(5, 5))
    shelf.apply(offer("count", 5))
    shelf.apply(move("count", "confirmed", "arrived", 4))
    shelf.apply(muster(shelf.quota(), 2))
    assert shelf.apply(add(min=-3, max=-3, surplus="release")).status == "applied"
    assert shelf.quota().confirmed == sum(one.confirmed + one.arrived for one in own(shelf)) == 4


@pytest.mark.parametrize("to", ["withdrawn", "confirmed"])
def test_no_more_names_than_heads_stay_in_the_reserve(to: Tally) -> None:
    shelf = shelf_of(quota(0, 0))
    shelf.apply(offer("count", 3))
    named(shelf, 3, to="reserve")
    shelf.apply(add(max=3))
    assert why(shelf.apply(move("count", "reserve", to, 3))) == "nobody_unnamed"
    assert shelf.apply(move("n0", "reserve", to)).status == "applied"
    assert shelf.quota().reserve == sum(one.reserve for one in own(shelf) if one.volunteer) == 2


def test_a_request_is_not_deleted_while_somebody_stands_by_at_a_declined_quota_of_it() -> None:
    shelf = shelf_of(quota(5, 5))
    shelf.apply(offer("count", 3, to="reserve"))
    shelf.apply(answer("declined"))
    refused = shelf.apply(delete(shelf.request()))
    assert why(refused) == "in_use"
    shelf.apply(move("count", "reserve", "released", 3))
    assert shelf.apply(delete(shelf.request())).status == "applied"


def test_who_was_counted_as_arrived_is_not_counted_again_by_name() -> None:
    shelf = shelf_of(quota(12, 12))
    shelf.apply(offer("count", 12))
    named(shelf, 6)
    shelf.apply(move("count", "confirmed", "arrived", 5))
    for nth, present in enumerate([5, 5, 5, 5, 5, 6]):
        shelf.apply(move(f"n{nth}", "confirmed", "arrived"))
        assert (shelf.quota().confirmed, shelf.quota().present) == (12, present)


def test_a_name_follows_its_count_that_went_before() -> None:
    shelf = shelf_of(quota(2, 2))
    shelf.apply(offer("count", 2))
    named(shelf, 1)
    shelf.apply(move("n0", "confirmed", "no_show"))
    shelf.apply(move("count", "no_show", "confirmed"))
    assert shelf.apply(move("n0", "no_show", "confirmed")).status == "applied"
    assert (shelf.quota().confirmed, shelf.quota().offered) == (2, 2)
