"""`postcmd demo`: what the demo is asked with.

1. What cannot be meant (an unknown account, a moment that is none, --until with a board) is said before anything
   starts.
"""

from __future__ import annotations

import os
from datetime import datetime
from importlib.util import find_spec
from math import isfinite
from pathlib import Path
from typing import Final

import click

from postcmd import words
from postcmd.words import N_, _
from tui.cli_options import Flags, of_the_board
from tui.colours import AUTO, theme_for
from tui.config import sound
from tui.demo_people import ACCOUNTS, AT_THE_CENTRE

FROM: Final = "11-20 19:30"
FASTEST: Final = 60.0


@click.command("demo", help=N_("The record of that November, replayed live over a centre of its own, with the board."))
@click.option(
    "--as", "account", type=click.Choice(ACCOUNTS), default=AT_THE_CENTRE, help=N_("who signs in (default: centre)")
)
@click.option("--from", "start", metavar="TIME", help=N_("where the clock starts: 11-20 19:30 (default)"))
@click.option(
    "--speed",
    type=click.FloatRange(0, FASTEST),
    default=1.0,
    help=N_("minutes of the record a second; 0 holds the clock (default: 1)"),
)
@click.option("--headless", is_flag=True, help=N_("no board: one JSON line when ready, then until interrupted"))
@click.option("--until", metavar="TIME|end", help=N_("with --headless: as fast as possible up to there, then stop"))
@click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help=N_("keep the database there, or resume it"),
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help=N_("the centre's port; 0 (default): any free one")
)
@click.option("--as-of", metavar="TIME", help=N_("the board as it stood at a moment of the record: 11-20 19:30"))
@click.option("--plain", is_flag=True, help=N_("no screen: the board in words, line by line, for a screen reader"))
@of_the_board
@click.option("--lang", metavar="LANG", default=None, help=N_("en or zh_CN"))
def demo(
    account: str,
    start: str | None,
    speed: float,
    headless: bool,
    until: str | None,
    folder: Path | None,
    port: int,
    as_of: str | None,
    plain: bool,
    lang: str | None,
) -> int:
    if lang:
        words.use(lang)
    _must_be_there()
    if not isfinite(speed):
        raise click.BadParameter(_("not a speed: {speed}").format(speed=speed), param_hint="--speed")
    if until and not headless:
        raise click.UsageError(_("--until goes with --headless: a board has no end."))
    if as_of and (headless or plain):
        raise click.UsageError(_("--as-of opens the board: it goes neither with --headless nor with --plain."))
    from tui.demo import Options, run_demo

    flags: Flags = click.get_current_context().ensure_object(dict)
    slow_link = bool(flags.get("slow_link"))
    options = Options(
        account=account,
        start=_moment(start or FROM, "--from"),
        start_given=start is not None,
        speed=speed,
        headless=headless,
        until=_end(until) if until else None,
        folder=folder.absolute() if folder else None,
        port=port,
        as_of=_moment(as_of, "--as-of") if as_of else None,
        plain=plain,
        ascii=bool(flags.get("ascii")),
        mouse=bool(flags.get("mouse")),
        slow_link=slow_link,
        theme=theme_for(str(sound("theme", flags.get("theme") or AUTO, where="--theme")), os.environ, slow_link),
    )
    return run_demo(options)


def _must_be_there() -> None:
    if find_spec("litestar") is None or find_spec("sqlalchemy") is None:
        raise click.UsageError(_("The demo needs a centre, which is not installed: pip install '.[central]'"))


def _end(typed: str) -> datetime:
    from tui.demo_times import end_of_record

    return end_of_record() if typed == "end" else _moment(typed, "--until")


def _moment(typed: str, option: str) -> datetime:
    from tui.demo_times import moment_of

    try:
        return moment_of(typed)
    except ValueError:
        raise click.BadParameter(_("not a time like 2022-11-20T19:30"), param_hint=option) from None
