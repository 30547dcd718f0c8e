"""The records of the field: units, places, tasks, requests with their days, quotas, squads; and all kinds together.

1. A record is immutable; a change is a new record with a higher `rev` (the sequence number of its last change).
2. 0 <= min <= max wherever heads are asked for; `max` None means open-ended.
3. A quota is known by (request, unit, day), printed `request.unit.day`; every other record by a slug or a ULID.
4. What a report did not say but a running system needs is named in `inferred`; a qualifier (近/余/超过/约) stands in
   `said` beside its number and travels with it.
5. Derived states (short, met, over; partly met) are computed in `quota.py`, never stored.
6. Times are aware and in UTC; a day is a date in the operational time zone.
"""

from datetime import date
from typing import Any, Final, Literal

from msgspec import Struct

from postcmd.record import FIRST, LAST, MOST_HEADS, SLUG, Kind, Moment, Record
from postcmd.records_of_calls import Note, Notice, Receipt, receipt_id
from postcmd.records_of_figures import Freeze, freeze_id, freezes_of
from postcmd.records_of_people import TALLIES, Availability, Shift, SignUp, Tally, availability_id, pool_of
from postcmd.records_of_service import (
    BUILT_IN_BOUNDARY,
    Duty,
    Gear,
    Limit,
    LimitOf,
    Placement,
    PlacementForm,
    Post,
    PostKind,
    PostShift,
    duties_of,
    limit_id,
)
from postcmd.records_of_work import Attrition, HandOver, LossReason, Work, WorkState

__all__ = [
    "BUILT_IN_BOUNDARY",
    "FIRST",
    "KINDS",
    "KIND_OF",
    "LAST",
    "MOST_HEADS",
    "SLUG",
    "TALLIES",
    "AnyRecord",
    "Attrition",
    "Availability",
    "Clock",
    "Duty",
    "Event",
    "Freeze",
    "Gear",
    "Goal",
    "HandOver",
    "Kind",
    "Limit",
    "LimitOf",
    "Line",
    "LossReason",
    "Moment",
    "Note",
    "Notice",
    "Place",
    "PlaceKind",
    "Placement",
    "PlacementForm",
    "Post",
    "PostKind",
    "PostShift",
    "Quota",
    "QuotaStatus",
    "Receipt",
    "Record",
    "Request",
    "RequestStatus",
    "Risk",
    "RiskLevel",
    "Shift",
    "SignUp",
    "Squad",
    "SquadStatus",
    "Tally",
    "Task",
    "Unit",
    "UnitKind",
    "Work",
    "WorkState",
    "availability_id",
    "duties_of",
    "freeze_id",
    "freezes_of",
    "kind_of",
    "limit_id",
    "pool_of",
    "quota_id",
    "receipt_id",
]

UnitKind = Literal["union", "centre", "corps", "brigade", "enterprise", "team"]
PlaceKind = Literal[
    "district",
    "street",
    "township",
    "town",
    "area",
    "community",
    "village",
    "estate",
    "building",
    "market",
    "checkpoint",
]
Risk = Literal["sealed", "controlled", "precaution", "sealed_or_controlled", "high", "low"]
RequestStatus = Literal["submitted", "approved", "ordered", "cancelled", "closed"]
QuotaStatus = Literal["issued", "acknowledged", "accepted", "partly_accepted", "declined", "withdrawn", "not_passed_on"]
SquadStatus = Literal[
    "standby", "alerted", "mustering", "en_route", "on_post", "resting", "out_of_service", "stood_down"
]


class Unit(Record, frozen=True, kw_only=True, omit_defaults=True):
    """组织: a union, corps, brigade, enterprise or team. `path` is the chain of ids from the root, `/` between."""

    kind: UnitKind
    name: str
    path: str
    short: str = ""
    parent: str | None = None
    line_of: str | None = None
    nickname: str = ""
    serves_in: str = ""
    contact: str = ""


class RiskLevel(Struct, frozen=True, omit_defaults=True, gc=False):
    """A risk level of a place from a day on, until the next one."""

    risk: Risk
    since: date | None = None


class Place(Record, frozen=True, kw_only=True, omit_defaults=True):
    """地点: district → street, town or area → community or village → estate, building, market, checkpoint."""

    kind: PlaceKind
    name: str
    path: str
    parent: str | None = None
    risks: tuple[RiskLevel, ...] = ()
    households: int | None = None
    contact: str = ""

    def risk_on(self, day: date) -> Risk | None:
        """The level in force on `day`: the latest that had begun."""
        begun = [level for level in self.risks if level.since is None or level.since <= day]
        return max(begun, key=lambda level: level.since or date.min).risk if begun else None


class Task(Record, frozen=True, kw_only=True, omit_defaults=True):
    """任务类别, with the unit its work is counted in (户, 张, 人次 …), "" where it is not counted."""

    zh: str
    en: str = ""
    counted_in: str = ""


class Line(Struct, frozen=True, omit_defaults=True, gc=False):
    """The need of one day. An unreported number is min 0, max None (open)."""

    day: date
    min: int
    max: int | None
    said: str = ""


class Goal(Struct, frozen=True, omit_defaults=True, gc=False):
    """How much of a task a request wants done, in the unit of the task."""

    task: str
    quantity: int


