"""Backups of the centre, and the promise that rests on them.

1. A backup counts once it has been written, brought to the disk, read back and found whole. Until then nothing has
   changed: neither the file at its place nor what posts may forget.
2. `safe`, up to where posts may forget their edits, then moves to the last commit that the backup itself holds. It
   never goes back, and never beyond what a backup of this very history holds.
3. A backup never takes the place of a file that is not an older backup of this database.
4. It may be made while the centre serves: posts go on.
"""

from __future__ import annotations

import stat
from pathlib import Path

from sqlalchemy import Connection, update
from sqlalchemy.engine import URL

from central import backup_postgres, backup_sqlite, commands, tables
from central.backup_contents import Contents, must_hold_together
from central.backup_file import put_in_place, settle, writable, written_beside
from central.database import must_exist
from central.engines import is_sqlite
from central.history import head_of, nonce_of
from postcmd.errors import Refused


def back_up(url: URL, file: Path, pg_dump: str | None = None, count: bool = True) -> Contents:
    """Write a backup of the database to `file`, and let the posts know what is safe now. Returns what it holds.

    Without `count` nothing is promised yet: `mark_file` does, once the file has come to where it is to stay.
    """
    must_exist(url)
    commands.change(url, head_of)
    with writable(file):
        place = file.resolve()
        _must_not_be_the_database(place, url)
    with written_beside(place) as part:
        _must_be_ours_to_replace(url, place, pg_dump)
        if is_sqlite(url):
            backup_sqlite.copy(Path(str(url.database)), part, is_live=True)
        else:
            backup_postgres.dump(url, part, pg_dump)
        settle(part)
        contents = verified(part, pg_dump, called=file)
        commands.change(url, must_be_of_this_history, contents, file)
        put_in_place(part, place)
        if count:
            # Looked at again with it: a restore meanwhile made this another history.
            commands.change(url, _mark_contents, contents, file)
    return contents


def verified(file: Path, pg_dump: str | None = None, called: Path | None = None) -> Contents:
    """What a backup holds. Refused unless it is whole and of a schema this program knows."""
    name = called or file
    try:
        with writable(name):
            of_sqlite = backup_sqlite.is_ours(file)
            contents = backup_sqlite.look_into(file) if of_sqlite else backup_postgres.look_into(file, pg_dump)
        return must_hold_together(contents, str(name))
    except Refused as error:
        raise Refused(error.code, **{**error.facts, "file": str(name)}) from None


def mark_file(url: URL, file: Path, pg_dump: str | None = None) -> Contents:
    """Count a backup that was made otherwise."""
    contents = verified(file, pg_dump)
    commands.change(url, _mark_contents, contents, file)
    return contents


def mark(url: URL, seq: int) -> int:
    """Take the operator's word that everything up to this commit is in a backup. Returns how far it is safe now."""
    return commands.change(url, _mark, seq)


def where(url: URL) -> tuple[int, int]:
    """The last commit, and up to which one a backup is known."""
    at = commands.change(url, head_of)
    return at.seq, at.safe


def must_be_of_this_history(connection: Connection, contents: Contents, file: Path) -> None:
    """Refused unless the backup's last commit is one of this database, by its nonce."""
    at = head_of(connection)
    if contents.seq < at.min_seq and contents.epoch == at.epoch:
        return  # so old that its commit is forgotten here
    if nonce_of(connection, contents.seq) != contents.nonce:
        raise Refused("other_history", file=str(file), seq=contents.seq)


def advance_safe(connection: Connection, seq: int) -> int:
    at = head_of(connection)
    if seq <= at.safe:
        return at.safe
    connection.execute(update(tables.head).where(tables.head.c.safe < seq).values(safe=seq))
    return seq


def _mark_contents(connection: Connection, contents: Contents, file: Path) -> None:
    must_be_of_this_history(connection, contents, file)
    advance_safe(connection, contents.seq)


def _mark(connection: Connection, seq: int) -> int:
    at = head_of(connection)
    if seq > at.seq:
        raise Refused("seq_ahead", seq=seq, head=at.seq)
    return advance_safe(connection, seq)


def _must_not_be_the_database(place: Path, url: URL) -> None:
    if place.exists() and not stat.S_ISREG(place.stat().st_mode):
        raise Refused("backup_in_the_way", file=str(place))
    if is_sqlite(url) and place.name.startswith(Path(str(url.database)).name):
        used = [Path(str(url.database) + end) for end in ("", "-wal", "-shm")]
        if place in [file.resolve() for file in used]:
            raise Refused("backup_in_the_way", file=str(place))


def _must_be_ours_to_replace(url: URL, place: Path, pg_dump: str | None) -> None:
    if not place.exists() or place.stat().st_size == 0:
        return
    try:
        commands.change(url, must_be_of_this_history, verified(place, pg_dump), place)
    except Refused:
        raise Refused("backup_in_the_way", file=str(place)) from None
