"""The rules of a record of whatever kind: delete, restore, note.

1. Only what nobody stands on is deleted: a quota without heads, parts and sign-ups, a request without squads and
   without quotas that still stand, a squad on standby with nobody present that is no part of another. Deleting is for
   mistakes. Quotas that were declined or withdrawn go with their request: without it they lie nowhere they lay.
2. What somebody else changed since it was seen is not deleted: it is a conflict.
3. A deleted record comes back as it was, where what it stands on is still there; its bounds are judged anew.
4. A request lies by the units that hold its quotas: a unit whose only one is deleted no longer sees it.
5. The last note counts, whoever wrote it; the record's log keeps the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from postcmd.merge import Context
from postcmd.ops import NoteSet, RecordDelete, RecordRestore, Target
from postcmd.outcome import NOTHING_TO_DO, Outcome, Shelf, missing, rejected
from postcmd.quota_bounds import CLOSED_TO_CHANGE, OVER, bounded
from postcmd.quota_rules import with_request
from postcmd.records import AnyRecord, Quota, Request, SignUp, Squad
from postcmd.wire import Info

FOLLOWS: Final = frozenset({"id", "rev", "updated_at", "updated_by", "units"})
"""Fields that follow from others: nobody sets them."""


def delete(op: RecordDelete, shelf: Shelf, ctx: Context) -> Outcome:
    record = shelf.get(*op.target)
    if not isinstance(record, Request | Quota | Squad):
        return NOTHING_TO_DO if shelf.is_deleted(*op.target) else missing(op.target, shelf)
    if (changed := _changed_meanwhile(op, record, shelf, ctx)) is not None:
        return changed
    held_by = next(_held_by(record, shelf), None)
    if held_by is not None:
        return rejected("in_use", held_by=held_by)
    return Outcome("applied", _request_without(record, shelf), gone=(op.target, *_going_with(record, shelf)))


def restore(op: RecordRestore, shelf: Shelf, ctx: Context) -> Outcome:
    if shelf.get(*op.target) is not None:
        return NOTHING_TO_DO
    buried = shelf.buried(*op.target)
    match buried:
        case Quota():
            return _quota_again(buried, shelf)
        case Squad() if buried.request is not None and shelf.get("request", buried.request) is None:
            return missing(("request", buried.request), shelf)
        case Squad() | Request():
            return Outcome("applied", (buried,))
        case _:
            return missing(op.target, shelf)


def note(op: NoteSet, shelf: Shelf, ctx: Context) -> Outcome:
    record = shelf.get(*op.target)
    if record is None:
        return missing(op.target, shelf)
    if record.note == op.text:
        return NOTHING_TO_DO
    return Outcome("applied", (msgspec.structs.replace(record, note=op.text),))


def _changed_meanwhile(op: RecordDelete, record: AnyRecord, shelf: Shelf, ctx: Context) -> Outcome | None:
    """The conflict with what somebody else did to the record since it was seen."""
    fields = [field for field in record.__struct_fields__ if field not in FOLLOWS]
    stamps = (shelf.stamp(*op.target, field) for field in fields)
    others = [other for stamp in stamps if stamp and (other := stamp.by_another(ctx.client, op.n)) is not None]
    if op.base.epoch == ctx.epoch:
        others = [stamp for stamp in others if stamp.seq > op.base.rev]
    elif op.base.values and all(getattr(record, field, None) == value for field, value in op.base.values.items()):
        # A rev of another history says nothing; what was seen stands there (again).
        others = []
    if not others:
        return None
    theirs = max(others, key=lambda stamp: stamp.seq)
    now = {field: getattr(record, field) for field in op.base.values if field in fields}
    info = Info(code="changed_meanwhile", now=now, by=theirs.by, at=theirs.at, rev=record.rev)
    return Outcome("conflict", info=info)


def _held_by(record: Request | Quota | Squad, shelf: Shelf) -> Iterator[str]:
    """What still stands on the record."""
    match record:
        case Quota():
            yield from ["heads"] if record.confirmed or record.present else []
            yield from ["parts"] if any(True for _child in shelf.children(record.id)) else []
            yield from ["signups"] if any(_stands_by(one) for one in shelf.signups(record.id)) else []
        case Request():
            standing = [one for one in shelf.of_request(record.id) if not _is_over(one)]
            yield from ["quotas"] if any(isinstance(one, Quota) for one in standing) else []
            yield from ["squads"] if any(isinstance(one, Squad) for one in standing) else []
            yield from ["signups"] if any(_has_people(key, shelf) for _kind, key in _going_with(record, shelf)) else []
        case Squad():
            yield from ["heads"] if record.present or record.status != "standby" else []
            yield from ["parts"] if record.parts or record.parent else []


def _going_with(record: Request | Quota | Squad, shelf: Shelf) -> Iterator[Target]:
    """The quotas of a request: nobody stands on them any more."""
    held = shelf.of_request(record.id) if isinstance(record, Request) else ()
    return (("quota", one.id) for one in held if isinstance(one, Quota))


def _has_people(quota_id: str, shelf: Shelf) -> bool:
    """Whether somebody would be lost with a quota that was declined: reported, or signed up and not let go."""
    quota = shelf.get("quota", quota_id)
    reported = isinstance(quota, Quota) and bool(quota.confirmed or quota.present)
    return reported or any(_stands_by(one) for one in shelf.signups(quota_id))


def _stands_by(one: SignUp) -> bool:
    return one.withdrawn + one.released < one.heads


def _is_over(one: Quota | Squad) -> bool:
    return isinstance(one, Quota) and one.status in CLOSED_TO_CHANGE


def _request_without(record: AnyRecord, shelf: Shelf) -> tuple[AnyRecord, ...]:
    """The quota's request, where its unit holds no other quota of it."""
    request = shelf.get("request", record.request) if isinstance(record, Quota) else None
    if not isinstance(record, Quota) or not isinstance(request, Request):
        return ()
    held = (one for one in shelf.of_request(request.id) if isinstance(one, Quota) and one.id != record.id)
    if any(one.unit == record.unit for one in held) or record.unit not in request.units:
        return ()
    units = tuple(unit for unit in request.units if unit != record.unit)
    return (msgspec.structs.replace(request, units=units),)


def _quota_again(quota: Quota, shelf: Shelf) -> Outcome:
    request = shelf.get("request", quota.request)
    if not isinstance(request, Request):
        return missing(("request", quota.request), shelf)
    if request.status in OVER:
        return rejected("request_over", status=request.status)
    parent = shelf.get("quota", quota.parent) if quota.parent else None
    if quota.parent and not isinstance(parent, Quota):
        return missing(("quota", quota.parent), shelf)
    if isinstance(parent, Quota) and parent.status in CLOSED_TO_CHANGE:
        return rejected("bad_parent", parent=parent.id)
    return with_request(bounded(quota, quota.min, quota.max, shelf, new=True), request)
