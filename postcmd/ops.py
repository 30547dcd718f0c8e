"""Ops: what a coordinator meant, as immutable and versioned intents.

1. The meaning of an op never changes under its name; a change of meaning is a new name (`quota.add/2`).
2. `add` is relative and commutes; `set`, `report` and `move` name what they saw (`base`, `came_from`).
3. `n` numbers the ops of one client 1, 2, 3 … without a gap; (client, n) is the op's identity for ever.
4. `h` is a hash of everything else in the op, so that one identity never carries two meanings.
5. Ops of one gesture (a selection, an undo) share a `group`.
6. What is read from a wire or a file is bounded (texts, lists, numbers), and every time has its zone. `sound.py` holds
   what is made here to the same.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from postcmd.clean import LONGEST
from postcmd.errors import BadInput
from postcmd.records import MOST_HEADS, Kind, Line, Moment, RequestStatus, Risk, SquadStatus, quota_id

Text = Annotated[str, Meta(max_length=LONGEST)]
Id = Annotated[str, Meta(max_length=160)]
Heads = Annotated[int, Meta(ge=-MOST_HEADS, le=MOST_HEADS)]
Number = Annotated[int, Meta(ge=0, le=2**53)]
Texts = Annotated[tuple[Text, ...], Meta(max_length=50)]


class Base(Struct, frozen=True, forbid_unknown_fields=True):
    """What the coordinator saw: in which history (`epoch`), at which `rev`, and the `values` of the fields to set."""

    epoch: Id
    rev: Number
    values: Annotated[dict[Id, Heads | Text | None], Meta(max_length=20)] = {}


class Intent(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="k"):
    """What every op carries. `made` is the post's clock, for display only; `at` is when it happened, None for now."""

    n: Number = 0
    made: Moment | None = None
    at: Moment | None = None
    after: Number | None = None
    group: Id | None = None
    on_behalf: Text = ""
    channel: Text = ""
    reason: Text = ""
    h: Id = ""


class OnQuota(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An op on the quota of (request, unit, day)."""

    request: Id
    unit: Id
    day: date

    @property
    def target(self) -> tuple[Kind, str]:
        return "quota", quota_id(self.request, self.unit, self.day)


class OnRequest(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An op on a request."""

    request: Id

    @property
    def target(self) -> tuple[Kind, str]:
        return "request", self.request


class OnSquad(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An op on a squad."""

    squad: Id

    @property
    def target(self) -> tuple[Kind, str]:
        return "squad", self.squad


class QuotaAdd(OnQuota, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="quota.add/1"):
    """Change the bounds by so many heads, whatever they are by now."""

    min: Heads = 0
    max: Heads = 0


class QuotaSet(OnQuota, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="quota.set/1"):
    """Set the bounds given; `max` None is open-ended."""

    base: Base
    min: Heads | UnsetType = UNSET
    max: Heads | UnsetType | None = UNSET


class QuotaIssue(
    OnQuota, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="quota.issue/1"
):
    """Ask a unit for heads: a part of the `parent` quota, or directly where there is none."""

    min: Heads
    max: Heads | None
    parent: Id | None = None
    note: Text = ""
    said: Text = ""
    inferred: Texts = ()


class QuotaReport(
    OnQuota, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="quota.report/1"
):
    """How many have offered, are confirmed, are present: counts as reported."""

    base: Base
    offered: Heads | UnsetType = UNSET
    confirmed: Heads | UnsetType = UNSET
    present: Heads | UnsetType = UNSET


class RequestOpen(
    OnRequest, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="request.open/1"
):
    """A place asks for people. `request` is an id made at the post."""

    place: Id
    task: Id
    lines: Annotated[tuple[Line, ...], Meta(max_length=50)]
    then: Texts = ()
    status: RequestStatus = "submitted"
    urgent: bool = False
    called_by: Text = ""
    contact: Text = ""
    addressed_unit: Id | None = None
    report_place: Text = ""
    ordered_at: Moment | None = None
    due: Moment | None = None
    hours: Text = ""
    full_time_days: Heads = 0
    risk: Risk | None = None
    skills: Texts = ()
    vehicles: Heads = 0
    gear_ready: bool | None = None
    bring: Text = ""
    board: Text = ""
    passage: Text = ""
    duplicate_of: Id | None = None
    note: Text = ""
    inferred: Texts = ()


class RequestMove(
    OnRequest, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="request.move/1"
):
    """Move a request from the state seen to another."""

    came_from: RequestStatus
    to: RequestStatus


class SquadForm(OnSquad, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="squad.form/1"):
    """Make a squad of a unit's people. `squad` is an id made at the post."""

    unit: Id
    name: Text
    strength: Heads
    present: Heads = 0
    helpers: Heads = 0
    leader: Text = ""
    status: SquadStatus = "standby"
    request: Id | None = None
    place: Id | None = None
    closed_loop: bool = False
    said: Text = ""
    note: Text = ""
    inferred: Texts = ()


class Part(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One of the squads that a split makes."""

    squad: Id
    name: Text
    strength: Heads
    present: Heads
    place: Id | None = None
    leader: Text = ""
    note: Text = ""
    inferred: Texts = ()
    helpers: Heads = 0


class SquadSplit(
    OnSquad, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="squad.split/1"
):
    """Divide a squad into parts that sum to the whole."""

    parts: Annotated[tuple[Part, ...], Meta(max_length=50)]


class SquadReport(
    OnSquad, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="squad.report/1"
):
    """How many of a squad there are, how many are present, how many helpers stand beside."""

    base: Base
    strength: Heads | UnsetType = UNSET
    present: Heads | UnsetType = UNSET
    helpers: Heads | UnsetType = UNSET


class SquadMove(OnSquad, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="squad.move/1"):
    """Move a squad from the status seen to another, perhaps at another place."""

    came_from: SquadStatus
    to: SquadStatus
    place: Id | None = None


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
_decoder: msgspec.json.Decoder[Op] = msgspec.json.Decoder(Op)


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
    """The op with its hash. BadInput `unsound_op` where nobody could read it."""
    read = as_read(op)
    return msgspec.structs.replace(read, h=digest(read))


def as_read(op: Op) -> Op:
    """The op as its readers will see it, and hash it: a speed made as 60 is 60.0 there."""
    try:
        return _decoder.decode(_encoder.encode(op))
    except (msgspec.MsgspecError, UnicodeEncodeError) as error:
        raise BadInput("unsound_op", detail=str(error)) from None
