"""Room: how much of a refused number could be, and what would have to be raised for all of it.

1. A part lies strictly between nothing and the whole; it is the largest that the rules allow here, never a guess.
2. Where the quota above is out of sight, the room that the centre named is not exceeded.
3. Raising goes up as far as it must, asks for no head more than is missing, and each step needs the right to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import UNSET

from postcmd import intents, ops, panes
from postcmd.board import Board
from postcmd.errors import Refused
from postcmd.ops import Op
from postcmd.quota_bounds import largest_part
from postcmd.records import MOST_HEADS, Quota
from tui.gestures import change_text
from tui.trial import Change, Refusal, attempt

OF_ROOM: Final = frozenset(
    {"past_parent", "below_children", "below_zero", "max_below_min", "too_many", "bounds", "bulk_refused"}
)
"""Codes of refusals for a number that was too much."""
HIGHEST: Final = 12
"""So many quotas one above the other at most."""


def allowed_part(board: Board, op: Op, facts: Mapping[str, Any]) -> Op | None:
    """The same wish, smaller: as much of it as can be. None where nothing of it can, or it cannot be divided."""
    scale = _scale(board, op)
    if scale is None:
        return None
    most, at = scale
    part = largest_part(most, lambda heads: _fits(board, at(heads), facts))
    return at(part) if part else None


Scale = tuple[int, Callable[[int], Op]]


def _scale(board: Board, op: Op) -> Scale | None:
    """The most that is less than the whole, and the op that makes so many heads of it."""
    quota = board.get(*op.target) if op.target is not None else None
    match op:
        case ops.QuotaAdd() | ops.QuotaTransfer() if op.min == op.max or 0 in (op.min, op.max):
            whole, sign = max(abs(op.min), abs(op.max)), 1 if op.min + op.max > 0 else -1
            return whole - 1, lambda n: _so_many(op, n * sign)
        case ops.QuotaSet() if isinstance(quota, Quota):
            return _scale_of_set(op, quota)
        case ops.QuotaIssue() if op.max is not None and op.max > 1:
            return op.max - 1, lambda n: msgspec.structs.replace(op, min=min(op.min, n), max=n)
        case _:
            return None


def _so_many(op: ops.QuotaAdd | ops.QuotaTransfer, heads: int) -> Op:
    return msgspec.structs.replace(op, min=heads if op.min else 0, max=heads if op.max else 0)


def _scale_of_set(op: ops.QuotaSet, quota: Quota) -> Scale | None:
    """From what stands there towards what was wanted."""
    stands = quota.max if op.max is not UNSET and quota.max is not None else quota.min
    wanted = _wanted(op)
    way, sign = abs(wanted - stands), 1 if wanted > stands else -1
    return (way - 1, lambda n: _set_to(op, stands + n * sign)) if way > 1 else None


def _wanted(op: ops.QuotaSet) -> int:
    if isinstance(op.max, int):
        return op.max
    return MOST_HEADS if op.max is None else op.min if isinstance(op.min, int) else 0


def _set_to(op: ops.QuotaSet, heads: int) -> Op:
    if op.max is UNSET:
        return msgspec.structs.replace(op, min=heads)
    if op.min is UNSET:
        return msgspec.structs.replace(op, max=heads)
    least = heads if op.min == op.max else min(op.min, heads)
    return msgspec.structs.replace(op, min=least, max=heads)


def _fits(board: Board, op: Op, facts: Mapping[str, Any]) -> bool:
    trial = attempt(board, [op])
    if trial.refusals:
        return False
    after = trial.changes[0].after if trial.changes else None
    largest, parent = facts.get("largest"), facts.get("parent")
    if not isinstance(after, Quota) or not isinstance(largest, int) or board.quota(str(parent)) is not None:
        return True
    return after.max is not None and after.max <= largest


# Raising the quota above


def raised(board: Board, op: Op) -> tuple[Op, ...]:
    """The op with what must be raised before it, the topmost first. Refused where that cannot be, with the reason."""
    made = _with_room(board, op, HIGHEST)
    trial = attempt(board, made)
    if trial.refusals:
        raise _refused(trial.refusals[0])
    return tuple(made)


def above_text(board: Board, made: Sequence[Op]) -> str:
    """What is raised, as a person calls it: `朝阳总队 9-12 → 9-13`."""
    changes = attempt(board, made).changes[:-1]
    return ", ".join(f"{_unit_of(board, change)} {change_text(change)}" for change in changes)


def _unit_of(board: Board, change: Change) -> str:
    return panes.unit_name(board, change.before.unit) if isinstance(change.before, Quota) else ""


def _with_room(board: Board, op: Op, above: int) -> list[Op]:
    refusal = _refusal(board, op)
    if refusal is None:
        return [op]
    parent = board.quota(str(refusal.facts.get("parent")))
    if refusal.code != "past_parent" or parent is None or not above:
        raise _refused(refusal)
    lack = _most_after(board, op) - int(refusal.facts["largest"])
    return [*_with_room(board, intents.add_heads(parent, lack), above - 1), op]


def _refusal(board: Board, op: Op) -> Refusal | None:
    refusals = attempt(board, [op]).refusals
    return refusals[0] if refusals else None


def _most_after(board: Board, op: Op) -> int:
    """The max that the quota would have. Refused where it would be open: no parent can be raised to that."""
    quota = board.get(*op.target) if op.target is not None else None
    match op:
        case ops.QuotaAdd() if isinstance(quota, Quota) and quota.max is not None:
            return quota.max + op.max
        case ops.QuotaSet() | ops.QuotaIssue() if isinstance(op.max, int):
            return op.max
        case _:
            raise Refused("open_past_parent")


def _refused(refusal: Refusal) -> Refused:
    return Refused(refusal.code, **{**refusal.now, **refusal.facts})
