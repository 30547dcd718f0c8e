"""Cases: what waits for a person, one decision each.

1. An edit that failed because it stood on another is part of that one's case, in the order they were made.
2. What a case wants is what all its edits together would have made of the record.
3. Of a bulk each item that failed is a case of its own below it, known by its place in the bulk.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec
from msgspec import UNSET, Struct

from postcmd import ops
from postcmd.board import Board
from postcmd.edits import Edit
from postcmd.intents import came_from_now
from postcmd.intents_of_requests import set_need
from postcmd.ops import Op
from postcmd.records import AnyRecord, Kind, Request, SignUp
from postcmd.wire import Info, Result
from tui.trial import attempt

SETS: Final = (ops.QuotaSet, ops.QuotaReport, ops.SquadReport)
MOVES: Final = (ops.SquadMove, ops.RequestMove)
FIELDS: Final = ("min", "max", "offered", "confirmed", "present", "strength", "helpers")


class Case(Struct, frozen=True):
    """An edit that needs a person, and the edits that failed with it. `whole` is the bulk that an item is part of."""

    edit: Edit
    after: tuple[Edit, ...] = ()
    whole: Edit | None = None

    @property
    def id(self) -> str:
        return self.edit.ticket

    @property
    def tickets(self) -> tuple[str, ...]:
        """What leaves the list together."""
        return tuple(edit.ticket for edit in (self.edit, *self.after))

    @property
    def status(self) -> str:
        return self.edit.result.status if self.edit.result is not None else ""

    @property
    def info(self) -> Info:
        result = self.edit.result
        return result.info or Info() if result is not None else Info()

    @property
    def is_bulk(self) -> bool:
        return isinstance(self.edit.op, ops.Bulk)


def cases(board: Board) -> list[Case]:
    """Everything that waits for a decision, the latest first."""
    edits = board.attention
    numbered = {(edit.foreign, edit.op.n): edit for edit in edits if edit.op.n}
    after: dict[str, list[Edit]] = {edit.ticket: [] for edit in edits}
    for edit in edits:
        if (first := _first(edit, numbered)) is not edit:
            after[first.ticket].append(edit)
    followers = {edit.ticket for those in after.values() for edit in those}
    roots = [edit for edit in edits if edit.ticket not in followers]
    return [Case(edit, tuple(after[edit.ticket])) for edit in reversed(roots)]


def _first(edit: Edit, numbered: dict[tuple[str, int], Edit]) -> Edit:
    """The edit that this one failed with, at the end of the chain."""
    while edit.result is not None and edit.result.status == "blocked" and edit.op.after:
        stood_on = numbered.get((edit.foreign, edit.op.after))
        if stood_on is None or stood_on.op.n >= edit.op.n:
            break
        edit = stood_on
    return edit


def failing(board: Board, case: Case) -> list[Case]:
    """The items of a bulk that failed, each as a case of its own."""
    op, result = case.edit.op, case.edit.result
    if not isinstance(op, ops.Bulk) or result is None:
        return []
    return [
        Case(_item(board, case.edit, nth, status, code), whole=case.edit) for nth, status, code in _failed(op, case)
    ]


def _failed(op: ops.Bulk, case: Case) -> Iterator[tuple[int, Any, str]]:
    """Index, status and code of each; where the centre named none, every item is looked at again."""
    named = case.info.facts.get("items")
    if not isinstance(named, list | tuple):
        named = [[nth, "rejected", case.info.code] for nth in range(len(op.items))]
    for one in named:
        if isinstance(one, list | tuple) and len(one) == 3 and isinstance(one[0], int) and 0 <= one[0] < len(op.items):
            yield one[0], one[1] if one[1] in ("conflict", "rejected") else "rejected", str(one[2])


def _item(board: Board, whole: Edit, nth: int, status: Any, code: str) -> Edit:
    op = msgspec.structs.replace(whole.op.items[nth], made=whole.op.made)  # type: ignore[union-attr]
    record = board.get(*op.target) if op.target is not None else None
    info = Info(code=code, facts=_facts(board, op, code), now=now_of(op, record))
    if record is not None:
        info = msgspec.structs.replace(info, by=record.updated_by, at=record.updated_at, rev=record.rev)
    result = Result(whole.op.n, status, whole.result.seq if whole.result else 0, info)
    return Edit(ticket=f"{whole.ticket}#{nth}", op=op, stage="attention", result=result, foreign=whole.foreign)


def _facts(board: Board, op: Op, code: str) -> dict[str, Any]:
    """What the rules say of the item on the board; the centre named the code alone."""
    refusals = attempt(board, [renewed(board, op)]).refusals
    return refusals[0].facts if refusals and refusals[0].code == code else {}


def now_of(op: Op, record: AnyRecord | None) -> dict[str, Any]:
    """What stands now in the fields that the op is about."""
    return {name: getattr(record, name) for name in fields_of(op) if hasattr(record, name)}


def fields_of(op: Op) -> tuple[str, ...]:
    match op:
        case ops.QuotaSet() | ops.QuotaReport() | ops.SquadReport() | ops.RecordDelete():
            return tuple(name for name in FIELDS if name in op.base.values)
        case ops.QuotaAdd() | ops.QuotaTransfer() | ops.QuotaIssue() | ops.QuotaWithdraw():
            return ("min", "max")
        case ops.SquadMove() | ops.RequestMove():
            return ("status",)
        case ops.NoteSet():
            return ("note",)
        case ops.RequestSet() | ops.MusterReport():
            return tuple(op.base.values)
        case ops.RequestTake():
            return ("handled_by",)
        case _:
            return ()


# What a case wants


def wanted(case: Case) -> tuple[Op, ...]:
    """The final wish of all its edits; those on the same numbers are made one."""
    made: list[Op] = []
    for edit in (case.edit, *case.after):
        both = joined(made[-1], edit.op) if made else None
        made[-1:] = [both] if both is not None else [*made[-1:], edit.op]
    return tuple(made)


def joined(first: Op, second: Op) -> Op | None:
    """Both as one op on the same record, where that can be said in one."""
    if first.target != second.target or first.target is None:
        return None
    match first, second:
        case ops.QuotaAdd(), ops.QuotaAdd():
            return msgspec.structs.replace(first, min=first.min + second.min, max=first.max + second.max)
        case ops.QuotaSet(), ops.QuotaAdd() if _covers(first, second):
            return msgspec.structs.replace(first, min=_plus(first.min, second.min), max=_plus(first.max, second.max))
        case ops.QuotaAdd(), ops.QuotaSet() if _covers(second, first):
            return second
        case _ if type(first) is type(second) and isinstance(first, SETS):
            return _merged(first, second)
        case _ if type(first) is type(second) and isinstance(first, (*MOVES, ops.NoteSet)):
            return second
        case _:
            return None


def _covers(one: ops.QuotaSet, add: ops.QuotaAdd) -> bool:
    """Whether the set names every bound that the add moves."""
    return (one.min is not UNSET or not add.min) and (one.max is not UNSET or not add.max)


def _plus(value: Any, heads: int) -> Any:
    return value + heads if isinstance(value, int) else value


def _merged(first: Any, second: Any) -> Op:
    """The fields of both, as the later one has them, on top of what the earlier one saw."""
    later = {name: getattr(second, name) for name in fields_of(second)}
    base = msgspec.structs.replace(first.base, values={**second.base.values, **first.base.values})
    merged: Op = msgspec.structs.replace(first, base=base, **later)
    return merged


# The same wish again


def renewed(board: Board, op: Op) -> Op:
    """The same wish as a new op, on top of what the board shows now."""
    plain: dict[str, Any] = {"n": 0, "h": "", "after": None, "group": None, "made": None, "at": None}
    kind, record_id = op.target or ("quota", "")
    record = board.get(kind, record_id)
    match op:
        case ops.Bulk():
            plain["items"] = tuple(renewed(board, item) for item in op.items)
        case ops.QuotaSet() | ops.QuotaReport() | ops.SquadReport() | ops.RecordDelete() if record is not None:
            plain["base"] = _base(board, op, kind, record)
        case ops.QuotaIssue() if record is not None:
            return _as_set(board, op, record)
        case ops.SquadMove() | ops.RequestMove() if record is not None:
            plain["came_from"] = getattr(record, "status", op.came_from)
        case ops.RequestSet() | ops.MusterReport() | ops.QuotaWithdraw() if record is not None:
            plain["base"] = _base(board, op, kind, record)
        case ops.RequestNeed() if isinstance(record, Request):
            plain["base"] = set_need(record, op.lines, board.link.epoch).base
        case ops.RequestTake() if isinstance(record, Request):
            plain["seen"] = record.handled_by
        case ops.SignUpMove() if isinstance(record, SignUp):
            plain["came_from"] = came_from_now(op, msgspec.structs.asdict(record)) or op.came_from
    again: Op = msgspec.structs.replace(op, **plain)
    return again


def _base(board: Board, op: Any, kind: Kind, record: AnyRecord) -> ops.Base:
    return ops.Base(board.link.epoch, record.rev, {name: getattr(record, name) for name in op.base.values})


def _as_set(board: Board, op: ops.QuotaIssue, record: Any) -> Op:
    """A quota that is there already cannot be issued again: its numbers can be set."""
    base = ops.Base(board.link.epoch, record.rev, {"min": record.min, "max": record.max})
    return ops.QuotaSet(request=op.request, unit=op.unit, day=op.day, base=base, min=op.min, max=op.max)
