"""The rules of counts of work, and of the hand-over of a watch.

1. Work is counted in the unit of its task: what is not counted has no quantity, only people served; something is said.
2. A correction supersedes a count that nothing has superseded yet, of the same unit and task; the old one stays.
3. Who reported a count does not verify it. What was superseded is not verified.
4. A hand-over concerns a unit or a place, says something, and stays as it was written; it is taken once, by another
   watch than the one that gave it.
"""

from __future__ import annotations

from datetime import UTC

import msgspec

from postcmd.making import first_unknown, made, over_theirs
from postcmd.merge import Context
from postcmd.ops import HandOverGive, HandOverTake, WorkReport, WorkVerify
from postcmd.outcome import NOTHING_TO_DO, Outcome, Shelf, missing, rejected
from postcmd.records import HandOver, Task, Work

_WORK = tuple(f for f in WorkReport.__struct_fields__ if f in Work.__struct_fields__)


def report(op: WorkReport, shelf: Shelf, ctx: Context) -> Outcome:
    named = {kind: getattr(op, kind) for kind in ("unit", "task", "request", "squad", "place", "post")}
    if (refusal := first_unknown(shelf, **named)) is not None:
        return refusal
    task = shelf.get("task", op.task)
    is_counted = isinstance(task, Task) and bool(task.counted_in)
    if (op.quantity is None and op.served is None) or (op.quantity is not None and not is_counted):
        return rejected("not_counted", task=op.task[:80])
    work = Work(
        id=op.work,
        **{field: getattr(op, field) for field in _WORK},
        reported_by=op.on_behalf or ctx.user,
        reported_at=(op.at or ctx.now).astimezone(UTC),
    )
    if op.supersedes is None or shelf.get(*op.target) is not None:
        return made(work, _WORK, shelf)
    return _corrected(op, op.supersedes, work, shelf)


def _corrected(op: WorkReport, old_id: str, work: Work, shelf: Shelf) -> Outcome:
    old = shelf.get("work", old_id)
    if not isinstance(old, Work):
        return missing(("work", old_id), shelf)
    if old.superseded_by is not None:
        return over_theirs(old, "superseded", superseded_by=old.superseded_by)
    if (old.unit, old.task) != (work.unit, work.task):
        return rejected("other_work", task=old.task)
    return made(work, _WORK, shelf, (msgspec.structs.replace(old, superseded_by=work.id),))


def verify(op: WorkVerify, shelf: Shelf, ctx: Context) -> Outcome:
    work = shelf.get(*op.target)
    if not isinstance(work, Work):
        return missing(op.target, shelf)
    if (work.state == "verified") == op.verified:
        return NOTHING_TO_DO
    if not work.counts:
        return over_theirs(work, "superseded", superseded_by=work.superseded_by)
    by = op.on_behalf or ctx.user
    if not op.verified:
        return Outcome("applied", (msgspec.structs.replace(work, state="reported", verified_by=""),))
    if by == work.reported_by:
        return rejected("own_work")
    return Outcome("applied", (msgspec.structs.replace(work, state="verified", verified_by=by),))


def give(op: HandOverGive, shelf: Shelf, ctx: Context) -> Outcome:
    if (refusal := first_unknown(shelf, unit=op.unit, place=op.place)) is not None:
        return refusal
    if (op.unit is None) == (op.place is None) or not any(line.strip() for line in op.lines):
        return rejected("bad_hand_over")
    left = HandOver(
        id=op.handover,
        lines=op.lines,
        since=op.since.astimezone(UTC) if op.since else None,
        unit=op.unit,
        place=op.place,
        given_by=op.on_behalf or ctx.user,
        given_at=(op.at or ctx.now).astimezone(UTC),
        note=op.note,
    )
    return made(left, ("lines", "since", "unit", "place"), shelf)


def take(op: HandOverTake, shelf: Shelf, ctx: Context) -> Outcome:
    left = shelf.get(*op.target)
    if not isinstance(left, HandOver):
        return missing(op.target, shelf)
    by = op.on_behalf or ctx.user
    if left.taken_by:
        return NOTHING_TO_DO if left.taken_by == by else over_theirs(left, "taken_over", taken_by=left.taken_by)
    if by == left.given_by:
        return rejected("own_hand_over")
    at = (op.at or ctx.now).astimezone(UTC)
    return Outcome("applied", (msgspec.structs.replace(left, taken_by=by, taken_at=at),))
