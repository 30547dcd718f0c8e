"""The commands about duties, as they are typed: plan, check in and out, relieve, send on, a list of check-ins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal, TextIO

import click

from postcmd.clean import clean, fold
from postcmd.words import N_
from tui.cli_exit import DONE
from tui.cli_options import AS_TYPED, Flags, How, in_a_form, of_a_change, of_the_post
from tui.cli_output import Form
from tui.cli_post import load_with
from tui.cli_squads import AT, WHY

APPROVED: Final = click.option("--approved-by", metavar="NAME", default="", help=N_("who answers for that"))
UNTIL: Final = click.option("--until", metavar="TIME", default="", help=N_("until when: 03:00, or 11-23 03:00"))
POST: Final = click.option("--post", metavar="ID", default="", help=N_("of one post alone"))


@click.group(help=N_("Who is where and when: plan, check in and out, relieve, send on."))
def duty() -> int:
    return DONE


@duty.command("plan", help=N_("duty plan gate lianjia 3 night; or with times: duty plan gate q1 3 20:00-08:00"))
@click.argument("post_id", metavar="POST")
@click.argument("who", metavar="SQUAD|UNIT")
@click.argument("heads", metavar="N")
@click.argument("shift", metavar="SHIFT|FROM-TO")
@click.option("--day", metavar="DAY", default="", help=N_("2022-11-20 or 11-20; today where it is left out"))
@click.option("--volunteer", metavar="ID", default="", help=N_("the roster number"))
@APPROVED
@WHY
@of_a_change
@of_the_post
@click.pass_obj
def duty_plan(
    flags: Flags,
    post_id: str,
    who: str,
    heads: str,
    shift: str,
    day: str,
    volunteer: str,
    approved_by: str,
    why: str,
    how: How,
) -> int:
    from tui.cli_on_duties import Reason, plan

    said = Reason(clean(why), clean(approved_by))
    where = (fold(post_id), fold(shift), day)
    return plan(load_with(flags), where, (fold(who), fold(heads), fold(volunteer)), said, how)


@duty.command("set", help=N_("Plan it otherwise; only what is named changes."))
@click.argument("duty_id", metavar="DUTY")
@click.option("--heads", metavar="N", default="", help=N_("how many"))
@click.option("--from", "begins", metavar="TIME", default="", help=N_("from when: 20:00, or 11-22 20:00"))
@UNTIL
@APPROVED
@WHY
@of_a_change
@of_the_post
@click.pass_obj
def duty_set(
    flags: Flags, duty_id: str, heads: str, begins: str, until: str, approved_by: str, why: str, how: How
) -> int:
    from tui.cli_on_duties import Reason, plan_otherwise

    said = Reason(clean(why), clean(approved_by))
    return plan_otherwise(load_with(flags), fold(duty_id), (fold(heads), begins, until), said, how)


def _of_a_check(command: Callable[..., int]) -> Any:
    """What is said of a check: whose, how many, when, why."""
    of_heads = click.argument("heads", metavar="[N]", default="")
    said = of_heads(AT(WHY(of_a_change(of_the_post(click.pass_obj(command))))))
    return click.argument("duty_id", metavar="DUTY")(said)


def _check(flags: Flags, way: Literal["in", "out"], duty_id: str, heads: str, at: str, why: str, how: How) -> int:
    from tui.cli_on_duties import check

    return check(load_with(flags), fold(duty_id), way, fold(heads), at, clean(why), how)


@duty.command("in", context_settings=AS_TYPED, help=N_("So many came; all who were awaited; -1 takes a slip back."))
@_of_a_check
def duty_in(flags: Flags, /, **said: Any) -> int:
    return _check(flags, "in", **said)


@duty.command("out", context_settings=AS_TYPED, help=N_("How many left; else all who are there; -1 takes back a slip."))
@_of_a_check
def duty_out(flags: Flags, /, **said: Any) -> int:
    return _check(flags, "out", **said)


@duty.command("arrive", help=N_("Walk-ups, who came without a plan: duty arrive gate lianjia 2"))
@click.argument("post_id", metavar="POST")
@click.argument("who", metavar="SQUAD|UNIT")
@click.argument("heads", metavar="[N]", default="1")
@click.option("--volunteer", metavar="ID", default="", help=N_("the roster number"))
@AT
@WHY
@of_a_change
@of_the_post
@click.pass_obj
def duty_arrive(flags: Flags, post_id: str, who: str, heads: str, volunteer: str, at: str, why: str, how: How) -> int:
    from tui.cli_on_duties import arrive

    whom = (fold(who), fold(heads), fold(volunteer))
    return arrive(load_with(flags), fold(post_id), whom, at, clean(why), how)


@duty.command("relieve", help=N_("Relieve a duty by another duty, by a squad or by a unit."))
@click.argument("duty_id", metavar="DUTY")
@click.argument("by", metavar="DUTY|SQUAD|UNIT")
@APPROVED
@WHY
@of_a_change
@of_the_post
@click.pass_obj
def duty_relieve(flags: Flags, duty_id: str, by: str, approved_by: str, why: str, how: How) -> int:
    from tui.cli_on_duties import Reason, relieve

    return relieve(load_with(flags), fold(duty_id), fold(by), Reason(clean(why), clean(approved_by)), how)


@duty.command("move", help=N_("Heads go on to another post: duty move d1 south 1 --until 03:00"))
@click.argument("duty_id", metavar="DUTY")
@click.argument("post_id", metavar="POST")
@click.argument("heads", metavar="[N]", default="")
@UNTIL
@AT
@APPROVED
@WHY
@of_a_change
@of_the_post
@click.pass_obj
def duty_move(
    flags: Flags,
    duty_id: str,
    post_id: str,
    heads: str,
    until: str,
    at: str,
    approved_by: str,
    why: str,
    how: How,
) -> int:
    from tui.cli_on_duties import Reason, send_on

    said = Reason(clean(why), clean(approved_by))
    return send_on(load_with(flags), fold(duty_id), fold(post_id), fold(heads), (until, at), said, how)


@duty.command("checks", help=N_("Read check-ins of a post, a line each: a file, or - for the input."))
@click.argument("post_id", metavar="POST")
@click.argument("file", metavar="FILE|-", type=click.File("r", encoding="utf-8-sig"))
@click.option("--out", is_flag=True, help=N_("these have left"))
@click.option("--yes", is_flag=True, help=N_("send it; without, only what would be sent is shown"))
@AT
@of_a_change
@of_the_post
@click.pass_obj
def duty_checks(flags: Flags, post_id: str, file: TextIO, out: bool, yes: bool, at: str, how: How) -> int:
    from tui.cli_checks import checks

    return checks(load_with(flags), fold(post_id), file.read(), (out, at), yes, how)


@click.command(help=N_("The duties of a day: who, where, from when to when, how many came and left."))
@POST
@click.option("--squad", metavar="ID", default="", help=N_("of one squad alone"))
@click.option("--day", metavar="DAY", default="", help=N_("2022-11-20, today (default), or all"))
@in_a_form
@of_the_post
@click.pass_obj
def duties(flags: Flags, post: str, squad: str, day: str, form: Form) -> int:
    from tui.cli_look_at_posts import duties

    return duties(load_with(flags), fold(post), fold(squad), day, form)


OF_DUTIES: Final[tuple[click.Command, ...]] = (duty, duties)
