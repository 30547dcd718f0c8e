"""From a key or a typed number to an op: what a coordinator means by it on the record as it is seen.

1. On an exact quota every change of heads moves both bounds; otherwise it acts on the field chosen, max unless said.
2. A typed range sets both bounds whatever the field; a bare number on an exact quota keeps it exact.
3. A set names what was seen: the history, the record's rev and the values of exactly the fields it sets.
4. Undoing an add is the opposite add; undoing a set or a report sets back what stood before, on top of what was set;
   what has no inverse is refused with its reason. Undoing twice is doing again.
5. Nothing is invented: what cannot be read raises BadInput.
"""

from __future__ import annotations

from typing import Any, Final, Literal

import msgspec
from msgspec import UNSET

from postcmd import ops
from postcmd.clean import fold
from postcmd.edits import Edit
from postcmd.errors import BadInput, Refused
from postcmd.moves import REQUEST_MOVES, SQUAD_MOVES
from postcmd.quota import bounded, parse_heads
from postcmd.records import Quota, Request, Squad
from postcmd.wire import Result

Field = Literal["min", "max", "offered", "confirmed", "present"]
REPORTED: Final = ("offered", "confirmed", "present")


def add_heads(quota: Quota, heads: int, field: Field = "max") -> ops.QuotaAdd:
    """`+3` on a quota."""
    if abs(heads) > 1_000_000 or field in REPORTED:
        raise BadInput("too_many" if field not in REPORTED else "not_a_bound", field=field, most=1_000_000)
    if not quota.is_exact and field == "max" and quota.max is None:
        raise BadInput("open_max")
    least = heads if quota.is_exact or field == "min" else 0
    most = heads if quota.is_exact or field == "max" else 0
    return ops.QuotaAdd(request=quota.request, unit=quota.unit, day=quota.day, min=least, max=most)


def set_heads(quota: Quota, text: str, epoch: str, field: Field = "max") -> ops.QuotaSet | ops.QuotaReport:
    """`12` or `6-9` typed on a quota."""
    if field in REPORTED:
        return report(quota, {field: bounded_number(text)}, epoch)
    least, most, is_range = parse_heads(text)
    if is_range or quota.is_exact:
        return bounds(quota, least, most, epoch)
    if field == "min":
        return bounds(quota, least, UNSET, epoch)
    return bounds(quota, UNSET, most, epoch)


def bounds(quota: Quota, least: Any, most: Any, epoch: str) -> ops.QuotaSet:
    """Set min, max or both (UNSET leaves one alone)."""
    seen = {name: getattr(quota, name) for name, value in (("min", least), ("max", most)) if value is not UNSET}
    base = ops.Base(epoch=epoch, rev=quota.rev, values=seen)
    return ops.QuotaSet(request=quota.request, unit=quota.unit, day=quota.day, base=base, min=least, max=most)


def report(quota: Quota, counts: dict[str, Any], epoch: str) -> ops.QuotaReport:
    """So many offered, confirmed, present."""
    base = ops.Base(epoch=epoch, rev=quota.rev, values={name: getattr(quota, name) for name in counts})
    return ops.QuotaReport(request=quota.request, unit=quota.unit, day=quota.day, base=base, **counts)


def bounded_number(text: str) -> int:
    typed = fold(text).strip()
    if not (typed.isascii() and typed.isdigit()):
        raise BadInput("not_a_number", text=text[:40])
    return bounded(typed)


def is_large_change(old: int | None, new: int | None) -> bool:
    """Over three times what stood: a slip of the finger is likelier than an order."""
    return bool(old) and new is not None and old is not None and new > 3 * old


def asks_twice(op: ops.Op, quota: Quota) -> bool:
    """Whether the op deserves a second question on this quota."""
    if not isinstance(op, ops.QuotaSet):
        return False
    stood = {"min": quota.min, "max": quota.min if quota.max is None else quota.max}
    changes = [(old, value) for name, old in stood.items() if (value := getattr(op, name)) is not UNSET]
    return any(is_large_change(old, new) for old, new in changes)


def undo(edit: Edit, epoch: str) -> ops.Op:
    """The op that takes back an edit that was sent. Refused `nothing_to_undo` or `no_way_back` with its reason."""
    if edit.result is not None and edit.result.status != "applied":
        raise Refused("nothing_to_undo", status=edit.result.status)
    match edit.op, edit.before:
        case ops.QuotaAdd() as op, _:
            return _again(op, min=-op.min, max=-op.max)
        case (ops.QuotaSet() | ops.QuotaReport()) as op, Quota() as before:
            return _set_back(op, before, epoch, edit.result)
        case ops.SquadReport() as op, Squad() as before:
            return _set_back(op, before, epoch, edit.result)
        case ops.SquadMove() as op, Squad() as before if before.status in SQUAD_MOVES[op.to]:
            return _again(op, came_from=op.to, to=before.status, place=before.place)
        case ops.RequestMove() as op, Request() as before if before.status in REQUEST_MOVES[op.to]:
            return _again(op, came_from=op.to, to=before.status)
        case ops.RequestOpen() as op, _:
            return ops.RequestMove(request=op.request, came_from=op.status, to="cancelled")
    raise Refused("no_way_back", verb=ops.verb(edit.op))


def mine_again(edit: Edit, epoch: str) -> ops.Op:
    """The op that keeps mine after a conflict: the same wish, on top of what the centre says now."""
    info = edit.result.info if edit.result else None
    if info is None:
        raise Refused("nothing_to_resolve")
    match edit.op:
        case ops.QuotaSet() | ops.QuotaReport() | ops.SquadReport() as op:
            base = ops.Base(epoch=epoch, rev=info.rev, values={name: info.now.get(name) for name in op.base.values})
            return _again(op, base=base)
        case (ops.SquadMove() | ops.RequestMove()) as op if info.now.get("status"):
            return _again(op, came_from=info.now["status"])
    raise Refused("nothing_to_resolve", verb=ops.verb(edit.op))


def _set_back(
    op: ops.QuotaSet | ops.QuotaReport | ops.SquadReport, before: Quota | Squad, epoch: str, result: Result | None
) -> ops.Op:
    old = {name: getattr(before, name) for name in op.base.values}
    seen = {name: getattr(op, name) for name in op.base.values}
    base = ops.Base(epoch=epoch, rev=result.seq if result else before.rev, values=seen)
    return _again(op, base=base, **old)


def _again(op: ops.Op, **changed: Any) -> ops.Op:
    """The same op with other words, as a new one: no number, no hash, no prerequisite, no group yet."""
    return msgspec.structs.replace(op, n=0, h="", after=None, group=None, made=None, at=None, **changed)
