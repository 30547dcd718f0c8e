"""The commands about requests, as they are typed: open, put right, take in hand, link, and propose a division."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import click

from postcmd.clean import fold
from postcmd.words import N_
from tui import terms
from tui.cli_exit import DONE
from tui.cli_options import Flags, How, in_a_form, of_a_change, of_the_post
from tui.cli_output import Form
from tui.cli_post import load_with

TEXTS: Final = (
    ("--hours", N_("daily hours: 09:30-20:00")),
    ("--called-by", N_("who called")),
    ("--contact", N_("whom to ring there")),
    ("--report-place", N_("where to report")),
    ("--due", N_("when they must be there: 18:30, or 11-22 18:30")),
    ("--skills", N_("skills, with commas between")),
    ("--vehicles", N_("how many vehicles")),
    ("--full-time-days", N_("days off work")),
    ("--bring", N_("what to bring")),
    ("--board", N_("board and lodging")),
    ("--passage", N_("how to get in")),
    ("--addressed-unit", N_("the unit that is asked directly")),
)
"""Facts of a request that are typed as text."""


def facts(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options for the facts of a request; what is left out stays as it is."""
    for name, told in reversed(TEXTS):
        command = click.option(name, default=None, metavar="TEXT", help=told)(command)
    risks = click.Choice([*terms.RISK, "none"])
    command = click.option("--risk", type=risks, default=None, help=N_("the risk level there"))(command)
    command = click.option("--gear/--no-gear", default=None, help=N_("whether protective gear is ready"))(command)
    return click.option("--urgent/--not-urgent", default=None, help=N_("whether it is urgent"))(command)


@click.group(help=N_("Open a request, or put it right."))
def request() -> int:
    return DONE


@request.command("open", help=N_("A place needs people: request open PLACE TASK 6-9 --days 11-22..28"))
@click.argument("place", metavar="PLACE")
@click.argument("task", metavar="TASK")
@click.argument("heads", metavar="N|MIN-MAX|MIN+")
@click.option("--days", default="", metavar="DAYS", help=N_("11-22..28, several with spaces; else today"))
@click.option("--ordered", is_flag=True, help=N_("order it at once, where you may"))
@facts
@of_a_change
@of_the_post
@click.pass_obj
def request_open(
    flags: Flags, /, place: str, task: str, heads: str, days: str, ordered: bool, how: How, **said: Any
) -> int:
    from tui.cli_on_requests import open_request

    return open_request(load_with(flags), fold(place), fold(task), fold(heads), days, ordered, said, how)


@request.command("set", help=N_("Put a request right; only what is named changes."))
@click.argument("request_id", metavar="ID")
@click.option("--task", default=None, metavar="TASK", help=N_("what is to be done there"))
@click.option("--called-over", default=None, metavar="TEXT", help=N_("the channel it was called in by"))
@facts
@of_a_change
@of_the_post
@click.pass_obj
def request_set(flags: Flags, /, request_id: str, how: How, **said: Any) -> int:
    from tui.cli_on_requests import set_facts

    return set_facts(load_with(flags), fold(request_id), said, how)


@request.command("need", help=N_("How many are needed on these days: request need ID 11-22..28 6-9"))
@click.argument("request_id", metavar="ID")
@click.argument("days", metavar="DAYS")
@click.argument("heads", metavar="N|MIN-MAX|MIN+")
@of_a_change
@of_the_post
@click.pass_obj
def request_need(flags: Flags, request_id: str, days: str, heads: str, how: How) -> int:
    from tui.cli_on_requests import set_need

    return set_need(load_with(flags), fold(request_id), days, fold(heads), how)


@request.command("take", help=N_("Take a request in hand, so that everybody sees who sees to it; again: let go."))
@click.argument("request_id", metavar="ID")
@of_a_change
@of_the_post
@click.pass_obj
def request_take(flags: Flags, request_id: str, how: How) -> int:
    from tui.cli_on_requests import take

    return take(load_with(flags), fold(request_id), how)


@request.command("link", help=N_("Say that a request repeats another; with - that it does not."))
@click.argument("request_id", metavar="ID")
@click.argument("other", metavar="ID|-")
@of_a_change
@of_the_post
@click.pass_obj
def request_link(flags: Flags, request_id: str, other: str, how: How) -> int:
    from tui.cli_on_requests import link

    return link(load_with(flags), fold(request_id), None if other == "-" else fold(other), how)


@click.command(help=N_("How a number could be divided over units; nothing is issued by it."))
@click.argument("request_id", metavar="REQUEST")
@click.argument("units", metavar="UNIT…", nargs=-1)
@click.option("--day", default="", metavar="DAY", help=N_("2022-11-20 or 11-20; today where it is left out"))
@click.option("--heads", default="", metavar="N", help=N_("how many; what is missing where it is left out"))
@in_a_form
@of_the_post
@click.pass_obj
def propose(flags: Flags, request_id: str, units: tuple[str, ...], day: str, heads: str, form: Form) -> int:
    from tui.cli_look import proposal

    return proposal(load_with(flags), fold(request_id), [fold(unit) for unit in units], day, fold(heads), form)


OF_REQUESTS: Final[tuple[click.Command, ...]] = (request, propose)
