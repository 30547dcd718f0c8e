"""`postcmd-central`: the operator's command line.

1. stdout is data, stderr is words. 0 done, 1 refused, 2 usage or configuration.
2. A password comes from the terminal, asked twice, or from the first line of stdin: never from the command line.
3. What a person reads in a help text is in the language in use.
4. The database is the one of --database, else POSTCMD_CENTRAL_DATABASE, else a file under XDG_DATA_HOME.
"""

from __future__ import annotations

import gettext
import os
import sys
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import click

from central import backup_cli, freezing_cli, import_cli, people_cli
from central.options import url_named, with_database
from central.sentences import sentence
from postcmd import words
from postcmd.errors import BadConfig, PostError
from postcmd.words import N_, _

ROLES: Final = ("observer", "recorder", "dispatcher", "admin")
ZONE: Final = "Asia/Shanghai"
SAID_BY_CLICK: Final = (N_("default: {default}"), N_("Error: {message}"), N_("Try '{command} {option}' for help."))
"""What click says to an operator beyond what it says at a post."""


class Program(click.Group):
    """Ends with one sentence and an exit code whatever is wrong; speaks one language throughout."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        words.use()
        _let_click_speak_it()
        _translate(self)
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except PostError as error:
            click.echo(sentence(error), err=True)
            sys.exit(2 if isinstance(error, BadConfig) else 1)


def _let_click_speak_it() -> None:
    """click looks its own sentences up with Python's gettext."""
    os.environ["LANGUAGE"] = words.lang()
    gettext.bindtextdomain("postcmd", str(words.LOCALE))
    gettext.textdomain("postcmd")


def _translate(command: click.Command) -> None:
    command.help = _(command.help) if command.help else None
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = _(parameter.help)
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        _translate(below)


@click.group(cls=Program, help=N_("The centre of postcmd."))
@click.version_option(package_name="postcmd", prog_name="postcmd-central", help=N_("which version this is"))
def main() -> None:
    """Does nothing by itself."""


def with_place(command: Any) -> Any:
    """Where a role holds: one of --unit, --place, --all."""
    for name, text in (("unit", N_("Unit, by id or path.")), ("place", N_("Place, by id or path."))):
        command = click.option(f"--{name}", metavar="PATH", help=text)(command)
    return click.option("--all", "everything", is_flag=True, help=N_("Everything."))(command)


@main.command(help=N_("Make the database, or bring it up to date."))
@with_database
def init(database: str | None) -> None:
    from central import commands

    url = url_named(database)
    commands.init(url)
    click.echo(_("The database is ready: {file}").format(file=url.database), err=True)


@main.command(help=N_("Serve until SIGTERM or Ctrl-C."))
@with_database
@click.option("--host", default="127.0.0.1", show_default=True, help=N_("Address to listen on."))
@click.option("--port", default=8710, show_default=True, type=click.IntRange(0, 65535), help=N_("0: any free one."))
@click.option("--name", default="", help=N_("What the centre calls itself."))
@click.option("--freeze-at", metavar="HH:MM", help=N_("Freeze each day at this time of the next one."))
@click.option("--parent-pipe", is_flag=True, help=N_("End when stdin ends."))
def serve(database: str | None, host: str, port: int, name: str, freeze_at: str | None, parent_pipe: bool) -> None:
    from central.centre import Settings
    from central.database import Database, must_exist
    from central.serve import serve as serve_until_told

    url = url_named(database)
    must_exist(url)
    settings = Settings(name=name, zone=ZONE, freeze_at=_time_of_day(freeze_at))
    serve_until_told(Database(url), host, port, settings, parent_pipe)


@main.command(
    help=N_("Load units, places and tasks of a SCENARIO file; without one, of the record that comes with postcmd.")
)
@click.argument("scenario", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_database
@click.option("--clock", metavar="TIME", help=N_("Make this a demo centre whose clock shows TIME now."))
@click.option("--rate", default=60.0, show_default=True, type=click.FloatRange(0, 3600, min_open=True))
def load(scenario: Path | None, database: str | None, clock: str | None, rate: float) -> None:
    from central import commands

    count = commands.load(url_named(database), scenario, _moment(clock, "--clock"), rate)
    click.echo(words.ngettext("{n} record changed.", "{n} records changed.", count).format(n=count), err=True)


@main.group(help=N_("Accounts and what they may do."))
def account() -> None:
    """Does nothing by itself."""


@account.command(help=N_("Add the account NAME; its password is asked, or read from stdin."))
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), help=N_("With --unit, --place or --all: a first grant."))
@with_place
@with_database
def add(name: str, role: Any, unit: str | None, place: str | None, everything: bool, database: str | None) -> None:
    from central import commands

    where = _where(unit, place, everything)
    if (role is None) != (where is None):
        raise click.UsageError(_("Say --role and one of --unit, --place, --all, or none of them."))
    commands.add_account(url_named(database), name, _password(), role, where)
    if where is None:
        _done(_("Added {name}, who may do nothing yet: give a role with account grant."), name)
    else:
        _done(_("Added {name}, {role} on {where}."), name, role=role, where=_called(where))


