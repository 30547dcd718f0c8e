"""Likely duplicates: calls that the one being written down may repeat. A repeated call is often an escalation.

1. Likely is what is not over, asks for the same task at the same place (or one above or below it), on a day in common.
2. The same place comes before one above or below it; then the call with the most days in common; then the newest.
3. Nothing is hidden by being likely: the list is offered, a person links.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from postcmd.board import Board
from postcmd.clock import day_of
from postcmd.quota_bounds import OVER
from postcmd.records import Place, Request
from postcmd.scope import under


def likely_duplicates(board: Board, place: str, task: str, days: Iterable[date], now: datetime) -> list[Request]:
    """The requests that one for this place, task and days may repeat, the likeliest first."""
    asked, first_day = set(days), day_of(now, board.link.zone)
    here = board.place_of(place)
    found: list[tuple[bool, int, int, Request]] = []
    for request in board.every("request"):
        if not isinstance(request, Request) or request.status in OVER or task not in (request.task, *request.then):
            continue
        common = {line.day for line in request.lines} & asked
        if not any(day >= first_day for day in common) or not _is_near(here, board.place_of(request.place)):
            continue
        found.append((request.place != place, -len(common), -request.rev, request))
    return [one[-1] for one in sorted(found, key=lambda one: (*one[:3], one[-1].id))]


def _is_near(one: Place | None, other: Place | None) -> bool:
    """Whether one lies in the other. A district holds too many streets for that to say anything."""
    if one is None or other is None:
        return False
    if one.id == other.id:
        return True
    above = one if under(other.path, one.path) else other if under(one.path, other.path) else None
    return above is not None and above.kind != "district"
