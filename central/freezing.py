"""Freezing days at the centre: on time, or when an operator says so.

1. What is frozen on time are the units and places at the top and those right below: who reports to whom.
2. A day that is frozen already is left alone; another version is made only where somebody asks for it.
3. At the cut-off the day that ended last is frozen; one that was missed while the centre was away, once it is back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

from central.centre import Centre
from central.history import operational_now
from central.unit_of_work import Author, UnitOfWork
from postcmd.decide import decide
from postcmd.errors import Refused
from postcmd.merge import Context
from postcmd.ops import DayFreeze
from postcmd.records import freeze_id

CENTRE: Final = "centre"
ONE_DAY: Final = timedelta(days=1)
_TOPS: Final = """
    SELECT o.kind, o.id FROM lines o WHERE o.kind IN ('unit', 'place') AND o.id = o.above
    AND (SELECT count(*) FROM lines l WHERE l.kind = o.kind AND l.id = o.id) <= 2
    ORDER BY o.kind DESC, o.id
"""


class Frozen(NamedTuple):
    """What was frozen, and what the feed must know: commits after `before` up to `seq` touched these paths."""

    ids: tuple[str, ...]
    before: int
    seq: int
    touched: frozenset[str]


def freeze(
    connection: Connection,
    scopes: Iterable[tuple[str | None, str | None]],
    day: date,
    wall: datetime,
    zone: str,
    *,
    again: bool = False,
) -> Frozen:
    """Of units, places, or both together. Refused where one is not there, or the day has not come."""
    work = UnitOfWork(connection, wall)
    work.lock()
    ids = []
    for unit, place in scopes:
        op = DayFreeze(day=day, unit=unit, place=place, version=_version(work, unit, place, day, again=again))
        ctx = Context(user=CENTRE, client=CENTRE, epoch=work.start.epoch, now=work.now, wall=wall, zone=zone)
        outcome = decide(op, work.shelf, ctx)
        if outcome.status == "rejected" and outcome.info is not None:
            raise Refused(outcome.info.code, **outcome.info.facts)
        if outcome.has_effect:
            seq = work.commit()
            work.effect(seq, outcome, Author(CENTRE, CENTRE, seq), op)
            ids.append(op.target[1])
    if ids:
        work.write()
    return Frozen(tuple(ids), work.start.seq, work.seq, frozenset(work.touched))


def freeze_if_due(connection: Connection, cut_off: time, wall: datetime, zone: str) -> Frozen:
    """The day that ended last before the cut-off, of everybody at the top."""
    day = day_due(operational_now(connection, wall), cut_off, zone)
    return freeze(connection, tops(connection), day, wall, zone)


async def freeze_what_is_due(centre: Centre, cut_off: time, frozen: date | None) -> date:
    """The day that is frozen then; nothing is asked of the database where that is `frozen`."""
    wall, zone = centre.wall(), centre.settings.zone
    day = day_due(await centre.database.read(operational_now, wall), cut_off, zone)
    if day != frozen:
        done = await centre.database.write(freeze_if_due, cut_off, wall, zone)
        if done.ids:
            centre.feed.committed(done.before, done.seq, done.touched)
    return day


def day_due(now: datetime, cut_off: time, zone: str) -> date:
    local = now.astimezone(ZoneInfo(zone))
    return local.date() - (ONE_DAY if local.time() >= cut_off else 2 * ONE_DAY)


def tops(connection: Connection) -> list[tuple[str | None, str | None]]:
    """Whatever lies in nothing, or in what lies in nothing."""
    rows = connection.execute(text(_TOPS))
    return [(row.id, None) if row.kind == "unit" else (None, row.id) for row in rows]


def _version(work: UnitOfWork, unit: str | None, place: str | None, day: date, *, again: bool) -> int:
    version = 1
    while again and work.shelf.get("freeze", freeze_id(unit, place, day, version)) is not None:
        version += 1
    return version
