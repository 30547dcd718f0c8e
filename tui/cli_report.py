"""The command of the report 简报, as it is typed."""

from __future__ import annotations

from typing import Final, Literal

import click

from postcmd.clean import fold
from postcmd.words import N_
from tui.cli_options import Flags, of_the_post
from tui.cli_post import load_with
from tui.cli_work import PLACE, UNIT


@click.command(help=N_("The report of a unit or place over a day or a period, from the centre's figures."))
@UNIT
@PLACE
@click.option("--from", "since", metavar="DAY", default="", help=N_("its first day: 2022-11-20, or today (default)"))
@click.option("--to", "until", metavar="DAY", default="", help=N_("its last day; left out: the first"))
@click.option(
    "--as-of", "as_of", metavar="TIME", default="", help=N_("as of then: 06:00, 11-21 06:00, -2h, or a commit")
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "md", "csv", "json", "xlsx", "docx"]),
    default="text",
    help=N_("text (default), md, csv, json, xlsx or docx"),
)
@click.option("--in", "tongue", type=click.Choice(["zh", "en"]), default=None, help=N_("the language of the report"))
@click.option("-o", "--output", "file", metavar="FILE", default="", help=N_("write it into a file"))
@click.option("--force", is_flag=True, help=N_("replace files that are there"))
@of_the_post
@click.pass_obj
def report(
    flags: Flags,
    unit: str,
    place: str,
    since: str,
    until: str,
    as_of: str,
    shape: Literal["text", "md", "csv", "json", "xlsx", "docx"],
    tongue: Literal["zh", "en"] | None,
    file: str,
    force: bool,
) -> int:
    from tui.cli_on_report import Typed, Written, write_report

    typed = Typed(fold(unit), fold(place), fold(since), fold(until), fold(as_of).strip())
    return write_report(load_with(flags), typed, Written(shape, tongue, file, force))


OF_REPORTS: Final[tuple[click.Command, ...]] = (report,)
