"""What falls due on the ground: who did not come, whom nobody relieves, who stands too long, what nobody accepted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from postcmd.due import WHATS, falling_due
from postcmd.due_on_duty import NOT_COME
from postcmd.records import AnyRecord, Post, PostShift
from tests.builders import DAY, NOW, request, squad
from tests.builders_on_the_ground import a_post, after, duty, handover, limit
from tests.rules.boards import board_of

HOURS = timedelta(hours=3)
# NOW is half past seven in the evening.
ALL_DAY = (PostShift("日", "08:00", "20:00", 3), PostShift("夜", "20:00", "08:00", 3))
IN: dict[str, Any] = {"squad": "first", "begins": after(-4), "came": 3, "came_at": after(-4), "ends": after(0.5)}


def what(*records: AnyRecord, within: timedelta = HOURS) -> list[tuple[str, str, int, bool]]:
    has_post = any(isinstance(one, Post) for one in records)
    known = () if has_post else (a_post(shifts=ALL_DAY),)
    found = falling_due(board_of(*known, squad(), *records), NOW, within)
    return [(one.what, one.id, one.heads, one.is_late) for one in found]


def test_a_duty_nobody_checked_in_to_is_listed_after_a_while_until_it_is_over() -> None:
    begun = NOW - NOT_COME
    assert what(duty(begins=begun)) == [("not_come", "d1", 3, True)]
    assert what(duty(begins=begun + timedelta(minutes=1))) == []
    assert what(duty(begins=begun, came=1, came_at=begun, ends=after(8))) == []
    assert what(duty(begins=after(-4), ends=NOW)) == []


def test_a_duty_that_ends_without_relief_is_listed_for_as_many_as_would_be_short() -> None:
    assert what(duty(**IN)) == [("unrelieved", "d1", 3, False)]
    planned = duty("d2", 2, begins=after(0.5), ends=after(8), squad="second")
    assert what(duty(**IN), planned, squad("second", 6)) == [("unrelieved", "d1", 1, False)]
    assert what(duty(**IN), duty("d2", 3, begins=after(0.75), ends=after(8))) == []


def test_where_nobody_need_stand_after_it_nothing_is_listed_before_the_grace_is_over() -> None:
    by_day = a_post(shifts=ALL_DAY[:1])
    assert what(by_day, duty(**IN)) == []
    assert what(by_day, duty(**{**IN, "ends": after(-0.5)})) == [("unrelieved", "d1", 3, True)]
    no_shifts = a_post(shifts=())
    assert what(no_shifts, duty(**{**IN, "ends": after(-0.5)})) == []
    assert what(no_shifts, duty(**{**IN, "ends": after(-0.6)})) == [("still_on", "d1", 3, True)]


def test_the_moment_is_listed_at_which_the_same_people_have_stood_as_long_as_they_may() -> None:
    long: dict[str, Any] = {"squad": "first", "came": 3, "ends": after(9)}
    stands = duty(begins=after(-10), came_at=after(-10), **long)
    assert what(stands) == [("limit", "d1", 3, False)]
    assert what(stands, limit(continuous=8 * 60)) == [("limit", "d1", 3, True)]
    assert what(duty(begins=after(-8), came_at=after(-8), **long)) == []
    gone = {"came_at": after(-10), "left": 3, "left_at": after(-8)}
    chained = duty("d0", **{**IN, "begins": after(-10), "ends": after(-8), **gone})
    assert what(duty(begins=after(-8), came_at=after(-8), **long), chained) == [("limit", "d1", 3, False)]


def test_a_limit_that_somebody_answers_for_does_not_nag() -> None:
    answered: dict[str, Any] = {"beyond": ("continuous",), "approved_by": "li"}
    assert what(duty(begins=after(-13), came_at=after(-13), came=3, ends=after(9), **answered)) == []


@pytest.mark.parametrize("over", [{"until": DAY - timedelta(days=2)}, {"request": "sunhe"}], ids=["closed", "ended"])
def test_nothing_about_a_post_that_is_closed_or_whose_request_is_over(over: dict[str, Any]) -> None:
    gate = a_post(shifts=ALL_DAY, **over)
    assert what(gate, request(status="closed"), duty(**IN), duty("d2", begins=after(-1))) == []


def test_the_last_hand_over_falls_due_to_be_accepted() -> None:
    given = handover(given_at=NOW)
    assert what(given) == [("handover", "h1", 0, False)]
    assert what(handover(given_at=after(-1))) == [("handover", "h1", 0, True)]
    assert what(handover(given_at=NOW, taken_by="wang", taken_at=NOW)) == []
    assert what(handover("h0", given_at=after(-1)), handover(given_at=NOW, taken_by="wang", taken_at=NOW)) == []


def test_everything_that_falls_due_has_its_words() -> None:
    assert all(WHATS.values())
