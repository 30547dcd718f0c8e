"""Posts and duties: shifts typed in one line, plans for a shift, reliefs, sending on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postcmd import intents_of_posts as intents
from postcmd.errors import BadInput
from postcmd.limits import Bound
from postcmd.records import MOST_HEADS, PostShift
from postcmd.spans_typed import read_span, span_text
from tests.builders import DAY, EPOCH, squad
from tests.builders_on_the_ground import NIGHT, a_post, after, duty, limit
from tests.rules.boards import board_of

CLOCKS = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
NAMES = st.text("早中晚夜日班ab ", min_size=1, max_size=6).map(str.strip).filter(lambda name: name and "  " not in name)


@st.composite
def shifts(draw: st.DrawFn) -> PostShift:
    lowest = draw(st.integers(0, MOST_HEADS))
    most = draw(st.none() | st.integers(lowest, MOST_HEADS)) if lowest else None
    return PostShift(draw(NAMES), draw(CLOCKS), draw(CLOCKS), lowest, most, draw(st.integers(0, 50)))


def test_a_shift_is_typed_in_one_line() -> None:
    assert intents.read_shifts("夜 20:00-08:00 2-3 +1") == (PostShift("夜", "20:00", "08:00", 2, 3, 1),)
    assert intents.read_shifts("日 8-20 2；夜 ２０：００～08:00 3-") == (
        PostShift("日", "08:00", "20:00", 2, 2),
        PostShift("夜", "20:00", "08:00", 3, None),
    )
    assert intents.read_shifts("20-24") == (PostShift("20:00", "20:00", "00:00"),)
    assert intents.read_shifts("") == ()


@pytest.mark.parametrize("line", ["夜", "夜 20:00", "夜 20:00-08:00 two", "夜 20:00-08:00 2 3"])
def test_what_is_no_shift_says_so(line: str) -> None:
    with pytest.raises(BadInput, match="not_a_shift"):
        intents.read_shifts(line)


@pytest.mark.parametrize("line", ["夜 25:00-08:00", "夜 20:61-08:00", "夜 20-24:30"])
def test_a_time_that_is_none_says_so(line: str) -> None:
    with pytest.raises(BadInput, match="bad_time_of_day"):
        intents.read_shifts(line)


@given(st.lists(shifts(), max_size=3))
def test_what_is_shown_of_shifts_is_read_as_what_is_meant(told: list[PostShift]) -> None:
    assert intents.read_shifts(intents.shifts_text(told)) == tuple(told)


def test_a_post_is_opened_set_and_closed() -> None:
    post = a_post(rev=4)
    opened = intents.open_post("gate", "sunhe-p", " 北门 ", (NIGHT,), task="sampling")
    assert (opened.post, opened.name, opened.shifts, opened.task) == ("gate", "北门", (NIGHT,), "sampling")
    said = intents.set_post(post, EPOCH, shifts=(NIGHT,), contact="王")
    assert (said.base.rev, said.base.values, said.contact) == (4, {"contact": ""}, "王")
    assert intents.close_post(post, DAY).until == DAY
    assert intents.close_post(post, None).until is None


def test_a_duty_is_planned_for_the_times_of_its_shift() -> None:
    post, first = a_post(), squad()
    op = intents.plan_shift("d1", board_of(post), post, NIGHT, DAY, first, 2)
    assert (op.begins, op.ends, op.day, op.shift) == (after(0.5), after(12.5), DAY, "夜")
    assert (op.squad, op.unit, op.heads) == (first.id, first.unit, 2)
    heads = intents.plan_shift("d1", board_of(post), post, NIGHT, DAY, "lianjia", 2)
    assert (heads.squad, heads.unit) == (None, "lianjia")


def test_before_the_boundary_a_shift_is_in_the_small_hours_of_the_next_date() -> None:
    small = PostShift("后半夜", "00:00", "04:00", 1)
    post = a_post(shifts=(small,))
    board = board_of(post, limit(boundary="04:00"))
    op = intents.plan_shift("d1", board, post, small, DAY, "lianjia", 1)
    assert (op.begins, op.ends, op.day) == (after(4.5), after(8.5), DAY)


def test_a_duty_is_set_relieved_and_sent_on() -> None:
    one, two, south = duty(rev=3), duty("d2", 2), a_post("south")
    otherwise = intents.set_duty(one, EPOCH, heads=5, ends=after(6))
    assert (otherwise.base.rev, otherwise.base.values, otherwise.heads) == (3, {"heads": 3}, 5)
    assert (intents.relieve(one, two).by, intents.relieve(one, two).heads) == ("d2", 2)
    moved = intents.move(one, "d9", south, 2, after(7.5))
    assert (moved.duty, moved.to, moved.post, moved.heads, moved.ends) == ("d1", "d9", "south", 2, after(7.5))


@pytest.mark.parametrize(
    ("typed", "bound", "minutes"),
    [
        ("12", "continuous", 720),
        ("1:30", "rest", 90),
        ("90m", "rest", 90),
        ("３０分", "grace", 30),
        ("30", "grace", 30),
        ("7", "days_running", 7),
    ],
)
def test_lengths_of_time_are_read_as_they_are_typed_and_shown(typed: str, bound: Bound, minutes: int) -> None:
    assert read_span(typed, bound) == minutes
    assert read_span(span_text(minutes, bound), bound) == minutes


@pytest.mark.parametrize("typed", ["", "soon", "1:75", "99999h"])
def test_what_is_no_length_of_time_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        read_span(typed, "rest")
