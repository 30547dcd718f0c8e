"""Which records an op or a record names: what its rules, bounds and paths are going to read.

1. What is not named here is read on demand: this is about speed only.
"""

from __future__ import annotations

from postcmd.ops import Bulk, Item, OnQuota, Op, QuotaIssue, RequestOpen, SquadForm, SquadMove, SquadSplit, Void
from postcmd.records import AnyRecord, Kind, Quota, Request, Squad

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
        case _:
            pass
    return [key for key in keys if key is not None]


def named_by_record(record: AnyRecord) -> list[Key]:
    """What decides the paths and bounds of the record."""
    keys: list[Key | None] = []
    match record:
        case Quota():
            keys = [("unit", record.unit), ("request", record.request), _key("quota", record.parent)]
        case Request():
            keys = [_key("place", record.place), _key("unit", record.addressed_unit)]
            keys += [_key("unit", unit) for unit in record.units]
        case Squad():
            keys = [_key("unit", record.unit), _key("place", record.place), _key("request", record.request)]
        case _:
            pass
    return [key for key in keys if key is not None]


def _key(kind: Kind, record_id: str | None) -> Key | None:
    return (kind, record_id) if record_id else None
