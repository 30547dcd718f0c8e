"""The database of the centre: the one module that knows which kind it is.

1. A use case is a plain function of a connection; `read` runs it on one consistent cut, `write` in one transaction.
2. One writer at a time: in this process by its one thread, between processes by `BEGIN IMMEDIATE` or the head's row.
3. A commit that was confirmed survives a power cut (WAL and synchronous=FULL; synchronous_commit=on).
4. A database newer than the program is refused, an older one too until `init` has brought it up to date.
5. A use case runs in a thread and always to its end: who waits for it may be cancelled, its transaction is whole.
6. What two writers did to one another (a deadlock, the same new row) and a connection lost before the commit are tried
   again whole, a few times. A connection lost during the commit is not: nobody knows how that ended.
"""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Concatenate, Final, Literal, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from central.engines import collided, engine_of, is_sqlite
from central.history import is_standby
from central.problems import retry_after
from central.tables import SCHEMA
from postcmd.errors import BadConfig

P = ParamSpec("P")
T = TypeVar("T")

Role = Literal["primary", "standby"]

READERS: Final = 8
"""Threads that read; a snapshot takes one of them for a while, and there are at most four of these."""
MOST_WAITING: Final = 500
"""Writes that wait for the one writer; whoever comes then is told to come again."""
TRIES: Final = 6
_PAUSE: Final = 0.01


def url_of(place: str | Path) -> URL:
    """The address of a database: a file name means SQLite in that file."""
    named = str(place)
    if "://" not in named:
        return URL.create("sqlite", database=str(Path(named).absolute()))
    url = make_url(named)
    drivers = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
    return url.set(drivername=drivers.get(url.drivername, url.drivername))


@contextmanager
def usable(url: URL) -> Iterator[None]:
    """BadConfig where the database turns out to be none, or out of reach."""
    try:
        yield
    except OSError as error:
        raise BadConfig("database_unusable", file=url.database, reason=error.strerror or str(error)) from None
    except DatabaseError as error:
        if type(error) not in (DatabaseError, OperationalError):
            raise
        raise BadConfig("database_unusable", file=url.database, reason=str(error.orig)) from None
    except sqlite3.Error as error:
        raise BadConfig("database_unusable", file=url.database, reason=str(error)) from None


def make_private_file(url: URL) -> None:
    """Create the file of an SQLite database so that only its owner reads it: it holds password hashes."""
    if not is_sqlite(url) or not url.database:
        return
    file = Path(url.database)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))


def must_exist(url: URL) -> None:
    """BadConfig where an SQLite file is not there, since opening it would make an empty one, or is no database."""
    if not is_sqlite(url) or not url.database:
        return
    if not Path(url.database).exists():
        raise BadConfig("no_database", file=url.database)
    # Tried here, and not through the engine: a driver's thread that could not open its file may outlive the event loop.
    with usable(url), closing(sqlite3.connect(url.database)) as connection:
        connection.execute("PRAGMA schema_version")


def schema_of(connection: Connection) -> str | None:
    """The migration the database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def must_fit(connection: Connection) -> None:
    """BadConfig unless the database is exactly at the program's schema."""
    found = schema_of(connection)
    if found is None or found < SCHEMA:
        raise BadConfig("database_older", found=found or "0000", known=SCHEMA)
    if found > SCHEMA:
        raise BadConfig("database_newer", found=found, known=SCHEMA)


class Database:
    """Runs use cases on the database at `url`. `standby`: an SQLite copy that is to be read only."""

    def __init__(self, url: URL, standby: bool = False) -> None:
        self.url = url
        self._standby = standby
        self._readers = ThreadPoolExecutor(READERS, "reader")
        self._writer = ThreadPoolExecutor(1, "writer")
        self._reading = engine_of(url, writing=False, size=READERS).execution_options(standby=standby)
        self._writing = engine_of(url, writing=True, size=1)
        self._waiting = 0

    async def read(self, use: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `use` on one consistent cut; it must not write."""

        def work(connection: Connection) -> T:
            return use(connection, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._readers, _tried, self._reading, work)

    async def write(self, use: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `use` as one transaction: all of it, or nothing where it raises. It may be run again from the start."""
        if self._standby:
            raise retry_after("standby", 5)
        if self._waiting >= MOST_WAITING:
            raise retry_after("busy", 5)

        def work(connection: Connection) -> T:
            return use(connection, *args, **kwargs)

        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._writer, _tried, self._writing, work)
        finally:
            self._waiting -= 1

    async def role(self) -> Role:
        """A standby follows a primary and can only be read."""
        return "standby" if await self.read(is_standby) else "primary"

    async def close(self) -> None:
        """What runs is let to its end."""
        for threads in (self._writer, self._readers):
            threads.shutdown(wait=False)
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        for threads in (self._writer, self._readers):
            threads.shutdown(wait=True)
        for engine in (self._writing, self._reading):
            engine.dispose()


def _tried(engine: Engine, use: Callable[[Connection], T]) -> T:
    """Run `use` in a transaction, again and again where that helps."""
    tries = 0
    while True:
        tries += 1
        try:
            return _run(engine, use)
        except DBAPIError as error:
            if tries == TRIES or not _is_worth_another_try(error, tries):
                raise
            time.sleep(random.uniform(0, _PAUSE * 2**tries))


def _run(engine: Engine, use: Callable[[Connection], T]) -> T:
    with engine.connect() as connection:
        transaction = connection.begin()
        try:
            done = use(connection)
        except BaseException:
            transaction.rollback()
            raise
        try:
            transaction.commit()
        except DBAPIError as error:
            if error.connection_invalidated:
                error.add_detail(_IN_COMMIT)
            raise
        return done


def _is_worth_another_try(error: DBAPIError, tries: int) -> bool:
    if collided(error):
        return True
    # A pooled connection that died unnoticed: the pool knows now, so that one more try tells more.
    return error.connection_invalidated and tries == 1 and _IN_COMMIT not in error.detail


_IN_COMMIT: Final = "the connection was lost during the commit"
