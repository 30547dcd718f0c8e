"""Which edits touch the same thing, and which of them become one. Pure.

1. A repeated `quota.add` on the same bounds, within two seconds, is the same key pressed once more.
2. Two ops touch each other where a field of a record is in both; an op that makes or ends a whole record, and one of
   many parts, touches every field of its records.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import msgspec
from msgspec import UNSET

from postcmd.ops import (
    Bulk,
    NoteSet,
    Op,
    QuotaAdd,
    QuotaIssue,
    QuotaTransfer,
    RecordDelete,
    RecordRestore,
    RequestMove,
    RequestOpen,
    SquadForm,
    SquadMove,
    SquadSplit,
    Void,
)

KEY_REPEAT: Final = timedelta(seconds=2)
ALL: Final = frozenset({"*"})
"""The fields of an op that makes, ends or moves a whole record."""
NUMBERS: Final = frozenset({"min", "max", "offered", "confirmed", "present", "strength", "helpers", "rate", "paused"})


def can_fold(last: QuotaAdd, op: QuotaAdd) -> bool:
    """Whether `op` is the same key pressed once more."""
    plain = {"n": 0, "h": "", "min": 0, "max": 0, "made": None, "after": None}
    same = msgspec.structs.replace(last, **plain) == msgspec.structs.replace(op, **plain)
    soon = last.made is None or op.made is None or abs(op.made - last.made) <= KEY_REPEAT
    alike = fields_of(last) == fields_of(op)
    return same and soon and alike and op.group is None and op.after is None


def sum_of(first: QuotaAdd, again: QuotaAdd) -> QuotaAdd:
    return msgspec.structs.replace(first, min=first.min + again.min, max=first.max + again.max, made=again.made)


def overlap(these: frozenset[str], those: frozenset[str]) -> bool:
    return bool(these & those) or (ALL in (these, those) and bool(these) and bool(those))


def fields_of(op: Op) -> frozenset[str]:
    """The fields an op changes; ALL for one that concerns the whole record."""
    match op:
        case QuotaAdd() | QuotaTransfer():
            return frozenset(name for name in ("min", "max") if getattr(op, name))
        case QuotaIssue() | RequestOpen() | SquadForm() | SquadSplit() | RecordDelete() | RecordRestore() | Bulk():
            return ALL
        case RequestMove() | SquadMove():
            return frozenset({"status"})
        case NoteSet():
            return frozenset({"note"})
        case Void():
            return frozenset()
        case _:
            return frozenset(
                name for name in op.__struct_fields__ if name in NUMBERS and getattr(op, name) is not UNSET
            )
