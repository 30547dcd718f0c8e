"""Bringing a database up to the program's schema.

1. `upgrade` may be run on an empty, an older or a present database as often as one likes; a newer one it leaves alone.
2. A new database gets its own epoch and the commit 0 that every history starts from.
3. A database that kept no figures keeps them afterwards, also of what happened before; one that did not know which
   records are over knows it of every one.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, insert, select

from central import figures_of_old, tables
from central.database import schema_of
from central.history import Head, new_nonce
from central.rows import Sheaf
from postcmd.decoding import decode
from postcmd.errors import BadConfig
from postcmd.records import KINDS, AnyRecord
from postcmd.window import ends

FIGURES: Final = "0007"
"""The migration that the figures are kept from on."""
ENDS: Final = "0009"
"""The migration from which on a record says when it is over."""
AT_ONCE: Final = 5_000


def upgrade(connection: Connection, now: datetime) -> None:
    """Run what is missing of the migrations, then make sure that the history has a beginning."""
    found = schema_of(connection)
    if found is not None and found > tables.SCHEMA:
        raise BadConfig("database_newer", found=found, known=tables.SCHEMA)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")  # an index over years of events may take its time
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, tables.SCHEMA)
    if connection.execute(select(tables.head.c.seq)).first() is None:
        _begin_history(connection, now)
        return
    if found is not None and found < FIGURES:
        figures_of_old.fill(connection)
    if found is not None and found < ENDS:
        _say_what_is_over(connection)


def _say_what_is_over(connection: Connection) -> None:
    """Kind by kind, so that the bodies of one are in memory at a time."""
    for kind, shape in KINDS.items():
        asked = select(tables.records.c.id, tables.records.c.body).where(tables.records.c.kind == kind)
        held: list[tuple[str, AnyRecord]] = [(id_, decode(body, shape)) for id_, body in connection.execute(asked)]
        last = [(id_, ends(record)) for id_, record in held]
        rows = [{"kind": kind, "id": id_, "ends": tables.day_number(day)} for id_, day in last if day is not None]
        for start in range(0, len(rows), AT_ONCE):
            sheaf = Sheaf(connection)
            sheaf.update(tables.records, ("kind", "id"), rows[start : start + AT_ONCE])
            sheaf.send()


def _begin_history(connection: Connection, now: datetime) -> None:
    at = Head(epoch=secrets.token_hex(4), seq=0, min_seq=0, safe=0, secret=secrets.token_hex(32))
    connection.execute(insert(tables.head).values(id=1, began=now, **at._asdict()))
    connection.execute(insert(tables.commits).values(seq=0, nonce=new_nonce(at, 0), at=now, op_at=now))
