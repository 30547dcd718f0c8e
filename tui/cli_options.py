"""The options of the command line that several commands share.

1. The options of the post (`--url`, `--account`, `--lang`) may stand before or after the command; so may those of the
   board, where the command opens one.
2. A signed number is a number: `quota add ID -3` needs no `--`.
3. Every command that changes something takes on whose behalf it is said, and by which channel.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, NamedTuple, TypeVar

import click

from postcmd.clean import clean
from postcmd.decoding import convert
from postcmd.words import N_
from tui.config import Name, Value

F = TypeVar("F", bound=Callable[..., Any])
Flags = dict[Name, Value]


class How(NamedTuple):
    """How a change is said: on whose behalf, by which channel; and whether it is told as JSON."""

    as_json: bool = False
    whom: str = ""
    channel: str = ""


AS_TYPED: Final = {"ignore_unknown_options": True}
"""click takes -3 for an option; this hands it over as it was typed."""


def remember(ctx: click.Context, parameter: click.Parameter, value: Value) -> Value:
    flags: Flags = ctx.ensure_object(dict)
    if value is not None and parameter.name is not None:
        flags[convert(parameter.name, Name)] = value
    return value


def of_the_post(command: F) -> F:
    """The options that say which post is meant; they stand before or after the command."""
    for name, metavar, told in (
        ("--lang", "LANG", N_("en or zh_CN")),
        ("--token-file", "PATH", N_("a file for the token that only you can read, on a host without a keyring")),
        ("--account", "NAME", N_("the account, where several are signed in here")),
        ("--url", "URL", N_("the centre's address")),
    ):
        option = click.option(name, metavar=metavar, help=told, expose_value=False, callback=remember)
        command = option(command)
    return command


def of_the_board(command: F) -> F:
    """How the board is drawn, wherever one opens; they stand before or after the command."""
    for name, metavar, told in (
        ("--theme", "NAME", N_("auto, dark, light, contrast, 16 or mono: the colours")),
        ("--slow-link", None, N_("for the worst links: fewer paints, and no colours beyond the terminal's own")),
        ("--mouse", None, N_("take the mouse")),
        ("--ascii", None, N_("marks in ASCII")),
    ):
        said: dict[str, Any] = {"metavar": metavar} if metavar else {"is_flag": True}
        option = click.option(name, default=None, expose_value=False, callback=remember, help=told, **said)
        command = option(command)
    return command


def as_json(command: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help=N_("JSON on one line, of a documented shape"))(command)


def in_a_form(command: F) -> F:
    """A list: as words, as JSON or as CSV."""
    for flag, told in (
        ("csv", N_("CSV: a line of names, then a line for each row")),
        ("json", N_("JSON on one line, of a documented shape")),
    ):
        command = click.option(f"--{flag}", "form", flag_value=flag, default="words", help=told)(command)
    return command


def of_a_change(command: Callable[..., int]) -> Callable[..., int]:
    """The options of whatever changes something, handed over as one `how`."""

    @wraps(command)
    def with_how(*args: Any, as_json: bool, whom: str, channel: str, **named: Any) -> int:
        return command(*args, how=How(as_json, clean(whom), clean(channel)), **named)

    for name, key, metavar, told in (
        ("--by", "channel", "CHANNEL", N_("by which channel it was said: phone, chat, in person")),
        ("--for", "whom", "NAME", N_("on whose behalf it is typed")),
    ):
        with_how = click.option(name, key, metavar=metavar, default="", help=told)(with_how)
    return as_json(with_how)


def filtered(command: F) -> F:
    return click.option(
        "--filter", "words", metavar="WORDS", default="", help=N_("only what contains all these words")
    )(command)


def on_a_day(command: F) -> F:
    return click.option("--day", metavar="DAY", default="", help=N_("2022-11-20, today, or all (default)"))(command)
