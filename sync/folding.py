"""Which edits touch the same thing, and which of them become one. Pure.

1. A repeated `quota.add` on the same bounds, within two seconds, is the same key pressed once more.
2. An op leans on the latest of ours that touches the same thing and is still open.
3. Two ops touch each other where a field of a record is in both; an op that makes or ends a whole record, and one of
   many parts, touches every field of its records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from heapq import merge
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
    Target,
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


class ByRecord:
    """The numbers of ops by the records they touch, in order."""

    def __init__(self, ops: Mapping[int, Op]) -> None:
        self._numbers: dict[Target, list[int]] = {}
        for n, op in ops.items():
            self.note(n, op)

    def note(self, n: int, op: Op) -> None:
        for target in op.targets:
            self._numbers.setdefault(target, []).append(n)

    def latest(self, op: Op, live: Callable[[int], Op | None]) -> int | None:
        """The number of the latest that touches the same field of the same record; `live` gives it while it counts."""
        fields = fields_of(op)
        for n in merge(*(reversed(self._numbers.get(target, [])) for target in op.targets), reverse=True):
            other = live(n)
            if other is not None and overlap(fields_of(other), fields):
                return n
        return None
