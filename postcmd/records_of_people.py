"""Who can go and who goes: what a unit declares, and sign-ups by person or by count.

1. A declaration is known by unit, day and shift; the last one counts, and it says when it was made.
2. A sign-up's heads are each in one state at a time: its tallies sum to its heads. A person is a sign-up of one.
3. A person stands here by the number of the roster, never by name: what lies in a cache tells nobody who it is.
4. Reserve order is time of sign-up, then id.
"""

from datetime import date
from typing import Final, Literal

from postcmd.record import Moment, Record

Shift = Literal["", "day", "night"]

Tally = Literal["offered", "reserve", "confirmed", "arrived", "no_show", "released", "withdrawn"]
TALLIES: Final[tuple[Tally, ...]] = (
    "offered",
    "reserve",
    "confirmed",
    "arrived",
    "no_show",
    "released",
    "withdrawn",
)
"""Where a head of a sign-up can be: 已报名 候补 已确认 已到位 未到岗 已撤回 本人取消."""


class Availability(Record, frozen=True, kw_only=True, omit_defaults=True):
    """可派: how many of a unit can go on a day, all day or in one shift; of them so many full-time, and so on."""

    unit: str
    day: date
    heads: int
    shift: Shift = ""
    full_time: int = 0
    sealed: int = 0
    drivers: int = 0
    said_by: str = ""
    at: Moment | None = None


class SignUp(Record, frozen=True, kw_only=True, omit_defaults=True):
    """报名: a volunteer (`volunteer`, by the roster's number) or so many heads of a unit.

    For the quota of `request` and `day`, or, without them, for the unit's standby pool 储备. `counted`: it names
    somebody who was reported as a number before, and adds nobody.
    """

    unit: str
    heads: int = 1
    at: Moment
    request: str | None = None
    day: date | None = None
    volunteer: str | None = None
    counted: bool = False
    asked_at: Moment | None = None
    offered: int = 0
    reserve: int = 0
    confirmed: int = 0
    arrived: int = 0
    no_show: int = 0
    released: int = 0
    withdrawn: int = 0

    @property
    def quota(self) -> str | None:
        """The id of the quota it is for; None for the pool."""
        return f"{self.request}.{self.unit}.{self.day.isoformat()}" if self.request and self.day else None

    @property
    def of(self) -> str:
        """What it is found by: its quota, or the pool of its unit."""
        return self.quota or pool_of(self.unit)

    @property
    def state(self) -> Tally:
        """Where most of its heads are; of a person, where that person is."""
        return max(TALLIES, key=lambda tally: getattr(self, tally))


def availability_id(unit: str, day: date, shift: Shift) -> str:
    """`lianjia.2022-11-20`, `lianjia.2022-11-20.night`."""
    return f"{unit}.{day.isoformat()}.{shift}" if shift else f"{unit}.{day.isoformat()}"


def pool_of(unit: str) -> str:
    """What the sign-ups in a unit's standby pool are found by."""
    return f"pool:{unit}"
