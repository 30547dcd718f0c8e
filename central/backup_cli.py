"""The commands of `postcmd-central` that make backups, mark them, and bring them back.

1. What is wrong ends with one sentence and 1, a wrong call or a missing program with 2; only then is anything promised.
2. Told to stop, a command puts away what it has begun and leaves everything as it was.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from central.options import url_named, with_database
from postcmd.words import N_, _

if TYPE_CHECKING:
    from central.backup_contents import Contents

_A_FILE: Any = click.Path(path_type=Path)


def with_pg_dump(command: Any) -> Any:
    return click.option(
        "--pg-dump", metavar="PATH", help=N_("The pg_dump to use; pg_restore is taken from beside it.")
    )(command)


@click.command(help=N_("Write a verified backup to FILE, also while the centre serves; posts may then forget."))
@click.argument("file", type=_A_FILE)
@click.option("--uncounted", is_flag=True, help=N_("Promise nothing yet: `safe --file` counts it where it is to stay."))
@with_pg_dump
@with_database
def backup(file: Path, uncounted: bool, pg_dump: str | None, database: str | None) -> None:
    from central.backup import back_up

    _end_in_order()
    made = back_up(url_named(database), file, pg_dump, count=not uncounted)
    _say(_("{file} holds everything up to commit {seq} of {until}."), made, file)


@click.command(help=N_("Make a database of the backup in FILE; posts send again what it does not hold."))
@click.argument("file", type=_A_FILE)
@click.option("--replace", is_flag=True, help=N_("Also where there is a database: that one is kept aside."))
@click.option("--sign-out", is_flag=True, help=N_("End every session that the backup knows."))
@with_pg_dump
@with_database
def restore(file: Path, replace: bool, sign_out: bool, pg_dump: str | None, database: str | None) -> None:
    from central.restore import restore as bring_back

    _end_in_order()
    url = url_named(database)
    contents, aside = bring_back(url, file, replace, sign_out, pg_dump)
    _say(_("{database} holds everything up to commit {seq} of {until}."), contents, file, database=url.database)
    if aside:
        click.echo(_("What stood there before is kept as {aside}.").format(aside=aside), err=True)
    if not sign_out:
        click.echo(_("Accounts, passwords and tokens are those of the backup."), err=True)


@click.command(help=N_("Count a backup made otherwise: a FILE, or everything up to commit SEQ. Without: the last one."))
@click.argument("seq", type=click.IntRange(0), required=False)
@click.option("--file", type=_A_FILE, help=N_("A backup to verify and count."))
@with_pg_dump
@with_database
def safe(seq: int | None, file: Path | None, pg_dump: str | None, database: str | None) -> None:
    from central import backup as backups

    url = url_named(database)
    if seq is not None and file is not None:
        raise click.UsageError(_("Say SEQ or --file, not both."))
    if file is not None:
        _say(_("{file} holds everything up to commit {seq} of {until}."), backups.mark_file(url, file, pg_dump), file)
    elif seq is not None:
        backups.mark(url, seq)
    last, known = backups.where(url)
    if seq is None and file is None:
        click.echo(last)
    click.echo(_("The last commit is {last}; up to {safe} there is a backup.").format(last=last, safe=known), err=True)


def _say(told: str, contents: Contents, file: Path, **facts: Any) -> None:
    click.echo(told.format(file=file, seq=contents.seq, until=contents.until, **facts), err=True)


def _end_in_order() -> None:
    """SIGTERM ends the command as Ctrl-C does: what was begun is put away."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


COMMANDS = (backup, restore, safe)
