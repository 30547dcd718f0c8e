"""Databases of the run's PostgreSQL that one story leaves and the next is lent: to create one takes 0.1 s.

1. What stood in one is put back table by table: nothing of the story before is left, nor a connection of it.
2. A story that changes tables needs a database of its own (`fresh_database`); where it was lent one, the next says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final, NamedTuple

import psycopg

from tests.postgres import fresh_database

_free: Final[list[str]] = []
_BUILT = """SELECT array_agg((relname::text, relkind::text, relnatts) ORDER BY relname)::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace"""
_OTHERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


class Content(NamedTuple):
    """What stands in a database: how it is built, the rows of each table, where each sequence stands."""

    built: str
    rows: dict[str, bytes]
    sequences: dict[str, tuple[int, bool]]


@asynccontextmanager
async def lent_database() -> AsyncIterator[str]:
    """The URL of a database at the newest schema. Whatever stands in it, `put_back` what is wanted."""
    url = _free.pop() if _free else await asyncio.to_thread(fresh_database)
    yield url
    _free.append(url)


def content_of(url: str) -> Content:
    with _connected(url) as database:
        tables = [name for (name,) in database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        sequences = [name for (name,) in database.execute("SELECT sequencename FROM pg_sequences")]
        return Content(
            _built(database),
            {table: _rows(database, table) for table in tables},
            {sequence: _stands_at(database, sequence) for sequence in sequences},
        )


def put_back(url: str, content: Content) -> None:
    """This and nothing else stands in the database."""
    with _connected(url) as database, database.transaction():
        database.execute(_OTHERS)
        assert _built(database) == content.built, "a story before this one changed tables of a database it was lent"
        # Rows come table by table, and point to rows that are not there yet.
        database.execute("SET LOCAL session_replication_role = replica")
        database.execute("; ".join(f'DELETE FROM "{table}"' for table in content.rows).encode())
        for table, rows in content.rows.items():
            with (
                database.cursor() as cursor,
                cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT binary)'.encode()) as copy,
            ):
                copy.write(rows)
        for sequence, (at, is_called) in content.sequences.items():
            database.execute("SELECT setval(%s::regclass, %s, %s)", (sequence, at, is_called))


@contextmanager
def _connected(url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as database:
        yield database


def _built(database: psycopg.Connection[Any]) -> str:
    (built,) = database.execute(_BUILT).fetchone() or ("",)
    return str(built)


def _rows(database: psycopg.Connection[Any], table: str) -> bytes:
    told = f'COPY (SELECT * FROM "{table}" t ORDER BY t::text) TO STDOUT (FORMAT binary)'
    with database.cursor() as cursor, cursor.copy(told.encode()) as copy:
        return b"".join(bytes(part) for part in copy)


def _stands_at(database: psycopg.Connection[Any], sequence: str) -> tuple[int, bool]:
    at, is_called = database.execute(f'SELECT last_value, is_called FROM "{sequence}"'.encode()).fetchone() or (
        1,
        False,
    )
    return int(str(at)), bool(is_called)
