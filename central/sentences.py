"""What the operator is told when a command could not be done: one sentence for every code.

1. Every code that a command of the centre ends with has its sentence here.
2. A sentence names the file, account or number it is about, and what to do next where there is something to do.
"""

from __future__ import annotations

from typing import Final

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
    "scenario": N_("The scenario cannot be read: {detail}"),
    "database_unusable": N_("The database {file} cannot be used: {reason}."),
}


def sentence(error: PostError) -> str:
    """What to tell the operator."""
    known = SENTENCES.get(error.code)
    return _(known).format(**error.facts) if known else str(error)
