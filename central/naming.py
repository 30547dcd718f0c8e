"""Which records an op or a record names: what its rules, bounds and paths are going to read.

1. What is not named here is read on demand: this is about speed only.
"""

from __future__ import annotations

from msgspec import UNSET

from central.held import duties_for, signups_for
from postcmd.ops import (
    AttritionRelease,
    AttritionReport,
    AvailabilityDeclare,
    Bulk,
    DayFreeze,
    DutyArrive,
    DutyCheck,
    DutyMove,
    DutyPlan,
    DutySet,
    HandOverGive,
    Item,
    LimitSet,
    NoteWrite,
    NoticeAnswer,
    NoticeIssue,
    OnQuota,
    Op,
    PlacementSet,
    PostOpen,
    QuotaAdd,
    QuotaIssue,
    QuotaReport,
    QuotaSet,
    QuotaTransfer,
    QuotaWithdraw,
    RecordDelete,
    RequestLink,
    RequestOpen,
    RequestSet,
    ReserveCall,
    SignUpMove,
    SignUpOffer,
    SquadForm,
    SquadJoin,
    SquadMove,
    SquadSplit,
    Void,
    WorkReport,
)
from postcmd.records import (
    AnyRecord,
    Attrition,
    Availability,
    Duty,
    Freeze,
    HandOver,
    Kind,
    Note,
    Notice,
    Placement,
    Post,
    Quota,
    Receipt,
    Request,
    SignUp,
    Squad,
    Work,
    duties_of,
    freeze_id,
    pool_of,
    quota_id,
)

Key = tuple[Kind, str]


def single(op: Op) -> tuple[Item | Void, ...]:
    """The op, or those that a bulk holds."""
    return op.items if isinstance(op, Bulk) else (op,)


def named_by_op(op: Item | Void) -> list[Key]:
    """What the op's rules are going to read, as far as the op itself says."""
    keys: list[Key | None] = list(op.targets)
    match op:
        case OnQuota():
            keys += [("request", op.request), ("unit", op.unit)]
            keys += [_key("quota", op.parent)] if isinstance(op, QuotaIssue) else []
        case RequestOpen():
            keys += [_key("place", op.place), _key("task", op.task), _key("unit", op.addressed_unit)]
        case SquadForm():
            keys += [_key("unit", op.unit), _key("request", op.request), _key("place", op.place)]
        case SquadSplit():
            keys += [key for part in op.parts for key in (_key("squad", part.squad), _key("place", part.place))]
        case SquadMove():
            keys += [_key("place", op.place)]
        case SquadJoin():
            keys += [_key("request", op.request)]
        case AvailabilityDeclare():
            keys += [("unit", op.unit)]
        case SignUpOffer():
            keys += [("unit", op.unit), _key("request", op.request)]
            keys += [("quota", quota_id(op.request, op.unit, op.day))] if op.request and op.day else []
        case RequestSet():
            keys += [_key("unit", op.addressed_unit or None), _key("task", op.task or None)]
        case RequestLink():
            keys += [_key("request", op.duplicate_of)]
        case NoticeIssue():
            keys += [("unit", unit) for unit in (*op.issued_by, *op.addressed_to)] + [_key("request", op.after_request)]
        case NoticeAnswer():
            keys += [("notice", op.notice), ("unit", op.unit)]
        case PostOpen():
            keys += [_key("place", op.place), _key("task", op.task), _key("request", op.request)]
        case DutyPlan() | DutyArrive():
            keys += [("unit", op.unit), ("post", op.post), _key("squad", op.squad)]
        case DutyMove():
            keys += [("post", op.post)]
        case LimitSet() if op.of in ("task", "post"):
            keys += [(op.of, op.named)]
        case PlacementSet():
            keys += [("unit", op.unit), _key("place", op.place), *(("task", task) for task in op.tasks)]
        case AttritionReport():
            keys += [_key("unit", op.unit), _key("place", op.place), _key("request", op.request)]
        case AttritionRelease():
            keys += [_key("unit", op.report_to)]
        case WorkReport():
            keys += [("unit", op.unit), ("task", op.task), _key("request", op.request), _key("squad", op.squad)]
            keys += [_key("place", op.place), _key("post", op.post)]
        case DayFreeze():
            keys += [_key("unit", op.unit), _key("place", op.place)]
            keys += [("freeze", freeze_id(op.unit, op.place, op.day, op.version - 1))] if op.version > 1 else []
        case HandOverGive():
            keys += [_key("unit", op.unit), _key("place", op.place)]
        case NoteWrite():
            keys += [_key("unit", op.unit), _key("place", op.place), op.about]
        case _:
            pass
    return [key for key in keys if key is not None]


