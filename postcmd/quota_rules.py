"""The rules of a quota: add, set, issue, report.

1. Whatever the op, the bounds stay sound (see `quota_bounds.py`). An open max has no number to add to.
2. Adds commute, and tell on what they landed: the bounds they were added to, which may be newer than those seen.
3. Sets and reports change all the fields they name, or none.
4. Issuing what is issued already sets each field: to the same it changes nothing, over one's own words it applies, over
   anybody else's it is a conflict that shows both. What was deleted, declined or withdrawn is issued anew; of what was
   given back, so many are no longer left over.
5. Lowering a quota below what is confirmed drops nobody silently (`surplus.py`).
6. No count of those confirmed, or of the reserve, is reported that is smaller than the names known there: it has to be
   said who it is that does not come.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from msgspec import UNSET

from postcmd.merge import Context, judge
from postcmd.ops import Base, QuotaAdd, QuotaIssue, QuotaReport, QuotaSet
from postcmd.outcome import NOTHING_TO_DO, Outcome, Shelf, missing, rejected
from postcmd.people_rules import named
from postcmd.quota_bounds import CLOSED_TO_CHANGE, OVER, about, bounded, largest_part, why_not
from postcmd.records import MOST_HEADS, AnyRecord, Kind, Quota, Request, Unit
from postcmd.surplus import settled
from postcmd.wire import Info

ISSUED: Final = ("min", "max", "parent", "said", "note")
"""What issuing says of a quota."""
KEPT: Final = ("offered", "confirmed", "present", "reserve", "mustered_at", "mustered_by", "rev")
"""What a quota counts, whoever issues it anew: people may have been reported although it was declined."""
NAMED: Final = ("confirmed", "reserve")
"""Counts of heads that may have names."""


def add(op: QuotaAdd, shelf: Shelf, ctx: Context) -> Outcome:
    quota = shelf.get(*op.target)
    if not isinstance(quota, Quota):
        return missing(op.target, shelf)
    if quota.max is None and op.max:
        return Outcome("rejected", info=about(quota, "open_max"))
    outcome = settled(bounded(quota, *_added(quota, op.min, op.max), shelf), quota, op.surplus, shelf)
    if outcome.status == "applied":
        return msgspec.structs.replace(outcome, info=landed_on(quota))
    heads = op.max or op.min
    waits_for_a_choice = outcome.info is not None and outcome.info.code == "below_confirmed"
    if outcome.status == "noop" or waits_for_a_choice or (op.min and op.max and op.min != op.max):
        return outcome
    return _with_allowed(outcome, largest_part(heads, lambda part: _can_be_added(quota, op, part, shelf)))


def landed_on(quota: Quota, **facts: Any) -> Info:
    """What a relative change was applied on."""
    return about(quota, "on", **facts)


def _added(quota: Quota, least: int, most: int) -> tuple[int, int | None]:
    return quota.min + least, None if quota.max is None else quota.max + most


def _can_be_added(quota: Quota, op: QuotaAdd, heads: int, shelf: Shelf) -> bool:
    bounds = _added(quota, heads if op.min else 0, heads if op.max else 0)
    return quota.status not in CLOSED_TO_CHANGE and why_not(quota, *bounds, shelf) is None


def _with_allowed(outcome: Outcome, allowed: int) -> Outcome:
    info = outcome.info or Info()
    return Outcome("rejected", info=msgspec.structs.replace(info, facts={**info.facts, "allowed": allowed}))


def set_bounds(op: QuotaSet, shelf: Shelf, ctx: Context) -> Outcome:
    quota = shelf.get(*op.target)
    if not isinstance(quota, Quota):
        return missing(op.target, shelf)
    wanted = {field: value for field in ("min", "max") if (value := getattr(op, field)) is not UNSET}
    verdict = merged("quota", quota, wanted, op.base, op.n, shelf, ctx)
    if verdict is not None:
        return verdict
    outcome = bounded(quota, wanted.get("min", quota.min), wanted.get("max", quota.max), shelf)
    return settled(outcome, quota, op.surplus, shelf)


def issue(op: QuotaIssue, shelf: Shelf, ctx: Context) -> Outcome:
    request = shelf.get("request", op.request)
    if not isinstance(request, Request):
        return missing(("request", op.request), shelf)
    if not isinstance(shelf.get("unit", op.unit), Unit):
        return rejected("unknown_record")
    if request.status in OVER:
        return rejected("request_over", status=request.status)
    standing = shelf.get(*op.target)
    if isinstance(standing, Quota):
        return _issued_before(op, standing, shelf, ctx)
    if op.parent is not None and not _is_above(op, shelf):
        return rejected("bad_parent", parent=op.parent[:200])
    return with_request(bounded(_issued(op, ctx), op.min, op.max, shelf, new=True), request)


def with_request(outcome: Outcome, request: Request) -> Outcome:
    """The quota's request travels to the new unit too: its scope is part of the record."""
    units = {put.unit: None for put in outcome.puts if isinstance(put, Quota) and put.unit not in request.units}
    if not units:
        return outcome
    puts: tuple[AnyRecord, ...] = (*outcome.puts, msgspec.structs.replace(request, units=(*request.units, *units)))
    return msgspec.structs.replace(outcome, puts=puts)


