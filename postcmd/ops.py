"""Ops: what a coordinator meant, as immutable and versioned intents.

1. The meaning of an op never changes under its name; a change of meaning is a new name (`quota.add/2`).
2. `add` is relative and commutes; `set`, `report` and `move` name what they saw (`base`, `came_from`).
3. `n` numbers the ops of one client 1, 2, 3 … without a gap; (client, n) is the op's identity for ever.
4. `h` is a hash of everything else in the op, so that one identity never carries two meanings.
5. Ops of one gesture (a selection, an undo) share a `group`.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime

import msgspec
from msgspec import UNSET, Struct, UnsetType

from postcmd.records import Kind, Line, RequestStatus, Risk, SquadStatus, quota_id


class Base(Struct, frozen=True, forbid_unknown_fields=True):
    """What the coordinator saw: in which history (`epoch`), at which `rev`, and the `values` of the fields to set."""

    epoch: str
    rev: int
    values: dict[str, int | str | None] = {}


class Intent(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="k"):
    """What every op carries. `made` is the post's clock, for display only; `at` is when it happened, None for now."""

    n: int = 0
    made: datetime | None = None
    at: datetime | None = None
    after: int | None = None
    group: str | None = None
    on_behalf: str = ""
    channel: str = ""
    reason: str = ""
    h: str = ""


class OnQuota(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An op on the quota of (request, unit, day)."""

    request: str
    unit: str
    day: date

    @property
    def target(self) -> tuple[Kind, str]:
        return "quota", quota_id(self.request, self.unit, self.day)


class QuotaAdd(OnQuota, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="quota.add/1"):
    """Change the bounds by so many heads, whatever they are by now."""

    min: int = 0
    max: int = 0


class QuotaSet(OnQuota, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="quota.set/1"):
    """Set the bounds given; `max` None is open-ended."""

    base: Base
    min: int | UnsetType = UNSET
    max: int | UnsetType | None = UNSET


class QuotaIssue(
    OnQuota, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="quota.issue/1"
):
    """Ask a unit for heads: a part of the `parent` quota, or directly where there is none."""

    min: int
    max: int | None
    parent: str | None = None
    note: str = ""
    said: str = ""
    inferred: tuple[str, ...] = ()


class QuotaReport(
    OnQuota, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="quota.report/1"
):
    """How many have offered, are confirmed, are present: counts as reported."""

    base: Base
    offered: int | UnsetType = UNSET
    confirmed: int | UnsetType = UNSET
    present: int | UnsetType = UNSET


class RequestOpen(
    Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="request.open/1"
):
    """A place asks for people. `request` is an id made at the post."""

    request: str
    place: str
    task: str
    lines: tuple[Line, ...]
    then: tuple[str, ...] = ()
    status: RequestStatus = "submitted"
    urgent: bool = False
    called_by: str = ""
    contact: str = ""
    addressed_unit: str | None = None
    report_place: str = ""
    ordered_at: datetime | None = None
    due: datetime | None = None
    hours: str = ""
    full_time_days: int = 0
    risk: Risk | None = None
    skills: tuple[str, ...] = ()
    vehicles: int = 0
    gear_ready: bool | None = None
    bring: str = ""
    board: str = ""
    passage: str = ""
    duplicate_of: str | None = None
    note: str = ""
    inferred: tuple[str, ...] = ()

    @property
    def target(self) -> tuple[Kind, str]:
        return "request", self.request


class RequestMove(
    Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="request.move/1"
):
    """Move a request from the state seen to another."""

    request: str
    came_from: RequestStatus
    to: RequestStatus

    @property
    def target(self) -> tuple[Kind, str]:
        return "request", self.request


class SquadForm(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="squad.form/1"):
    """Make a squad of a unit's people. `squad` is an id made at the post."""

    squad: str
    unit: str
    name: str
    strength: int
    present: int = 0
    helpers: int = 0
    leader: str = ""
    status: SquadStatus = "standby"
    request: str | None = None
    place: str | None = None
    closed_loop: bool = False
    said: str = ""
    note: str = ""
    inferred: tuple[str, ...] = ()

    @property
    def target(self) -> tuple[Kind, str]:
        return "squad", self.squad


class Part(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One of the squads that a split makes."""

    squad: str
    name: str
    strength: int
    present: int
    place: str | None = None
    leader: str = ""
    note: str = ""
    inferred: tuple[str, ...] = ()


class SquadSplit(
    Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="squad.split/1"
):
    """Divide a squad into parts that sum to the whole."""

    squad: str
    parts: tuple[Part, ...]

    @property
    def target(self) -> tuple[Kind, str]:
        return "squad", self.squad


class SquadReport(
    Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="squad.report/1"
):
    """How many of a squad there are, how many are present, how many helpers stand beside."""

    squad: str
    base: Base
    strength: int | UnsetType = UNSET
    present: int | UnsetType = UNSET
    helpers: int | UnsetType = UNSET

    @property
    def target(self) -> tuple[Kind, str]:
        return "squad", self.squad


class SquadMove(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="squad.move/1"):
    """Move a squad from the status seen to another, perhaps at another place."""

    squad: str
    came_from: SquadStatus
    to: SquadStatus
    place: str | None = None

    @property
    def target(self) -> tuple[Kind, str]:
        return "squad", self.squad


class ClockSet(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="clock.set/1"):
    """Pause the clock of a replay, or change its speed."""

    rate: float
    paused: bool

    @property
    def target(self) -> tuple[Kind, str]:
        return "clock", "clock"


class Void(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="void/1"):
    """Nothing, under a number that was given away: an edit withdrawn before it was sent."""

    @property
    def target(self) -> tuple[Kind, str] | None:
        return None


Op = (
    QuotaAdd
    | QuotaSet
    | QuotaIssue
    | QuotaReport
    | RequestOpen
    | RequestMove
    | SquadForm
    | SquadSplit
    | SquadReport
    | SquadMove
    | ClockSet
    | Void
)

_encoder = msgspec.json.Encoder()


def verb(op: Op) -> str:
    """`quota.add/1` → `quota.add`."""
    return name(op).partition("/")[0]


def name(op: Op) -> str:
    """The versioned name of the op, as on the wire."""
    return str(type(op).__struct_config__.tag)


def digest(op: Op) -> str:
    """The hash of everything in the op but `h` itself."""
    plain = _encoder.encode(msgspec.structs.replace(op, h=""))
    return "b2:" + hashlib.blake2b(plain, digest_size=16).hexdigest()


def numbered(op: Op, n: int) -> Op:
    """The op under its number, with its hash: what the outbox keeps and the wire carries."""
    return with_hash(msgspec.structs.replace(op, n=n))


def with_hash(op: Op) -> Op:
    return msgspec.structs.replace(op, h=digest(op))
