"""Who stands where: posts with their shifts, the duties done there, the limits on them, service without a request.

1. A shift belongs to the day it begins on; one that ends no later than it begins ends the day after. When a day begins
   is a limit like any other (`boundary`).
2. A duty is found by whose it is: a person's, a squad's, or so many heads of a unit.
3. Of a duty's heads so many have come and so many have left: 0 <= left <= came. What was planned and what happened
   stand beside each other.
4. A limit names only what it changes: what it leaves open is said by a wider one, and at last by the program.
5. Local staff stand beside on the same posts and are never counted as volunteers.
"""

from datetime import date
from typing import Final, Literal

from msgspec import Struct

from postcmd.record import Moment, Record

PostKind = Literal["checkpoint", "gate", "building", "sampling_site", "supply_point", "desk", "market", "patrol"]
Gear = Literal["", "basic", "full"]
PlacementForm = Literal["paired", "reports_home", "standing"]
LimitOf = Literal["default", "task", "risk", "post"]

BUILT_IN_BOUNDARY: Final = "00:00"


class PostShift(Struct, frozen=True, omit_defaults=True):
    """班次: `begins` and `ends` are times of day, `HH:MM`; min–max volunteers stand there, `local` staff beside."""

    name: str
    begins: str
    ends: str
    min: int = 0
    max: int | None = None
    local: int = 0


class Post(Record, frozen=True, kw_only=True, omit_defaults=True):
    """点位: a place to stand at, with its shifts. `units` know it: asked for its request, or with duties there."""

    place: str
    name: str
    kind: PostKind = "checkpoint"
    task: str | None = None
    request: str | None = None
    shifts: tuple[PostShift, ...] = ()
    skills: tuple[str, ...] = ()
    drivers: int = 0
    gear: Gear = ""
    contact: str = ""
    since: date | None = None
    until: date | None = None
    units: tuple[str, ...] = ()
    said: str = ""

    def is_open_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Duty(Record, frozen=True, kw_only=True, omit_defaults=True):
    """上岗: heads of a unit at a post, as planned and as it happened. `volunteer` by the number of the roster.

    `beyond` are the limits that the plan passes, `approved_by` who answers for that; `walk_in`: nobody had planned it.
    """

    unit: str
    post: str
    place: str
    day: date
    begins: Moment
    ends: Moment | None = None
    heads: int = 1
    shift: str = ""
    squad: str | None = None
    volunteer: str | None = None
    came: int = 0
    left: int = 0
    came_at: Moment | None = None
    left_at: Moment | None = None
    walk_in: bool = False
    relieved_by: str | None = None
    moved_from: str | None = None
    beyond: tuple[str, ...] = ()
    approved_by: str = ""

    @property
    def here(self) -> int:
        """How many stand there."""
        return self.came - self.left

    @property
    def is_over(self) -> bool:
        """Whoever came has left."""
        return self.came > 0 and self.here == 0

    @property
    def is_withdrawn(self) -> bool:
        """Nobody is to come any more, and nobody has."""
        return not self.heads and not self.came

    @property
    def of(self) -> str:
        """What it is found by: a person, a squad, or a unit."""
        return duties_of(self.unit, self.squad, self.volunteer)


class Limit(Record, frozen=True, kw_only=True, omit_defaults=True):
    """限制: how long somebody may stand, in minutes, by task, risk or post. `hard`: no reason lets a plan pass it."""

    continuous: int | None = None
    per_day: int | None = None
    rest: int | None = None
    days_running: int | None = None
    grace: int | None = None
    roll_every: int | None = None
    boundary: str = ""
    hard: bool = False


class Placement(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Service without a request: paired with a community 对口, reporting where one lives 报到, or standing."""

    unit: str
    form: PlacementForm
    place: str | None = None
    tasks: tuple[str, ...] = ()
    heads: int | None = None
    since: date | None = None
    until: date | None = None
    said: str = ""


def duties_of(unit: str, squad: str | None = None, volunteer: str | None = None) -> str:
    """What the duties of a person, a squad, or else of a unit's heads are found by."""
    if volunteer:
        return f"person:{volunteer}"
    return f"squad:{squad}" if squad else f"unit:{unit}"


def limit_id(of: LimitOf, named: str = "") -> str:
    """`default`, `task.sampling`, `risk.sealed`, `post.north-gate`."""
    return f"{of}.{named}" if named else of
