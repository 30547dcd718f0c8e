"""Listing and showing single records to other systems.

1. What lies outside the asker's scope is not listed, and not found.
2. A list is sorted by id and goes on after the last id given; it is never longer than MOST.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, select

from central import sight, tables
from central.accounts import Session
from central.problems import NotServed
from postcmd.decoding import decode
from postcmd.records import KINDS, AnyRecord, Kind
from postcmd.scope import prefixes_of

MOST: Final = 1_000
_AT_ONCE: Final = 2_000

Filter = Struct
"""Fields of the record and the values they must have; empty ones do not count. Beside them `after` and `limit`."""


def find(connection: Connection, kind: Kind, wanted: Filter, session: Session, wall: datetime) -> list[AnyRecord]:
    """The records of one kind in scope whose fields are as wanted."""
    fields = msgspec.structs.asdict(wanted)
    after, limit = str(fields.pop("after")), min(int(fields.pop("limit")), MOST)
    must = {name: value for name, value in fields.items() if value not in ("", None)}
    found: list[AnyRecord] = []
    while len(found) < limit:
        some = _read(connection, kind, after, session, wall)
        found += [record for record in some if _fits(record, must)]
        if len(some) < _AT_ONCE:
            break
        after = some[-1].id
    return found[:limit]


def one(connection: Connection, kind: Kind, key: str, session: Session, wall: datetime) -> AnyRecord:
    """The record, if it is in scope."""
    records = tables.records
    clause, asked = in_scope(session, wall)
    found = select(records.c.body).where(records.c.kind == kind, records.c.id == key, records.c.deleted.is_(False))
    body = connection.execute(found.where(clause), asked).scalar()
    if body is None:
        raise NotServed("not_found")
    return _decoded(kind, body)


def in_scope(session: Session, wall: datetime) -> tuple[ColumnElement[bool], dict[str, str]]:
    """The clause that a record lies under one of the session's prefixes, and its parameters."""
    prefixes = prefixes_of(session.grants, wall)
    seen = sight.sees(tables.records, "seen", sight.shape_of(prefixes))
    return seen, sight.under("seen", prefixes)


def _read(connection: Connection, kind: Kind, after: str, session: Session, wall: datetime) -> list[AnyRecord]:
    records = tables.records
    clause, asked = in_scope(session, wall)
    rows = connection.execute(
        select(records.c.body)
        .where(records.c.kind == kind, records.c.id > after, records.c.deleted.is_(False), clause)
        .order_by(records.c.id)
        .limit(_AT_ONCE),
        asked,
    )
    return [_decoded(kind, row.body) for row in rows]


def _fits(record: AnyRecord, must: dict[str, Any]) -> bool:
    return all(getattr(record, name) == value for name, value in must.items())


def _decoded(kind: Kind, body: str) -> AnyRecord:
    record: AnyRecord = decode(body, KINDS[kind])
    return record