class Request(Record, frozen=True, kw_only=True, omit_defaults=True):
    """需求: a place's need of people for a task, one line per day. `units` are those that hold its quotas."""

    place: str
    task: str
    lines: tuple[Line, ...] = ()
    then: tuple[str, ...] = ()
    status: RequestStatus = "submitted"
    urgent: bool = False
    called_by: str = ""
    contact: str = ""
    channel: str = ""
    addressed_unit: str | None = None
    report_place: str = ""
    ordered_at: Moment | None = None
    due: Moment | None = None
    hours: str = ""
    full_time_days: int = 0
    risk: Risk | None = None
    skills: tuple[str, ...] = ()
    vehicles: int = 0
    gear_ready: bool | None = None
    bring: str = ""
    board: str = ""
    passage: str = ""
    handled_by: str = ""
    handled_at: Moment | None = None
    duplicate_of: str | None = None
    units: tuple[str, ...] = ()
    born_of: str | None = None
    goals: tuple[Goal, ...] = ()

    def line(self, day: date) -> Line | None:
        return next((line for line in self.lines if line.day == day), None)


class Quota(Record, frozen=True, kw_only=True, omit_defaults=True):
    """派员指标: the heads of a request's day asked of one unit. `parent` None: issued directly.

    `answer` is what the unit said, `declined` the heads it gave back; `mustered_at` the last report of `present`.
    """

    request: str
    unit: str
    day: date
    min: int
    max: int | None
    parent: str | None = None
    status: QuotaStatus = "issued"
    offered: int = 0
    confirmed: int = 0
    present: int = 0
    reserve: int = 0
    issued_by: str = ""
    said: str = ""
    answer: str = ""
    answered_at: Moment | None = None
    answered_by: str = ""
    declined: int = 0
    mustered_at: Moment | None = None
    mustered_by: str = ""

    @property
    def is_exact(self) -> bool:
        """A plain need of 12: both bounds are the one number, and move together."""
        return self.min == self.max


class Squad(Record, frozen=True, kw_only=True, omit_defaults=True):
    """小分队: a group made from a unit and sent to a request. `parts` are the squads it was split into.

    `members` are those known by name, by the number of the roster; `lost` the heads that attrition took; `rolled` the
    last roll call of those inside a sealed area.
    """

    unit: str
    name: str
    strength: int
    present: int = 0
    helpers: int = 0
    leader: str = ""
    status: SquadStatus = "standby"
    since: Moment | None = None
    request: str | None = None
    place: str | None = None
    closed_loop: bool = False
    parent: str | None = None
    parts: tuple[str, ...] = ()
    said: str = ""
    merged_into: str | None = None
    members: tuple[str, ...] = ()
    lost: int = 0
    rolled: int | None = None
    rolled_at: Moment | None = None
    rolled_by: str = ""

    @property
    def is_live(self) -> bool:
        """Stood down, split up or merged, a squad's people are counted elsewhere."""
        return self.status != "stood_down" and not self.parts and self.merged_into is None

    @property
    def standing(self) -> str:
        """Its status; of one that was split up or merged, that."""
        return "split_up" if self.parts else "merged" if self.merged_into is not None else self.status


class Clock(Record, frozen=True, kw_only=True, omit_defaults=True):
    """The clock of a replay: at the centre's moment `since` it showed `at`; it runs `rate` times as fast."""

    at: Moment
    since: Moment
    rate: float = 1.0
    paused: bool = False


AnyRecord = (
    Unit
    | Place
    | Task
    | Request
    | Quota
    | Squad
    | Availability
    | SignUp
    | Notice
    | Receipt
    | Note
    | Post
    | Duty
    | Limit
    | Placement
    | Work
    | Attrition
    | HandOver
    | Freeze
    | Clock
)

KINDS: Final[dict[Kind, type[AnyRecord]]] = {
    "unit": Unit,
    "place": Place,
    "task": Task,
    "request": Request,
    "quota": Quota,
    "squad": Squad,
    "availability": Availability,
    "signup": SignUp,
    "notice": Notice,
    "receipt": Receipt,
    "note": Note,
    "post": Post,
    "duty": Duty,
    "limit": Limit,
    "placement": Placement,
    "work": Work,
    "attrition": Attrition,
    "handover": HandOver,
    "freeze": Freeze,
    "clock": Clock,
}
KIND_OF: Final[dict[type[AnyRecord], Kind]] = {record: kind for kind, record in KINDS.items()}


def kind_of(record: AnyRecord) -> Kind:
    return KIND_OF[type(record)]


def quota_id(request: str, unit: str, day: date) -> str:
    """The printed key of a quota: `sunhe.lianjia.2022-11-20`."""
    return f"{request}.{unit}.{day.isoformat()}"


class Event(Struct, frozen=True, array_like=True, omit_defaults=True):
    """日志: one change of one record, as it travels beside the record. `changed` is field → [old, new]."""

    seq: int
    at: Moment
    by: str
    verb: str
    changed: dict[str, tuple[Any, Any]] = {}
    on_behalf: str = ""
    channel: str = ""
    reason: str = ""
    recorded_at: Moment | None = None
    client: str = ""
    n: int = 0
