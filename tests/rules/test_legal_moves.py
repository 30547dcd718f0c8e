"""The table of legal moves, and what a request is called by its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, get_args

import pytest

from postcmd.moves import REQUEST_MOVES, SQUAD_MOVES, Standing, standing
from postcmd.quota import count
from postcmd.records import RequestStatus, SquadStatus
from tests.builders import NOW, request

TABLES: list[tuple[Mapping[Any, tuple[Any, ...]], tuple[str, ...]]] = [
    (REQUEST_MOVES, get_args(RequestStatus)),
    (SQUAD_MOVES, get_args(SquadStatus)),
]
DERIVED = {"partly_met", "met", "over", "unmet", "short", "full"}


def reachable(table: Mapping[Any, tuple[Any, ...]], start: str) -> set[str]:
    found: set[str] = set()
    ahead = [start]
    while ahead:
        state = ahead.pop()
        ahead += [following for following in table[state] if following not in found]
        found |= set(table[state])
    return found


@pytest.mark.parametrize(("table", "states"), TABLES)
def test_every_state_has_its_row_and_moves_to_states_only(
    table: Mapping[Any, tuple[Any, ...]], states: tuple[str, ...]
) -> None:
    assert set(table) == set(states)
    assert all(set(row) <= set(states) - {state} and len(set(row)) == len(row) for state, row in table.items())


@pytest.mark.parametrize(("table", "states"), TABLES)
def test_nothing_is_a_dead_end(table: Mapping[Any, tuple[Any, ...]], states: tuple[str, ...]) -> None:
    for state in states:
        assert reachable(table, state) == set(states)


@pytest.mark.parametrize(("table", "states"), TABLES)
def test_no_derived_state_can_be_moved_to(table: Mapping[Any, tuple[Any, ...]], states: tuple[str, ...]) -> None:
    assert not DERIVED & {to for row in table.values() for to in row}


def test_one_key_takes_a_request_from_submitted_to_ordered() -> None:
    assert "ordered" in REQUEST_MOVES["submitted"]


DUE = NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("least", "most", "confirmed", "now", "called"),
    [
        (12, 12, 0, NOW, "ordered"),
        (12, 12, 5, NOW, "partly_met"),
        (12, 12, 12, NOW, "met"),
        (12, 12, 26, NOW, "over"),
        (12, 12, 26, DUE, "over"),
        (12, 12, 11, DUE, "unmet"),
        (12, 12, 0, DUE, "unmet"),
        (12, 12, 11, DUE - timedelta(microseconds=1), "partly_met"),
        (6, None, 7, DUE, "met"),
        (0, None, 0, DUE, "ordered"),
    ],
)
def test_an_ordered_request_is_called_by_its_numbers(
    least: int, most: int | None, confirmed: int, now: datetime, called: Standing
) -> None:
    assert standing(request(due=DUE), count(least, most, confirmed), confirmed, now) == called


@pytest.mark.parametrize("status", ["submitted", "approved", "cancelled", "closed"])
def test_until_it_is_ordered_and_after_it_ended_a_request_is_what_it_was_set_to(status: RequestStatus) -> None:
    assert standing(request(status=status, due=NOW), count(12, 12, 3), 3, DUE) == status


def test_without_a_due_time_nothing_is_overdue() -> None:
    assert standing(request(due=None), count(12, 12, 3), 3, NOW + timedelta(days=99)) == "partly_met"
