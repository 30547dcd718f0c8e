"""From what a coordinator means on a request, a quota's answer or a unit's availability to the op that says so.

1. A set names what was seen: the history, the record's rev and the values of exactly what it sets.
2. A quota is issued as a part of the nearest quota above its unit on that day; where none is, directly.
3. What several units are asked for is one op each, in an order in which the rules admit all of them: what is lowered
   first, from the bottom up, then what is raised or issued, from the top down.
4. Saying it again changes nothing: what stands already is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec

from postcmd import ops
from postcmd.board import Board
from postcmd.intent import Choice
from postcmd.matrix import NEED, Bounds, Cell
from postcmd.ops_on_quotas import Answer
from postcmd.quota_bounds import holds_heads
from postcmd.records import Line, Quota, Request, Shift, quota_id
from postcmd.request_edit_rules import FACTS, need_of

Settable = ops.QuotaAdd | ops.QuotaSet | ops.QuotaTransfer
"""The ops that can leave more confirmed than is asked for."""


def set_facts(request: Request, epoch: str, **facts: Any) -> ops.RequestSet:
    """Say something else about a request; `facts` by field."""
    seen: dict[str, Any] = {FACTS[name]: getattr(request, FACTS[name]) for name in facts}
    # A base holds texts and numbers; of anything else the rev alone says what was seen.
    values = {name: value for name, value in seen.items() if value is None or type(value) in (str, int)}
    return ops.RequestSet(request=request.id, base=ops.Base(epoch, request.rev, values), **facts)


def set_need(request: Request, lines: Iterable[Line], epoch: str) -> ops.RequestNeed:
    """What is needed on these days, over what was seen there."""
    wanted = tuple(lines)
    seen: dict[str, int | str | None] = {line.day.isoformat(): need_of(request.line(line.day)) for line in wanted}
    return ops.RequestNeed(request=request.id, base=ops.Base(epoch, request.rev, seen), lines=wanted)


def link(request: Request, duplicate_of: str | None) -> ops.RequestLink:
    """It repeats that one; None: it does not."""
    return ops.RequestLink(request=request.id, duplicate_of=duplicate_of)


def answer(quota: Quota, said: Answer, heads: int = 0, text: str = "") -> ops.QuotaAnswer:
    """What the unit says to its quota; `heads` where it takes on a part."""
    return ops.QuotaAnswer(request=quota.request, unit=quota.unit, day=quota.day, answer=said, heads=heads, text=text)


def withdraw(quota: Quota, epoch: str, choice: Choice = "") -> ops.QuotaWithdraw:
    """Nobody is asked of the unit any more; `choice`: what becomes of who is confirmed."""
    base = ops.Base(epoch, quota.rev, {"min": quota.min, "max": quota.max})
    op = ops.QuotaWithdraw(request=quota.request, unit=quota.unit, day=quota.day, base=base)
    return _withdrawn(op, choice)


def declare(unit: str, day: date, heads: int, shift: Shift = "", **of_them: Any) -> ops.AvailabilityDeclare:
    """So many can go; `of_them`: full_time, sealed, drivers, said_by, note."""
    return ops.AvailabilityDeclare(unit=unit, day=day, heads=heads, shift=shift, **of_them)


def with_surplus(op: ops.Op, choice: Choice) -> ops.Op:
    """The same change, saying what becomes of people confirmed beyond it."""
    match op:
        case ops.QuotaAdd() | ops.QuotaSet() | ops.QuotaTransfer():
            return msgspec.structs.replace(op, surplus=choice)
        case ops.QuotaWithdraw():
            return _withdrawn(op, choice)
        case ops.Bulk():
            return msgspec.structs.replace(op, items=tuple(with_surplus(item, choice) for item in op.items))
        case _:
            return op


def _withdrawn(op: ops.QuotaWithdraw, choice: Choice) -> ops.QuotaWithdraw:
    """Nobody can be kept for what is asked of nobody: that stays to be chosen."""
    return op if choice == "keep" else msgspec.structs.replace(op, surplus=choice)


# Issuing


def quota_above(board: Board, request_id: str, unit_id: str, day: date) -> Quota | None:
    """The nearest quota above the unit on that day that still holds heads."""
    unit = board.unit(unit_id)
    for above in reversed(unit.path.split("/")[:-1] if unit else []):
        quota = board.quota(quota_id(request_id, above, day))
        if quota is not None and holds_heads(quota):
            return quota
    return None


def issue(board: Board, request_id: str, unit_id: str, day: date, bounds: Bounds) -> ops.QuotaIssue:
    """Ask the unit for heads, as a part of what was asked of a unit above it."""
    above = quota_above(board, request_id, unit_id, day)
    least, most = bounds
    return ops.QuotaIssue(
        request=request_id, unit=unit_id, day=day, min=least, max=most, parent=above.id if above else None
    )


def told_of(board: Board, op: ops.QuotaIssue) -> tuple[str, ...]:
    """The units a direct quota passes by, nearest first: they did not ask for it, and are told."""
    unit = board.unit(op.unit)
    if op.parent is not None or unit is None:
        return ()
    above = [board.unit(unit_id) for unit_id in reversed(unit.path.split("/")[:-1])]
    return tuple(one.id for one in above if one is not None and one.kind in ("corps", "brigade", "enterprise"))


def issued_to(board: Board, request_id: str, day: date, shares: Iterable[tuple[str, int]]) -> list[ops.Op]:
    """So many heads more of each unit: issued, or added where it is asked already."""
    made: list[ops.Op] = []
    for unit, heads in shares:
        standing = board.quota(quota_id(request_id, unit, day))
        if not heads:
            continue
        if standing is not None and holds_heads(standing):
            least = heads if standing.is_exact else 0
            most = 0 if standing.max is None else heads
            made.append(ops.QuotaAdd(request=request_id, unit=unit, day=day, min=least or heads - most, max=most))
        else:
            made.append(issue(board, request_id, unit, day, (heads, heads)))
    return made


def of_matrix(board: Board, request_id: str, changes: Mapping[Cell, Bounds], epoch: str) -> list[ops.Op]:
    """The changed cells of a days matrix."""
    request = board.request(request_id)
    if request is None:
        return []
    need = [Line(day=day, min=least, max=most) for (unit, day), (least, most) in changes.items() if unit == NEED]
    made: list[ops.Op] = [set_need(request, sorted(need, key=lambda line: line.day), epoch)] if need else []
    of_units = {cell: bounds for cell, bounds in changes.items() if cell[0] != NEED}
    return [
        *made,
        *(_changed(board, request_id, cell, of_units[cell], epoch) for cell in _order(board, request_id, of_units)),
    ]


def _order(board: Board, request_id: str, changes: Mapping[Cell, Bounds]) -> list[Cell]:
    def key(cell: Cell) -> tuple[bool, int, date, str]:
        unit, day = cell
        deep = len(path.path.split("/")) if (path := board.unit(unit)) else 0
        raised = _is_raised(board.quota(quota_id(request_id, unit, day)), changes[cell][1])
        return raised, deep if raised else -deep, day, unit

    return sorted(changes, key=key)


def _is_raised(quota: Quota | None, most: int | None) -> bool:
    if quota is None or most is None:
        return True
    return quota.max is not None and most > quota.max


def _changed(board: Board, request_id: str, cell: Cell, bounds: Bounds, epoch: str) -> ops.Op:
    unit, day = cell
    quota = board.quota(quota_id(request_id, unit, day))
    if quota is None or not holds_heads(quota):
        return issue(board, request_id, unit, day, bounds)
    seen = ops.Base(epoch, quota.rev, {"min": quota.min, "max": quota.max})
    return ops.QuotaSet(request=request_id, unit=unit, day=day, base=seen, min=bounds[0], max=bounds[1])
