"""The rules of a request: open and move; and of the replay's clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postcmd.clock import operational
from postcmd.moves import REQUEST_MOVES
from postcmd.ops import ClockSet, RequestMove, RequestOpen
from postcmd.outcome import Outcome
from postcmd.records import MOST_HEADS, Clock, Request, RequestStatus
from postcmd.request_rules import FASTEST
from tests.builders import DAY, NOW, WORLD, line, open_, request
from tests.shelf import Shelf, context, shelf_of

STATES = get_args(RequestStatus)


def world() -> Shelf:
    return Shelf(*WORLD)


def why(outcome: Outcome) -> str:
    assert outcome.puts == ()
    return outcome.info.code if outcome.info else ""


# Opening


def test_everything_said_at_the_call_stands_in_the_request() -> None:
    said: dict[str, Any] = {
        "lines": (line(50, 50), line(6, 9, DAY + timedelta(days=1))),
        "then": ("supplies",),
        "urgent": True,
        "called_by": "孙河乡",
        "contact": "010-1234",
        "addressed_unit": "lianjia",
        "report_place": "北门",
        "ordered_at": NOW,
        "due": NOW,
        "hours": "09:30-20:00",
        "full_time_days": 7,
        "risk": "sealed",
        "skills": ("driver",),
        "vehicles": 2,
        "gear_ready": False,
        "bring": "被褥",
        "board": "管饭",
        "passage": "凭证",
        "note": "night",
        "inferred": ("due",),
        "channel": "phone",
    }
    shelf = world()
    shelf.apply(open_(**said))
    opened = shelf.request()
    assert {field: getattr(opened, field) for field in said} == said
    assert opened.status == "submitted"


def test_times_are_kept_in_utc() -> None:
    shelf = world()
    shelf.apply(open_(due=NOW.astimezone(ZoneInfo("Asia/Shanghai"))))
    assert shelf.request().due == NOW
    assert shelf.request().due.isoformat().endswith("+00:00")  # type: ignore[union-attr]


def test_no_word_of_the_op_is_lost_on_the_way() -> None:
    """Whatever field both have is taken over: a new one cannot be forgotten."""
    spoken = set(RequestOpen.__struct_fields__) & set(Request.__struct_fields__)
    assert spoken >= {"place", "task", "lines", "urgent", "due", "note", "duplicate_of", "channel"}
    shelf = world()
    shelf.apply(open_("earlier"))
    shelf.apply(open_("sunhe", duplicate_of="earlier", status="ordered"))
    assert (shelf.request().duplicate_of, shelf.request().status) == ("earlier", "ordered")


def test_opening_again_with_the_same_words_changes_nothing() -> None:
    shelf = world()
    shelf.apply(open_(note="night"))
    assert shelf.apply(open_(note="night")).status == "noop"


def test_opening_again_after_it_moved_on_changes_nothing() -> None:
    shelf = world()
    shelf.apply(open_())
    shelf.apply(RequestMove(request="sunhe", came_from="submitted", to="ordered"))
    assert shelf.apply(open_()).status == "noop"


@pytest.mark.parametrize(
    "said", [{"lines": (line(13, 13),)}, {"urgent": True}, {"note": "other"}, {"channel": "phone"}, {"due": NOW}]
)
def test_opening_again_with_other_words_is_a_conflict(said: dict[str, Any]) -> None:
    shelf = world()
    shelf.apply(open_(), user="li")
    outcome = shelf.apply(open_(**said))
    assert (outcome.status, why(outcome)) == ("conflict", "exists")
    assert outcome.info is not None
    assert outcome.info.by == "li"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"request_id": "Sun he"}, "bad_id"),
        ({"request_id": "a.b"}, "bad_id"),
        ({"request_id": ""}, "bad_id"),
        ({"request_id": "x" * 65}, "bad_id"),
        ({"request_id": "sunhe\n"}, "bad_id"),
        ({"place": "nowhere"}, "unknown_place"),
        ({"task": "nothing"}, "unknown_task"),
        ({"addressed_unit": "nobody"}, "unknown_unit"),
        ({"duplicate_of": "never-was"}, "unknown_record"),
        ({"duplicate_of": "sunhe"}, "unknown_record"),
        ({"lines": ()}, "bad_days"),
        ({"lines": (line(), line(6, 9))}, "bad_days"),
        ({"lines": (line(9, 6),)}, "bounds"),
        ({"lines": (line(-1, 6),)}, "bounds"),
        ({"lines": (line(0, MOST_HEADS + 1),)}, "bounds"),
        ({"lines": (line(MOST_HEADS + 1, None),)}, "bounds"),
    ],
)
def test_a_call_that_cannot_be_is_refused_with_its_reason(said: dict[str, Any], code: str) -> None:
    assert why(world().apply(open_(**said))) == code


def test_an_unreported_number_is_open() -> None:
    assert world().apply(open_(lines=(line(0, None),))).status == "applied"


@given(st.lists(st.tuples(st.integers(-5, 9), st.none() | st.integers(-5, 9)), min_size=1, max_size=4))
def test_whatever_is_opened_has_sound_days(days: list[tuple[int, int | None]]) -> None:
    shelf = world()
    lines = tuple(line(*bounds, DAY + timedelta(days=offset)) for offset, bounds in enumerate(days))
    if shelf.apply(open_(lines=lines)).status == "applied":
        assert all(0 <= held.min <= (MOST_HEADS if held.max is None else held.max) for held in shelf.request().lines)


# Moving


@pytest.mark.parametrize("start", STATES)
@pytest.mark.parametrize("end", STATES)
def test_a_request_moves_only_along_the_table(start: RequestStatus, end: RequestStatus) -> None:
    shelf = shelf_of(request(status=start))
    outcome = shelf.apply(RequestMove(request="sunhe", came_from=start, to=end))
    expected = "noop" if start == end else "applied" if end in REQUEST_MOVES[start] else "rejected"
    assert outcome.status == expected
    assert shelf.request().status == (end if expected == "applied" else start)
    if expected == "rejected":
        assert outcome.info is not None
        assert outcome.info.facts["legal"] == list(REQUEST_MOVES[start])


def test_a_request_that_somebody_moved_meanwhile_stays_where_it_is() -> None:
    shelf = shelf_of(request(status="submitted"))
    shelf.apply(RequestMove(request="sunhe", came_from="submitted", to="cancelled"), user="li")
    outcome = shelf.apply(RequestMove(request="sunhe", came_from="submitted", to="ordered"))
    assert (outcome.status, why(outcome)) == ("conflict", "moved_meanwhile")
    assert outcome.info is not None
    assert (outcome.info.now, outcome.info.by) == ({"status": "cancelled"}, "li")


def test_a_request_that_is_not_there_cannot_be_moved() -> None:
    assert why(world().apply(RequestMove(request="sunhe", came_from="ordered", to="closed"))) == "unknown_record"


# The clock


def running(rate: float = 60.0) -> Shelf:
    return Shelf(Clock(id="clock", at=NOW, since=context().wall - timedelta(seconds=10), rate=rate))


def test_where_there_is_no_replay_there_is_no_clock_to_set() -> None:
    assert why(world().apply(ClockSet(rate=1.0, paused=False))) == "no_replay"


@pytest.mark.parametrize("rate", [0.0, -1.0, FASTEST + 1, float("inf"), float("nan"), -float("inf")])
def test_a_speed_that_cannot_be_is_refused(rate: float) -> None:
    outcome = running().apply(ClockSet(rate=rate, paused=False))
    assert why(outcome) == "bad_rate"
    assert msgspec.json.encode(outcome)


def test_the_fastest_speed_is_a_speed() -> None:
    assert running().apply(ClockSet(rate=FASTEST, paused=False)).status == "applied"


def test_pausing_holds_the_clock_where_it_is() -> None:
    shelf = running()
    assert shelf.apply(ClockSet(rate=60.0, paused=True)).status == "applied"
    clock = shelf.get("clock", "clock")
    assert isinstance(clock, Clock)
    assert operational(clock, context().wall + timedelta(days=1)) == NOW + timedelta(minutes=10)


@given(st.floats(0.001, FASTEST), st.booleans())
def test_the_clock_is_never_wound_back(rate: float, paused: bool) -> None:
    shelf, wall = running(), context().wall
    before = shelf.get("clock", "clock")
    shelf.apply(ClockSet(rate=rate, paused=paused))
    after = shelf.get("clock", "clock")
    assert isinstance(before, Clock)
    assert isinstance(after, Clock)
    assert operational(after, wall) == operational(before, wall)
    assert operational(after, wall + timedelta(seconds=1)) >= operational(before, wall)


def test_the_speed_it_has_already_changes_nothing() -> None:
    assert running().apply(ClockSet(rate=60.0, paused=False)).status == "noop"
