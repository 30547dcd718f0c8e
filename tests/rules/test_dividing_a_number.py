"""Dividing a number over units: by who can go, who was asked last, and who is fit; and saying why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postcmd.division import Proposal, Share, apportion, propose, shift_of
from postcmd.records import AnyRecord, Unit
from tests.builders import DAY, NOW, quota, request, unit
from tests.rules.boards import available, board_of, on

TEAMS = [unit(f"centre/fengtai/{name}") for name in ("t1", "t2", "t3")]


def proposed(heads: int, *records: AnyRecord, units: tuple[str, ...] = ("t1", "t2", "t3")) -> Proposal:
    return propose(board_of(*TEAMS, *records), "sunhe", DAY, units, heads)


def numbers(proposal: Proposal) -> list[int]:
    return [row.heads for row in proposal.rows]


def codes(row: Share) -> dict[str, int]:
    return {why.code: why.n for why in row.why}


def test_who_has_more_free_sends_more() -> None:
    assert numbers(proposed(12, available("t1", 30), available("t2", 20), available("t3", 10))) == [6, 4, 2]


def test_nobody_is_proposed_for_more_than_it_has_and_what_is_short_is_said() -> None:
    proposal = proposed(50, available("t1", 30), available("t2", 5), available("t3", 0))
    assert numbers(proposal) == [30, 5, 0]
    assert proposal.short == 15
    assert codes(proposal.rows[0])["all_it_has"] == 30


def test_who_was_not_asked_for_longer_sends_more() -> None:
    yesterday = quota(5, 5, unit="t1", day=on(-1))
    proposal = proposed(30, yesterday, available("t1", 30), available("t2", 30))
    assert numbers(proposal) == [11, 19, 0]
    assert proposal.rows[0].last_asked == on(-1)
    assert (codes(proposal.rows[0])["asked_ago"], "never_asked" in codes(proposal.rows[1])) == (1, True)


def test_what_is_equal_goes_to_who_was_asked_longer_ago_then_by_unit() -> None:
    long_ago = [quota(1, 1, unit=name, day=on(-days)) for name, days in (("t1", 8), ("t2", 9), ("t3", 10))]
    assert numbers(proposed(4, *[available(team.id, 10) for team in TEAMS], *long_ago)) == [2, 1, 1]


def test_into_a_sealed_area_go_only_those_who_may() -> None:
    sealed = request(risk="sealed_or_controlled")
    proposal = proposed(12, sealed, available("t1", 30, sealed=8), available("t2", 30))
    assert (numbers(proposal), proposal.short) == ([8, 0, 0], 4)
    assert codes(proposal.rows[0])["may_enter"] == 8


def test_where_it_is_full_time_only_those_go_who_are() -> None:
    proposal = proposed(
        12, request(full_time_days=7), available("t1", 30, full_time=2), available("t2", 9, full_time=9)
    )
    assert numbers(proposal) == [2, 9, 0]


def test_vehicles_send_heads_to_units_with_drivers_first() -> None:
    driven = request(vehicles=3)
    proposal = proposed(6, driven, available("t1", 50), available("t2", 4, drivers=2), available("t3", 4, drivers=2))
    assert (numbers(proposal), proposal.drivers_short) == ([3, 2, 1], 0)


def test_head_count_full_but_no_driver_is_said() -> None:
    proposal = proposed(6, request(vehicles=2), available("t1", 50), available("t2", 4, drivers=1))
    assert (proposal.short, proposal.drivers_short) == (0, 1)


def test_what_others_ask_of_a_unit_that_day_is_not_free_any_more() -> None:
    busy = quota(8, 8, request="other", unit="t1")
    proposal = proposed(20, busy, available("t1", 10), available("t2", 10))
    assert numbers(proposal) == [2, 10, 0]
    assert codes(proposal.rows[0])["asked_elsewhere"] == 8


def test_what_a_unit_holds_here_is_not_free_any_more() -> None:
    proposal = proposed(20, quota(8, 8, unit="t1"), available("t1", 10), available("t2", 10))
    assert numbers(proposal) == [2, 10, 0]


def test_a_unit_that_said_nothing_is_what_those_below_it_said() -> None:
    below = available("shuangyushu", 7, at=NOW - timedelta(hours=3))
    row = proposed(5, below, units=("chaoyang",)).rows[0]
    assert (row.heads, row.available, row.age) == (5, 7, timedelta(hours=3))
    assert codes(row)["summed"] == 1


def test_where_nobody_declared_anything_the_number_is_divided_evenly() -> None:
    proposal = proposed(8)
    assert (numbers(proposal), proposal.short) == ([3, 3, 2], 0)
    assert all("not_declared" in codes(row) and row.available is None for row in proposal.rows)


def test_where_only_some_declared_the_others_get_none() -> None:
    assert numbers(proposed(8, available("t2", 5))) == [0, 5, 0]


def test_who_declined_this_request_is_not_asked_again() -> None:
    assert numbers(proposed(8, quota(8, 8, unit="t1", status="declined"))) == [0, 4, 4]


@pytest.mark.parametrize(("hours", "shift"), [("09:30-20:00", "day"), ("20:00-08:00", "night"), ("", ""), ("?", "")])
def test_the_shift_is_that_in_which_the_hours_begin(hours: str, shift: str) -> None:
    assert shift_of(request(hours=hours)) == shift


def test_the_words_for_a_shift_come_before_those_for_the_day() -> None:
    said: tuple[AnyRecord, ...] = (available("t1", 30), available("t1", 4, shift="night"))
    assert proposed(50, request(hours="22:00-06:00"), *said).rows[0].available == 4
    assert proposed(50, request(hours="08:00-12:00"), *said).rows[0].available == 30


def test_the_same_board_makes_the_same_proposal() -> None:
    said = [available(team.id, 10) for team in TEAMS]
    assert proposed(7, *said) == proposed(7, *reversed(said))


def test_a_unit_nobody_is_above_of_and_no_units_at_all_are_no_trouble() -> None:
    assert proposed(5, units=()) == Proposal((), 5)


Bounds = tuple[int, int, int]
BOUNDS = st.tuples(st.integers(0, 40), st.integers(0, 5), st.integers(0, 30))


@given(st.lists(BOUNDS, min_size=1, max_size=12), st.data())
def test_every_head_is_given_once_within_the_bounds(rows: list[Bounds], data: st.DataObject) -> None:
    weights = [weight + 1 for weight, _least, _more in rows]
    least, most = [low for _w, low, _m in rows], [low + more for _w, low, more in rows]
    heads = data.draw(st.integers(sum(least), sum(most)))
    shares = apportion(heads, weights, least, most, range(len(rows)))
    assert sum(shares) == heads
    assert all(low <= share <= high for low, share, high in zip(least, shares, most, strict=True))


def test_two_hundred_teams_are_divided_over_as_well() -> None:
    teams: list[Any] = [unit(f"centre/fengtai/team{nth:03}") for nth in range(200)]
    said = [available(team.id, 5 + nth % 7) for nth, team in enumerate(teams) if isinstance(team, Unit)]
    proposal = propose(board_of(*teams, *said), "sunhe", DAY, [team.id for team in teams], 500)
    assert (sum(numbers(proposal)), proposal.short) == (500, 0)
