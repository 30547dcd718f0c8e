"""The legal moves of requests and squads.

1. A move not in the table is refused; the reason names what could be done instead.
2. Derived states (partly met, met, over, unmet) are no states to move to: `standing` computes them from the numbers.
3. Nothing is a dead end: what was cancelled, closed or stood down can be taken up again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from postcmd.quota import Count
from postcmd.records import Request, RequestStatus, SquadStatus

REQUEST_MOVES: Final[dict[RequestStatus, tuple[RequestStatus, ...]]] = {
    "submitted": ("approved", "ordered", "cancelled"),
    "approved": ("ordered", "cancelled", "submitted"),
    "ordered": ("closed", "cancelled"),
    "cancelled": ("submitted",),
    "closed": ("ordered",),
}

SQUAD_MOVES: Final[dict[SquadStatus, tuple[SquadStatus, ...]]] = {
    "standby": ("alerted", "mustering", "out_of_service", "stood_down"),
    "alerted": ("mustering", "en_route", "standby", "out_of_service", "stood_down"),
    "mustering": ("en_route", "on_post", "standby", "out_of_service", "stood_down"),
    "en_route": ("on_post", "mustering", "standby", "out_of_service", "stood_down"),
    "on_post": ("resting", "en_route", "out_of_service", "stood_down"),
    "resting": ("on_post", "en_route", "standby", "out_of_service", "stood_down"),
    "out_of_service": ("standby", "resting", "stood_down"),
    "stood_down": ("standby",),
}

Standing = Literal["submitted", "approved", "ordered", "partly_met", "met", "over", "unmet", "cancelled", "closed"]


def standing(request: Request, needed: Count, confirmed: int, now: datetime) -> Standing:
    """What a coordinator calls the request now: its own state until it is ordered, then what the numbers say."""
    if request.status != "ordered":
        return request.status
    if needed.over:
        return "over"
    if not needed.missing:
        return "met" if confirmed else "ordered"
    if request.due is not None and now >= request.due:
        return "unmet"
    return "partly_met" if confirmed else "ordered"
