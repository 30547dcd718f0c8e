"""What a post still holds: postcmd/window.py, rule by rule."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from postcmd import panes
from postcmd.board import Board
from postcmd.edits import Link, Update
from postcmd.records import (
    AnyRecord,
    Attrition,
    Availability,
    Clock,
    Duty,
    Freeze,
    HandOver,
    Limit,
    Line,
    Note,
    Notice,
    Placement,
    Post,
    Quota,
    Receipt,
    SignUp,
    Squad,
    Task,
    Work,
)
from postcmd.window import KEPT, ends, first_day, is_kept
from tests.centre_fixture import DAY, a_quota, a_request

AT = datetime(2022, 11, 20, 4, 0, tzinfo=UTC)
LATER = AT + timedelta(days=3)
DUTY = Duty(id="d", unit="t", post="k", place="p", day=DAY, begins=AT, heads=3)
SQUAD = Squad(id="s", unit="t", name="s", strength=4, since=AT)
LOST = Attrition(id="x", unit="t", heads=2, loss="sick", at=AT)
NOTE = Note(id="n", at=AT, text="rang")
CALL = a_request("r", "p", 9)
DAYS = (Line(DAY, 1, 2), Line(LATER.date(), 1, 2))

OVER: list[tuple[AnyRecord, date]] = [
    (DUTY, DAY),
    (msgspec.structs.replace(DUTY, came=3, left=3), DAY),
    (Work(id="w", unit="t", day=DAY, task="screening", quantity=9), DAY),
    (Availability(id="t.day", unit="t", day=DAY, heads=3), DAY),
    (a_quota("r", "t", 3), DAY),
    (SignUp(id="u", unit="t", at=AT, request="r", day=DAY), DAY),
    (msgspec.structs.replace(SQUAD, status="stood_down"), DAY),
    (msgspec.structs.replace(SQUAD, parts=("a", "b")), DAY),
    (msgspec.structs.replace(SQUAD, merged_into="a"), DAY),
    (msgspec.structs.replace(LOST, released=2, released_at=LATER), LATER.date()),
    (msgspec.structs.replace(CALL, status="closed"), DAY),
    (
        msgspec.structs.replace(CALL, status="cancelled", lines=(Line(DAY, 1, 2), Line(LATER.date(), 1, 2))),
        LATER.date(),
    ),
    (NOTE, DAY),
    (msgspec.structs.replace(NOTE, remind_at=AT, settled_at=LATER), LATER.date()),
    (HandOver(id="h", lines=("a",), given_at=AT, taken_at=LATER), LATER.date()),
    (Freeze(id="f", day=DAY, version=1, definitions="1", frozen_at=LATER), LATER.date()),
    (Post(id="k", place="p", name="k", until=DAY), DAY),
    (Placement(id="l", unit="t", form="paired", until=DAY), DAY),
]
STAYS: list[AnyRecord] = [
    msgspec.structs.replace(DUTY, came=2, left=1),
    SignUp(id="u", unit="t", at=AT),
    SQUAD,
    msgspec.structs.replace(LOST, released=1, released_at=LATER),
    CALL,
    msgspec.structs.replace(NOTE, remind_at=AT),
    HandOver(id="h", lines=("a",), given_at=AT),
    Post(id="k", place="p", name="k"),
    Placement(id="l", unit="t", form="paired"),
    Notice(id="m", title="go", issued_by=("t",), addressed_to=("t",), at=AT),
    Receipt(id="m.t", notice="m", unit="t"),
    Limit(id="default"),
    Task(id="screening", zh="核酸检测"),
    Clock(id="clock", at=AT, since=AT),
]


def _name(value: Any) -> str:
    return type(value).__name__ if not isinstance(value, date) else ""


@pytest.mark.parametrize(("record", "last"), OVER, ids=_name)
def test_what_is_over_stays_so_many_days_and_leaves(record: AnyRecord, last: date) -> None:
    now = datetime(last.year, last.month, last.day, 12, tzinfo=UTC) + KEPT
    assert ends(record) == last
    assert is_kept(record, first_day(now))
    assert not is_kept(record, first_day(now + timedelta(days=1)))


@pytest.mark.parametrize("record", STAYS, ids=_name)
def test_what_can_still_happen_stays_for_ever(record: AnyRecord) -> None:
    assert ends(msgspec.structs.replace(record, updated_at=AT)) is None


@pytest.mark.parametrize(("record", "last"), OVER, ids=_name)
def test_what_was_changed_long_after_it_was_over_stays_in_sight_from_then_on(record: AnyRecord, last: date) -> None:
    """A count that is put right, or a call that is closed, after a month does not vanish under the hand."""
    changed = LATER + timedelta(days=60)
    assert ends(msgspec.structs.replace(record, updated_at=changed)) == changed.date()
    assert ends(msgspec.structs.replace(record, updated_at=AT - timedelta(days=9))) == last


def test_a_need_whose_day_has_left_is_not_called_short() -> None:
    """Its quotas are not held any more; that nobody stands in them says nothing."""
    board, now = Board(), datetime(2023, 3, 1, tzinfo=UTC)
    board.apply(Update(puts=(CALL,), link=Link(as_of=now, clock_at=now)))
    assert panes.request_row(board, "r").heads.missing == 9
    board.apply(Update(link=Link(as_of=now, clock_at=now, kept_from=first_day(now))))
    row = panes.request_row(board, "r")
    assert (row.heads.missing, row.standing) == (0, CALL.status)


def test_every_quota_of_a_day_leaves_with_those_above_and_below_it() -> None:
    above, below = a_quota("r", "d", 9), a_quota("r", "t", 3)
    assert isinstance(above, Quota)
    assert ends(above) == ends(below) == ends(SignUp(id="u", unit="t", at=AT, request="r", day=DAY))
