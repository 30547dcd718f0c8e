"""From a key or a typed number to an op: what a coordinator means by it on the record as it is seen.

1. On an exact quota every change of heads moves both bounds; otherwise it acts on the field chosen, max unless said.
2. A typed range sets both bounds whatever the field; a bare number on an exact quota keeps it exact.
3. A set names what was seen: the history, the record's rev and the values of exactly the fields it sets.
4. Mine after a conflict is the same wish on top of what the centre says now; where that cannot be said, it is refused.
5. Nothing is invented: what cannot be read raises BadInput.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from msgspec import UNSET

from postcmd import ops
from postcmd.clean import fold
from postcmd.edits import Edit
from postcmd.errors import BadInput, Refused
from postcmd.inverse import again, deleted
from postcmd.people_rules import SIGN_UP_MOVES
from postcmd.quota import bounded, parse_heads
from postcmd.records import MOST_HEADS, Quota, Request, Squad, Tally

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


def transfer(giver: Quota, receiver: Quota, heads: int) -> ops.QuotaTransfer:
    """So many heads of one quota to another of the same request and day."""
    if abs(heads) > MOST_HEADS:
        raise BadInput("too_many", text=str(heads), most=MOST_HEADS)
    # An exact quota stays one, unless the giver's min has not so many heads to give.
    both = giver.is_exact or (receiver.is_exact and giver.min >= heads)
    least = heads if both else 0
    return ops.QuotaTransfer(
        request=giver.request, unit=giver.unit, day=giver.day, to=receiver.unit, min=least, max=heads
    )


def delete(record: Request | Quota | Squad, epoch: str) -> ops.RecordDelete:
    """Take the record away, as it was seen."""
    return deleted(deletable(record), record.id, ops.Base(epoch=epoch, rev=record.rev, values=_numbers(record)))


def note(record: Request | Quota | Squad, text: str) -> ops.NoteSet:
    """Say something about the record."""
    return ops.NoteSet(kind=deletable(record), id=record.id, text=text)


def deletable(record: Request | Quota | Squad) -> ops.Deletable:
    match record:
        case Request():
            return "request"
        case Quota():
            return "quota"
        case Squad():
            return "squad"


def mine_again(edit: Edit, epoch: str) -> ops.Op:
    """The op that keeps mine after a conflict: the same wish, on top of what the centre says now."""
    info = edit.result.info if edit.result else None
    if info is None:
        raise Refused("nothing_to_resolve")
    match edit.op:
        case ops.QuotaSet() | ops.QuotaReport() | ops.SquadReport() | ops.MusterReport() | ops.RequestSet() as op:
            base = ops.Base(epoch=epoch, rev=info.rev, values={name: info.now.get(name) for name in op.base.values})
            return again(op, base=base)
        case ops.QuotaWithdraw() as op:
            return again(op, base=ops.Base(epoch=epoch, rev=info.rev, values=info.now))
        case ops.RequestNeed() as op:
            return again(op, base=ops.Base(epoch=epoch, rev=info.rev, values={**op.base.values, **info.now}))
        case ops.SquadName() | ops.PostSet() | ops.DutySet() | ops.LimitSet() as op:
            return again(op, base=ops.Base(epoch=epoch, rev=info.rev))
        case ops.RequestTake() as op if "handled_by" in info.now:
            return again(op, seen=info.now["handled_by"])
        case ops.SignUpMove() as op if (came_from := came_from_now(op, info.now)) is not None:
            return again(op, came_from=came_from)
        case ops.RecordDelete() as op if info.rev:
            return again(op, base=ops.Base(epoch=epoch, rev=info.rev, values=info.now))
        case ops.QuotaIssue() as op if {"min", "max"} <= info.now.keys():
            seen = ops.Base(epoch=epoch, rev=info.rev, values={name: info.now[name] for name in ("min", "max")})
            return ops.QuotaSet(request=op.request, unit=op.unit, day=op.day, base=seen, min=op.min, max=op.max)
        case (ops.SquadMove() | ops.RequestMove()) as op if info.now.get("status"):
            return again(op, came_from=info.now["status"])
    raise Refused("nothing_to_resolve", verb=ops.verb(edit.op))


def came_from_now(op: ops.SignUpMove, now: Mapping[str, Any]) -> Tally | None:
    """Where the heads that were meant stand by now, by the tallies: the one state with so many that may move there."""
    may = [tally for tally, legal in SIGN_UP_MOVES.items() if op.to in legal and now.get(tally, 0) >= op.heads]
    return may[0] if len(may) == 1 else None


def _numbers(record: Request | Quota | Squad) -> dict[str, Any]:
    """What tells, after a restore of the centre, that the record is still the one that was seen."""
    fields = ("min", "max", "offered", "confirmed", "present", "strength", "helpers", "status", "note")
    return {field: getattr(record, field) for field in fields if hasattr(record, field)}
