"""The commands of posts, limits, the watch and whom to send, as they are typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, get_args

import click

from postcmd.clean import clean, fold
from postcmd.records import Gear, LimitOf, PostKind
from postcmd.words import N_
from tui.cli_exit import DONE
from tui.cli_options import Flags, How, in_a_form, of_a_change, of_the_post
from tui.cli_output import Form
from tui.cli_post import load_with

PLACE: Final = click.option("--place", metavar="ID", default="", help=N_("a place with all in it"))
LENGTH: Final = N_("12, 1:30 or 90m; none leaves it to a wider limit")


@click.group(help=N_("Set up a post, say something else about it, close it."))
def post() -> int:
    return DONE


def _facts(command: Any) -> Any:
    for name, told in (
        ("--contact", N_("whom to ring there")),
        ("--skills", N_("skills, with commas between")),
        ("--drivers", N_("how many drivers")),
        ("--shifts", N_("its shifts: night 20:00-08:00 2-3 +1, several with commas")),
    ):
        command = click.option(name, metavar="TEXT", default=None, help=told)(command)
    gear = click.Choice([one or "none" for one in get_args(Gear)])
    return click.option("--gear", type=gear, default=None, help=N_("the gear that is worn there"))(command)


@post.command("open", help=N_("A post at a place: post open sunhe-p 'north gate' --shifts 'night 20:00-08:00 2-3 +1'"))
@click.argument("place", metavar="PLACE")
@click.argument("name", metavar="NAME")
@click.option("--id", "post_id", metavar="ID", default="", help=N_("its id; else one is made"))
@click.option("--kind", type=click.Choice(get_args(PostKind)), default="checkpoint", help=N_("what it is"))
@click.option("--task", metavar="TASK", default="", help=N_("what is done there"))
@click.option("--request", metavar="ID", default="", help=N_("the request that it is for"))
@click.option("--since", metavar="DAY", default="", help=N_("from which day on"))
@click.option("--until", metavar="DAY", default="", help=N_("its last day"))
@_facts
@of_a_change
@of_the_post
@click.pass_obj
def post_open(flags: Flags, /, place: str, name: str, how: How, **said: Any) -> int:
    from tui.cli_on_posts import open_post

    return open_post(load_with(flags), fold(place), clean(name), said, how)


@post.command("set", help=N_("Put a post right; only what is named changes."))
@click.argument("post_id", metavar="ID")
@click.option("--name", metavar="TEXT", default=None, help=N_("what it is called"))
@click.option("--kind", type=click.Choice(get_args(PostKind)), default=None, help=N_("what it is"))
@click.option("--task", metavar="TASK", default=None, help=N_("what is done there; none: nothing in particular"))
@_facts
@of_a_change
@of_the_post
@click.pass_obj
def post_set(flags: Flags, /, post_id: str, how: How, **said: Any) -> int:
    from tui.cli_on_posts import set_post

    return set_post(load_with(flags), fold(post_id), said, how)


@post.command("close", help=N_("Manned for the last time today, or on --day; --again: it is taken up again."))
@click.argument("post_id", metavar="ID")
@click.option("--day", metavar="DAY", default="", help=N_("2022-11-20, or today (default)"))
@click.option("--again", is_flag=True, help=N_("it is taken up again"))
@of_a_change
@of_the_post
@click.pass_obj
def post_close(flags: Flags, post_id: str, day: str, again: bool, how: How) -> int:
    from tui.cli_on_posts import close_post

    return close_post(load_with(flags), fold(post_id), day, again, how)


def _listed_at_a_place(command: Callable[..., int]) -> Any:
    """A list of what is at a place and below it, in any form."""
    return PLACE(in_a_form(of_the_post(click.pass_obj(command))))


@click.command(help=N_("The posts with their shifts, and how many are there."))
@_listed_at_a_place
def posts(flags: Flags, place: str, form: Form) -> int:
    from tui.cli_look_at_posts import posts

    return posts(load_with(flags), fold(place), form)


@click.command(help=N_("Who is at the posts now: here, leaving soon, arriving soon, short."))
@_listed_at_a_place
def watch(flags: Flags, place: str, form: Form) -> int:
    from tui.cli_look_at_posts import watch

    return watch(load_with(flags), fold(place), form)


@click.command(help=N_("Where posts are short in the next hours, whom to send, and why others are not sent."))
@click.option("--hours", default=8, metavar="N", type=click.IntRange(1, 72), help=N_("how many hours ahead (8)"))
@_listed_at_a_place
def gaps(flags: Flags, place: str, hours: int, form: Form) -> int:
    from tui.cli_look_at_hands import whom_to_send

    return whom_to_send(load_with(flags), fold(place), hours, form)


@click.command(help=N_("Who can relieve a duty now, and why others cannot."))
@click.argument("duty_id", metavar="DUTY")
@in_a_form
@of_the_post
@click.pass_obj
def relief(flags: Flags, duty_id: str, form: Form) -> int:
    from tui.cli_look_at_hands import who_can_relieve

    return who_can_relieve(load_with(flags), fold(duty_id), form)


# Limits


@click.group(help=N_("The limits on how long somebody may be on duty."))
def limit() -> int:
    return DONE


@limit.command(
    "show", help=N_("The limits as they are set; with a post, those in force there and where each comes from.")
)
@click.argument("post_id", metavar="[POST]", default="")
@in_a_form
@of_the_post
@click.pass_obj
def limit_show(flags: Flags, post_id: str, form: Form) -> int:
    from tui.cli_on_limits import show

    return show(load_with(flags), fold(post_id), form)


@limit.command("set", help=N_("limit set default --continuous 8h; limit set risk sealed --hard --rest 12h"))
@click.argument("of", metavar="default|task|risk|post", type=click.Choice(get_args(LimitOf)))
@click.argument("named", metavar="[ID]", default="")
@click.option("--continuous", metavar="TIME", default=None, help=LENGTH)
@click.option("--per-day", metavar="TIME", default=None, help=LENGTH)
@click.option("--rest", metavar="TIME", default=None, help=LENGTH)
@click.option("--grace", metavar="TIME", default=None, help=N_("how long a hand-over at the post takes"))
@click.option("--days-running", metavar="N", default=None, help=N_("how many days running"))
@click.option("--boundary", metavar="HH:MM", default=None, help=N_("when a day begins"))
@click.option("--hard/--soft", default=None, help=N_("hard: no reason lets a plan pass it"))
@of_a_change
@of_the_post
@click.pass_obj
def limit_set(flags: Flags, /, of: LimitOf, named: str, how: How, **said: Any) -> int:
    from tui.cli_on_limits import set_limit

    return set_limit(load_with(flags), of, fold(named), said, how)


OF_POSTS: Final[tuple[click.Command, ...]] = (post, posts, watch, gaps, relief, limit)
