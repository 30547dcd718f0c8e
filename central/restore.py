"""Bringing a backup back.

1. Nothing is restored but a backup that is whole; it goes where no database is, or where one may be replaced, which is
   then kept aside under its date. A database in use is never touched.
2. What has been restored is another history from its last commit on: it has a new epoch, so that every post forgets
   what it learnt, keeps its edits, and sends again what the backup does not hold.
3. Accounts, grants and tokens are those of the backup: what was revoked since is good again, unless everybody is
   signed out.
4. A place holds the old database or the new one, whole; where it was cut off in between, it holds none.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import URL

from central import accounts, backup_postgres, backup_sqlite, commands
from central.backup import advance_safe, verified
from central.backup_contents import Contents
from central.backup_file import put_in_place, sync_folder, writable, written_beside
from central.centre import wall_clock
from central.database import url_of
from central.engines import is_sqlite
from central.history import change_epoch, head_of
from postcmd.errors import Refused

BESIDE: Final = ("", "-wal", "-shm")
"""The files of an SQLite database. A log left beside another database would be played into it."""
_LOCKED: Final = 0x40000000
"""Where SQLite's locks lie in a file: 512 bytes from here on."""
_DATED: Final = "%Y%m%d-%H%M%S"
_OTHERS: Final = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND backend_type = 'client backend'"
)


class Restored(NamedTuple):
    """What was restored, and where the database that stood there is now; "" where there was none."""

    contents: Contents
    aside: str


def restore(
    url: URL, file: Path, replace: bool = False, sign_out: bool = False, pg_dump: str | None = None
) -> Restored:
    """Make the database at `url` what the backup holds, and begin a new history there."""
    with writable(file):
        of_sqlite = backup_sqlite.is_ours(file)
    contents = verified(file, pg_dump)
    if of_sqlite != is_sqlite(url):
        kinds = ("SQLite", "PostgreSQL") if of_sqlite else ("PostgreSQL", "SQLite")
        raise Refused("wrong_kind", file=str(file), found=kinds[0], wanted=kinds[1])
    if of_sqlite:
        return Restored(contents, _as_file(Path(str(url.database)), file, contents, replace, sign_out))
    return Restored(contents, _as_tables(url, file, replace, sign_out, pg_dump))


def _as_file(place: Path, file: Path, contents: Contents, replace: bool, sign_out: bool) -> str:
    there = [beside for beside in _files_of(place) if beside.exists()]
    if there and (not replace or file.samefile(there[0])):
        raise Refused("database_in_the_way", file=str(place))
    with writable(place):
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with written_beside(place) as part:
        backup_sqlite.copy(file, part)
        if verified(part, called=file) != contents:
            raise Refused("backup_damaged", file=str(file), reason=str(part))
        _begin_anew(url_of(part), sign_out)
        with _nobody_uses(place):
            aside = _set_aside(place)
            put_in_place(part, place)
    return aside


def _begin_anew(url: URL, sign_out: bool) -> None:
    """Bring an older schema up to date; then everything in here is safe, and what comes is another history."""
    commands.init(url)
    commands.change(url, _new_history, sign_out)


def _new_history(connection: Connection, sign_out: bool) -> None:
    at = head_of(connection)
    change_epoch(connection, at.epoch)
    advance_safe(connection, at.seq)
    if sign_out:
        accounts.sign_everybody_out(connection, wall_clock())


@contextmanager
def _nobody_uses(place: Path) -> Iterator[None]:
    """Hold SQLite's own lock on the file, whatever state the file is in: who has it open holds a part of it."""
    if not place.exists():
        yield
        return
    opened = os.open(place, os.O_RDWR)
    try:
        try:
            fcntl.lockf(opened, fcntl.LOCK_EX | fcntl.LOCK_NB, 512, _LOCKED)
        except (BlockingIOError, PermissionError):
            raise Refused("database_in_use", file=str(place)) from None
        yield
    finally:
        os.close(opened)


def _set_aside(place: Path) -> str:
    """Keep what stands there under its date, the log under a name that still belongs to the database."""
    there = [(end, file) for end, file in zip(BESIDE, _files_of(place), strict=True) if file.exists()]
    if not there:
        return ""
    aside = f"{place}.replaced-{datetime.now().astimezone().strftime(_DATED)}"
    for end, file in there:
        file.rename(aside + end)
    sync_folder(place.parent)
    return aside


def _files_of(place: Path) -> list[Path]:
    return [place.with_name(place.name + end) for end in BESIDE]


def _as_tables(url: URL, file: Path, replace: bool, sign_out: bool, pg_dump: str | None) -> str:
    aside = f"{backup_postgres.ASIDE}{datetime.now().astimezone().strftime(_DATED.replace('-', '_'))}"
    replaced = commands.run_on(url, _move_aside, aside, replace)
    try:
        backup_postgres.restore(url, file, pg_dump)
    except BaseException:
        commands.run_on(url, _move_back, aside, replaced)
        raise
    _begin_anew(url, sign_out)
    return aside if replaced else ""


def _move_aside(connection: Connection, aside: str, replace: bool) -> list[str]:
    """Keep the tables that stand there in a schema of their own; returns their names."""
    name = str(connection.engine.url.database)
    there = inspect(connection).get_table_names()
    if there and not replace:
        raise Refused("database_in_the_way", file=name)
    if there and connection.execute(_OTHERS).scalar():
        raise Refused("database_in_use", file=name)
    if there:
        connection.execute(text(f'CREATE SCHEMA "{aside}"'))
    _move(connection, there, "", aside)
    return there


def _move_back(connection: Connection, aside: str, replaced: list[str]) -> None:
    _move(connection, replaced, f'"{aside}".', str(connection.execute(text("SELECT current_schema()")).scalar()))
    connection.execute(text(f'DROP SCHEMA IF EXISTS "{aside}"'))


def _move(connection: Connection, names: list[str], from_: str, to: str) -> None:
    for name in names:
        connection.execute(text(f'ALTER TABLE {from_}"{name}" SET SCHEMA "{to}"'))
