"""`postcmd-central freeze`: freeze a day now, of one unit or place, or of everybody at the top."""

from __future__ import annotations

from datetime import datetime

import click

from central.options import url_named, with_database
from postcmd.words import N_, _


@click.command(help=N_("Freeze the figures of DAY, of a unit, a place, or all at the top; again with --again only."))
@click.argument("day", metavar="DAY", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--unit", metavar="ID", help=N_("Of this unit."))
@click.option("--place", metavar="ID", help=N_("Of this place; with --unit, of the unit's people there."))
@click.option("--again", is_flag=True, help=N_("Make the next version of a day that is frozen already."))
@with_database
def freeze(day: datetime, unit: str | None, place: str | None, again: bool, database: str | None) -> None:
    from central import commands

    frozen = commands.freeze(url_named(database), day.date(), unit, place, again)
    for one in frozen:
        click.echo(one)
    if not frozen:
        click.echo(_("It is frozen already."), err=True)
