"""Who may call for heads, and who may ask them of a unit.

1. A quota's bounds are changed by its issuer or by a dispatcher above the unit or over the place; a unit cannot raise
   what was asked of it, nor call off the request it was asked for.
2. Who hands a request in corrects it until it is approved or ordered; from then on it is who may order it.
3. Who issues a quota must hold the parent it takes heads from, and see the request it is for.
"""

from __future__ import annotations

from postcmd.judging import Judge
from postcmd.ops import QuotaIssue, RequestLink, RequestOpen, Target
from postcmd.records import Quota, Request
from postcmd.scope import NOWHERE, Role, paths_of


def why_not_changed(target: Target, asked: tuple[str, str], user: str, judge: Judge) -> str | None:
    """`asked`: the unit, and the request it is for."""
    quota = judge.shelf.get(*target)
    seen = paths_of(quota, judge.shelf) if isinstance(quota, Quota) else None
    if isinstance(quota, Quota) and quota.issued_by == user:
        return judge.why_not("recorder", seen)
    return judge.why_not("dispatcher", judge.above(*asked), seen)


def why_not_issued(op: QuotaIssue, judge: Judge) -> str | None:
    wanted = [judge.above(op.unit, op.request)]
    if op.parent is not None:
        wanted.append(judge.paths_of_named(("quota", op.parent)))
    return judge.why_not_all("dispatcher", wanted) or judge.why_hidden(("request", op.request))


def why_not_opened(op: RequestOpen, judge: Judge) -> str | None:
    role: Role = "recorder" if op.status == "submitted" else "dispatcher"
    wanted = [judge.at(units=[op.addressed_unit], place=op.place) or None, judge.paths_at(op.target)]
    return judge.why_not_all(role, wanted) or judge.why_hidden(("request", op.duplicate_of))


def why_not_linked(op: RequestLink, judge: Judge) -> str | None:
    return judge.why_not("recorder", judge.paths_of_named(op.target)) or judge.why_hidden(("request", op.duplicate_of))


def why_not_reworded(target: Target, judge: Judge) -> str | None:
    """Who reports a request may correct it until it is ordered; from then on only who may order it.

    A unit that heads are asked of reports nothing: it would have itself called, and call the request off by that.
    """
    request = judge.shelf.get(*target)
    if isinstance(request, Request) and request.status == "submitted":
        reporting = judge.at(units=[request.addressed_unit], place=request.place) | judge.ordering(request)
        return judge.why_not("recorder", reporting, paths_of(request, judge.shelf))
    return why_not_ordered(target, judge)


def why_not_ordered(target: Target, judge: Judge) -> str | None:
    """Who may call for a record, or issue it, may take it away and bring it back."""
    match record := judge.shelf.get(*target):
        case Request():
            ordering = judge.ordering(record)
        case Quota():
            ordering = judge.above(record.unit, record.request)
        case None:
            return judge.why_not("dispatcher", NOWHERE)
        case _:
            ordering = paths_of(record, judge.shelf)
    return judge.why_not("dispatcher", ordering, paths_of(record, judge.shelf))
