"""Laying records on the centre's shelves from outside: units, places, tasks, the clock of a demo.

1. Loading what is there already changes nothing; what differs is one commit.
2. Where the path of a unit or place changes, every record that lies by it is laid anew in the same commit.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import Connection

from central.engines import take_time
from central.unit_of_work import Author, UnitOfWork, changes
from postcmd.records import AnyRecord, Clock, Kind, Place, Quota, Request, Unit, kind_of, quota_id

CENTRE: Final = "centre"
"""Who is named as the author of what an operator loads."""
MANY: Final = 1_000
_LAST: Final[dict[Kind, int]] = {
    "quota": 1,
    "squad": 2,
    "availability": 3,
    "signup": 3,
    "notice": 3,
    "receipt": 3,
    "note": 3,
    "post": 3,
    "duty": 4,
    "placement": 4,
    "work": 4,
    "attrition": 4,
    "handover": 4,
    "freeze": 4,
}
"""These lie by the paths of the others, so they come after them."""
_LYING: Final[tuple[Kind, ...]] = ("request", *_LAST)


def write_records(
    connection: Connection, loaded: Iterable[AnyRecord], wall: datetime, now: datetime | None = None
) -> int:
    """Write those that differ from what is there; returns how many. `now`: operational time, if not by the clock."""
    ordered = _in_order(loaded)
    if len(ordered) >= MANY:
        take_time(connection)
    work = UnitOfWork(connection, wall, now or _shown_by(ordered))
    work.shelf.read((kind_of(record), record.id) for record in ordered)
    work.lock()
    differing = [record for record in ordered if _differs(work, record)]
    if not differing:
        return 0
    moved = any(_path(record) != _path(work.shelf.get(kind_of(record), record.id)) for record in differing)
    seq = work.commit()
    work.put(seq, differing, Author(CENTRE, CENTRE, seq), "load")
    if moved:
        work.lay_anew(seq, _LYING)
    work.write()
    if len(differing) >= MANY and connection.dialect.name == "postgresql":
        # Else questions are planned for empty tables until the database looks by itself, which may be a minute.
        connection.exec_driver_sql("ANALYZE")
    return len(differing)


def demo_clock(at: datetime, rate: float, wall: datetime) -> Clock:
    """The clock that makes a centre a demo: it shows `at` now. Starting the centre lets it go on from there."""
    return Clock(id="clock", at=at, since=wall, rate=rate, paused=False)


def _shown_by(loaded: list[AnyRecord]) -> datetime | None:
    """A clock that comes with the records says when they are loaded."""
    return next((record.at for record in loaded if isinstance(record, Clock)), None)


def _in_order(loaded: Iterable[AnyRecord]) -> list[AnyRecord]:
    """Requests learn first which units hold their quotas: their scope is part of them."""
    records = sorted(loaded, key=lambda record: _LAST.get(kind_of(record), 0))
    holders: dict[str, set[str]] = {}
    for record in records:
        if isinstance(record, Quota):
            holders.setdefault(record.request, set()).add(record.unit)
    return [_completed(record, holders) for record in records]


def _completed(record: AnyRecord, holders: dict[str, set[str]]) -> AnyRecord:
    if isinstance(record, Quota):
        return msgspec.structs.replace(record, id=quota_id(record.request, record.unit, record.day))
    if isinstance(record, Request) and holders.get(record.id, set()) - set(record.units):
        return msgspec.structs.replace(record, units=tuple(sorted({*record.units, *holders[record.id]})))
    return record


def _differs(work: UnitOfWork, record: AnyRecord) -> bool:
    return bool(changes(work.shelf.get(kind_of(record), record.id), record))


def _path(record: AnyRecord | None) -> str:
    return record.path if isinstance(record, Unit | Place) else ""
