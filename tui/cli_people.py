"""The commands about people, as they are typed: answers, who can go, sign-ups, the reserve, the assembly."""

from __future__ import annotations

from typing import Final, Literal, TextIO, cast

import click

from postcmd.clean import fold
from postcmd.records import TALLIES, Shift, Tally
from postcmd.words import N_
from tui.cli_exit import DONE
from tui.cli_options import Flags, How, in_a_form, of_a_change, of_the_post
from tui.cli_output import Form
from tui.cli_post import load_with

Said = Literal["acknowledge", "accept", "part", "decline"]


@click.command(help=N_("What a unit answers to its quota; a part says how many: answer ID part 8"))
@click.argument("quota_id", metavar="ID")
@click.argument("said", type=click.Choice(["acknowledge", "accept", "part", "decline"]))
@click.argument("heads", metavar="[N]", default="")
@click.option("--why", default="", metavar="TEXT", help=N_("in its own words"))
@of_a_change
@of_the_post
@click.pass_obj
def answer(flags: Flags, quota_id: str, said: Said, heads: str, why: str, how: How) -> int:
    from tui.cli_on_people import answer

    return answer(load_with(flags), fold(quota_id), said, fold(heads), why, how)


@click.command(help=N_("How many of a unit can go on a day; the last word counts."))
@click.argument("unit", metavar="UNIT")
@click.option("--heads", required=True, metavar="N", help=N_("how many can go"))
@click.option("--full-time", default="0", metavar="N", help=N_("of them full-time"))
@click.option("--sealed", default="0", metavar="N", help=N_("of them who may enter sealed areas"))
@click.option("--drivers", default="0", metavar="N", help=N_("of them drivers"))
@click.option("--shift", type=click.Choice(["day", "night"]), default=None, help=N_("for one shift alone"))
@click.option("--day", default="", metavar="DAY", help=N_("2022-11-20 or 11-20; today where it is left out"))
@of_a_change
@of_the_post
@click.pass_obj
def available(
    flags: Flags,
    unit: str,
    heads: str,
    full_time: str,
    sealed: str,
    drivers: str,
    shift: Shift | None,
    day: str,
    how: How,
) -> int:
    from tui.cli_on_people import declare

    numbers = {"heads": heads, "full_time": full_time, "sealed": sealed, "drivers": drivers}
    return declare(load_with(flags), fold(unit), {name: fold(said) for name, said in numbers.items()}, shift, day, how)


@click.group(help=N_("Sign people up, by count or by roster number."))
def signup() -> int:
    return DONE


@signup.command("add", help=N_("So many heads, or a volunteer, for a quota; whoever finds no place is in reserve."))
@click.argument("quota_id", metavar="QUOTA")
@click.option("--heads", default="1", metavar="N", help=N_("how many"))
@click.option("--volunteer", default=None, metavar="ID", help=N_("the roster number"))
@click.option("--all-or-none", is_flag=True, help=N_("refuse where not all find a place"))
@click.option("--counted", is_flag=True, help=N_("a name for somebody who was counted before"))
@of_a_change
@of_the_post
@click.pass_obj
def signup_add(
    flags: Flags, quota_id: str, heads: str, volunteer: str | None, all_or_none: bool, counted: bool, how: How
) -> int:
    from tui.cli_on_people import sign_up

    named = fold(volunteer) if volunteer else None
    return sign_up(load_with(flags), fold(quota_id), fold(heads), named, all_or_none, counted, how)


@signup.command("pool", help=N_("So many heads, or a volunteer, for the standby pool of a unit."))
@click.argument("unit", metavar="UNIT")
@click.option("--heads", default="1", metavar="N", help=N_("how many"))
@click.option("--volunteer", default=None, metavar="ID", help=N_("the roster number"))
@of_a_change
@of_the_post
@click.pass_obj
def signup_pool(flags: Flags, unit: str, heads: str, volunteer: str | None, how: How) -> int:
    from tui.cli_on_people import stand_by

    return stand_by(load_with(flags), fold(unit), fold(heads), fold(volunteer) if volunteer else None, how)


@signup.command("move", help=N_("Heads of a sign-up from one state to another: signup move ID confirmed arrived 3"))
@click.argument("signup_id", metavar="ID")
@click.argument("came_from", metavar="FROM", type=click.Choice(TALLIES))
@click.argument("to", metavar="TO", type=click.Choice(TALLIES))
@click.argument("heads", metavar="[N]", default="")
@of_a_change
@of_the_post
@click.pass_obj
def signup_move(flags: Flags, signup_id: str, came_from: str, to: str, heads: str, how: How) -> int:
    from tui.cli_on_people import move

    return move(load_with(flags), fold(signup_id), cast(Tally, came_from), cast(Tally, to), fold(heads), how)


@click.command(help=N_("Who signed up for a quota, or is in the pool of a unit, in the order of the reserve."))
@click.argument("quota_or_unit", metavar="QUOTA|UNIT")
@in_a_form
@of_the_post
@click.pass_obj
def signups(flags: Flags, quota_or_unit: str, form: Form) -> int:
    from tui.cli_look import signups

    return signups(load_with(flags), fold(quota_or_unit), form)


@click.command(help=N_("Call so many of a quota's reserve, in its order."))
@click.argument("quota_id", metavar="QUOTA")
@click.argument("heads", metavar="N")
@click.option("--pool", is_flag=True, help=N_("then of the unit's standby pool too"))
@of_a_change
@of_the_post
@click.pass_obj
def reserve(flags: Flags, quota_id: str, heads: str, pool: bool, how: How) -> int:
    from tui.cli_on_people import call

    return call(load_with(flags), fold(quota_id), fold(heads), pool, how)


@click.command(help=N_("So many of a quota's people have come to the meeting place."))
@click.argument("quota_id", metavar="QUOTA")
@click.argument("present", metavar="N")
@of_a_change
@of_the_post
@click.pass_obj
def muster(flags: Flags, quota_id: str, present: str, how: How) -> int:
    from tui.cli_on_people import count

    return count(load_with(flags), fold(quota_id), fold(present), how)


@click.command(help=N_("So many latecomers join a squad."))
@click.argument("squad_id", metavar="SQUAD")
@click.argument("heads", metavar="N")
@click.option("--quota", "quota_id", default=None, metavar="QUOTA", help=N_("the quota they were asked for by"))
@of_a_change
@of_the_post
@click.pass_obj
def join(flags: Flags, squad_id: str, heads: str, quota_id: str | None, how: How) -> int:
    from tui.cli_on_people import join

    return join(load_with(flags), fold(squad_id), fold(heads), fold(quota_id) if quota_id else None, how)


@click.command(help=N_("Read a list of a chat group for a quota: a file, or - for the input."))
@click.argument("quota_id", metavar="QUOTA")
@click.argument("file", metavar="FILE|-", type=click.File("r", encoding="utf-8-sig"))
@click.option("--yes", is_flag=True, help=N_("send it; without, only what would be sent is shown"))
@of_a_change
@of_the_post
@click.pass_obj
def paste(flags: Flags, quota_id: str, file: TextIO, yes: bool, how: How) -> int:
    from tui.cli_paste import paste

    return paste(load_with(flags), fold(quota_id), file.read(), yes, how)


OF_PEOPLE: Final[tuple[click.Command, ...]] = (answer, available, signup, signups, reserve, muster, join, paste)
