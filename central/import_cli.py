"""`postcmd-central import`: service records out of a spreadsheet.

1. What is wrong with a file is told line by line, the first of them, and then nothing of it counts.
2. How far it has come is told on stderr while it runs: a file of millions takes a while.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from central.options import faults_told, url_named, with_database
from postcmd.words import N_, _, ngettext

_TOLD_EVERY: Final = 50_000
_A_FILE: Any = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    "import",
    help=N_("Take over the service records of a CSV or .xlsx FILE, all of them or none; again changes nothing."),
)
@click.argument("file", type=_A_FILE)
@with_database
@click.option("--check", "only_looks", is_flag=True, help=N_("Look at every row, and change nothing."))
@click.option(
    "--correct", "corrects", is_flag=True, help=N_("A line that says something else of a known service corrects it.")
)
@click.option("--account", default="", metavar="NAME", help=N_("Only where the account NAME may write."))
def import_services(file: Path, database: str | None, only_looks: bool, corrects: bool, account: str) -> None:
    from central import commands

    with faults_told():
        came = commands.import_services(url_named(database), file, account, corrects, only_looks, _Progress())
    told = {
        (True, True): N_("{new} would be new, {corrected} corrected; {known} are known."),
        (True, False): N_("{new} would be new; {known} are known."),
        (False, True): N_("{new} new, {corrected} corrected, {known} known already."),
        (False, False): N_("{new} new, {known} known already."),
    }[only_looks, corrects]
    click.echo(_(told).format(**came._asdict()), err=True)


class _Progress:
    """Says now and then how many rows were looked at; of a short file nothing."""

    def __init__(self) -> None:
        self._next = _TOLD_EVERY

    def __call__(self, rows: int) -> None:
        if rows >= self._next:
            self._next = rows + _TOLD_EVERY
            click.echo(ngettext("{n} row read …", "{n} rows read …", rows).format(n=rows), err=True)
