"""The centre of a simulation: the product's own use cases on SQLite in memory, behind one door that takes bytes.

1. What comes in is read as the centre reads it; what goes out is what goes over the wire.
2. Every transaction that was committed is shown to `witness` before anybody else sees it.
3. The standby is a copy of some moment; it answers pulls and never writes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from msgspec import Struct
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import StaticPool

from central import accounts, history, pull, push, retention
from central.accounts import Session
from central.backup import advance_safe
from central.load import write_records
from central.problems import NotServed
from central.push import Taken
from central.reading import message, push_request
from central.upgrade import upgrade
from postcmd.op_kinds import TAKEN
from postcmd.records import AnyRecord
from postcmd.scope import prefixes_of
from postcmd.wire import Hello, Problem, PullAnswer, PullRequest, PushAnswer, encode
from tests.sim.field import ACCOUNTS, RECORDS, grant, grants_at_first

T = TypeVar("T")

BUSY = 503
START = datetime(2022, 11, 20, 3, 0, tzinfo=UTC)


class Reply(Struct, frozen=True):
    """What goes back over the wire: the body of an answer or a problem, or only a reason why there is none."""

    shape: type[Hello] | type[PullAnswer] | type[PushAnswer] | type[Problem] | None
    body: bytes = b""
    trouble: str = ""


class Backup(Struct, frozen=True):
    image: bytes
    seq: int


class Centre:
    """A primary and a standby. `wall` is its clock."""

    def __init__(self) -> None:
        self.wall = START
        self.witness: Callable[[sqlite3.Connection], None] = lambda database: None
        self.down = False
        self.poison: dict[str, int] = {}
        self.backups: list[Backup] = []
        self.first_caches = _first_caches()
        self._primary, self._standby = _databases()
        self._primary.raw.deserialize(_first_image())
        self.catch_up()

    @property
    def database(self) -> sqlite3.Connection:
        return self._primary.raw

    # What posts ask

    def hello(self, account: str, client: str, at_standby: bool = False) -> Reply:
        database = self._standby if at_standby else self._primary
        return self._reply(lambda: database.read(self._hello, account, client))

    def pull(self, account: str, body: bytes, at_standby: bool = False) -> Reply:
        database = self._standby if at_standby else self._primary
        return self._reply(lambda: database.read(self._pull, account, body))

    def push(self, account: str, body: bytes) -> Reply:
        return self._reply(lambda: self._push(account, body))

    # What others do

    def write(self, use: Callable[..., T], *args: Any) -> T:
        """A use case as one transaction."""
        result = self._primary.write(use, *args)
        self.witness(self._primary.raw)
        return result

    def load(self, *records: AnyRecord) -> None:
        self.write(write_records, records, self.wall)

    def grant(self, account: str, prefixes: list[str]) -> None:
        """The account holds these prefixes from now on, and no others."""
        self.write(_grant, account, prefixes, self.wall)

    def compact(self, kept: timedelta) -> None:
        """Forget commits, moves and tombstones older than `kept`, as on a day so much later."""
        self.write(retention.prune, self.wall - kept + retention.KEPT)

    def backup(self) -> None:
        """An image, verified, and only then the word that everything up to here is safe."""
        seq = int(self.database.execute("SELECT seq FROM head").fetchone()[0])
        self.backups.append(Backup(self.database.serialize(), seq))
        self.write(advance_safe, seq)

    def restore(self, backup: Backup, announced: bool) -> None:
        self._primary.raw.deserialize(backup.image)
        if announced:
            self.write(lambda connection: history.change_epoch(connection, history.head_of(connection).epoch))
        self.catch_up()
        self.witness(self._primary.raw)

    def come_back(self) -> None:
        self.down = False

    def catch_up(self) -> None:
        """The standby has everything that the primary has."""
        self._standby.raw.deserialize(self._primary.raw.serialize())

    # How

    def _hello(self, connection: Connection, account: str, client: str) -> Hello:
        head, grants = history.head_of(connection), accounts.grants_of(connection, account)
        return Hello(
            epoch=head.epoch,
            head=head.seq,
            t=self.wall,
            now=self.wall,
            account=account,
            prefixes=prefixes_of(grants, self.wall),
            grants=list(grants),
            last=push.last_of(connection, client, account) or 0,
            role="standby" if history.is_standby(connection) else "primary",
            op_at=history.began_at(connection),
            kinds=TAKEN,
        )

    def _pull(self, connection: Connection, account: str, body: bytes) -> PullAnswer:
        session = Session(account, self.wall + timedelta(days=1), accounts.grants_of(connection, account))
        return pull.pull(connection, message(body, PullRequest), session, self.wall)

    def _push(self, account: str, body: bytes) -> PushAnswer:
        said = push_request(body)
        taken = self._primary.write(self._take, said, account)
        self.witness(self._primary.raw)
        return PushAnswer(taken.upto)

    def _take(self, connection: Connection, said: Any, account: str) -> Taken:
        taken = push.take(connection, said, account, self.wall)
        bad = [] if said.park else [op.reason for op in said.ops if self.poison.get(op.reason, 0) > 0]
        if bad:
            self.poison[bad[0]] -= 1
            raise Broken
        return taken

    def _reply(self, answer: Callable[[], Any]) -> Reply:
        if self.down:
            return Reply(None, trouble="lost")
        try:
            said = answer()
            return Reply(type(said), encode(said))
        except NotServed as problem:
            if problem.status == BUSY:
                return Reply(None, trouble="busy")
            return Reply(Problem, encode(problem.problem()))
        except history.EpochMustChange:
            return Reply(Problem, encode(NotServed("reset", epoch=self._new_epoch()).problem()))
        except Broken:
            return Reply(None, trouble="broken")

    def _new_epoch(self) -> str:
        return self.write(lambda connection: history.change_epoch(connection, history.head_of(connection).epoch))


class Broken(Exception):
    """The centre failed over what was sent, and rolled back."""


class Database:
    """SQLite in memory, used as the centre uses its own."""

    def __init__(self, standby: bool = False) -> None:
        self.raw = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._connection = _engine(self.raw).connect().execution_options(standby=standby)

    def read(self, use: Callable[..., T], *args: Any) -> T:
        with self._connection.begin():
            # Said to the database itself: an engine with a listener asks at every statement who listens.
            self.raw.execute("BEGIN")
            return use(self._connection, *args)

    write = read


def _engine(raw: sqlite3.Connection) -> Engine:
    return create_engine("sqlite://", poolclass=StaticPool, creator=lambda: raw)


@cache
def _databases() -> tuple[Database, Database]:
    """Made once: what SQLAlchemy has learnt to say to a database it keeps with it."""
    return Database(), Database(standby=True)


@cache
def _first_caches() -> dict[str, bytes]:
    """What posts know that have asked once, by their account. Every centre begins with the same image."""
    return {}


@cache
def _first_image() -> bytes:
    database = Database()
    database.write(upgrade, START)
    database.write(_settle_in)
    return database.raw.serialize()


def _settle_in(connection: Connection) -> None:
    write_records(connection, RECORDS, START)
    for account in ACCOUNTS:
        accounts.add(connection, account, "", START)
        _grant(connection, account, grants_at_first(account), START)


def _grant(connection: Connection, account: str, prefixes: list[str], wall: datetime) -> None:
    accounts.revoke_grants(connection, account, None, wall)
    for prefix in prefixes:
        accounts.grant(connection, account, grant(prefix), wall)