@account.command(help=N_("Give NAME another password; signs out all its sessions."))
@click.argument("name")
@with_database
def passwd(name: str, database: str | None) -> None:
    from central import commands

    commands.set_password(url_named(database), name, _password())
    _done(_("{name} has another password; every session of it has ended."), name)


@account.command(help=N_("Stop NAME from signing in; signs out all its sessions."))
@click.argument("name")
@with_database
def disable(name: str, database: str | None) -> None:
    from central import commands

    commands.disable(url_named(database), name)
    _done(_("{name} can no longer sign in; every session of it has ended."), name)


@account.command(help=N_("Give NAME a role on a unit or place and everything below it."))
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), help=N_("The role to give."))
@with_place
@click.option("--from", "since", metavar="TIME", help=N_("From when on."))
@click.option("--until", metavar="TIME", help=N_("Until when."))
@click.option("--roster", is_flag=True, help=N_("With the names and phones of its volunteers."))
@click.option("--revoke", is_flag=True, help=N_("Take back what was granted there."))
@with_database
def grant(
    name: str,
    role: Any,
    unit: str | None,
    place: str | None,
    everything: bool,
    since: str | None,
    until: str | None,
    roster: bool,
    revoke: bool,
    database: str | None,
) -> None:
    from central import commands

    where = _where(unit, place, everything)
    if where is None or (role is None) != revoke:
        raise click.UsageError(_("Say --role (or --revoke) and one of --unit, --place, --all."))
    if revoke:
        had = commands.revoke(url_named(database), name, where)
        told = _("{name} holds nothing on {where} any more.") if had else _("{name} held nothing on {where}.")
    else:
        within = (_moment(since, "--from"), _moment(until, "--until"))
        commands.grant(url_named(database), name, role, where, *within, roster)
        told = _("{name} is {role} on {where}, with the roster.") if roster else _("{name} is {role} on {where}.")
    _done(told, name, role=role, where=_called(where))


@account.command(help=N_("Print a fresh token of NAME."))
@click.argument("name")
@click.option("--days", default=30.0, show_default=True, type=click.FloatRange(0, 3650, min_open=True))
@with_database
def token(name: str, days: float, database: str | None) -> None:
    from central import commands

    click.echo(commands.token(url_named(database), name, days).token)


def _done(told: str, name: str, **facts: Any) -> None:
    """What was done, in one line for the operator."""
    click.echo(told.format(name=name, **facts), err=True)


def _called(where: tuple[str, str]) -> str:
    return _("everything") if where[0] == "all" else where[1]


def _where(unit: str | None, place: str | None, everything: bool) -> tuple[str, str] | None:
    named = [("unit", unit), ("place", place), ("all", "*" if everything else None)]
    said = [(kind, path) for kind, path in named if path is not None]
    if len(said) > 1:
        raise click.UsageError(_("Say only one of --unit, --place, --all."))
    return said[0] if said else None


def _time_of_day(text: str | None) -> time | None:
    if text is None:
        return None
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(_("not a time of day like 06:00"), param_hint="--freeze-at") from None


def _moment(text: str | None, option: str) -> datetime | None:
    """A time as typed; without a zone it is the centre's."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(_("not a time like 2022-11-20T19:30"), param_hint=option) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(ZONE))).astimezone(UTC)


def _password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt(_("Password"), hide_input=True, confirmation_prompt=_("Once more"), err=True))
    return sys.stdin.readline().rstrip("\r\n")


for command in (*backup_cli.COMMANDS, freezing_cli.freeze, import_cli.import_services, people_cli.people):
    main.add_command(command)

if __name__ == "__main__":
    main()
