"""A month of a district on the ground, for measuring: 200 posts, 600 squads, 2,000 duties and 1,000 works a day.

1. Same numbers in, same month out. It stands beside `tests/district.py`, whose units, places and people it uses.
2. It holds together: a squad has one duty a day, a volunteer one in many days; what is over has come and left, the day
   shift of the last day stands there, the night shift is awaited and short at every fourth post.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from postcmd.limits import shift_times
from postcmd.records import AnyRecord, Duty, Post, PostShift, Squad, Task, Work
from tests.district import DISTRICT, FIRST_DAY, Size, team_ids, volunteer

SHIFTS: Final = (PostShift("日", "08:00", "20:00", 5, 6, 1), PostShift("夜", "20:00", "08:00", 5, 6, 1))
TASKS: Final = (("door_sensors", "安装门磁", "户"), ("leaflets", "发放温馨提示", "张"), ("ledgers", "建立台账", "户"))


class Month(NamedTuple):
    """How much happens."""

    days: int = 30
    posts: int = 200
    squads: int = 600
    duties: int = 2_000
    works: int = 1_000

    @property
    def last(self) -> date:
        return FIRST_DAY + timedelta(days=self.days - 1)

    @property
    def now(self) -> datetime:
        """The last day, a quarter past eight in the evening: the night shift has begun."""
        return datetime(self.last.year, self.last.month, self.last.day, 12, 15, tzinfo=UTC)


def month(size: Month, of: Size = DISTRICT) -> Iterator[AnyRecord]:
    """Every record of it; the district's own come before."""
    for code, zh, unit in TASKS:
        yield Task(id=code, zh=zh, counted_in=unit)
    teams = team_ids(of)
    for nth in range(size.posts):
        yield Post(id=f"post{nth}", place=_place(nth, of), name=f"{nth + 1} 号门", task="screening", shifts=SHIFTS)
    for nth in range(size.squads):
        team = teams[nth % len(teams)]
        yield Squad(
            id=f"sq{nth}",
            unit=team,
            name=f"{team} {nth}",
            strength=12,
            present=12,
            status="on_post" if nth % 3 else "standby",
            place=_place(nth, of),
        )
    for back in range(size.days):
        yield from _day(size, size.last - timedelta(days=size.days - 1 - back), of)


def _place(nth: int, of: Size) -> str:
    return f"s{nth % of.streets}c{nth // of.streets % of.communities}"


def _day(size: Month, day: date, of: Size) -> Iterator[AnyRecord]:
    teams = team_ids(of)
    for nth in range(size.duties):
        duty = _duty(size, day, nth, teams, of)
        if duty is not None:
            yield duty
    for nth in range(size.works):
        team = teams[nth % len(teams)]
        yield Work(
            id=f"w{day:%m%d}-{nth}",
            unit=team,
            day=day,
            task=TASKS[nth % 3][0],
            quantity=40 + nth % 50,
            said="余" if nth % 10 == 0 else "",
            served=120 + nth,
            squad=f"sq{nth % size.squads}" if nth % 2 else None,
            place=_place(nth, of),
            post=f"post{nth % size.posts}",
            state="verified" if nth % 3 else "reported",
            reported_by=team,
        )


def _duty(size: Month, day: date, nth: int, teams: list[str], of: Size) -> Duty | None:
    post, shift = nth % size.posts, SHIFTS[nth // size.posts % 2]
    begins, ends = shift_times(day, shift.begins, shift.ends)
    awaited = ends > size.now and begins <= size.now
    if awaited and post % 4 == 0 and nth // size.posts < 4:
        return None
    squad, team = f"sq{nth}" if nth < size.squads else None, teams[nth % len(teams)]
    who = None if squad else volunteer(((day - FIRST_DAY).days * size.duties + nth) % of.volunteers)
    came, left = (0, 0) if awaited else (1, 1)
    if ends <= size.now and size.now - ends < timedelta(hours=1) and nth % 7 == 0:
        left = 0
    return Duty(
        id=f"d{day:%m%d}-{nth}",
        unit=team,
        post=f"post{post}",
        place=_place(post, of),
        day=day,
        begins=begins,
        ends=ends,
        shift=shift.name,
        squad=squad,
        volunteer=who,
        came=came,
        left=left,
        came_at=begins if came else None,
        left_at=ends if left else None,
    )
