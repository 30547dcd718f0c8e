"""The versions of frozen days: each as it was frozen, and by which records one differs from the other, and who said so.

1. Both versions of a day can be read for as long as the database stands.
2. A difference names the records that brought another number than before, what they brought, and the last who changed
   them in between.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace
from sqlalchemy import Connection, select, text

from central.accounts import Session
from central.figures import as_of, day_asked
from central.figures_frozen import difference, of_day
from central.figures_scope import Asked, Scope, asked_for, scope_of
from central.figures_sums import within
from central.figures_trace import BROUGHT_BY_SERVICES, brought_live
from central.history import head_of
from central.shelf import CentreShelf
from central.tables import batches, day_number, events
from postcmd.decoding import decoder
from postcmd.figures import Figure
from postcmd.figures_wire import Changed, Difference, FreezesAsked, FrozenDay, FrozenMark, TraceAsked
from postcmd.records import Event
from postcmd.scope import Reader

MOST: Final = 62
"""Frozen days of one answer."""
MOST_RECORDS: Final = 50
"""Records that are named for one difference."""
_event_decoder = decoder(Event)


def frozen_days(
    connection: Connection, wanted: FreezesAsked, session: Session, wall: datetime, zone: str
) -> list[FrozenDay]:
    """The newest day first, of a day the newest version."""
    scope = scope_of(connection, wanted.unit, wanted.place, session, wall)
    asked = asked_for(connection, wanted.since, wanted.until, "", wall, zone)
    shelf, found = CentreShelf(connection), list[FrozenDay]()
    for day in reversed(asked.every_day()):
        if len(found) < min(wanted.limit, MOST):
            found += _of_day(connection, scope, of_day(connection, scope, day), shelf)
    return found[: min(wanted.limit, MOST)]


def _of_day(connection: Connection, scope: Scope, versions: list[FrozenMark], reader: Reader) -> Iterator[FrozenDay]:
    told = [(mark, as_of(connection, scope, day_asked(mark.day, mark.seq), reader)) for mark in versions]
    for number in reversed(range(len(told))):
        mark, figures = told[number]
        yield FrozenDay(
            mark=mark,
            unit=scope.unit.id if scope.unit else None,
            place=scope.place.id if scope.place else None,
            name=scope.name,
            figures=figures,
            differs=_explained(connection, scope, told[number - 1], told[number]) if number else (),
            since=_since(connection, scope, told[number], reader) if number == len(told) - 1 else (),
        )


def _since(
    connection: Connection, scope: Scope, frozen: tuple[FrozenMark, tuple[Figure, ...]], reader: Reader
) -> tuple[Difference, ...]:
    mark, _figures = frozen
    head = head_of(connection).seq
    now = as_of(connection, scope, day_asked(mark.day, head), reader)
    return _explained(connection, scope, frozen, (replace(mark, seq=head), now))


def _explained(
    connection: Connection,
    scope: Scope,
    was: tuple[FrozenMark, tuple[Figure, ...]],
    now: tuple[FrozenMark, tuple[Figure, ...]],
) -> tuple[Difference, ...]:
    before, after = (day_asked(mark.day, mark.seq) for mark, _figures in (was, now))
    return tuple(
        replace(one, records=tuple(_records(connection, scope, before, after, one)))
        for one in difference(was[1], now[1])
    )


def _records(
    connection: Connection, scope: Scope, before: Asked, after: Asked, differs: Difference
) -> Iterator[Changed]:
    wanted = TraceAsked(key=differs.key, task=differs.task)
    was, now = (brought_live(connection, scope, asked, wanted) for asked in (before, after))
    keys = sorted(key for key in was.keys() | now.keys() if was.get(key, (0, ""))[0] != now.get(key, (0, ""))[0])
    live = (_changed(connection, key, was.get(key, (0, ""))[0], now.get(key, (0, ""))[0], after.seq) for key in keys)
    told = 0
    for one in (*live, *_services(connection, scope, before, after, wanted)):
        if told < MOST_RECORDS:
            told += 1
            yield one


def _changed(connection: Connection, key: tuple[str, str], was: int, now: int, seq: int) -> Changed:
    last = (
        select(events.c.body)
        .where(events.c.kind == key[0], events.c.id == key[1], events.c.seq <= seq)
        .order_by(events.c.seq.desc(), events.c.part.desc())
        .limit(1)
    )
    body = connection.execute(last).scalar()
    changed = Changed(kind=key[0], id=key[1], seq=0, was=was, now=now)  # type: ignore[arg-type]
    if body is None:
        return changed
    event = _event_decoder.decode(body)
    return replace(changed, seq=event.seq, by=event.by, at=event.at, verb=event.verb)


def _services(
    connection: Connection, scope: Scope, before: Asked, after: Asked, wanted: TraceAsked
) -> Iterator[Changed]:
    """Service records that came, or ceased to count, in between; by whom the file was brought."""
    brings = BROUGHT_BY_SERVICES.get(wanted.key)
    if brings is None:
        return
    value, also = brings
    where, named = within(scope)
    said = f"""
        SELECT id, max(changed) AS seq, sum(was) AS was, sum(now) AS now FROM (
            SELECT id, seq AS changed, 0 AS was, {value} AS now FROM services
            WHERE {where} AND day = :day AND seq > :before AND seq <= :after
            AND (until IS NULL OR until > :after){also}
            UNION ALL
            SELECT id, until AS changed, {value} AS was, 0 AS now FROM services
            WHERE {where} AND day = :day AND seq <= :before AND until > :before AND until <= :after{also}
        ) changed GROUP BY id HAVING sum(was) <> sum(now) ORDER BY id LIMIT :most
    """  # noqa: S608 - all ours
    asking: dict[str, Any] = {"day": day_number(before.since), "before": before.seq, "after": after.seq}
    asking |= {"task": wanted.task} if ":task" in also else {}
    for row in connection.execute(text(said), {**named, **asking, "most": MOST_RECORDS}).all():
        batch = connection.execute(select(batches).where(batches.c.seq == row.seq)).first()
        by, at = (batch.by, batch.at) if batch is not None else ("", None)
        told = {"was": int(row.was), "now": int(row.now)}
        yield Changed(kind="service", id=row.id, seq=int(row.seq), by=by, at=at, verb="import", **told)
