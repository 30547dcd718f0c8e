"""Who inside a sealed area is to be called when, who was missed, who did not answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from postcmd.due import falling_due
from postcmd.records import AnyRecord, Limit, RiskLevel, Squad
from postcmd.roll_calls import GRACE, roll_calls
from tests.builders import NOW, place
from tests.rules.a_board import board_of

EIGHT = NOW.replace(hour=12, minute=0)
"""Eight in the evening in Beijing; NOW is half past seven."""
SEALED = place(risks=(RiskLevel("sealed"),))


def squad(**said: Any) -> Squad:
    fields = {"strength": 6, "status": "on_post", "place": "sunhe-p", "since": NOW - timedelta(hours=3)}
    return Squad(**{"id": "in", "unit": "lianjia", "name": "一队", **fields, **said})


def called(now: datetime, *records: AnyRecord) -> list[tuple[str, datetime, int, bool, int]]:
    found = roll_calls(board_of(SEALED, *records), now)
    return [(one.squad.id, one.due, one.passed, one.is_missed, one.absent) for one in found]


def what(now: datetime, *records: AnyRecord) -> list[tuple[str, datetime, int]]:
    board = board_of(SEALED, *records)
    return [(one.what, one.at, one.heads) for one in falling_due(board, now, timedelta(hours=6))]


def test_who_is_inside_a_sealed_area_is_called_at_the_next_time() -> None:
    assert called(NOW, squad()) == [("in", EIGHT, 0, False, 0)]


@pytest.mark.parametrize(
    "said",
    [{"status": "en_route"}, {"place": "chaoyang-d"}, {"merged_into": "other"}],
    ids=["on the way", "out", "merged"],
)
def test_who_is_not_inside_is_not_called(said: dict[str, Any]) -> None:
    assert called(NOW, squad(**said)) == []


def test_who_is_in_a_closed_loop_is_called_wherever_they_are() -> None:
    assert len(called(NOW, squad(place="chaoyang-d", closed_loop=True))) == 1


def test_a_call_that_was_held_is_enough_until_the_next() -> None:
    held = squad(rolled=6, rolled_at=EIGHT, since=NOW - timedelta(days=2))
    assert called(EIGHT + timedelta(minutes=1), held) == [("in", EIGHT + timedelta(hours=12), 0, False, 0)]


def test_a_call_that_was_missed_is_worse_with_each_one() -> None:
    assert called(EIGHT, squad()) == [("in", EIGHT, 1, False, 0)]
    assert called(EIGHT + GRACE, squad()) == [("in", EIGHT, 1, True, 0)]
    next_day = EIGHT + timedelta(hours=12)
    assert called(next_day, squad()) == [("in", next_day, 2, True, 0)]


def test_a_roll_call_falls_due_and_once_more_when_it_was_missed() -> None:
    assert what(NOW, squad()) == [("roll", EIGHT, 6)]
    assert what(EIGHT + GRACE, squad()) == [("roll_missed", EIGHT, 6)]


def test_who_did_not_answer_is_looked_for_at_once_until_all_are_found() -> None:
    silent = squad(rolled=4, rolled_at=NOW)
    assert ("absent", NOW, 2) in what(NOW, silent)
    assert [one[0] for one in what(NOW, squad(rolled=6, rolled_at=NOW))] == ["roll"]
    assert [one[0] for one in what(NOW, squad(rolled=4, rolled_at=NOW, strength=4))] == ["roll"]


def test_a_roll_is_called_as_often_as_the_limit_of_the_risk_says() -> None:
    """Every four hours from eight on: four in the afternoon, eight, midnight; the wider limit does not count then."""
    limits = (Limit(id="default", roll_every=180), Limit(id="risk.sealed", roll_every=240))
    four, eight = EIGHT - timedelta(hours=4), EIGHT
    before = squad(since=four - timedelta(hours=5))
    assert called(NOW, before, *limits) == [("in", four, 2, True, 0)]
    assert called(NOW, squad(since=four), *limits) == [("in", eight, 0, False, 0)]
    assert called(NOW, squad(since=four), limits[0]) == [("in", EIGHT - timedelta(hours=3), 1, True, 0)]


def test_no_limit_makes_a_roll_of_every_minute() -> None:
    often = Limit(id="default", roll_every=0)
    assert called(NOW, squad(rolled=6, rolled_at=NOW), often) == [("in", NOW + timedelta(minutes=30), 0, False, 0)]
