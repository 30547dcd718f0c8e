"""What the operator is told when a command could not be done: one sentence for every code.

1. Every code that a command of the centre ends with has its sentence here; what ends a request too, among its problems.
2. A sentence names the file, account or number it is about, and what to do next where there is something to do.
"""

from __future__ import annotations

from typing import Final

from central import problems
from postcmd.errors import PostError
from postcmd.words import N_, _

SENTENCES: Final = {
    "no_database": N_("There is no database at {file}. Make one with: postcmd-central init"),
    "database_older": N_("The database is older than this program. Bring it up to date with: postcmd-central init"),
    "database_newer": N_(
        "The database is newer ({found}) than this program knows ({known}). Use the newer postcmd-central."
    ),
    "cannot_listen": N_("Cannot listen on {host} port {port}: {reason}."),
    "bad_account_name": N_("{name!r} cannot be an account: use up to 32 of a-z, 0-9 and -, no - in front."),
    "account_exists": N_("There is an account {name} already."),
    "no_account": N_("There is no account {name}."),
    "no_unit": N_("There is no unit {path!r}. Name it by its id or its whole path."),
    "no_place": N_("There is no place {path!r}. Name it by its id or its whole path."),
    "password_too_short": N_("The password is shorter than {least} characters."),
    "password_too_long": N_("The password is longer than {most} characters."),
    "bad_people": N_("Nothing was imported from {file}. Lines that are wrong: {n}."),
    "not_a_roster": N_(
        "{file} is no roster: a CSV file whose first line names the columns, id, unit and name among them."
    ),
    "bad_services": N_("Nothing was imported from {file}. Faults: {n}."),
    "mixed_encodings": N_("{file} is not in one encoding; nothing was imported. Save it as UTF-8. Lines: {n}."),
    "bad_table": N_("{file} cannot be read to its end; nothing was imported."),
    "not_a_table": N_("{file} is no table that can be read: save it as .xlsx, or as CSV in UTF-8."),
    "table_too_large": N_("{file} unpacks to more than is read. Save it as CSV."),
    "bad_headings": N_("The first line of {file} does not name the columns of service records; nothing was imported."),
    "scenario": N_("The scenario cannot be read: {detail}"),
    "database_unusable": N_("The database {file} cannot be used: {reason}."),
    "database_in_the_way": N_(
        "There is a database at {file} already. Restore to another place, or say --replace to keep it aside."
    ),
    "database_in_use": N_("The database {file} is in use: stop the centre first."),
    "no_space": N_("There is no space left on the disk; nothing was changed."),
    "backup_unwritable": N_("{file} cannot be read or written: {reason}."),
    "backup_running": N_("Another backup to {file} is under way."),
    "backup_in_the_way": N_("{file} is there already and is no older backup of this database: name another file."),
    "not_a_backup": N_("{file} is no backup of a centre."),
    "backup_damaged": N_("{file} is damaged or was cut short ({reason}): do not count on it."),
    "backup_newer": N_("{file} is of a newer program ({found}; this one knows {known}). Use that postcmd-central."),
    "other_history": N_("{file} is no backup of this database: commit {seq} is another one here."),
    "wrong_kind": N_("{file} is a backup of {found}, and the database named is {wanted}."),
    "no_program": N_("There is no {program}. Install PostgreSQL's client, or name its pg_dump with --pg-dump."),
    "program_too_old": N_(
        "{program} is of PostgreSQL {found} and cannot read a server of {server}: name a newer one with --pg-dump."
    ),
    "program_failed": N_("{program} failed: {reason}"),
    "day_ahead": N_("{day} has not come yet."),
    "unknown_place": N_("There is no place “{place}”."),
    "seq_ahead": N_("There is no commit {seq} yet: the last one is {head}."),
}


def sentence(error: PostError) -> str:
    """What to tell the operator."""
    known = SENTENCES.get(error.code) or problems.SENTENCES.get(error.code, (0, ""))[1]
    return _(known).format(**error.facts) if known else str(error)
