"""The history of the centre: epoch, commits, and the cursors that point into it.

1. A cursor is good only in the present epoch and only where the commit it names has its nonce (I6).
2. A cursor of this epoch that names another commit means that a backup was restored unannounced: the epoch must change.
   A standby does not know that: it may only be late. It never says `reset` and never changes an epoch.
3. `safe` is what a verified backup holds; without backups, the commits older than SAFE_AFTER.
4. Operational time is the demo's clock where there is one, else wall time.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, func, select, update

from central.problems import NotServed, retry_after
from central.tables import commits, head, records
from postcmd.clock import operational
from postcmd.records import Clock
from postcmd.wire import Cursor

SAFE_AFTER: Final = timedelta(days=7)
LONGEST_CURSOR: Final = 100

_clock_decoder = msgspec.json.Decoder(Clock)


class Head(NamedTuple):
    """Where the history stands."""

    epoch: str
    seq: int
    min_seq: int
    safe: int


class EpochMustChange(Exception):
    """A cursor proves that this database was restored from a backup without a new epoch."""


_HEAD: Final = select(head.c.epoch, head.c.seq, head.c.min_seq, head.c.safe)
_HEAD_LOCKED: Final = _HEAD.with_for_update()  # SQLite takes no row locks: there BEGIN IMMEDIATE has locked it all
_NONCE: Final = select(commits.c.nonce).where(commits.c.seq == bindparam("seq"))
_IN_RECOVERY: Final = select(func.pg_is_in_recovery())
_CLOCK: Final = select(records.c.body).where(records.c.kind == "clock")


def head_of(connection: Connection) -> Head:
    return Head(*connection.execute(_HEAD).one())


def locked_head(connection: Connection) -> Head:
    """The head, held until the transaction ends: whoever takes it commits next. It must be the last lock taken."""
    return Head(*connection.execute(_HEAD_LOCKED).one())


def nonce_of(connection: Connection, seq: int) -> str | None:
    return connection.execute(_NONCE, {"seq": seq}).scalar()


def cursor_at(connection: Connection, at: Head) -> str:
    """The cursor that names the last commit."""
    return str(Cursor(at.epoch, at.seq, nonce_of(connection, at.seq) or ""))


def check(connection: Connection, at: Head, text: str | None) -> Cursor | None:
    """The cursor, if it lies in this history; NotServed or EpochMustChange if not."""
    if text is None:
        return None
    cursor = _parsed(text)
    if cursor.epoch != at.epoch:
        only_a_primary_may(connection)
        raise NotServed("reset", epoch=at.epoch)
    if cursor.seq < at.min_seq:
        raise NotServed("cursor_expired")
    if cursor.seq > at.seq or nonce_of(connection, cursor.seq) != cursor.nonce:
        only_a_primary_may(connection)
        raise EpochMustChange
    return cursor


def only_a_primary_may(connection: Connection) -> None:
    """Send the asker away for a moment if this database only follows another one."""
    if is_standby(connection):
        raise retry_after("standby_behind", 1)


def is_standby(connection: Connection) -> bool:
    """Whether the database follows a primary. An SQLite copy cannot tell: `Database` was told, and passes it on."""
    if connection.dialect.name == "sqlite":
        return bool(connection.get_execution_options().get("standby", False))
    return bool(connection.execute(_IN_RECOVERY).scalar())


def change_epoch(connection: Connection, old: str) -> str:
    """Begin a new epoch unless somebody else just did; returns the present one."""
    connection.execute(update(head).where(head.c.epoch == old).values(epoch=secrets.token_hex(4)))
    return head_of(connection).epoch


def safe_seq(connection: Connection, at: Head, wall: datetime) -> int:
    """Up to where every commit would survive a restore."""
    if at.safe:
        return at.safe
    old = select(commits.c.seq).where(commits.c.at <= wall - SAFE_AFTER).order_by(commits.c.at.desc()).limit(1)
    return connection.execute(old).scalar() or 0


def clock_of(connection: Connection) -> Clock | None:
    """The clock of a demo centre."""
    body = connection.execute(_CLOCK).scalar()
    return None if body is None else _clock_decoder.decode(body)


def op_at_of(connection: Connection, seq: int) -> datetime | None:
    """The operational moment of a commit."""
    return connection.execute(select(commits.c.op_at).where(commits.c.seq == seq)).scalar()


def operational_now(connection: Connection, wall: datetime) -> datetime:
    return operational(clock_of(connection), wall)


def _parsed(text: str) -> Cursor:
    try:
        cursor = Cursor.parse(text[:LONGEST_CURSOR])
    except ValueError:
        raise NotServed("malformed", detail="cursor") from None
    if not 0 <= cursor.seq < 2**62:
        raise NotServed("malformed", detail="cursor")
    return cursor
