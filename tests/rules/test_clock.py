"""The operational clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from postcmd.clock import LATEST, day_of, operational, reanchored, resumed, wall_for
from postcmd.records import Clock

EVENING = datetime(2022, 11, 20, 11, 30, tzinfo=UTC)
WALL = datetime(2026, 1, 1, tzinfo=UTC)

moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
spans = st.timedeltas(timedelta(), timedelta(days=3000))
rates = st.one_of(st.sampled_from([0.0, 0.5, 1.0, 60.0, 1e6]), st.floats(0, 1e6))
clocks = st.builds(
    lambda at, since, rate, paused: Clock(id="clock", at=at, since=since, rate=rate, paused=paused),
    moments,
    moments,
    rates,
    st.booleans(),
)


def at_a_minute_a_second(*, paused: bool = False) -> Clock:
    return Clock(id="clock", at=EVENING, since=WALL, rate=60.0, paused=paused)


@given(moments)
def test_without_a_record_operational_time_is_wall_time(wall: datetime) -> None:
    assert operational(None, wall) == wall
    assert wall_for(None, wall) == wall


def test_ninety_minutes_take_ninety_seconds_at_a_minute_a_second() -> None:
    clock = at_a_minute_a_second()
    assert operational(clock, WALL + timedelta(seconds=90)) == EVENING + timedelta(minutes=90)
    assert wall_for(clock, EVENING + timedelta(minutes=90)) == WALL + timedelta(seconds=90)


@given(clocks, moments, spans)
def test_a_clock_never_goes_back(clock: Clock, wall: datetime, later: timedelta) -> None:
    assert clock.at <= operational(clock, wall) <= operational(clock, wall + later) <= LATEST


def test_a_wall_clock_that_jumps_back_holds_the_clock() -> None:
    assert operational(at_a_minute_a_second(), WALL - timedelta(hours=1)) == EVENING


def test_a_paused_clock_stands_still() -> None:
    clock = at_a_minute_a_second(paused=True)
    assert operational(clock, WALL + timedelta(days=1)) == EVENING
    assert wall_for(clock, EVENING + timedelta(seconds=1)) is None


@given(clocks, moments, rates, st.booleans())
def test_another_rate_or_a_pause_never_makes_a_jump(clock: Clock, wall: datetime, rate: float, paused: bool) -> None:
    changed = reanchored(clock, wall, rate, paused)
    assert operational(changed, wall) == operational(clock, wall)
    assert (changed.rate, changed.paused) == (rate, paused)


@given(clocks, moments, spans)
def test_reanchoring_alone_keeps_rate_and_pause(clock: Clock, wall: datetime, later: timedelta) -> None:
    same = reanchored(clock, wall)
    assert (same.rate, same.paused) == (clock.rate, clock.paused)


def test_a_centre_in_real_time_can_be_given_a_clock() -> None:
    clock = reanchored(None, WALL, rate=60.0)
    assert operational(clock, WALL + timedelta(seconds=1)) == WALL + timedelta(minutes=1)


def test_the_time_a_centre_was_away_does_not_count() -> None:
    reached = EVENING + timedelta(minutes=7)
    back = WALL + timedelta(days=2)
    assert operational(resumed(at_a_minute_a_second(), reached, back), back) == reached


@given(clocks, moments)
def test_wall_for_is_the_first_moment_at_which_the_clock_has_reached_it(clock: Clock, moment: datetime) -> None:
    wall = wall_for(clock, moment)
    if wall is None:
        assert clock.paused or clock.rate == 0
    elif wall < LATEST:
        assert operational(clock, wall) >= moment
        assert wall == clock.since or operational(clock, wall - timedelta(microseconds=1)) < moment


def test_the_fastest_clock_ends_instead_of_failing() -> None:
    clock = Clock(id="clock", at=EVENING, since=WALL, rate=1e6)
    assert operational(clock, WALL + timedelta(days=36500)) == LATEST


def test_a_day_begins_at_midnight_in_the_zone() -> None:
    assert day_of(datetime(2022, 11, 20, 15, 59, tzinfo=UTC), "Asia/Shanghai") == date(2022, 11, 20)
    assert day_of(datetime(2022, 11, 20, 16, 0, tzinfo=UTC), "Asia/Shanghai") == date(2022, 11, 21)
