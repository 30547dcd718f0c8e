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
from typing import Final, get_args

import msgspec
from msgspec import UNSET

from postcmd.ops import (
    AvailabilityDeclare,
    Bulk,
    DutyCheck,
    NoteSet,
    NoteSettle,
    NoteWrite,
    NoticeAnswer,
    NoticeIssue,
    OnRequest,
    Op,
    QuotaAdd,
    QuotaAnswer,
    QuotaIssue,
    QuotaSet,
    QuotaTransfer,
    QuotaWithdraw,
    RecordDelete,
    RecordRestore,
    RequestLink,
    RequestMove,
    RequestNeed,
    RequestOpen,
    RequestSet,
    RequestTake,
    ReserveCall,
    SignUpMove,
    SignUpOffer,
    SquadForm,
    SquadJoin,
    SquadMove,
    SquadName,
    SquadRoll,
    SquadSplit,
    Target,
    Void,
)
from postcmd.rights_on_the_ground import OnTheGround

KEY_REPEAT: Final = timedelta(seconds=2)
ALL: Final = frozenset({"*"})
"""The fields of an op that makes, ends or moves a whole record."""
NUMBERS: Final = frozenset(
    {"min", "max", "offered", "confirmed", "present", "reserve", "strength", "helpers", "rate", "paused"}
)
PLACES: Final = frozenset({"confirmed", "reserve"})
"""What changes where people go from the reserve into a place, or back."""
FACTS_OF_REQUEST: Final = frozenset(RequestSet.__struct_fields__) - frozenset(OnRequest.__struct_fields__) - {"base"}


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
            return _bounds(op) | _moved_by(op)
        case QuotaSet():
            return _numbers(op) | _moved_by(op)
        case QuotaWithdraw():
            return frozenset({"status", "min", "max"}) | _moved_by(op)
        case QuotaIssue() | RequestOpen() | SquadForm() | SquadSplit() | RecordDelete() | RecordRestore() | Bulk():
            return ALL
        case AvailabilityDeclare() | SignUpOffer() | NoticeIssue() | NoteWrite():
            return ALL
        case Void():
            return frozenset()
        case DutyCheck():
            return frozenset({"came" if op.way == "in" else "left"})
        case SquadName():
            return frozenset({"members"})
        case SquadRoll():
            return frozenset({"rolled"})
        case _ if isinstance(op, get_args(OnTheGround)):
            return ALL
        case _:
            return _words(op) or _numbers(op)


def _words(op: Op) -> frozenset[str]:
    """Of an op that changes fields of one record, those that are no numbers of its own."""
    match op:
        case RequestMove() | SquadMove():
            return frozenset({"status"})
        case QuotaAnswer():
            return frozenset({"status", "min", "max"} if op.answer == "partly_accepted" else {"status"})
        case ReserveCall():
            return PLACES
        case SignUpMove():
            return frozenset({op.came_from, op.to})
        case SquadJoin():
            return frozenset({"strength", "present"})
        case NoteSet():
            return frozenset({"note"})
        case NoticeAnswer():
            return frozenset({"state"})
        case NoteSettle():
            return frozenset({"remind_at"})
        case _:
            return _of_request(op)


def _of_request(op: Op) -> frozenset[str]:
    match op:
        case RequestSet():
            return FACTS_OF_REQUEST & _given(op)
        case RequestNeed():
            return frozenset(line.day.isoformat() for line in op.lines)
        case RequestTake():
            return frozenset({"handled_by"})
        case RequestLink():
            return frozenset({"duplicate_of"})
        case _:
            return frozenset()


def _bounds(op: QuotaAdd | QuotaTransfer) -> frozenset[str]:
    return frozenset(name for name in ("min", "max") if getattr(op, name))


def _moved_by(op: QuotaAdd | QuotaSet | QuotaTransfer | QuotaWithdraw) -> frozenset[str]:
    return PLACES if op.surplus in ("reserve", "release") else frozenset()


def _numbers(op: Op) -> frozenset[str]:
    return NUMBERS & _given(op)


def _given(op: Op) -> frozenset[str]:
    return frozenset(name for name in op.__struct_fields__ if getattr(op, name) is not UNSET)


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
