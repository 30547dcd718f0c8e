"""The rules of changing a request that stands: its facts, its need by day, who has it in hand, what it repeats.

1. Facts are set field by field, all or none; over somebody else's newer words it is a conflict that shows both. Task
   and channel are facts that can be put right; the place is not: elsewhere it is another request.
2. A day's need is set only where it still is what was seen (or what is wanted already); otherwise nothing changes.
3. One person has a request in hand. Taking over is said of the one who was seen to have it; of anybody else it is a
   conflict, so that two who muster for one call learn of each other.
4. A request repeats another one, never itself, on no detour either; linked, it stays as it is and stays in sight.
5. What is over is not changed any more, except that it may be let go of.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from msgspec import UNSET

from postcmd.intent import Intent
from postcmd.merge import Context
from postcmd.ops import RequestLink, RequestNeed, RequestSet, RequestTake
from postcmd.outcome import NOTHING_TO_DO, Outcome, Shelf, missing, rejected
from postcmd.quota import heads_text
from postcmd.quota_bounds import OVER
from postcmd.quota_rules import merged
from postcmd.records import MOST_HEADS, Line, Request, Task, Unit
from postcmd.wire import Info

FACTS: Final = {
    "called_over": "channel",
    **{
        field: field
        for field in RequestSet.__struct_fields__
        if field in Request.__struct_fields__ and field not in Intent.__struct_fields__
    },
}
"""What is said of a request, and the field it goes into. How a change was said (`channel`) is no fact of it."""
MOST_LINES: Final = 50


def set_facts(op: RequestSet, shelf: Shelf, ctx: Context) -> Outcome:
    request = _standing(op.request, shelf)
    if isinstance(request, Outcome):
        return request
    wanted = {FACTS[said]: _stored(value) for said in FACTS if (value := getattr(op, said)) is not UNSET}
    if (refusal := _names_nothing(wanted, shelf)) is not None:
        return refusal
    if any(not 0 <= wanted.get(field, 0) <= MOST_HEADS for field in ("vehicles", "full_time_days")):
        return rejected("bounds", vehicles=wanted.get("vehicles", 0))
    verdict = merged("request", request, wanted, op.base, op.n, shelf, ctx)
    return verdict or Outcome("applied", (msgspec.structs.replace(request, **wanted),))


def _names_nothing(wanted: dict[str, Any], shelf: Shelf) -> Outcome | None:
    """Why it cannot be this unit, or this task: there is none."""
    unit, task = wanted.get("addressed_unit"), wanted.get("task")
    if unit is not None and not isinstance(shelf.get("unit", unit), Unit):
        return rejected("unknown_unit", unit=unit[:80])
    if task is not None and not isinstance(shelf.get("task", task), Task):
        return rejected("unknown_task", task=task[:80])
    return None


def set_need(op: RequestNeed, shelf: Shelf, ctx: Context) -> Outcome:
    request = _standing(op.request, shelf)
    if isinstance(request, Outcome):
        return request
    lines = {line.day: line for line in request.lines}
    if (
        len({line.day for line in op.lines}) != len(op.lines)
        or len({*lines, *(li.day for li in op.lines)}) > MOST_LINES
    ):
        return rejected("bad_days")
    if not all(0 <= line.min <= (MOST_HEADS if line.max is None else line.max) <= MOST_HEADS for line in op.lines):
        return rejected("bounds", lines=len(op.lines))
    changed = [line for line in op.lines if need_of(lines.get(line.day)) != need_of(line)]
    if not changed:
        return NOTHING_TO_DO
    now = {line.day.isoformat(): need_of(lines.get(line.day)) for line in changed}
    if any(op.base.values.get(day) != stands for day, stands in now.items()):
        info = Info(code="changed_meanwhile", now=now, by=request.updated_by, at=request.updated_at, rev=request.rev)
        return Outcome("conflict", info=info)
    lines.update({line.day: line for line in changed})
    return Outcome("applied", (msgspec.structs.replace(request, lines=tuple(lines[day] for day in sorted(lines))),))


def need_of(line: Line | None) -> str | None:
    """What a day asks for, as it is typed and told; None where nothing is asked for it."""
    return None if line is None else heads_text(line.min, line.max)


def take(op: RequestTake, shelf: Shelf, ctx: Context) -> Outcome:
    request = shelf.get(*op.target)
    if not isinstance(request, Request):
        return missing(op.target, shelf)
    if request.handled_by == op.by:
        return NOTHING_TO_DO
    if request.handled_by != op.seen:
        now = {"handled_by": request.handled_by}
        info = Info(code="taken_meanwhile", now=now, by=request.handled_by or request.updated_by, rev=request.rev)
        return Outcome("conflict", info=info)
    if op.by and request.status in OVER:
        return rejected("request_over", status=request.status)
    at = (op.at or ctx.now).astimezone(UTC) if op.by else None
    return Outcome("applied", (msgspec.structs.replace(request, handled_by=op.by, handled_at=at),))


def link(op: RequestLink, shelf: Shelf, ctx: Context) -> Outcome:
    request = shelf.get(*op.target)
    if not isinstance(request, Request):
        return missing(op.target, shelf)
    if request.duplicate_of == op.duplicate_of:
        return NOTHING_TO_DO
    if op.duplicate_of is not None and not isinstance(shelf.get("request", op.duplicate_of), Request):
        return rejected("unknown_record", id=op.duplicate_of[:80])
    if op.request in _repeated(op.duplicate_of, shelf):
        return rejected("repeats_itself")
    return Outcome("applied", (msgspec.structs.replace(request, duplicate_of=op.duplicate_of),))


def _repeated(request_id: str | None, shelf: Shelf) -> set[str]:
    """The request, the one it repeats, the one that repeats, and so on; a deleted one may come back as it was."""
    chain: set[str] = set()
    while request_id is not None and request_id not in chain:
        chain.add(request_id)
        request = shelf.get("request", request_id) or shelf.buried("request", request_id)
        request_id = request.duplicate_of if isinstance(request, Request) else None
    return chain


def _standing(request_id: str, shelf: Shelf) -> Request | Outcome:
    request = shelf.get("request", request_id)
    if not isinstance(request, Request):
        return missing(("request", request_id), shelf)
    return rejected("request_over", status=request.status) if request.status in OVER else request


def _stored(said: Any) -> Any:
    return said.astimezone(UTC) if isinstance(said, datetime) else said
