"""The rules of posts, of the limits on them, and of service without a request.

1. A post stands at a place that exists, and is known to the units that are asked for its request. Its shifts have names
   of their own, begin and end at times of day, and 0 <= min <= max; local staff stand beside, never among them.
2. Facts are set field by field, all or none; over somebody else's newer words it is a conflict that shows both.
3. A post stays where it is: its duties, and what they count, belong to that place. It is closed with a last day, and
   can be taken up again; what was done there stays.
4. A limit names what exists; it is set field by field like every fact. A boundary is a time of day.
5. A placement is ended with a last day and stays in sight; standing service needs no place, the other forms may go
   without one where nobody said which.
"""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec
from msgspec import UNSET

from postcmd.making import first_unknown, made, unknown
from postcmd.merge import Context
from postcmd.ops import LimitSet, PlacementEnd, PlacementSet, PostClose, PostOpen, PostSet
from postcmd.outcome import NOTHING_TO_DO, Outcome, Shelf, missing, rejected
from postcmd.quota_rules import merged
from postcmd.records import MOST_HEADS, Limit, Placement, Post, PostShift, Request

TIME_OF_DAY: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
MOST_DAYS: Final = 365

_POST: Final = tuple(f for f in PostOpen.__struct_fields__ if f in Post.__struct_fields__)
_FACTS: Final = ("name", "kind", "task", "contact", "gear", "drivers", "skills", "shifts")
_LIMITS: Final = ("continuous", "per_day", "rest", "days_running", "grace", "roll_every", "boundary", "hard")
_PLACEMENT: Final = tuple(f for f in PlacementSet.__struct_fields__ if f in Placement.__struct_fields__)


def open_post(op: PostOpen, shelf: Shelf, ctx: Context) -> Outcome:
    if (refusal := first_unknown(shelf, place=op.place, task=op.task, request=op.request)) is not None:
        return refusal
    if (refusal := _why_unsound(op.shifts, op.drivers)) is not None:
        return refusal
    if op.since is not None and op.until is not None and op.until < op.since:
        return rejected("bad_days")
    request = shelf.get("request", op.request) if op.request else None
    units = request.units if isinstance(request, Request) else ()
    post = Post(id=op.post, units=units, **{field: getattr(op, field) for field in _POST})
    return made(post, (field for field in _POST if field != "until"), shelf)


def set_post(op: PostSet, shelf: Shelf, ctx: Context) -> Outcome:
    post = shelf.get(*op.target)
    if not isinstance(post, Post):
        return missing(op.target, shelf)
    wanted = _given(op, _FACTS)
    if (refusal := first_unknown(shelf, task=wanted.get("task"))) is not None:
        return refusal
    if (refusal := _why_unsound(wanted.get("shifts", ()), wanted.get("drivers", 0))) is not None:
        return refusal
    verdict = merged("post", post, wanted, op.base, op.n, shelf, ctx)
    return verdict or Outcome("applied", (msgspec.structs.replace(post, **wanted),))


def close(op: PostClose, shelf: Shelf, ctx: Context) -> Outcome:
    post = shelf.get(*op.target)
    if not isinstance(post, Post):
        return missing(op.target, shelf)
    if post.until == op.until:
        return NOTHING_TO_DO
    if op.until is not None and post.since is not None and op.until < post.since:
        return rejected("bad_days")
    return Outcome("applied", (msgspec.structs.replace(post, until=op.until),))


def set_limit(op: LimitSet, shelf: Shelf, ctx: Context) -> Outcome:
    if (op.named == "") != (op.of == "default"):
        return rejected("bad_limit")
    if op.of in ("task", "post") and (refusal := first_unknown(shelf, **{op.of: op.named})) is not None:
        return refusal
    wanted = _given(op, _LIMITS)
    if wanted.get("boundary") and not TIME_OF_DAY.fullmatch(wanted["boundary"]):
        return rejected("bad_time_of_day", time=wanted["boundary"][:20])
    if (wanted.get("days_running") or 0) > MOST_DAYS:
        return rejected("bounds", days_running=wanted["days_running"])
    standing = shelf.get(*op.target)
    if not isinstance(standing, Limit):
        return Outcome("applied", (Limit(id=op.target[1], **wanted),))
    verdict = merged("limit", standing, wanted, op.base, op.n, shelf, ctx)
    return verdict or Outcome("applied", (msgspec.structs.replace(standing, **wanted),))


def place(op: PlacementSet, shelf: Shelf, ctx: Context) -> Outcome:
    if (refusal := first_unknown(shelf, unit=op.unit, place=op.place)) is not None:
        return refusal
    for task in op.tasks:
        if (refusal := unknown("task", task, shelf)) is not None:
            return refusal
    if op.heads is not None and not 0 <= op.heads <= MOST_HEADS:
        return rejected("bounds", heads=op.heads)
    placement = Placement(id=op.placement, **{field: getattr(op, field) for field in _PLACEMENT})
    return made(placement, _PLACEMENT, shelf)


def end(op: PlacementEnd, shelf: Shelf, ctx: Context) -> Outcome:
    placement = shelf.get(*op.target)
    if not isinstance(placement, Placement):
        return missing(op.target, shelf)
    if placement.until == op.until:
        return NOTHING_TO_DO
    if op.until is not None and placement.since is not None and op.until < placement.since:
        return rejected("bad_days")
    return Outcome("applied", (msgspec.structs.replace(placement, until=op.until),))


def _given(op: PostSet | LimitSet, fields: tuple[str, ...]) -> dict[str, Any]:
    return {field: value for field in fields if (value := getattr(op, field)) is not UNSET}


def _why_unsound(shifts: tuple[PostShift, ...], drivers: int) -> Outcome | None:
    names = [shift.name for shift in shifts]
    if len(set(names)) != len(names) or "" in names:
        return rejected("bad_shift")
    for shift in shifts:
        for clock in (shift.begins, shift.ends):
            if not TIME_OF_DAY.fullmatch(clock):
                return rejected("bad_time_of_day", time=clock[:20])
        if not 0 <= shift.min <= (MOST_HEADS if shift.max is None else shift.max) <= MOST_HEADS:
            return rejected("bounds", shift=shift.name[:40])
        if not 0 <= shift.local <= MOST_HEADS:
            return rejected("bounds", shift=shift.name[:40])
    return None if 0 <= drivers <= MOST_HEADS else rejected("bounds", drivers=drivers)
