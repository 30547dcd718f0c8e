"""Service records 服务记录 at the centre: how they come in, all of them or none.

1. What comes in at once is one commit; where the centre knows all of it already, there is none.
2. The same service again is known and changes nothing. Said otherwise it is refused, or supersedes where it is meant as
   a correction: the old row ceases to count in that commit and stays.
3. No id stands twice in what comes in.
4. What is decided is decided while nobody else commits.
5. They are in no feed: who looks at a board is sent nothing, however many come.
6. Whoever counts them learns of a change in the same transaction, or neither is there.
7. A correction needs the right to what it corrects too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection, exists, insert, literal, select, update

from central import counting_services, staging
from central.faults import Faults
from central.staging import STANDING, Changed, Rows, incoming
from central.tables import batches, day_number, services
from central.unit_of_work import UnitOfWork
from postcmd.errors import BadInput
from postcmd.service_records import SAID, Service
from postcmd.words import _

COUNTERS: Final[tuple[Callable[[Connection, Changed], None], ...]] = (counting_services.count,)
"""What keeps counts of services, and has to learn in the same transaction how they change."""


@dataclass(frozen=True)
class Bringer:
    """Who brings services, out of which file. `corrects`: what is said otherwise is meant to be. `only_looks`: nothing
    is to count yet. `may`: whether they write at this unit and place; None: everywhere."""

    by: str
    file: str = ""
    corrects: bool = False
    only_looks: bool = False
    may: Callable[[str, str], bool] | None = None


class Came(NamedTuple):
    """What came of it, or would; `seq` is None where nothing was written."""

    seq: int | None
    new: int
    corrected: int
    known: int


def ingest(
    connection: Connection, chunks: Iterable[Rows], bringer: Bringer, wall: datetime, faults: Faults | None = None
) -> Came:
    """BadInput (`bad_services`, with the lines) where anything is wrong, `faults` being what the chunks find."""
    faults = faults or Faults()
    staging.stage(connection, chunks)
    for line, first, service in staging.twice(connection):
        faults.add(line, _("the service {id} is on line {n} already.").format(id=service, n=first))
    if not faults.count:
        came = _settled(connection, bringer, wall, faults)
    if faults.count:
        raise BadInput("bad_services", file=bringer.file, n=faults.count, wrong=faults.named)
    staging.clear(connection)
    return came


def rows_of(told: Iterable[Service], first: int = 1) -> Rows:
    """Services as they are staged, on lines from `first` on."""
    return [
        (line, *(day_number(one.day) if name == "day" else getattr(one, name) for name in SAID))
        for line, one in enumerate(told, first)
    ]


def _settled(connection: Connection, bringer: Bringer, wall: datetime, faults: Faults) -> Came:
    """Let what is staged count, unless it must not."""
    work = UnitOfWork(connection, wall)
    work.lock()
    known = staging.known(connection)
    clashes = staging.clashes(connection)
    coming = staging.count(connection)
    _look_at(clashes, bringer, faults)
    if faults.count or not coming or bringer.only_looks:
        return Came(None, coming - len(clashes), len(clashes), known)
    seq = work.commit()
    if clashes:
        _supersede(connection, seq)
    _write(connection, seq)
    came = Came(seq, coming - len(clashes), len(clashes), known)
    _note(connection, came, bringer, work)
    for count in COUNTERS:
        count(connection, staging.changed(seq))
    work.write()
    return came


def _look_at(clashes: list[staging.Clash], bringer: Bringer, faults: Faults) -> None:
    for clash in clashes:
        if bringer.may is not None and not bringer.may(clash.unit, clash.place):
            why = _("the service {id} is one of {unit}, where this account may not write.")
            faults.add(clash.line, why.format(id=clash.id, unit=clash.unit))
        elif not bringer.corrects:
            why = _("the centre knows another service {id}; a correction needs --correct.")
            faults.add(clash.line, why.format(id=clash.id))


def _supersede(connection: Connection, seq: int) -> None:
    said_anew = exists(select(incoming.c.id).where(incoming.c.id == services.c.id).correlate(services))
    connection.execute(update(services).where(STANDING, said_anew).values(until=seq))


def _write(connection: Connection, seq: int) -> None:
    coming = select(literal(seq), *(incoming.c[name] for name in SAID))
    connection.execute(insert(services).from_select(["seq", *SAID], coming))


def _note(connection: Connection, came: Came, bringer: Bringer, work: UnitOfWork) -> None:
    said = {"file": bringer.file[:200], "by": bringer.by, "at": work.wall, "op_at": work.now}
    connection.execute(insert(batches).values(**came._asdict(), **said))
