"""Ops: what a coordinator meant, as immutable and versioned intents.

1. The meaning of an op never changes under its name; a change of meaning is a new name (`quota.add/2`).
2. `add` is relative and commutes; `set`, `report` and `move` name what they saw (`base`, `came_from`).
3. `n` numbers the ops of one client 1, 2, 3 … without a gap; (client, n) is the op's identity for ever.
4. `h` is a hash of everything else in the op, so that one identity never carries two meanings.
5. Ops of one gesture (a selection, an undo) share a `group`.
6. What is read from a wire or a file is bounded (texts, lists, numbers), and every time has its zone. `sound.py` holds
   what is made here to the same.
"""

import hashlib
from typing import Annotated, Final, get_args

import msgspec
from msgspec import Meta

from postcmd.decoding import decode
from postcmd.errors import BadInput
from postcmd.intent import Base, Intent, Target
from postcmd.ops_on_calls import NoteSettle, NoteWrite, NoticeAnswer, NoticeIssue, OnNote
from postcmd.ops_on_figures import DayFreeze
from postcmd.ops_on_people import AvailabilityDeclare, OnSignUp, SignUpMove, SignUpOffer
from postcmd.ops_on_quotas import (
    Answer,
    MusterReport,
    OnQuota,
    QuotaAdd,
    QuotaAnswer,
    QuotaIssue,
    QuotaReport,
    QuotaSet,
    QuotaTransfer,
    QuotaWithdraw,
    ReserveCall,
)
from postcmd.ops_on_records import ClockSet, Deletable, NoteSet, OnAny, RecordDelete, RecordRestore
from postcmd.ops_on_requests import (
    OnRequest,
    RequestLink,
    RequestMove,
    RequestNeed,
    RequestOpen,
    RequestSet,
    RequestTake,
)
from postcmd.ops_on_service import (
    DutyArrive,
    DutyCheck,
    DutyMove,
    DutyPlan,
    DutyRelieve,
    DutySet,
    LimitSet,
    OnDuty,
    OnPlacement,
    OnPost,
    PlacementEnd,
    PlacementSet,
    PostClose,
    PostOpen,
    PostSet,
)
from postcmd.ops_on_squads import (
    OnSquad,
    Part,
    SquadForm,
    SquadJoin,
    SquadMerge,
    SquadMove,
    SquadName,
    SquadReport,
    SquadRoll,
    SquadSplit,
)
from postcmd.ops_on_work import (
    AttritionRelease,
    AttritionReport,
    HandOverGive,
    HandOverTake,
    OnAttrition,
    OnHandOver,
    OnWork,
    WorkReport,
    WorkVerify,
)

__all__ = [
    "MOST_ITEMS",
    "NAMES",
    "Answer",
    "AttritionRelease",
    "AttritionReport",
    "AvailabilityDeclare",
    "Base",
    "Bulk",
    "ClockSet",
    "DayFreeze",
    "Deletable",
    "DutyArrive",
    "DutyCheck",
    "DutyMove",
    "DutyPlan",
    "DutyRelieve",
    "DutySet",
    "HandOverGive",
    "HandOverTake",
    "Intent",
    "Item",
    "LimitSet",
    "MusterReport",
    "NoteSet",
    "NoteSettle",
    "NoteWrite",
    "NoticeAnswer",
    "NoticeIssue",
    "OnAny",
    "OnAttrition",
    "OnDuty",
    "OnHandOver",
    "OnNote",
    "OnPlacement",
    "OnPost",
    "OnQuota",
    "OnRequest",
    "OnSignUp",
    "OnSquad",
    "OnWork",
    "Op",
    "Part",
    "PlacementEnd",
    "PlacementSet",
    "PostClose",
    "PostOpen",
    "PostSet",
    "QuotaAdd",
    "QuotaAnswer",
    "QuotaIssue",
    "QuotaReport",
    "QuotaSet",
    "QuotaTransfer",
    "QuotaWithdraw",
    "RecordDelete",
    "RecordRestore",
    "RequestLink",
    "RequestMove",
    "RequestNeed",
    "RequestOpen",
    "RequestSet",
    "RequestTake",
    "ReserveCall",
    "SignUpMove",
    "SignUpOffer",
    "SquadForm",
    "SquadJoin",
    "SquadMerge",
    "SquadMove",
    "SquadName",
    "SquadReport",
    "SquadRoll",
    "SquadSplit",
    "Target",
    "Void",
    "WorkReport",
    "WorkVerify",
    "as_read",
    "digest",
    "items_of",
    "name",
    "numbered",
    "verb",
    "with_hash",
]

MOST_ITEMS: Final = 200
"""Ops of one bulk."""

Item = (
    QuotaAdd
    | QuotaSet
    | QuotaIssue
    | QuotaWithdraw
    | QuotaReport
    | QuotaTransfer
    | QuotaAnswer
    | MusterReport
    | ReserveCall
    | RequestOpen
    | RequestMove
    | RequestSet
    | RequestNeed
    | RequestTake
    | RequestLink
    | SquadForm
    | SquadSplit
    | SquadReport
    | SquadMove
    | SquadJoin
    | SquadMerge
    | SquadName
    | SquadRoll
    | PostOpen
    | PostSet
    | PostClose
    | DutyPlan
    | DutySet
    | DutyCheck
    | DutyArrive
    | DutyRelieve
    | DutyMove
    | LimitSet
    | PlacementSet
    | PlacementEnd
    | WorkReport
    | WorkVerify
    | AttritionReport
    | AttritionRelease
    | HandOverGive
    | HandOverTake
    | DayFreeze
    | AvailabilityDeclare
    | SignUpOffer
    | SignUpMove
    | NoticeIssue
    | NoticeAnswer
    | NoteWrite
    | NoteSettle
    | RecordDelete
    | RecordRestore
    | NoteSet
    | ClockSet
)
"""Whatever stands for itself, and so may be an item of a bulk."""


class Bulk(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="bulk/1"):
    """批量: ops on a selection, one after another. `atomic`: all of them or none; else each as it can be."""

    items: Annotated[tuple[Item, ...], Meta(min_length=1, max_length=MOST_ITEMS)]
    atomic: bool = False

    @property
    def target(self) -> Target | None:
        return self.items[0].target

    @property
    def targets(self) -> tuple[Target, ...]:
        """Every record of the items, once."""
        return tuple(dict.fromkeys(target for item in self.items for target in item.targets))


class Void(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="void/1"):
    """Nothing, under a number that was given away: an edit withdrawn before it was sent."""


Op = Item | Bulk | Void


def items_of(op: Op) -> tuple[Op, ...]:
    """The ops of a bulk; of any other, the op itself."""
    return op.items if isinstance(op, Bulk) else (op,)


NAMES: Final[tuple[str, ...]] = tuple(sorted(str(op.__struct_config__.tag) for op in get_args(Op)))
"""The versioned names of all ops this program knows."""

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
    """The op with its hash. BadInput `unsound_op` where nobody could read it."""
    read = as_read(op)
    return msgspec.structs.replace(read, h=digest(read))


def as_read(op: Op) -> Op:
    """The op as its readers will see it, and hash it: a speed made as 60 is 60.0 there."""
    try:
        read: Op = decode(_encoder.encode(op), Op)
    except (msgspec.MsgspecError, UnicodeEncodeError) as error:
        raise BadInput("unsound_op", detail=str(error)) from None
    return read
