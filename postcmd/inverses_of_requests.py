"""How requests go back.

1. The need of a day goes back to what stood before, only where it still is what was set.
2. A day that nothing was needed for before stays, with a need of nobody: no day is taken off a request.
3. Taking in hand goes back to whoever had it, as of when they took it.
4. An opened request is cancelled.
"""

from __future__ import annotations

import msgspec

from postcmd import ops
from postcmd.inverse import Applied, Items, again
from postcmd.moves import REQUEST_MOVES
from postcmd.records import Line, Request
from postcmd.request_edit_rules import need_of


def request_open(op: ops.RequestOpen, of: Applied) -> Items:
    return (ops.RequestMove(request=op.request, came_from=op.status, to="cancelled"),)


def request_move(op: ops.RequestMove, of: Applied) -> Items:
    if op.came_from not in REQUEST_MOVES[op.to]:
        of.no_way_back()
    return (again(op, came_from=op.to, to=op.came_from),)


def request_need(op: ops.RequestNeed, of: Applied) -> Items:
    before = of.was(Request)
    changed = [line for line in op.lines if need_of(before.line(line.day)) != need_of(line)]
    if not changed:
        of.no_way_back()
    lines = tuple(before.line(line.day) or Line(day=line.day, min=0, max=0) for line in changed)
    return (again(op, base=of.base(**{line.day.isoformat(): need_of(line) for line in changed}), lines=lines),)


def request_take(op: ops.RequestTake, of: Applied) -> Items:
    before = of.before
    back = again(op, by=op.seen, seen=op.by)
    if not isinstance(before, Request) or before.handled_by != op.seen:
        return (back,)
    return (msgspec.structs.replace(back, at=before.handled_at),)


def request_link(op: ops.RequestLink, of: Applied) -> Items:
    before = of.was(Request)
    of.as_left(of.stands(Request), duplicate_of=op.duplicate_of)
    return (again(op, duplicate_of=before.duplicate_of),)
