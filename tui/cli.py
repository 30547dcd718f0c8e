"""The command line: which commands there are, what they are asked with, and nothing of how they do it.

1. Each command answers with an exit code of `cli_exit`.
2. The options of the post (`--url`, `--account`, `--lang`) may stand before or after the command.
3. A signed number is a number: `quota add ID -3` needs no `--`.
4. What a person reads in a help text is in the language in use.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

from postcmd.errors import BadConfig
from postcmd.words import N_, _, use
from tui.cli_calls import OF_CALLS
from tui.cli_change import note, quota
from tui.cli_click_words import speak_the_same_language
from tui.cli_duties import OF_DUTIES
from tui.cli_exit import DONE, INTERRUPTED, USAGE, end_on_sigterm
from tui.cli_options import Flags, as_json, filtered, in_a_form, of_the_board, of_the_post, on_a_day
from tui.cli_output import Form, say
from tui.cli_people import OF_PEOPLE
from tui.cli_post import keep_notes, load_with
from tui.cli_posts import OF_POSTS
from tui.cli_report import OF_REPORTS
from tui.cli_requests import OF_REQUESTS
from tui.cli_squads import OF_SQUADS
from tui.cli_work import OF_WORK
from tui.completion import complete_ids, completion
from tui.config import load
from tui.demo_command import demo


def command_line(argv: Sequence[str]) -> int:
    """Do what was typed; its exit code."""
    use(_language_in(argv))
    speak_the_same_language()
    end_on_sigterm()
    keep_notes()
    _translate(postcmd)
    try:
        answer = postcmd.main(list(argv), prog_name="postcmd", standalone_mode=False)
    except click.Abort:
        return INTERRUPTED
    except click.ClickException as wrong:
        say(_usage(wrong))
        return USAGE
    return answer if isinstance(answer, int) else DONE


def _language_in(argv: Sequence[str]) -> str | None:
    """What --lang says, else the configuration; a faulty one is told of by the command itself."""
    for at, word in enumerate(argv):
        if word == "--lang":
            return argv[at + 1] if at + 1 < len(argv) else None
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    try:
        return load().lang
    except BadConfig:
        return None


def _translate(command: click.Command) -> None:
    command.help = _(command.help) if command.help else None
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = _(parameter.help)
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        _translate(below)


def _usage(wrong: click.ClickException) -> str:
    context = wrong.ctx if isinstance(wrong, click.UsageError) else None
    told = wrong.format_message()
    if context is None:
        return told
    return told + " " + _("Try `{command} --help`.").format(command=context.command_path)


@click.group(
    invoke_without_command=True,
    help=N_("The board of a command post. Without a command it opens; every command says what it does with --help."),
)
@click.version_option(package_name="postcmd", message="%(prog)s %(version)s", help=N_("which version this is"))
@of_the_board
@click.option("--as-of", metavar="MOMENT", default="", help=N_("the board as it stood: 19:30, 11-20 19:30, -2h"))
@click.option("--plain", is_flag=True, help=N_("no screen: the board in words, line by line, for a screen reader"))
@of_the_post
@click.pass_context
def postcmd(ctx: click.Context, as_of: str, plain: bool) -> int:
    flags: Flags = ctx.ensure_object(dict)
    if ctx.invoked_subcommand is not None:
        return DONE
    if plain:
        from tui.cli_plain import plain as in_words

        return in_words(load_with(flags))
    from tui.cli_board import open_board

    return open_board(flags, as_of=as_of)


# Reading


@postcmd.command(help=N_("How this post stands with its centre, and the board in numbers."))
@as_json
@of_the_post
@click.pass_obj
def status(flags: Flags, as_json: bool) -> int:
    from tui.cli_read import status

    return status(load_with(flags), as_json)


@postcmd.command(help=N_("The requests: urgent and short ones first."))
@filtered
@on_a_day
@in_a_form
@of_the_post
@click.pass_obj
def requests(flags: Flags, words: str, day: str, form: Form) -> int:
    from tui.cli_read import requests

    return requests(load_with(flags), words, day, form)


@postcmd.command(help=N_("The quotas: what each unit is asked for, day by day."))
@filtered
@on_a_day
@in_a_form
@of_the_post
@click.pass_obj
def quotas(flags: Flags, words: str, day: str, form: Form) -> int:
    from tui.cli_read import quotas

    return quotas(load_with(flags), words, day, form)


@postcmd.command(help=N_("The squads: where they are, and how many are there."))
@filtered
@in_a_form
@of_the_post
@click.pass_obj
def squads(flags: Flags, words: str, form: Form) -> int:
    from tui.cli_read import squads

    return squads(load_with(flags), words, form)


@postcmd.command(help=N_("The edits that wait or need a person, of all sessions on this host."))
@in_a_form
@of_the_post
@click.pass_obj
def outbox(flags: Flags, form: Form) -> int:
    from tui.cli_read import outbox

    return outbox(load_with(flags), form)


# Changing


@postcmd.command(help=N_("Send what waits, fetch what is new, and say how every edit ended."))
@as_json
@of_the_post
@click.pass_obj
def sync(flags: Flags, as_json: bool) -> int:
    from tui.cli_edit import sync_now

    return sync_now(load_with(flags), as_json)


# The sign-in and the post itself


@postcmd.command(help=N_("Sign in at a centre; the password is asked for, or read from the input."))
@click.option("--encrypted-file", is_flag=True, help=N_("keep the token in a file under a passphrase of yours"))
@of_the_post
@click.pass_obj
def login(flags: Flags, encrypted_file: bool) -> int:
    from tui.cli_account import login

    return login(load_with(flags), encrypted_file)


@postcmd.command(help=N_("Sign out: the centre and this host forget the token; edits that wait are kept."))
@of_the_post
@click.pass_obj
def logout(flags: Flags) -> int:
    from tui.cli_account import logout

    return logout(load_with(flags))


@postcmd.group(help=N_("The sign-in."))
def auth() -> int:
    return DONE


@auth.command("status", help=N_("Who is signed in where, and whether the centre agrees."))
@of_the_post
@click.pass_obj
def auth_status(flags: Flags) -> int:
    from tui.cli_account import auth_status

    return auth_status(load_with(flags))


@postcmd.command(help=N_("Look over everything this post needs, and say what to do where something is wrong."))
@as_json
@of_the_post
@click.pass_obj
def doctor(flags: Flags, as_json: bool) -> int:
    from tui.cli_doctor import doctor

    return doctor(flags, as_json)


@postcmd.group(help=N_("The configuration."))
def config() -> int:
    return DONE


@config.command("show", help=N_("Every value and who said it; no secret."))
@of_the_post
@click.pass_obj
def config_show(flags: Flags) -> int:
    from tui.cli_account import show_config

    return show_config(load_with(flags))


@config.command("keys", help=N_("Every action of the board by its name, and the keys that ask for it."))
@of_the_post
@click.pass_obj
def config_keys(flags: Flags) -> int:
    from tui.cli_account import show_keys

    return show_keys(load_with(flags))


OF_THE_GROUND = (*OF_SQUADS, *OF_POSTS, *OF_DUTIES, *OF_WORK)
for command in (*OF_CALLS, *OF_PEOPLE, *OF_REQUESTS, *OF_THE_GROUND, *OF_REPORTS, quota, note, demo, completion):
    postcmd.add_command(command)
complete_ids(postcmd)
