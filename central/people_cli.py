"""The commands of `postcmd-central` on the roster.

1. What is wrong with a file is told line by line, the first of them, and then nothing of it counts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from central.options import faults_told, url_named, with_database
from postcmd.errors import Refused
from postcmd.words import N_, _

_A_FILE: Any = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(help=N_("The roster of volunteers."))
def people() -> None:
    """Does nothing by itself."""


@people.command(
    "import", help=N_("Take over the volunteers of a CSV FILE, all of them or none; again changes nothing.")
)
@click.argument("file", type=_A_FILE)
@with_database
def import_people(file: Path, database: str | None) -> None:
    from central import commands

    with faults_told():
        counted = commands.import_people(url_named(database), file)
    told = _("{new} new, {changed} changed, {same} as they were.")
    click.echo(told.format(**counted._asdict()), err=True)


@people.command("remove", help=N_("Take the volunteer with this number off the roster."))
@click.argument("number", metavar="ID")
@with_database
def remove_person(number: str, database: str | None) -> None:
    from central import commands

    if not commands.remove_person(url_named(database), number):
        raise Refused("unknown_record", id=number)
    click.echo(_("{number} was taken off the roster.").format(number=number), err=True)
