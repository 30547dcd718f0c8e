"""Frozen days 日结, to read: the figures as they were frozen, what differs between versions, and by which records.

1. A freeze pins the commit it was made in: what is read of it are the figures as of that commit, whenever it is read.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from central.figures_scope import Scope
from postcmd.figures import Figure
from postcmd.figures_wire import Difference, FrozenMark


def newest(connection: Connection, scope: Scope, day: date, seq: int) -> FrozenMark | None:
    """The last freeze of the day by then."""
    return None


def difference(was: tuple[Figure, ...], now: tuple[Figure, ...]) -> list[Difference]:
    """The figures that are others now."""
    before = {(one.key, one.task): one for one in was}
    after = {(one.key, one.task): one for one in now}
    found = []
    for key, task in dict.fromkeys([*before, *after]):
        one, other = before.get((key, task)), after.get((key, task))
        values = one.value if one else 0, other.value if other else 0
        if values[0] != values[1]:
            found.append(Difference(key=key, task=task, was=values[0], now=values[1]))
    return found
