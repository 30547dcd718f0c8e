"""Service records 服务记录 at the centre: how they come in, all of them or none.

1. What comes in at once is one commit; where the centre knows all of it already, there is none.
2. The same service again is known and changes nothing. Said otherwise it is refused, or supersedes where it is meant as
   a correction: the old row ceases to count in that commit and stays.
3. No id stands twice in what comes in.
4. What is decided is decided while nobody else commits.
5. They are in no feed: who looks at a board is sent nothing, however many come.
6. Whoever counts them learns of a change in the same transaction, or neither is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection, exists, insert, literal, select, update

from central import staging
from central.staging import STANDING, Changed, Rows, incoming
from central.tables import batches, day_number, services
from central.unit_of_work import UnitOfWork
from postcmd.errors import BadInput
from postcmd.service_records import SAID, Service

MOST_NAMED: Final = 50
"""Lines that are told of when something is wrong with them."""


class Bringer(NamedTuple):
    """Who brings services, out of which file; `corrects`: what is said otherwise is meant to be."""

    by: str
    file: str = ""
    corrects: bool = False


class Came(NamedTuple):
    """What came of it; `seq` is None where nothing was new."""

    seq: int | None
    new: int
    corrected: int
    known: int


COUNTED: Final = {"preserve_rowcount": True}
COUNTERS: Final[tuple[Callable[[Connection, Changed], None], ...]] = ()
"""What keeps counts of services, and has to learn in the same transaction how they change."""


def ingest(connection: Connection, chunks: Iterable[Rows], bringer: Bringer, wall: datetime) -> Came:
    """BadInput (`bad_services`) where an id stands twice, or what it says differs and is no correction."""
    staging.stage(connection, chunks)
    found = staging.twice(connection, MOST_NAMED)
    if found:
        raise BadInput("bad_services", n=len(found), twice=found)
    return settle(connection, bringer, wall)


def settle(connection: Connection, bringer: Bringer, wall: datetime) -> Came:
    """Let what is staged count."""
    work = UnitOfWork(connection, wall)
    work.lock()
    known = staging.known(connection)
    clashes = staging.clashes(connection, MOST_NAMED)
    if clashes and not bringer.corrects:
        raise BadInput("bad_services", n=len(clashes), clashes=clashes)
    if connection.execute(select(incoming.c.id).limit(1)).first() is None:
        staging.clear(connection)
        return Came(None, 0, 0, known)
    seq = work.commit()
    corrected = _supersede(connection, seq) if clashes else 0
    new = _count(connection, seq) - corrected
    said = {"file": bringer.file[:200], "by": bringer.by, "at": wall, "op_at": work.now}
    connection.execute(insert(batches).values(seq=seq, new=new, corrected=corrected, known=known, **said))
    for count in COUNTERS:
        count(connection, staging.changed(seq))
    work.write()
    staging.clear(connection)
    return Came(seq, new, corrected, known)


def rows_of(told: Iterable[Service], first: int = 1) -> Rows:
    """Services as they are staged, on lines from `first` on."""
    return [
        (line, *(day_number(one.day) if name == "day" else getattr(one, name) for name in SAID))
        for line, one in enumerate(told, first)
    ]


def _supersede(connection: Connection, seq: int) -> int:
    said_anew = exists(select(incoming.c.id).where(incoming.c.id == services.c.id).correlate(services))
    return connection.execute(update(services).where(STANDING, said_anew).values(until=seq)).rowcount


def _count(connection: Connection, seq: int) -> int:
    coming = select(literal(seq), *(incoming.c[name] for name in SAID))
    return connection.execute(insert(services).from_select(["seq", *SAID], coming), execution_options=COUNTED).rowcount
