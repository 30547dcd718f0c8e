"""A city with service records behind it, for measuring: 16 corps, 3,000 teams, 500,000 volunteers, 2,000,000 services.

1. Same numbers in, same city out.
2. It holds together: a volunteer is of one team, a team serves in a few communities of its district and now and then in
   another one; nobody serves twice a day for the same task at the same place under one id.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, Final, NamedTuple

from central.tables import day_number
from postcmd.records import AnyRecord, Place, Task, Unit

FIRST_DAY: Final = date(2022, 11, 1)
TASKS: Final = (("screening", "人次"), ("ledgers", "户"), ("supplies", "件"), ("gate", ""))
AT_ONCE: Final = 20_000
_ABROAD: Final = 20
"""One service in so many is in another district."""


class City(NamedTuple):
    """How large it is; `months` of `days` days, as many services in each."""

    corps: int = 16
    brigades: int = 12
    teams: int = 3_000
    streets: int = 20
    communities: int = 7_000
    volunteers: int = 500_000
    services: int = 2_000_000
    days: int = 30
    months: int = 1
    seed: int = 1

    @property
    def last_day(self) -> date:
        return FIRST_DAY + timedelta(days=self.days * self.months - 1)

    def smaller(self, share: float) -> City:
        """The same with so much of everything but corps and days."""
        names = ("teams", "communities", "volunteers", "services")
        return self._replace(**{name: max(64, int(getattr(self, name) * share)) for name in names})


def city(size: City) -> Iterator[AnyRecord]:
    """Units, places and tasks."""
    for code, unit in TASKS:
        yield Task(id=code, zh=code, counted_in=unit)
    yield Unit(id="city", kind="centre", name="运行中心", path="city")
    for nth in range(size.corps):
        yield Unit(id=f"c{nth}", kind="corps", name=f"{nth} 总队", path=f"city/c{nth}", parent="city")
        yield Place(id=f"d{nth}", kind="district", name=f"{nth} 区", path=f"d{nth}")
        for one in range(size.brigades):
            above = f"c{nth}b{one}"
            yield Unit(id=above, kind="brigade", name=above, path=f"city/c{nth}/{above}", parent=f"c{nth}")
        for one in range(size.streets):
            above = f"d{nth}s{one}"
            yield Place(id=above, kind="street", name=above, path=f"d{nth}/{above}", parent=f"d{nth}")
    for nth in range(size.teams):
        corps, brigade = nth % size.corps, f"c{nth % size.corps}b{nth // size.corps % size.brigades}"
        yield Unit(id=f"t{nth}", kind="team", name=f"t{nth}", path=f"city/c{corps}/{brigade}/t{nth}", parent=brigade)
    for nth in range(size.communities):
        district, street = nth % size.corps, f"d{nth % size.corps}s{nth // size.corps % size.streets}"
        yield Place(id=f"p{nth}", kind="community", name=f"p{nth}", path=f"d{district}/{street}/p{nth}", parent=street)


def services(size: City, month: int = 0) -> Iterator[list[tuple[Any, ...]]]:
    """The service records of a month as they are staged, so many at once."""
    chance, rows = Random(size.seed + month), list[tuple[Any, ...]]()
    begins = day_number(FIRST_DAY) + month * size.days
    for number in range(size.services):
        rows.append((number + 1, *_service(size, chance, month, number, begins)))
        if len(rows) == AT_ONCE:
            yield rows
            rows = []
    yield rows


def _service(size: City, chance: Random, month: int, number: int, begins: int) -> tuple[Any, ...]:
    volunteer = number % size.volunteers
    team = volunteer % size.teams
    drawn = chance.getrandbits(40)
    community = _community(size, team, drawn & 0xFFF, drawn >> 12 & 0xFFF)
    task, unit = TASKS[drawn >> 24 & 3]
    return (
        f"s{month}-{number}",
        f"t{team}",
        f"v{volunteer}",
        begins + (drawn >> 26) % size.days,
        f"p{community}",
        task,
        "",
        "",
        "",
        (drawn & 7) * 30 + 60,
        drawn >> 3 & 31,
        drawn >> 8 & 63 if unit else None,
        "余" if drawn & 0xFF == 0 else "",
        1 if drawn & 0x3F == 0 else None,
        True,
    )


def _community(size: City, team: int, which: int, abroad: int) -> int:
    """One of three of the team's district; now and then anywhere."""
    if abroad % _ABROAD == 0:
        return (which * 4099 + team) % size.communities
    nth = team // size.corps * 3 + which % 3
    own = size.communities // size.corps
    return nth % own * size.corps + team % size.corps
