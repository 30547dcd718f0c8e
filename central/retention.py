"""How long things are kept, and what happens to the clock of a demo while the centre was away.

1. Moves and tombstones older than KEPT go; a cursor older than that gets a snapshot instead of a delta (I13).
   Nothing goes that stands after something younger: a commit with a wrong date takes nothing with it.
   Events and the commits that date them stay: the past can be asked for, however long ago it is.
2. The ledger keeps what was refused for REFUSED_KEPT, and never forgets the number or the hash of an op.
3. A demo's clock goes on from the last commit: the time the centre was away does not count.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, and_, delete, func, select, update

from central.history import clock_of, count_the_day, locked_head
from central.load import write_records
from central.tables import answers, commits, head, ledger, moves, paths, records, tokens
from postcmd.clock import operational, resumed

KEPT: Final = timedelta(days=35)
REFUSED_KEPT: Final = timedelta(days=90)


def grow_old(connection: Connection, wall: datetime) -> None:
    """What is to be done once a day."""
    count_the_day(connection, wall)
    prune(connection, wall)


def prune(connection: Connection, wall: datetime) -> None:
    """Forget what is older than the promises say. The last commit always stays: cursors begin there."""
    refused = (ledger.c.at < wall - REFUSED_KEPT, ledger.c.op.is_not(None))
    connection.execute(update(ledger).where(*refused).values(op=None))
    connection.execute(delete(tokens).where(tokens.c.expires < wall - KEPT))
    connection.execute(delete(answers).where(answers.c.at < wall - KEPT))
    old = _old(connection, wall)
    if old > connection.execute(select(head.c.min_seq)).scalar_one():
        connection.execute(delete(moves).where(moves.c.seq <= old))
        locked_head(connection)  # nobody brings back just now what is buried; who was about to sees `min_seq` move
        _bury(connection, old)
        connection.execute(update(head).values(min_seq=old))


def resume_clock(connection: Connection, wall: datetime) -> None:
    """Let a demo's clock go on from where the last commit left it."""
    clock = clock_of(connection)
    if clock is None:
        return
    reached = connection.execute(select(commits.c.op_at).order_by(commits.c.seq.desc()).limit(1)).scalar_one()
    reached = max(clock.at, min(reached, operational(clock, wall)))
    write_records(connection, [resumed(clock, reached, wall)], wall, now=reached)


def _old(connection: Connection, wall: datetime) -> int:
    """The last commit older than KEPT with none before it that is younger. One dated later than now tells nothing."""
    moment = wall - KEPT
    is_young = and_(commits.c.at > moment, commits.c.at <= wall)
    young = connection.execute(select(func.min(commits.c.seq)).where(is_young)).scalar()
    before = () if young is None else (commits.c.seq < young,)
    return connection.execute(select(func.max(commits.c.seq)).where(commits.c.at <= moment, *before)).scalar() or 0


def _bury(connection: Connection, old: int) -> None:
    dead = select(records.c.id).where(records.c.deleted, records.c.seq <= old, records.c.kind == paths.c.kind)
    connection.execute(delete(paths).where(paths.c.id.in_(dead)))
    connection.execute(delete(records).where(records.c.deleted, records.c.seq <= old))
