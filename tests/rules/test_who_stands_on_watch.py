"""The watch view: here, leaving soon, arriving soon, short; by place, the short ones first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from postcmd.records import AnyRecord, Duty, Place, Post, PostShift
from postcmd.standing_watch import Standing, at_rest, next_shift, watch
from tests.builders import DAY, NOW, place, request
from tests.builders_on_the_ground import a_post, after, duty
from tests.rules.boards import board_of

# NOW is half past seven in the evening.
ALL_DAY = (PostShift("日", "08:00", "20:00", 2, 3, 1), PostShift("夜", "20:00", "08:00", 4))


def the_gate(post_id: str = "gate", **said: Any) -> Post:
    return a_post(post_id, **{"shifts": ALL_DAY, **said})


def on(duty_id: str = "d1", heads: int = 2, **said: Any) -> Duty:
    """They came at eight in the morning and stay until eight at night."""
    came = {"came": heads, "came_at": after(-11.5), "begins": after(-11.5), "ends": after(0.5)}
    return duty(duty_id, heads, **{**came, **said})


def row(*records: AnyRecord) -> Standing:
    (one,) = watch(board_of(*records), None, NOW).rows
    return one


def test_what_is_short_stands_first_then_what_will_be_then_by_place() -> None:
    whole = (PostShift("全", "00:00", "00:00", 2),)
    posts = [a_post(post_id, shifts=whole) for post_id in ("full", "soon", "short", "shorter")]
    duties = [
        on("d1", post="full", ends=after(5)),
        on("d2", post="soon"),
        on("d3", 1, post="short", ends=after(5)),
    ]
    found = watch(board_of(*posts, *duties), None, NOW)
    assert [one.post.id for one in found.rows] == ["shorter", "short", "soon", "full"]
    assert (found.here, found.leaving, found.arriving, found.short) == (5, 2, 0, 3)


def test_those_here_came_and_have_not_left() -> None:
    one = row(the_gate(), on(left=1))
    assert (one.here, one.short) == (1, 1)
    assert row(the_gate(), on("d1", 2, came=5)).here == 5


def test_leaving_soon_are_those_whose_duty_ends_within_the_hour_or_has_ended() -> None:
    one = row(the_gate(), on(), on("d2", 1, ends=after(-1)), on("d3", 3, ends=after(2)))
    assert (one.here, one.leaving) == (6, 3)
    assert one.duties == ("d2", "d1", "d3")


def test_arriving_soon_are_those_planned_who_have_not_come() -> None:
    planned = duty("night", 4, begins=after(0.5), ends=after(12.5))
    one = row(the_gate(), on(), planned, duty("tomorrow", 4, begins=after(12.5)))
    assert (one.arriving, one.late, one.duties) == (4, 0, ("d1", "night"))
    late = row(the_gate(), duty("d1", 3, begins=after(-1)))
    assert (late.here, late.arriving, late.late) == (0, 3, 3)
    gone = duty("d1", 2, begins=after(-9), ends=after(-1))
    assert row(the_gate(), gone).arriving == 0


def test_part_of_those_planned_are_awaited_until_somebody_leaves() -> None:
    assert row(the_gate(), on(came=1, heads=2)).arriving == 1
    assert row(the_gate(), on(came=1, heads=2, left=1)).arriving == 0
    assert row(the_gate(), on(came=0, came_at=None, relieved_by="d9")).arriving == 0


def test_missing_within_the_hour_counts_who_is_here_then() -> None:
    alone = row(the_gate(), on())
    assert (alone.short, alone.short_soon) == (0, 4)
    relieved = row(the_gate(), on(), duty("night", 3, begins=after(0.5), ends=after(12.5)))
    assert (relieved.short, relieved.short_soon) == (0, 1)


def test_of_no_shift_nobody_is_missing() -> None:
    morning = the_gate(shifts=(PostShift("早", "06:00", "09:00", 2),))
    assert watch(board_of(morning), None, NOW).rows == ()
    walked_in = row(morning, on())
    assert (walked_in.here, walked_in.short, walked_in.on) == (2, 0, None)


def test_local_staff_stand_beside_and_fill_no_place() -> None:
    one = row(the_gate())
    assert (one.local, one.short) == (1, 2)


@pytest.mark.parametrize("is_over", ["post", "request"])
def test_what_is_over_is_shown_for_as_long_as_somebody_stands_there(is_over: str) -> None:
    closed = the_gate(until=DAY - timedelta(days=2)) if is_over == "post" else the_gate(request="sunhe")
    asked = request(status="closed")
    assert watch(board_of(closed, asked), None, NOW).rows == ()
    one = row(closed, asked, on())
    assert (one.here, one.short, one.short_soon) == (2, 0, 0)


def test_a_place_holds_the_posts_below_it() -> None:
    gate = the_gate(place="sunhe-p")
    other = Place(id="other", kind="village", name="他村", path="other")
    board = board_of(place(), other, gate, the_gate("away", place="other"))
    assert [one.post.id for one in watch(board, "sunhe-p", NOW).rows] == ["gate"]
    assert [one.post.id for one in watch(board, "other", NOW).rows] == ["away"]
    above = place().path.split("/")[0]
    assert [one.post.id for one in watch(board, above, NOW).rows] == ["gate"]


def test_a_night_shift_is_that_of_the_day_it_began() -> None:
    at_two = after(6.5)
    found = next_shift(the_gate(), at_two, "00:00", "Asia/Shanghai")
    assert found is not None
    assert (found.shift.name, found.day, found.ends) == ("夜", DAY, after(12.5))


def test_posts_at_rest_are_those_the_watch_does_not_see_the_closed_ones_last_and_numbers_as_they_are_counted() -> None:
    late = (PostShift("夜", "22:30", "06:00", 2),)
    posts = [a_post(name, name=f"点位 {name}", shifts=late) for name in ("10", "9")]
    closed = a_post("closed", shifts=late, until=DAY - timedelta(days=1))
    board = board_of(the_gate(), on(), *posts, closed)
    found = at_rest(board, None, NOW, watch(board, None, NOW))
    assert [(one.post.id, one.is_over) for one in found] == [("9", False), ("10", False), ("closed", True)]


def test_of_whom_nobody_said_when_they_end_nobody_leaves_soon() -> None:
    one = row(the_gate(), on("d1", begins=after(-30), came_at=after(-30), ends=None))
    assert (one.here, one.leaving) == (2, 0)
