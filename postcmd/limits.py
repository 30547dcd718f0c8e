"""How long somebody may stand: the limits in force for a post, and what a plan passes of them. Pure.

1. A limit is said by the post, else the task, else the risk, else by default, else by the program.
2. Fatigue is judged by the time on duty since the last full rest: a break shorter than that does not begin it anew.
3. Whoever stands where they stand already, beyond the grace of a hand-over, is planned twice.
4. Of people counted and not named, the squad, and the squads it came from, are taken as one.
5. A limit is hard where whoever said it says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from postcmd.records import BUILT_IN_BOUNDARY, Duty, Limit, Post, limit_id
from postcmd.scope import Reader

Bound = Literal["continuous", "per_day", "rest", "days_running", "grace", "roll_every"]
Passed = Literal["overlap", "continuous", "per_day", "rest", "days_running"]
BUILT_IN: Final[dict[Bound, int]] = {
    "continuous": 12 * 60,
    "per_day": 14 * 60,
    "rest": 8 * 60,
    "days_running": 7,
    "grace": 30,
    "roll_every": 12 * 60,
}
"""In minutes, but for the days."""
ZONE: Final = ZoneInfo("Asia/Shanghai")
DAY: Final = timedelta(days=1)
OPEN_END: Final = timedelta(hours=8)
"""How long a duty is taken to last where nobody said."""


class Limits(NamedTuple):
    """What is in force, and which of it is hard."""

    bounds: dict[Bound, int]
    hard: frozenset[Bound]
    boundary: str

    def of(self, bound: Bound) -> timedelta:
        return timedelta(minutes=self.bounds[bound])


class Span(NamedTuple):
    """A time on duty, of so many heads."""

    begins: datetime
    ends: datetime
    heads: int = 1


def limits_for(post: Post | None, risk: str | None, shelf: Reader) -> Limits:
    """The limits at a post, under a risk."""
    ids = [
        limit_id("default"),
        *([limit_id("risk", risk)] if risk else []),
        *([limit_id("task", post.task)] if post and post.task else []),
        *([limit_id("post", post.id)] if post else []),
    ]
    bounds, hard, boundary = dict(BUILT_IN), set[Bound](), BUILT_IN_BOUNDARY
    for limit_of in ids:
        limit = shelf.get("limit", limit_of)
        if isinstance(limit, Limit):
            said: dict[Bound, int] = {
                bound: value for bound in BUILT_IN if (value := getattr(limit, bound)) is not None
            }
            bounds.update(said)
            hard = (hard - said.keys()) | (said.keys() if limit.hard else set())
            boundary = limit.boundary or boundary
    return Limits(bounds, frozenset(hard), boundary)


def span_of(duty: Duty, now: datetime | None = None) -> Span:
    """When its people stood there, or are going to. Whoever is still there stands there until `now` at least."""
    begins = duty.came_at or duty.begins
    ends = duty.left_at or duty.ends or begins + OPEN_END
    if now is not None and duty.here > 0:
        ends = max(ends, now)
    heads = max(duty.heads, duty.came)
    # Who went on earlier stands elsewhere by now; who went with all the others stood here until then.
    return Span(begins, max(begins, ends), heads if duty.is_over else heads - duty.left)


def passed(new: Span, stood: Iterable[Span], most_heads: int, limits: Limits) -> tuple[Passed, ...]:
    """The limits that `new` passes for those who also stand, stood or are going to stand at the times of `stood`."""
    spans = sorted(stood)
    found: list[Passed] = []
    if _is_planned_twice(new, spans, most_heads, limits.of("grace")):
        found.append("overlap")
    around = _without_a_rest(new, spans, limits.of("rest"))
    if _joined(around, limits.of("grace"), new) > limits.of("continuous"):
        found.append("continuous")
    elif _time_on(around) > limits.of("continuous"):
        found.append("rest")
    if _most_in_a_day([*spans, new], new) > limits.of("per_day"):
        found.append("per_day")
    if _days_running(new, spans, limits.boundary) > limits.bounds["days_running"]:
        found.append("days_running")
    return tuple(found)


def day_of_duty(begins: datetime, boundary: str = BUILT_IN_BOUNDARY) -> date:
    """The day that a duty belongs to: the one it begins on, as days begin here."""
    local = begins.astimezone(ZONE)
    return (local - _since_midnight(boundary)).date()


@lru_cache(maxsize=8192)
def shift_times(day: date, begins: str, ends: str, boundary: str = BUILT_IN_BOUNDARY) -> tuple[datetime, datetime]:
    """When a shift of the day begins and ends; before the boundary it is the small hours of the next date."""
    midnight = datetime.combine(day, time(), ZONE)
    begin = midnight + _since_midnight(begins)
    if _since_midnight(begins) < _since_midnight(boundary):
        begin += DAY
    end = datetime.combine(begin.date(), time(), ZONE) + _since_midnight(ends)
    return begin.astimezone(UTC), (end if end > begin else end + DAY).astimezone(UTC)


def _since_midnight(clock: str) -> timedelta:
    hours, _, minutes = clock.partition(":")
    return timedelta(hours=int(hours), minutes=int(minutes or 0))


def _is_planned_twice(new: Span, spans: list[Span], most_heads: int, grace: timedelta) -> bool:
    meanwhile = [one for one in spans if min(one.ends, new.ends) - max(one.begins, new.begins) > grace]
    return new.heads + max(
        (sum(two.heads for two in meanwhile if two.begins <= one.begins < two.ends) for one in meanwhile), default=0
    ) > most_heads and bool(meanwhile)


def _without_a_rest(new: Span, spans: list[Span], rest: timedelta) -> list[Span]:
    """`new` and what lies around it without a full rest between."""
    ordered = sorted([*spans, new])
    at = ordered.index(new)
    first = last = at
    while first > 0 and ordered[first].begins - max(one.ends for one in ordered[:first]) < rest:
        first -= 1
    end = new.ends
    while last + 1 < len(ordered) and ordered[last + 1].begins - end < rest:
        last += 1
        end = max(end, ordered[last].ends)
    return ordered[first : last + 1]


def _time_on(spans: Iterable[Span]) -> timedelta:
    """The time covered, each moment once."""
    total, until = timedelta(), None
    for one in sorted(spans):
        begins = one.begins if until is None else max(one.begins, until)
        total += max(timedelta(), one.ends - begins)
        until = one.ends if until is None else max(until, one.ends)
    return total


def _joined(spans: list[Span], grace: timedelta, new: Span) -> timedelta:
    """How long the stretch around `new` lasts, in which no break is longer than a hand-over."""
    begins, ends = new.begins, new.ends
    for one in sorted(spans, reverse=True):
        if one.ends >= begins - grace and one.begins <= begins:
            begins = min(begins, one.begins)
    for one in sorted(spans):
        if one.begins <= ends + grace and one.ends >= ends:
            ends = max(ends, one.ends)
    return ends - begins


def _most_in_a_day(spans: list[Span], new: Span) -> timedelta:
    """The most time on duty within 24 hours that touch `new`."""
    ends = [one.ends for one in spans if new.begins < one.ends <= new.ends + DAY]
    return max((_time_on(_cut(spans, end - DAY, end)) for end in ends), default=timedelta())


def _cut(spans: Iterable[Span], begins: datetime, ends: datetime) -> list[Span]:
    meanwhile = (one for one in spans if one.begins < ends and one.ends > begins)
    return [Span(max(one.begins, begins), min(one.ends, ends)) for one in meanwhile]


def _days_running(new: Span, spans: Iterable[Span], boundary: str) -> int:
    days = {day_of_duty(one.begins, boundary) for one in spans}
    today = day_of_duty(new.begins, boundary)
    first = last = today
    while first - DAY in days:
        first -= DAY
    while last + DAY in days:
        last += DAY
    return (last - first).days + 1
