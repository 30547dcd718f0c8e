"""Where service records stand while they are looked at, before any of them counts: a table of this transaction alone.

1. Rows come as tuples in the order of `COLUMNS`, in chunks; how many there are in all is no matter.
2. What is asked of them is asked of all at once, by the database.
3. Nothing of it outlives the transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    Select,
    Table,
    and_,
    delete,
    exists,
    func,
    not_,
    or_,
    select,
)

from central.engines import take_time
from central.tables import services
from postcmd.service_records import SAID

COLUMNS: Final = ("line", *SAID)
Rows = Sequence[tuple[Any, ...]]
"""Values as the database keeps them: a day is its number (`tables.day_number`)."""

incoming: Final = Table(
    "incoming",
    MetaData(),
    Column("line", Integer),
    *(Column(name, services.c[name].type) for name in SAID),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DROP",
)
STANDING: Final = services.c.until.is_(None)
SAME_ID: Final = and_(services.c.id == incoming.c.id, STANDING)
# Said as "none differs", since SQLite would look for "all are the same" through the index of units.
_SAID_ALIKE: Final = not_(or_(*(services.c[name].is_distinct_from(incoming.c[name]) for name in SAID)))
_ROOM: Final = {"work_mem": "128MB", "temp_buffers": "128MB"}
"""To lay out and sort millions of rows."""


class Twice(NamedTuple):
    """A service that stands on two lines."""

    line: int
    first: int
    id: str


class Clash(NamedTuple):
    """A line that says otherwise of a service than the centre knows; `unit` and `place`: whose and where it is
    there."""

    line: int
    id: str
    unit: str
    place: str


class Changed(NamedTuple):
    """What commit `seq` changes: the rows that count from it on, and those that count no longer, as they are said."""

    seq: int
    came: Select[Any]
    went: Select[Any]


def stage(connection: Connection, chunks: Iterable[Rows]) -> None:
    """Lay the rows out."""
    take_time(connection, **_ROOM)
    incoming.drop(connection, checkfirst=True)
    incoming.create(connection)
    if connection.dialect.name == "postgresql":
        _copy(connection, chunks)
        connection.exec_driver_sql("ANALYZE incoming (id)")
    else:
        _insert(connection, chunks)


def clear(connection: Connection) -> None:
    """On SQLite a temporary table lives as long as the connection."""
    incoming.drop(connection)


def twice(connection: Connection) -> list[Twice]:
    """Services that the rows have more than once, by the line that comes second."""
    first = func.min(incoming.c.line)
    again = select(func.max(incoming.c.line), first, incoming.c.id).group_by(incoming.c.id)
    return [Twice(*row) for row in connection.execute(again.having(func.count() > 1).order_by(first))]


def known(connection: Connection) -> int:
    """How many rows say what the centre knows already; they are taken away."""
    alike = exists(select(services.c.id).where(SAME_ID, _SAID_ALIKE).correlate(incoming))
    return connection.execute(delete(incoming).where(alike)).rowcount


def clashes(connection: Connection) -> list[Clash]:
    """The rows of services that the centre knows: said otherwise, once `known` has taken the others away."""
    found = select(incoming.c.line, incoming.c.id, services.c.unit, services.c.place).join(services, SAME_ID)
    return [Clash(*row) for row in connection.execute(found.order_by(incoming.c.line))]


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(incoming)).scalar_one()


def changed(seq: int) -> Changed:
    """What is staged, and what it supersedes, once that is done."""
    gone = select(*(services.c[name] for name in SAID)).join(incoming, incoming.c.id == services.c.id)
    return Changed(seq, select(*(incoming.c[name] for name in SAID)), gone.where(services.c.until == seq))


def _insert(connection: Connection, chunks: Iterable[Rows]) -> None:
    marks = ", ".join("?" for _ in COLUMNS)
    for rows in chunks:
        if rows:
            connection.exec_driver_sql(f"INSERT INTO incoming VALUES ({marks})", list(rows))  # noqa: S608 - all ours


def _copy(connection: Connection, chunks: Iterable[Rows]) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy("COPY incoming FROM STDIN") as copy:
        for rows in chunks:
            for row in rows:
                copy.write_row(row)
