"""The history of the centre: epoch, commits, and the cursors that point into it.

1. A cursor is good only in the present epoch and only where the commit it names has its nonce (I6).
2. A cursor of this epoch that names another commit, and whose nonce this centre made, proves that a backup was restored
   unannounced: the epoch must change. One that anybody could have made up changes nothing; who holds it learns anew.
   A standby does not know that: it may only be late. It never says `reset` and never changes an epoch.
   Who asks for everything says what it has seen, and is answered by nobody who has seen less.
3. `safe` is what a verified backup holds; without backups, the commits older than SAFE_AFTER. A day counts once it has
   passed, one at a time: however far a clock jumps, it makes nothing older by more than a day.
4. A nonce is bound to its epoch and seq under a secret that is made with an epoch and stays in the database and its
   backups, so that the nonces of a part that was lost are known again.
5. Operational time is the demo's clock where there is one, else wall time.
6. An epoch began at the last commit that was there when it was made: there a restored centre goes on from.
"""

from __future__ import annotations

import hmac
import json
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, func, select, update

from central.problems import NotServed, retry_after
from central.tables import commits, head, records
from postcmd.clock import operational
from postcmd.decoding import decoder
from postcmd.records import Clock
from postcmd.wire import Cursor

SAFE_AFTER: Final = timedelta(days=7)
_A_DAY: Final = timedelta(hours=23)
"""Whoever looks once a day never comes quite on time."""
LONGEST_CURSOR: Final = 100
_HALF: Final = 6
"""Bytes, in eight letters: one half of a nonce tells two commits apart, the other proves it to whoever made it."""

_clock_decoder = decoder(Clock)


class Head(NamedTuple):
    """Where the history stands, and the secret that its nonces are made with."""

    epoch: str
    seq: int
    min_seq: int
    safe: int
    secret: str
    aged: int = 0


class EpochMustChange(Exception):
    """A cursor proves that this database, of the epoch `old`, was restored from a backup without a new one."""

    def __init__(self, old: str) -> None:
        super().__init__(old)
        self.old = old


_HEAD: Final = select(head.c.epoch, head.c.seq, head.c.min_seq, head.c.safe, head.c.secret, head.c.aged)
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


def new_nonce(at: Head, seq: int) -> str:
    """What tells the commit `seq` from any other commit of that number, and proves that it was made here."""
    chance = secrets.token_urlsafe(_HALF)
    return chance + _proof(at, seq, chance)


def _proof(at: Head, seq: int, chance: str) -> str:
    # With the epoch: a cursor of an epoch that is over, written anew for this one, must prove nothing.
    made = f"{at.epoch}.{seq}.{chance}".encode()
    return urlsafe_b64encode(blake2b(made, key=at.secret.encode(), digest_size=_HALF).digest()).decode()


def _is_proven(at: Head, cursor: Cursor) -> bool:
    """Whether the commit it names was made in this epoch, be it here any more or not."""
    chance, proof = cursor.nonce[:8], cursor.nonce[8:]
    return bool(at.secret) and hmac.compare_digest(proof.encode(), _proof(at, cursor.seq, chance).encode())


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
    if _is_missing(connection, at, cursor):
        only_a_primary_may(connection)
        if _is_proven(at, cursor):
            raise EpochMustChange(at.epoch)
        raise NotServed("cursor_expired")
    return cursor


def check_seen(connection: Connection, at: Head, epoch: str, text: str | None) -> None:
    """For who asks for everything: NotServed or EpochMustChange where that would be older than what they have `seen`.

    A cursor that we did not make, or that is of another epoch, says nothing: there is none that they have to come from.
    """
    if epoch not in ("", at.epoch):
        only_a_primary_may(connection)
        raise NotServed("reset", epoch=at.epoch)
    try:
        seen = None if text is None else _parsed(text)
    except NotServed:
        return
    if seen is None or not _is_proven(at, seen) or seen.seq < at.min_seq or not _is_missing(connection, at, seen):
        return
    only_a_primary_may(connection)
    raise EpochMustChange(at.epoch)


def _is_missing(connection: Connection, at: Head, cursor: Cursor) -> bool:
    return cursor.seq > at.seq or nonce_of(connection, cursor.seq) != cursor.nonce


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
    last = select(commits.c.op_at).where(commits.c.seq == head.c.seq).scalar_subquery()
    connection.execute(update(head).where(head.c.epoch == old).values(epoch=secrets.token_hex(4), began=last))
    return head_of(connection).epoch


def safe_seq(at: Head) -> int:
    """Up to where every commit would survive a restore."""
    return at.safe or at.aged


def count_the_day(connection: Connection, wall: datetime) -> None:
    """Let the commits be a day older, if a day has passed since the last time."""
    row = connection.execute(select(head.c.seq, head.c.days, head.c.day_at, head.c.aged)).one()
    if row.day_at is not None and row.day_at <= wall < row.day_at + _A_DAY:
        return
    days: list[int] = json.loads(row.days)
    if row.day_at is None or row.day_at <= wall:  # else the clock was put back: nobody knows how much has passed
        days.append(row.seq)
    aged = days.pop(0) if len(days) > SAFE_AFTER.days else row.aged
    connection.execute(update(head).values(days=json.dumps(days), day_at=wall, aged=aged))


def clock_of(connection: Connection) -> Clock | None:
    """The clock of a demo centre."""
    body = connection.execute(_CLOCK).scalar()
    return None if body is None else _clock_decoder.decode(body)


def began_at(connection: Connection) -> datetime | None:
    """The operational moment of the commit that the present epoch began at."""
    return connection.execute(select(head.c.began)).scalar()


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
