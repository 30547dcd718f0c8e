"""The operational clock: real time at a real centre, the scenario's own time in a replay.

1. Without a clock record operational time is wall time.
2. A running clock never goes back while the wall clock does not, and never shows less than `at`: a wall clock that
   jumps back before `since` holds it. A paused clock shows `at`.
3. Re-anchoring (pause, another rate, a restart) never makes a jump: the new clock shows what the old one showed then.
4. `wall_for` names the first moment of the wall at which the clock has reached a moment; None: not as it runs now.
5. The arithmetic is exact to the microsecond at any rate; it ends at `LATEST` instead of failing.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from postcmd.records import Clock

LATEST: Final = datetime(9999, 12, 30, tzinfo=UTC)
"""Where every clock ends, a day before Python's own."""

_MICROSECOND: Final = timedelta(microseconds=1)


def operational(clock: Clock | None, wall: datetime) -> datetime:
    """What the clock shows at the moment `wall` of the centre's own clock."""
    if clock is None:
        return wall
    return _after(clock.at, _microseconds(wall - clock.since) * _rate(clock))


def reanchored(clock: Clock | None, wall: datetime, rate: float | None = None, paused: bool | None = None) -> Clock:
    """The same clock from `wall` on, perhaps at another rate, paused or running again."""
    before = clock or Clock(id="clock", at=wall, since=wall)
    return Clock(
        id=before.id,
        at=operational(before, wall),
        since=wall,
        rate=before.rate if rate is None else rate,
        paused=before.paused if paused is None else paused,
    )


def resumed(clock: Clock, reached: datetime, wall: datetime) -> Clock:
    """The clock of a centre that was away and had `reached` that moment: the time away does not count."""
    return Clock(id=clock.id, at=max(clock.at, reached), since=wall, rate=clock.rate, paused=clock.paused)


def wall_for(clock: Clock | None, moment: datetime) -> datetime | None:
    """When the clock will have reached `moment`, or had; None where it stands still before it."""
    if clock is None:
        return moment
    if moment <= clock.at:
        return clock.since
    rate = _rate(clock)
    return _after(clock.since, -(-_microseconds(moment - clock.at) // rate)) if rate else None


def day_of(moment: datetime, zone: str) -> date:
    """The day of a moment in the operational time zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def _rate(clock: Clock) -> Fraction:
    return Fraction(0) if clock.paused else Fraction(clock.rate)


def _microseconds(span: timedelta) -> int:
    return max(0, span // _MICROSECOND)


def _after(start: datetime, microseconds: Fraction | int) -> datetime:
    left = max(0, (LATEST - start) // _MICROSECOND)
    return start + min(int(microseconds), left) * _MICROSECOND
