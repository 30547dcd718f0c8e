"""Bringing a file of services into the centre, for an operator, or by what an account may write.

1. Every row is looked at before any counts; one fault, and none does.
2. Whoever brings them by an account brings only what a recorder's grant of it covers, by unit or by place.
3. Days are looked at by the centre's own clock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Column, Connection, select

from central import accounts
from central.history import operational_now
from central.load import CENTRE
from central.service_columns import Names, called
from central.service_file import Asked, services_in
from central.services import Bringer, Came, ingest
from central.tables import records
from postcmd.clean import clean
from postcmd.decoding import decode
from postcmd.limits import day_of_duty
from postcmd.records import Kind, Place, Task, Unit
from postcmd.scope import RANK, visible

May = Callable[[str, str], bool]


def import_services(
    connection: Connection,
    file: Path,
    wall: datetime,
    account: str = "",
    corrects: bool = False,
    only_looks: bool = False,
    looked_at: Callable[[int], None] = lambda _rows: None,
) -> Came:
    """BadInput with every fault where there is any; `looked_at` hears how many rows have been read."""
    units = [decode(body, Unit) for body in _bodies(connection, "unit")]
    places = [decode(body, Place) for body in _bodies(connection, "place")]
    tasks = [decode(body, Task) for body in _bodies(connection, "task")]
    may = _may(connection, account, units, places, wall) if account else None
    names = Names(
        called((one.id, (one.name, one.short)) for one in units),
        called((one.id, (one.name,)) for one in places),
        called((one.id, (one.zh, one.en)) for one in tasks),
        called((request, ()) for request in _standing(connection, "request", records.c.id)),
    )
    counted = frozenset(one.id for one in tasks if one.counted_in)
    today = day_of_duty(operational_now(connection, wall))
    asked = Asked(names, counted, today, may, looked_at)
    bringer = Bringer(account or CENTRE, clean(file.name), corrects, only_looks, may)
    return ingest(connection, services_in(file, asked), bringer, wall, asked.faults)


def _bodies(connection: Connection, kind: Kind) -> list[str]:
    return _standing(connection, kind, records.c.body)


def _standing(connection: Connection, kind: Kind, what: Column[str]) -> list[str]:
    found = select(what).where(records.c.kind == kind, records.c.deleted.is_(False))
    return list(connection.execute(found).scalars())


def _may(connection: Connection, account: str, units: list[Unit], places: list[Place], wall: datetime) -> May:
    """Whether the account records at a unit or place now."""
    accounts.must_exist(connection, account)
    held = [grant for grant in accounts.grants_of(connection, account) if grant.holds(wall)]
    prefixes = [grant.prefix for grant in held if RANK[grant.role] >= RANK["recorder"]]
    at_units = {one.id for one in units if visible([f"u:{one.path}"], prefixes)}
    at_places = {one.id for one in places if visible([f"p:{one.path}"], prefixes)}
    return lambda unit, place: unit in at_units or place in at_places
