"""The options of the command line that several commands share.

1. The options of the post (`--url`, `--account`, `--lang`) may stand before or after the command.
2. A signed number is a number: `quota add ID -3` needs no `--`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from postcmd.decoding import convert
from postcmd.words import N_
from tui.config import Name, Value

F = TypeVar("F", bound=Callable[..., Any])
Flags = dict[Name, Value]

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


def as_json(command: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help=N_("JSON on one line, of a documented shape"))(command)


def filtered(command: F) -> F:
    return click.option("--filter", "words", metavar="WORDS", default="", help=N_("only what holds all these words"))(
        command
    )


def on_a_day(command: F) -> F:
    return click.option("--day", metavar="DAY", default="", help=N_("2022-11-20, today, or all (default)"))(command)
