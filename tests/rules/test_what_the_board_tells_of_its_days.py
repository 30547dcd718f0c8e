"""Shares and times of what stands on the board: how far quotas are filled, and how long that took."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from postcmd.board import Board
from postcmd.board_trends import (
    Fill,
    against_goals,
    fill_by_day,
    filled,
    pace,
    pace_by_day,
    short_by_day,
    short_posts,
)
from postcmd.edits import Link, Update
from postcmd.records import AnyRecord, Duty, Event, Goal, Line, Place, Post, PostShift, Quota, Request, Unit, Work
from postcmd.sheet import inside

DAY = date(2022, 11, 20)
NINE = datetime(2022, 11, 20, 1, 0, tzinfo=UTC)


def quota(unit: str, least: int, confirmed: int, day: date = DAY, **said: Any) -> Quota:
    return Quota(
        id=f"r.{unit}.{day}", request="r", unit=unit, day=day, min=least, max=least, confirmed=confirmed, **said
    )


def a_board(*quotas: AnyRecord, logs: dict[str, list[Event]] | None = None) -> Board:
    world: list[AnyRecord] = [
        Unit(id="corps", kind="corps", name="总队", path="corps"),
        Unit(id="a", kind="team", name="甲", path="corps/a", parent="corps"),
        Unit(id="b", kind="team", name="乙", path="corps/b", parent="corps"),
        Place(id="p", kind="township", name="孙河乡", path="p"),
        Request(id="r", place="p", task="screening", lines=()),
    ]
    raw = {("quota", key): msgspec.Raw(msgspec.json.encode(events)) for key, events in (logs or {}).items()}
    board = Board()
    board.apply(Update(puts=(*world, *quotas), logs=raw, whole=True, link=Link(as_of=NINE)))  # type: ignore[arg-type]
    return board


def told(*confirmed: int) -> list[Event]:
    issued = Event(1, NINE, "li", "quota.issue", {"min": (None, 6)})
    later = [
        Event(n + 2, NINE + timedelta(hours=n + 1), "li", "quota.report", {"confirmed": (0, heads)})
        for n, heads in enumerate(confirmed)
    ]
    return [issued, *later]


def test_who_is_more_than_enough_in_one_quota_fills_no_place_of_another() -> None:
    board = a_board(quota("a", 6, 9), quota("b", 6, 3))
    assert fill_by_day(board, inside(board, ("unit", "corps")), DAY, DAY) == {DAY: Fill(12, 9)}
    assert Fill(12, 9).share == 0.75


def test_what_is_passed_on_counts_where_it_was_passed_to() -> None:
    above = quota("corps", 12, 6)
    board = a_board(above, quota("a", 6, 6, parent=above.id), quota("b", 6, 0, parent=above.id))
    assert fill_by_day(board, inside(board, ("unit", "corps")), DAY, DAY) == {DAY: Fill(12, 6)}
    assert fill_by_day(board, inside(board, ("unit", "a")), DAY, DAY) == {DAY: Fill(6, 6)}
    assert fill_by_day(board, inside(board, ("place", "p")), DAY, DAY) == {DAY: Fill(12, 6)}


def test_it_took_until_enough_were_confirmed_and_the_middle_counts() -> None:
    logs = {f"r.a.{DAY}": told(3, 6), f"r.b.{DAY}": told(1, 2, 3, 6)}
    board = a_board(quota("a", 6, 6), quota("b", 6, 6), logs=logs)
    within = inside(board, ("unit", "corps"))
    assert [hours for _quota, hours in filled(board, within, DAY, DAY)] == [4.0, 2.0]
    middle = pace(pace_by_day(board, within, DAY, DAY)[DAY])
    assert middle is not None
    assert (middle.hours, middle.of) == (3.0, 2)


def test_a_log_that_does_not_reach_back_to_the_issue_tells_nothing() -> None:
    board = a_board(quota("a", 6, 6), logs={f"r.a.{DAY}": told(6)[1:]})
    assert filled(board, inside(board, ("unit", "corps")), DAY, DAY) == []
    assert pace([]) is None


def test_no_post_is_short_where_there_is_none() -> None:
    board = a_board()
    assert short_posts(board, inside(board, ("unit", "corps")), NINE) == 0


def duty(id: str, came: int, day: date = DAY, shift: str = "") -> Duty:
    begins = datetime(day.year, day.month, day.day, 1, 0, tzinfo=UTC)
    return Duty(id=id, unit="a", post="gate", place="p", day=day, begins=begins, heads=4, came=came, shift=shift)


def test_a_post_was_short_on_a_day_where_fewer_came_to_a_shift_than_it_asks_for() -> None:
    shifts = (PostShift("day", "08:00", "20:00", 4), PostShift("night", "20:00", "08:00", 2))
    gate = Post(id="gate", place="p", name="gate", shifts=shifts, since=DAY - timedelta(days=1))
    rest = Post(id="rest", place="p", name="nobody is asked for", shifts=(PostShift("day", "08:00", "20:00"),))
    before = DAY - timedelta(days=1)
    held = [duty("d1", 4, before), duty("d2", 2, before, "night"), duty("d3", 3)]
    board = a_board(gate, rest, *held)
    within = inside(board, ("place", "p"))
    # The night of this day has not begun; the day before that the post was not there.
    found = short_by_day(board, within, DAY - timedelta(days=2), DAY + timedelta(days=1), NINE + timedelta(hours=1))
    assert found == {before: 0, DAY: 1}


def test_work_stands_against_the_goal_of_requests_that_lie_in_the_days_whole() -> None:
    wanted: dict[str, Any] = {"place": "p", "task": "ledgers", "addressed_unit": "a"}
    whole = Request(id="w", lines=(Line(DAY, 1, 1),), goals=(Goal("ledgers", 100),), **wanted)
    longer = Request(
        id="l", lines=(Line(DAY, 1, 1), Line(DAY + timedelta(days=1), 1, 1)), goals=(Goal("ledgers", 50),), **wanted
    )
    done = [
        Work(id=f"w{n}", unit="a", day=DAY, task="ledgers", quantity=quantity, request=request, reported_by="li")
        for n, (request, quantity) in enumerate((("w", 130), ("l", 20)))
    ]
    board = a_board(whole, longer, *done)
    for scope in (("place", "p"), ("unit", "corps")):
        within = inside(board, scope)
        assert against_goals(board, within, DAY, DAY) == {"ledgers": Fill(100, 100)}
        assert against_goals(board, within, DAY, DAY + timedelta(days=1)) == {"ledgers": Fill(150, 120)}
    assert against_goals(board, inside(board, ("unit", "b")), DAY, DAY) == {}