def lists_of_op(op: Item | Void) -> list[str]:
    """On which lists the op's rules are going to look at everything: the sign-ups of quotas and pools, whose numbers
    need no look, and the duties of those who are planned for another."""
    match op:
        case SignUpOffer() if op.volunteer:
            return [signups_for(quota_id(op.request, op.unit, op.day) if op.request and op.day else pool_of(op.unit))]
        case ReserveCall():
            return [signups_for(of) for of in (op.target[1], *([pool_of(op.unit)] if op.pool else []))]
        case QuotaAdd() | QuotaSet() | QuotaTransfer() if op.surplus in ("reserve", "release"):
            return [signups_for(record_id) for _, record_id in op.targets]
        case RecordDelete(kind="quota"):
            return [signups_for(op.id)]
        case QuotaWithdraw():
            return [signups_for(op.target[1])]
        case DutyPlan() | DutyArrive() if op.squad or op.volunteer:
            return [duties_for(duties_of(op.unit, op.squad, op.volunteer))]
        case _:
            return []


def led_to(op: Item | Void, record: AnyRecord | None) -> tuple[list[Key], list[str]]:
    """What the op leads to by way of the record it is on: records, and whose sign-ups it is going to look at."""
    match op, record:
        case QuotaReport(), Quota() if _is_lowered(op, record):
            return [], [signups_for(record.id)]
        case SignUpMove(), SignUp() if record.quota or record.volunteer:
            return [], [signups_for(record.of)]
        case SquadJoin(), Squad() if op.request and op.day:
            return [("quota", quota_id(op.request, record.unit, op.day))], []
        case DutySet() | DutyMove(), Duty() if record.squad or record.volunteer:
            return [("post", record.post)], [duties_for(record.of)]
        case DutyCheck(), Duty() if record.volunteer:
            return [], [duties_for(record.of)]
        case AttritionReport(day=day), Attrition() | None if op.request and op.unit and day:
            return [("quota", quota_id(op.request, op.unit, day))], []
        case AttritionRelease(), Attrition() if record.squad:
            return [("squad", record.squad)], []
        case _:
            return [], []


def _is_lowered(op: QuotaReport, quota: Quota) -> bool:
    """Whether fewer are said to be confirmed, or in the reserve: then the names there are counted."""
    said = ((op.confirmed, quota.confirmed), (op.reserve, quota.reserve))
    return any(new is not UNSET and new < old for new, old in said)


def named_by_record(record: AnyRecord) -> list[Key]:
    """What decides the paths and bounds of the record."""
    keys: list[Key | None] = []
    match record:
        case Quota():
            keys = [("unit", record.unit), ("request", record.request), _key("quota", record.parent)]
        case Request():
            keys = [_key("place", record.place), _key("unit", record.addressed_unit)]
            keys += [_key("unit", unit) for unit in record.units]
        case Availability():
            keys = [("unit", record.unit)]
        case SignUp():
            keys = [("unit", record.unit), _key("quota", record.quota)]
        case Notice():
            keys = [("unit", unit) for unit in (*record.issued_by, *record.addressed_to)]
        case Receipt():
            keys = [("unit", unit) for unit in (record.unit, *record.issued_by)]
        case Note():
            keys = [_key("unit", record.unit), _key("place", record.place)]
        case Post():
            keys = [("place", record.place), _key("request", record.request), _key("task", record.task)]
            keys += [_key("unit", unit) for unit in record.units]
        case Duty():
            keys = [("unit", record.unit), ("place", record.place), ("post", record.post), _key("squad", record.squad)]
        case Work() | Attrition() | Placement() | HandOver() | Freeze():
            keys = [_key("unit", record.unit), _key("place", record.place)]
        case Squad():
            keys = [_key("unit", record.unit), _key("place", record.place), _key("request", record.request)]
        case _:
            pass
    return [key for key in keys if key is not None]


def _key(kind: Kind, record_id: str | None) -> Key | None:
    return (kind, record_id) if record_id else None
