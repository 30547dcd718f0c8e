"""Risk of a place: where nobody goes in before the gear is said to be ready.

1. A place has the level that is in force there on the day; where it has none, that of the nearest place above that has.
2. What the request says and what a place is: either is enough to close an area off.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, Protocol

from postcmd.records import AnyRecord, Kind, Place, Request, Risk

CLOSED_OFF: Final = frozenset({"sealed", "sealed_or_controlled"})


class _Reader(Protocol):
    def get(self, kind: Kind, record_id: str) -> AnyRecord | None: ...


def risk_at(place_id: str | None, day: date, shelf: _Reader) -> Risk | None:
    """The level of the place on the day, of its own or from above."""
    place = shelf.get("place", place_id) if place_id else None
    if not isinstance(place, Place):
        return None
    above = (shelf.get("place", one) for one in reversed(place.path.split("/")))
    levels = (one.risk_on(day) for one in above if isinstance(one, Place))
    return next((level for level in levels if level is not None), None)


def is_closed_off(request: Request | None, places: Iterable[str | None], day: date, shelf: _Reader) -> bool:
    """Whether who goes to the request, or to one of these places, goes into a sealed area."""
    if request is not None and request.risk in CLOSED_OFF:
        return True
    there = (*places, request.place if request is not None else None)
    return any(risk_at(place, day, shelf) in CLOSED_OFF for place in there)
