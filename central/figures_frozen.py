"""Frozen days 日结: which there are, and what is another figure than it was.

1. A freeze pins the commit it was made in: what is read of it are the figures as of that commit, whenever it is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy import Connection, bindparam, func, select

from central.figures_scope import Scope
from central.tables import events, records
from postcmd.decoding import decode
from postcmd.figures import Figure
from postcmd.figures_wire import Difference, FrozenMark
from postcmd.records import FIRST, Freeze, freezes_of

_FROZEN = select(records.c.body, func.min(events.c.seq)).join(
    events, (events.c.kind == records.c.kind) & (events.c.id == records.c.id)
)
_OF_ONE_DAY = _FROZEN.where(
    records.c.kind == "freeze", records.c.id >= bindparam("first"), records.c.id < bindparam("last")
).group_by(records.c.id, records.c.body)


def newest(connection: Connection, scope: Scope, day: date, seq: int) -> FrozenMark | None:
    """The last freeze of the day that was made by then."""
    return max(
        (one for one in of_day(connection, scope, day) if one.seq <= seq), key=lambda one: one.version, default=None
    )


def of_day(connection: Connection, scope: Scope, day: date) -> list[FrozenMark]:
    """Every version, in order."""
    unit, place = (one.id if one is not None else None for one in (scope.unit, scope.place))
    begins = freezes_of(unit, place, day)
    rows = connection.execute(_OF_ONE_DAY, {"first": begins, "last": f"{begins}:"})  # ":" comes after the digits
    return sorted(_marks(rows), key=lambda one: one.version)


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


def _marks(rows: Iterable[tuple[str, int]]) -> Iterator[FrozenMark]:
    for body, seq in rows:
        one = decode(body, Freeze)
        yield FrozenMark(
            id=one.id,
            day=one.day,
            version=one.version,
            definitions=one.definitions,
            by=one.frozen_by,
            at=one.frozen_at or FIRST,
            seq=int(seq),
        )
