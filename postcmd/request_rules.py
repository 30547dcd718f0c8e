"""The rules of a request, and of the replay's clock.

1. A request is opened once; opening it again with the same words changes nothing, with others it is a conflict that
   shows what differs. One that was deleted is not opened anew: its id was made for it alone.
   A place, a task, an addressed unit and the request it repeats must exist, and it repeats another one.
2. Every day stands once, with 0 <= min <= max.
3. It moves only along REQUEST_MOVES, and only from the state that was seen.
4. The clock obeys only where there is one to obey (a replay), and is never wound back.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from postcmd.clock import reanchored
from postcmd.merge import Context
from postcmd.moves import REQUEST_MOVES
from postcmd.ops import ClockSet, RequestMove, RequestOpen
from postcmd.outcome import NOTHING_TO_DO, Outcome, Shelf, missing, rejected
from postcmd.records import MOST_HEADS, SLUG, Clock, Line, Place, Request, Task, Unit
from postcmd.wire import Info

FASTEST: Final = 3600.0
_TAKEN_OVER: Final[tuple[str, ...]] = tuple(
    field
    for field in Request.__struct_fields__
    if field in RequestOpen.__struct_fields__ and field not in ("id", "channel")
)


def open_request(op: RequestOpen, shelf: Shelf, ctx: Context) -> Outcome:
    refusal = _why_not_opened(op, shelf)
    if refusal is not None:
        return refusal
    fields: dict[str, Any] = {field: _stored(getattr(op, field)) for field in _TAKEN_OVER}
    request = Request(id=op.request, channel=op.channel, **fields)
    standing = shelf.get("request", op.request)
    if not isinstance(standing, Request):
        return missing(op.target, shelf) if shelf.is_deleted(*op.target) else Outcome("applied", (request,))
    # It may have been moved on since; everything else was said once and stands.
    said = (*(field for field in _TAKEN_OVER if field != "status"), "channel")
    now = {field: stands for field in said if (stands := getattr(standing, field)) != getattr(request, field)}
    if not now:
        return NOTHING_TO_DO
    info = Info(code="exists", now=now, by=standing.updated_by, at=standing.updated_at, rev=standing.rev)
    return Outcome("conflict", info=info)


def move(op: RequestMove, shelf: Shelf, ctx: Context) -> Outcome:
    request = shelf.get(*op.target)
    if not isinstance(request, Request):
        return missing(op.target, shelf)
    if request.status == op.to:
        return NOTHING_TO_DO
    if request.status != op.came_from:
        now = {"status": request.status}
        info = Info(code="moved_meanwhile", now=now, by=request.updated_by, at=request.updated_at, rev=request.rev)
        return Outcome("conflict", info=info)
    if op.to not in REQUEST_MOVES[request.status]:
        return rejected("illegal_move", came_from=request.status, to=op.to, legal=list(REQUEST_MOVES[request.status]))
    return Outcome("applied", (msgspec.structs.replace(request, status=op.to),))


def set_clock(op: ClockSet, shelf: Shelf, ctx: Context) -> Outcome:
    clock = shelf.get("clock", "clock")
    if not isinstance(clock, Clock):
        return rejected("no_replay")
    if not 0 < op.rate <= FASTEST:
        return rejected("bad_rate", rate=op.rate, most=FASTEST)
    if (op.rate, op.paused) == (clock.rate, clock.paused):
        return NOTHING_TO_DO
    return Outcome("applied", (reanchored(clock, ctx.wall, rate=op.rate, paused=op.paused),))


def _stored(said: Any) -> Any:
    return said.astimezone(UTC) if isinstance(said, datetime) else said


def _why_not_opened(op: RequestOpen, shelf: Shelf) -> Outcome | None:
    if not SLUG.fullmatch(op.request):
        return rejected("bad_id", id=op.request[:80])
    if not isinstance(shelf.get("place", op.place), Place):
        return rejected("unknown_place", place=op.place[:80])
    if not isinstance(shelf.get("task", op.task), Task):
        return rejected("unknown_task", task=op.task[:80])
    if op.addressed_unit is not None and not isinstance(shelf.get("unit", op.addressed_unit), Unit):
        return rejected("unknown_unit", unit=op.addressed_unit[:80])
    if op.duplicate_of is not None and not _repeats_another(op, shelf):
        return rejected("unknown_record", id=op.duplicate_of[:80])
    if not op.lines or len({line.day for line in op.lines}) != len(op.lines):
        return rejected("bad_days")
    if not all(map(_is_sound, op.lines)):
        return rejected("bounds", lines=len(op.lines))
    return None


def _repeats_another(op: RequestOpen, shelf: Shelf) -> bool:
    return op.duplicate_of != op.request and isinstance(shelf.get("request", op.duplicate_of or ""), Request)


def _is_sound(line: Line) -> bool:
    return 0 <= line.min <= (MOST_HEADS if line.max is None else line.max) <= MOST_HEADS
