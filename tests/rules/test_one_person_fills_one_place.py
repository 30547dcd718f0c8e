"""Skills, gear and vehicles are matched; a person fills one place only, heads go to one gap only."""

from __future__ import annotations

from itertools import permutations

import hypothesis.strategies as st
from hypothesis import given, settings

from postcmd.matching import Able, Can, Seat, able, lacks, match, missing, seats_of, share_out
from postcmd.records import Gear
from postcmd.roster import Person
from tests.builders_on_the_ground import a_post

GEARS: list[Gear] = ["", "basic", "full"]
a_seat = st.builds(Seat, skill=st.sampled_from(["", "a", "b"]), drives=st.booleans(), gear=st.sampled_from(GEARS))
somebody = st.builds(
    Able,
    id=st.just("v"),
    skills=st.frozensets(st.sampled_from(["a", "b"])),
    drives=st.booleans(),
    gear=st.sampled_from(GEARS),
)


def most_by_trying_all(seats: list[Seat], people: list[Able]) -> int:
    """Every order of the people, and nobody, over the seats."""
    chairs: list[Able | None] = [*people, *[None] * len(seats)]
    orders = set(permutations(range(len(chairs)), len(seats)))
    return max(sum(_fills(seat, chairs[nth]) for seat, nth in zip(seats, order, strict=True)) for order in orders)


def _fills(seat: Seat, one: Able | None) -> bool:
    return one is not None and not lacks(seat, one)


@settings(max_examples=60, deadline=None)
@given(st.lists(a_seat, max_size=3), st.lists(somebody, max_size=3))
def test_as_many_places_are_filled_as_by_trying_every_way(seats: list[Seat], people: list[Able]) -> None:
    found = match(seats, people)
    assert len(found.filled) == most_by_trying_all(seats, people)
    assert len(set(found.filled.values())) == len(found.filled)
    assert not any(lacks(seats[seat], people[one]) for seat, one in found.filled.items())
    assert sorted([*found.filled, *found.unfilled]) == list(range(len(seats)))
    assert found == match(seats, people)


def test_a_driver_who_nurses_is_one_of_the_two() -> None:
    both = able(Person(id="v1", unit="u", name="n", skills=("护理",), vehicle="京A"))
    post = a_post(drivers=1, skills=("护理",))
    assert missing(seats_of(post, 2), [both, Able("v2")]) == ("skill",)
    assert not missing(seats_of(post, 2), [both, Able("v2", drives=True)])


def test_head_count_full_but_no_driver() -> None:
    assert missing(seats_of(a_post(drivers=1), 2), [Able("v1"), Able("v2")]) == ("vehicle",)


def test_gear_of_a_lower_level_is_not_enough() -> None:
    seats = seats_of(a_post(gear="full"), 1)
    assert missing(seats, [Able("v1", gear="basic")]) == ("gear",)
    assert not missing(seats, [Able("v1", gear="full")])


def test_of_a_posts_places_the_first_ask_for_a_vehicle_the_next_for_a_skill() -> None:
    seats = seats_of(a_post(drivers=1, skills=("Nursing",), gear="basic"), 3)
    assert seats == [Seat(drives=True, gear="basic"), Seat("nursing", gear="basic"), Seat(gear="basic")]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=3),
    st.lists(st.integers(0, 3), min_size=1, max_size=3),
    st.dictionaries(
        st.tuples(st.integers(0, 2), st.integers(0, 2)),
        st.builds(Can, st.integers(0, 3), st.integers(0, 9)),
        max_size=9,
    ),
)
def test_nobody_goes_twice_and_no_gap_gets_too_many(
    short: list[int], heads: list[int], can: dict[tuple[int, int], Can]
) -> None:
    known = {(group, gap): one for (group, gap), one in can.items() if group < len(heads) and gap < len(short)}
    sent = share_out(short, heads, known)
    for group, many in enumerate(heads):
        assert sum(n for (other, _gap), n in sent.items() if other == group) <= many
    for gap, many in enumerate(short):
        assert sum(n for (_group, other), n in sent.items() if other == gap) <= many
    # Nobody more could go along a pair directly.
    for (group, gap), one in known.items():
        left = one.heads - sent.get((group, gap), 0)
        idle = heads[group] - sum(n for (other, _gap), n in sent.items() if other == group)
        empty = short[gap] - sum(n for (_group, other), n in sent.items() if other == gap)
        assert min(idle, empty, left) == 0


def test_of_heads_shared_out_those_go_who_cost_least_and_all_gaps_are_filled_first() -> None:
    dear, cheap = Can(2, 9), Can(2, 1)
    assert share_out([2], [2, 2], {(0, 0): dear, (1, 0): cheap}) == {(1, 0): 2}
    # The cheap one alone can fill the second gap: it goes there, and the dear one fills the first.
    assert share_out([2, 2], [2, 2], {(0, 0): dear, (1, 0): cheap, (1, 1): cheap}) == {(0, 0): 2, (1, 1): 2}
    assert share_out([3], [3], {(0, 0): cheap}) == {(0, 0): 2}
