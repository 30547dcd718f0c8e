"""From a key or a typed number to an op: what a coordinator means by it on the record as it is seen.

1. On an exact quota every change of heads moves both bounds; otherwise it acts on the field chosen, max unless said.
2. A typed range sets both bounds whatever the field; a bare number on an exact quota keeps it exact.
3. A set names what was seen: the history, the record's rev and the values of exactly the fields it sets.
4. Undoing an add is the opposite add, a transfer goes back where it came from; undoing a set or a report sets back what
   stood before, on top of what was set; what was made is deleted, what was deleted brought back; a bulk is undone item
   by item, the last first. What has no inverse is refused with its reason. Undoing twice is doing again.
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
from postcmd.records import MOST_HEADS, AnyRecord, Quota, Request, Squad

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
    return _deleted(deletable(record), record.id, ops.Base(epoch=epoch, rev=record.rev, values=_numbers(record)))


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


def undo(edit: Edit, epoch: str) -> ops.Op:
    """The op that takes back an edit that was sent. Refused `nothing_to_undo` or `no_way_back` with its reason."""
    if isinstance(edit.op, ops.Bulk):
        return _bulk_back(edit.op, edit, epoch)
    if edit.result is not None and edit.result.status != "applied":
        raise Refused("nothing_to_undo", status=edit.result.status)
    rev = edit.result.seq if edit.result else edit.before.rev if edit.before else 0
    match edit.op, edit.before:
        case ops.QuotaAdd() as op, _:
            return _again(op, min=-op.min, max=-op.max)
        case ops.QuotaTransfer() as op, _:
            return _again(op, unit=op.to, to=op.unit)
        case ops.RecordDelete() as op, _:
            return ops.RecordRestore(kind=op.kind, id=op.id)
        case ops.RecordRestore() as op, _:
            return _deleted(op.kind, op.id, ops.Base(epoch=epoch, rev=rev))
        case ops.QuotaIssue() as op, None:
            return _deleted("quota", op.target[1], ops.Base(epoch=epoch, rev=rev))
        case ops.SquadForm() as op, None if op.status == "standby" and not op.present:
            return _deleted("squad", op.squad, ops.Base(epoch=epoch, rev=rev))
        case ops.NoteSet() as op, (Quota() | Squad() | Request()) as before:
            return _again(op, text=before.note)
        case (ops.QuotaSet() | ops.QuotaReport() | ops.SquadReport()) as op, before if op.base.values:
            return _set_back(op, before, epoch, rev)
        case ops.SquadMove() as op, Squad() as before if before.status in SQUAD_MOVES[op.to]:
            return _again(op, came_from=op.to, to=before.status, place=before.place)
        case ops.SquadMove() as op, None if op.place is None and op.came_from in SQUAD_MOVES[op.to]:
            return _again(op, came_from=op.to, to=op.came_from)
        case ops.RequestMove() as op, _ if op.came_from in REQUEST_MOVES[op.to]:
            return _again(op, came_from=op.to, to=op.came_from)
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
        case ops.RecordDelete() as op if info.rev:
            return _again(op, base=ops.Base(epoch=epoch, rev=info.rev, values=info.now))
        case ops.QuotaIssue() as op if {"min", "max"} <= info.now.keys():
            seen = ops.Base(epoch=epoch, rev=info.rev, values={name: info.now[name] for name in ("min", "max")})
            return ops.QuotaSet(request=op.request, unit=op.unit, day=op.day, base=seen, min=op.min, max=op.max)
        case (ops.SquadMove() | ops.RequestMove()) as op if info.now.get("status"):
            return _again(op, came_from=info.now["status"])
    raise Refused("nothing_to_resolve", verb=ops.verb(edit.op))


def _deleted(kind: ops.Deletable, record_id: str, base: ops.Base) -> ops.RecordDelete:
    return ops.RecordDelete(kind=kind, id=record_id, base=base)


def _numbers(record: Request | Quota | Squad) -> dict[str, Any]:
    """What tells, after a restore of the centre, that the record is still the one that was seen."""
    fields = ("min", "max", "offered", "confirmed", "present", "strength", "helpers", "status", "note")
    return {field: getattr(record, field) for field in fields if hasattr(record, field)}


def _bulk_back(op: ops.Bulk, edit: Edit, epoch: str) -> ops.Bulk:
    """The opposite of the items that came through, the last first."""
    result, failed = edit.result, set[int]()
    if result is not None and result.status != "applied":
        info = result.info
        if info is None or info.code != "bulk_partly" or not info.facts.get("done"):
            raise Refused("nothing_to_undo", status=result.status)
        failed = {item[0] for item in info.facts.get("items", ())}
        result = msgspec.structs.replace(result, status="applied")
    done = [item for index, item in enumerate(op.items) if index not in failed]
    edits = (msgspec.structs.replace(edit, op=item, result=result, before=None) for item in reversed(done))
    return ops.Bulk(items=tuple(_undone(one, epoch) for one in edits), atomic=op.atomic)


def _undone(edit: Edit, epoch: str) -> ops.Item:
    """The opposite of an item is an item."""
    back = undo(edit, epoch)
    assert not isinstance(back, ops.Bulk | ops.Void)  # noqa: S101 - only a bulk is undone by one
    return back


def _set_back(
    op: ops.QuotaSet | ops.QuotaReport | ops.SquadReport, before: AnyRecord | None, epoch: str, rev: int
) -> ops.Op:
    old = {name: getattr(before, name, value) for name, value in op.base.values.items()}
    base = ops.Base(epoch=epoch, rev=rev, values={name: getattr(op, name) for name in op.base.values})
    return _again(op, base=base, **old)


def _again(op: ops.Op, **changed: Any) -> ops.Op:
    """The same op with other words, as a new one: no number, no hash, no prerequisite, no group yet."""
    return msgspec.structs.replace(op, n=0, h="", after=None, group=None, made=None, at=None, **changed)