def report(op: QuotaReport, shelf: Shelf, ctx: Context) -> Outcome:
    quota = shelf.get(*op.target)
    if not isinstance(quota, Quota):
        return missing(op.target, shelf)
    wanted = {
        field: value
        for field in ("offered", "confirmed", "present", "reserve")
        if (value := getattr(op, field)) is not UNSET
    }
    if any(not 0 <= value <= MOST_HEADS for value in wanted.values()):
        return rejected("bounds", **wanted)
    verdict = merged("quota", quota, wanted, op.base, op.n, shelf, ctx) or _below_the_names(quota, wanted, shelf)
    return verdict or Outcome("applied", (msgspec.structs.replace(quota, **wanted),))


def _below_the_names(quota: Quota, wanted: dict[str, Any], shelf: Shelf) -> Outcome | None:
    """Why the count cannot be so small: more of them are known by name."""
    lowered = [field for field in NAMED if wanted.get(field, MOST_HEADS) < getattr(quota, field)]
    own = list(shelf.signups(quota.id)) if lowered else []
    for field in lowered:
        names = named(own, in_reserve=field == "reserve")
        if wanted[field] < names:
            return Outcome("rejected", info=about(quota, "below_named", field=field, named=names))
    return None


def merged(
    kind: Kind,
    record: AnyRecord,
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


def _issued(op: QuotaIssue, ctx: Context) -> Quota:
    return Quota(
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


def _issued_before(op: QuotaIssue, standing: Quota, shelf: Shelf, ctx: Context) -> Outcome:
    differing = [field for field in ISSUED if getattr(op, field) != getattr(standing, field)]
    if standing.status in CLOSED_TO_CHANGE:
        return _asked_again(op, standing, shelf, ctx)
    if not differing:
        return NOTHING_TO_DO
    if "parent" not in differing and all(_is_own(op, field, shelf, ctx) for field in differing):
        said = msgspec.structs.replace(standing, said=op.said, note=op.note)
        outcome = settled(bounded(said, op.min, op.max, shelf), standing, "", shelf)
        return Outcome("applied", (said,)) if outcome.status == "noop" else outcome
    now = {field: getattr(standing, field) for field in ISSUED}
    info = Info(code="issued_already", now=now, by=standing.updated_by, at=standing.updated_at, rev=standing.rev)
    return Outcome("conflict", info=info)


def _asked_again(op: QuotaIssue, before: Quota, shelf: Shelf, ctx: Context) -> Outcome:
    """What a unit gave back, or was taken back from it, is asked of it anew; who stands by there and who came is kept.

    What it gave back beyond that is still left over.
    """
    if op.parent is not None and not _is_above(op, shelf):
        return rejected("bad_parent", parent=op.parent[:200])
    kept = {field: getattr(before, field) for field in KEPT}
    left = max(0, before.declined - (op.min if op.max is None else op.max))
    again = msgspec.structs.replace(_issued(op, ctx), **kept, declined=left)
    return settled(bounded(again, op.min, op.max, shelf, new=True), before, "", shelf)


def _is_own(op: QuotaIssue, field: str, shelf: Shelf, ctx: Context) -> bool:
    """Whether what stands there was said by this client itself, earlier."""
    stamp = shelf.stamp("quota", op.target[1], field)
    return stamp is not None and stamp.by_another(ctx.client, op.n) is None
