"""The demo: the record of that November over a real centre, replayed live, with the board or without.

1. stdout is data (the JSON line of --headless, the quotas where there is no terminal), stderr is words.
2. Quitting, or killing this process in any way, leaves nothing running.
3. A board of the demo never touches the person's own post: its state, configuration and token are the demo's.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from postcmd.edits import Update
from postcmd.past import PastQuestion
from postcmd.roster import Person
from postcmd.words import _, lang
from postcmd.written import long_text
from tui.cli_exit import DONE, end_on_sigterm
from tui.cli_output import say
from tui.colours import Theme
from tui.demo_people import FIRST_FILTER, PEOPLE
from tui.demo_stage import Plan, Stage, staged

LEAD: Final = timedelta(seconds=2)
"""So long a board is up before the first call comes in, in real seconds."""
WITHOUT_A_TERMINAL: Final = "11-20 21:00"
CENTRE_LOST: Final = 3


class Options(Struct, frozen=True, kw_only=True):
    """What was asked for. `start` and `until` None: where the record begins to be interesting, and no end."""

    account: str
    start: datetime
    start_given: bool = False
    speed: float = 1.0
    headless: bool = False
    until: datetime | None = None
    folder: Path | None = None
    port: int = 0
    as_of: datetime | None = None
    plain: bool = False
    ascii: bool = False
    mouse: bool = False
    slow_link: bool = False
    theme: Theme = "dark"


def run_demo(options: Options) -> int:
    """Do what was asked for; the exit code."""
    end_on_sigterm()
    if options.headless:
        return _headless(options)
    if sys.stdin.isatty() and sys.stderr.isatty() and not options.plain:
        return _with_board(options)
    return _without_a_terminal(options)


def _headless(options: Options) -> int:
    say(_("Starting the centre …"))
    with staged(_plan(options)) as stage:
        _tell_if_resumed(options, stage)
        print(msgspec.json.encode(ready_line(stage, options.account)).decode(), flush=True)
        if options.until is not None:
            return DONE
        say(_("The record is being replayed at {url}. Ctrl-C ends it.").format(url=stage.url))
        stage.centre.ended.wait()
        say(_("The centre of the demo has ended: {why}").format(why=stage.centre.last_words()))
        return CENTRE_LOST


def _with_board(options: Options) -> int:
    from widgets.terminal import prepare_terminal

    prepare_terminal()
    say(_("Starting the centre …"))
    # While the centre starts, so that the board is there as soon as the centre is.
    threading.Thread(target=_import_the_board, daemon=True).start()
    with staged(_plan(options, board=True)) as stage:
        _tell_if_resumed(options, stage)
        return _board(stage, options)


def _import_the_board() -> None:
    for name in ("tui.app", "sync.engine", "sync.http"):
        import_module(name)


def _board(stage: Stage, options: Options) -> int:
    from sync.engine import Engine
    from sync.figures import Figures, figures_over_http, held
    from sync.past import Stood, past_of
    from sync.ports import UNHURRIED, Desk, Secret
    from sync.post import open_cache, start_engine, way_to
    from tui.app import run_board

    account, token = options.account, Secret(stage.tokens[options.account])
    from tui import place

    at_work: list[Engine] = []
    pace = UNHURRIED if options.slow_link else None
    cached = open_cache(stage.url, account, stage.folder / "post")

    def start_sync(listener: Callable[[Update], None]) -> Desk:
        engine = start_engine(cached, way_to(stage.url, lambda: token), listener, pace)
        at_work.append(engine)
        return engine

    def roster(unit: str, words: str) -> Sequence[Person]:
        from sync.people import people_of

        return people_of(stage.url, lambda: token, unit, words)

    def past(asked: PastQuestion) -> Stood:
        return past_of(stage.url, lambda: token, asked)

    def figures() -> Figures:
        return figures_over_http(stage.url, cached.home, lambda: token, held(lambda: at_work[0].folder))

    return run_board(
        first=cached.update,
        start_sync=start_sync,
        post_folder=cached.home.folder.parents[1],
        home=cached.home.folder,
        kept=place.read(cached.home.folder),
        roster=roster,
        past=past,
        figures=figures,
        filter_text=FIRST_FILTER.get(account, ""),
        demo=True,
        as_of=options.as_of,
        mouse=options.mouse,
        slow_link=options.slow_link,
        ascii=options.ascii,
        theme=options.theme,
    )


def _without_a_terminal(options: Options) -> int:
    """The record up to the evening; then the quotas as `postcmd quotas` tells them, or the board in words."""
    from tui.demo_times import moment_of, zone_of_record

    until = options.until or moment_of(WITHOUT_A_TERMINAL)
    shown = long_text(until, zone_of_record())
    quotas = _("No terminal: the record is replayed up to {time}, then the quotas are printed.")
    plain = _("The record is replayed up to {time}, then the board is told in words.")
    say((plain if options.plain else quotas).format(time=shown))
    with staged(_plan(msgspec.structs.replace(options, until=until))) as stage:
        environment = os.environ | stage.environment(options.account) | {"POSTCMD_LANG": lang()}
        command = [sys.executable, "-P", "-m", "tui", "--plain" if options.plain else "quotas"]
        return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False).returncode  # noqa: S603


def _plan(options: Options, board: bool = False) -> Plan:
    plan = Plan(start=options.start, speed=options.speed, until=options.until, folder=options.folder, port=options.port)
    if board and options.speed and not options.start_given:
        return msgspec.structs.replace(plan, start=plan.start - LEAD * plan.rate)
    return plan


def _tell_if_resumed(options: Options, stage: Stage) -> None:
    if stage.resumed and options.start_given:
        say(_("{folder} holds a record that has begun; it goes on from there.").format(folder=stage.folder))


def ready_line(stage: Stage, account: str) -> dict[str, object]:
    """Where the demo is and who may come in, for programs."""
    people = [
        {"account": person.account, "token": stage.tokens[person.account], "role": person.role, "unit": person.unit}
        for person in PEOPLE
    ]
    return {"url": stage.url, "account": account, "token": stage.tokens[account], "accounts": people}
