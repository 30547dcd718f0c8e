"""Copies of an SQLite database, made while it is in use, and what stands in them.

1. A copy is one consistent cut: all pages are read in one step, within one read transaction, and writers go on.
2. A copy is one file that needs no other beside it.
3. What is read of a backup is read from the file alone; nothing is written beside it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from central.backup_contents import Contents
from postcmd.errors import Refused

MAGIC: Final = b"SQLite format 3\0"
_FULL: Final = ("SQLITE_FULL", "SQLITE_IOERR_WRITE")


def copy(source: Path, part: Path, is_live: bool = False) -> None:
    """Everything that is committed in `source`, also what still lies in its log, as one file."""
    with damage_told(source), closing(opened(source, is_live)) as there, closing(_to_write(part)) as here:
        there.backup(here)


def look_into(file: Path) -> Contents:
    """What the file holds, every page of it checked. Refused where it is no backup, or damaged."""
    with damage_told(file), closing(opened(file)) as connection:
        _must_be_sound(connection, file)
        return _contents(connection, file)


def opened(file: Path, is_live: bool = False) -> sqlite3.Connection:
    """For reading. A file that nobody has open and that has no log beside it needs none, and may lie read-only."""
    how = "mode=rw" if is_live or _log_of(file).exists() else "mode=ro&immutable=1"
    return sqlite3.connect(f"{file.absolute().as_uri()}?{how}", uri=True, isolation_level=None)


def is_ours(file: Path) -> bool:
    """Whether the file is an SQLite database at all."""
    with file.open("rb") as start:
        return start.read(len(MAGIC)) == MAGIC


@contextmanager
def damage_told(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "") in _FULL:
            raise Refused("no_space") from None
        if getattr(error, "sqlite_errorname", "") == "SQLITE_NOTADB":
            raise Refused("not_a_backup", file=str(file)) from None
        raise Refused("backup_damaged", file=str(file), reason=str(error)) from None


def _to_write(part: Path) -> sqlite3.Connection:
    """Nobody else opens the part, and its own journal would only be thrown away.

    Without SQLite's locks it may lie on a network drive, where they do not get along with the lock we hold on it.
    """
    connection = sqlite3.connect(f"{part.absolute().as_uri()}?mode=rw&nolock=1", uri=True)
    for pragma in ("PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF"):
        connection.execute(pragma).close()
    return connection


def _log_of(file: Path) -> Path:
    return file.with_name(file.name + "-wal")


def _must_be_sound(connection: sqlite3.Connection, file: Path) -> None:
    found = _one(connection, "PRAGMA integrity_check(1)")[0]
    if found == "ok" and file.stat().st_size % _one(connection, "PRAGMA page_size")[0]:
        found = "half a page"  # SQLite fills it up with zeros
    if found != "ok":
        raise Refused("backup_damaged", file=str(file), reason=str(found).replace("\n", " "))


def _contents(connection: sqlite3.Connection, file: Path) -> Contents:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"alembic_version", "head", "commits"} <= tables:
        raise Refused("not_a_backup", file=str(file))
    schema = _one(connection, "SELECT version_num FROM alembic_version")
    head = _one(connection, "SELECT epoch, seq FROM head")
    if schema is None or head is None:
        raise Refused("not_a_backup", file=str(file))
    last = _one(connection, "SELECT nonce, at FROM commits WHERE seq = ?", head[1]) or ("", 0)
    oldest, many = _one(connection, "SELECT coalesce(min(seq), 0), count(*) FROM commits WHERE seq <= ?", head[1])
    made = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=last[1])
    return Contents(schema[0], head[0], head[1], last[0], made, oldest, many)


def _one(connection: sqlite3.Connection, statement: str, *values: Any) -> Any:
    return connection.execute(statement, values).fetchone()
