"""The database of the centre: the one module that knows which kind it is.

1. A use case is a plain function of a connection; `read` runs it on one consistent cut, `write` in one transaction.
2. One writer at a time: in this process by a lock, between processes by `BEGIN IMMEDIATE`.
3. A commit that was confirmed survives a power cut (WAL, synchronous=FULL).
4. A database newer than the program is refused, an older one too until `init` has brought it up to date.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from sqlalchemy import Connection, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from central.tables import SCHEMA
from postcmd.errors import BadConfig

P = ParamSpec("P")
T = TypeVar("T")

_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=5000",
    "PRAGMA foreign_keys=ON",
)


def url_of(place: str | Path) -> URL:
    """The address of a database: a file name means SQLite in that file."""
    named = str(place)
    if "://" not in named:
        return URL.create("sqlite+aiosqlite", database=str(Path(named).absolute()))
    url = make_url(named)
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
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
    if not _is_sqlite(url) or not url.database:
        return
    file = Path(url.database)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))


def must_exist(url: URL) -> None:
    """BadConfig where an SQLite file is not there, since opening it would make an empty one, or is no database."""
    if not _is_sqlite(url) or not url.database:
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
    """Runs use cases on the database at `url`."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self._engine = _engine(url)
        self._writer = asyncio.Lock()

    async def read(self, use: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `use` on one consistent cut; it must not write."""
        async with self._engine.connect() as connection, connection.begin():
            return await connection.run_sync(use, *args, **kwargs)

    async def write(self, use: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `use` as one transaction: all of it, or nothing where it raises."""
        async with self._writer, self._engine.connect() as connection:
            writing = await connection.execution_options(writing=True)
            async with writing.begin():
                return await writing.run_sync(use, *args, **kwargs)

    async def close(self) -> None:
        await self._engine.dispose()


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _engine(url: URL) -> AsyncEngine:
    if _is_sqlite(url):
        engine = create_async_engine(url, pool_size=8, max_overflow=8)
        _speak_sqlite(engine)
        return engine
    return create_async_engine(url, isolation_level="REPEATABLE READ", pool_pre_ping=True)


def _speak_sqlite(engine: AsyncEngine) -> None:
    """Begin transactions ourselves: the driver would begin them late, and never as a writer's."""

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(pragma).close()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
