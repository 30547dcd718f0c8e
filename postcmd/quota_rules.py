"""The rules of a quota: add, set, issue, report.

1. 0 <= min <= max <= MOST_HEADS, whatever the op; a change that breaks it is refused with the present numbers and the
   largest change allowed. An open max has no number to add to.
2. The max of all children together never exceeds the parent's max: neither by a child that grows nor by a parent
   that shrinks; a bounded parent has no open-ended child. What was declined or withdrawn is the issuer's again.
3. Adds commute. Sets and reports change all the fields they name, or none.
4. Issuing what is issued already changes nothing; with other numbers or words it is a conflict.
5. Lowering a quota below what is confirmed drops nobody: the row shows `over`.
6. A refusal tells what the quota itself may be, never the numbers of the one above it: that may lie out of scope.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from msgspec import UNSET

from postcmd.merge import Context, judge
from postcmd.ops import Base, QuotaAdd, QuotaIssue, QuotaReport, QuotaSet
from postcmd.outcome import NOTHING_TO_DO, Outcome, Shelf, rejected
from postcmd.records import MOST_HEADS, Kind, Quota, Request, Squad, Unit
from postcmd.wire import Info

CLOSED_TO_CHANGE: Final = frozenset({"withdrawn", "declined"})


def add(op: QuotaAdd, shelf: Shelf, ctx: Context) -> Outcome:
    quota = shelf.get(*op.target)
    if not isinstance(quota, Quota):
        return rejected("unknown_record")
    if quota.max is None and op.max:
        return Outcome("rejected", info=_about(quota, "open_max"))
    most = None if quota.max is None else quota.max + op.max
    return _bounded(quota, quota.min + op.min, most, shelf)


def set_bounds(op: QuotaSet, shelf: Shelf, ctx: Context) -> Outcome:
    quota = shelf.get(*op.target)
    if not isinstance(quota, Quota):
        return rejected("unknown_record")
    wanted = {field: value for field in ("min", "max") if (value := getattr(op, field)) is not UNSET}
    verdict = merged("quota", quota, wanted, op.base, op.n, shelf, ctx)
    if verdict is not None:
        return verdict
    return _bounded(quota, wanted.get("min", quota.min), wanted.get("max", quota.max), shelf)


def issue(op: QuotaIssue, shelf: Shelf, ctx: Context) -> Outcome:
    request = shelf.get("request", op.request)
    if not isinstance(request, Request) or not isinstance(shelf.get("unit", op.unit), Unit):
        return rejected("unknown_record")
    if request.status in ("cancelled", "closed"):
        return rejected("request_over", status=request.status)
    standing = shelf.get(*op.target)
    if isinstance(standing, Quota):
        return _issued_before(op, standing)
    if op.parent is not None and not _is_above(op, shelf):
        return rejected("bad_parent", parent=op.parent[:200])
    quota = Quota(
        id=op.target[1],
        request=op.request,
        unit=op.unit,
        day=op.day,
        min=op.min,
        max=op.max,
        parent=op.parent,
        issued_by=ctx.user,
        note=op.note,
        said=op.said,
        inferred=op.inferred,
    )
    outcome = _bounded(quota, op.min, op.max, shelf, new=True)
    if outcome.status != "applied" or op.unit in request.units:
        return outcome
    # The request travels to the new unit too: its scope is part of the record.
    return Outcome("applied", (*outcome.puts, msgspec.structs.replace(request, units=(*request.units, op.unit))))


def report(op: QuotaReport, shelf: Shelf, ctx: Context) -> Outcome:
    quota = shelf.get(*op.target)
    if not isinstance(quota, Quota):
        return rejected("unknown_record")
    wanted = {
        field: value for field in ("offered", "confirmed", "present") if (value := getattr(op, field)) is not UNSET
    }
    if any(not 0 <= value <= MOST_HEADS for value in wanted.values()):
        return rejected("bounds", **wanted)
    verdict = merged("quota", quota, wanted, op.base, op.n, shelf, ctx)
    return verdict or Outcome("applied", (msgspec.structs.replace(quota, **wanted),))


def merged(
    kind: Kind,
    record: Quota | Squad,
    wanted: dict[str, Any],
    base: Base,
    n: int,
    shelf: Shelf,
    ctx: Context,
) -> Outcome | None:
    """None where all the wanted values may be set; else the noop or the conflict that the op ends in."""
    stamps = {field: shelf.stamp(kind, record.id, field) for field in wanted}
    verdicts = {
        field: judge(field, value, getattr(record, field), base, stamps[field], n, ctx)
        for field, value in wanted.items()
    }
    if "conflict" in verdicts.values():
        clashing = [stamp for field in verdicts if verdicts[field] == "conflict" and (stamp := stamps[field])]
        others = [other for stamp in clashing if (other := stamp.by_another(ctx.client, n))]
        theirs = max(others, key=lambda other: other.seq, default=None)
        now = {field: getattr(record, field) for field in wanted}
        return Outcome(
            "conflict",
            info=Info(code="changed_meanwhile", now=now, by=theirs.by, at=theirs.at, rev=record.rev)
            if theirs
            else Info(code="changed_meanwhile", now=now, rev=record.rev),
        )
    return NOTHING_TO_DO if all(verdict == "same" for verdict in verdicts.values()) else None


def _is_above(op: QuotaIssue, shelf: Shelf) -> bool:
    """Whether the parent quota asks for the same day of the same request, of a unit above this one."""
    parent = shelf.get("quota", op.parent or "")
    if not isinstance(parent, Quota) or parent.status in CLOSED_TO_CHANGE:
        return False
    if (parent.request, parent.day) != (op.request, op.day):
        return False
    unit, above = shelf.get("unit", op.unit), shelf.get("unit", parent.unit)
    return isinstance(unit, Unit) and isinstance(above, Unit) and unit.path.startswith(above.path + "/")


def _issued_before(op: QuotaIssue, standing: Quota) -> Outcome:
    now = {field: getattr(standing, field) for field in ("min", "max", "parent", "said", "note")}
    if all(getattr(op, field) == value for field, value in now.items()):
        return NOTHING_TO_DO
    info = Info(code="issued_already", now=now, by=standing.updated_by, at=standing.updated_at, rev=standing.rev)
    return Outcome("conflict", info=info)


def _bounded(quota: Quota, least: int, most: int | None, shelf: Shelf, new: bool = False) -> Outcome:
    """The quota with these bounds, if they may stand."""
    if not new and quota.status in CLOSED_TO_CHANGE:
        return rejected("quota_over", status=quota.status)
    refusal = _unsound(quota, least, most) or _past_parent(quota, most, shelf) or _below_children(quota, most, shelf)
    if refusal is not None:
        return Outcome("rejected", info=refusal)
    if not new and (least, most) == (quota.min, quota.max):
        return NOTHING_TO_DO
    return Outcome("applied", (msgspec.structs.replace(quota, min=least, max=most),))


def _unsound(quota: Quota, least: int, most: int | None) -> Info | None:
    if least < 0:
        return _about(quota, "below_zero", min=least)
    if most is not None and most < least:
        return _about(quota, "max_below_min", min=least, max=most, lowest=quota.min)
    if least > MOST_HEADS or (most or 0) > MOST_HEADS:
        return _about(quota, "too_many", most=MOST_HEADS)
    return None


def _past_parent(quota: Quota, most: int | None, shelf: Shelf) -> Info | None:
    """Why this max is more than the parent quota has left, if it is."""
    parent = shelf.get("quota", quota.parent) if quota.parent else None
    if not isinstance(parent, Quota) or parent.max is None:
        return None
    others = [child.max for child in shelf.children(parent.id) if child.id != quota.id and _holds_heads(child)]
    largest = parent.max - sum(part or 0 for part in others)
    shrinks = most is not None and quota.max is not None and most < quota.max
    if (most is not None and most <= largest) or shrinks:
        return None
    return _about(quota, "past_parent", parent=parent.id, largest=max(0, largest))


def _below_children(quota: Quota, most: int | None, shelf: Shelf) -> Info | None:
    """Why this max is less than what was passed on already, if it is."""
    grows = most is None or (quota.max is not None and most >= quota.max)
    if grows:
        return None
    passed_on = [child.max for child in shelf.children(quota.id) if _holds_heads(child)]
    if not passed_on or (None not in passed_on and sum(part or 0 for part in passed_on) <= (most or 0)):
        return None
    return _about(quota, "below_children", passed_on=sum(part or 0 for part in passed_on), max=most)


def _holds_heads(quota: Quota) -> bool:
    return quota.status not in CLOSED_TO_CHANGE


def _about(quota: Quota, code: str, **facts: Any) -> Info:
    """Why the bounds may not be so, with the present ones."""
    return Info(code=code, facts=facts, now={"min": quota.min, "max": quota.max}, rev=quota.rev)
