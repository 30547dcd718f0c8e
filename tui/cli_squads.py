"""The commands about squads, as they are typed: form, split, merge, lineage, roll calls, losses, needs of a captain."""

from __future__ import annotations

from typing import Any, Final, get_args

import click

from postcmd.clean import clean, fold
from postcmd.records import LossReason, SquadStatus
from postcmd.words import N_
from tui.cli_exit import DONE
from tui.cli_options import AS_TYPED, Flags, How, in_a_form, of_a_change, of_the_post
from tui.cli_output import Form
from tui.cli_post import load_with

AT: Final = click.option("--at", metavar="TIME", default="", help=N_("when it was: 02:40, or 11-22 02:40; else now"))
WHY: Final = click.option("--why", metavar="TEXT", default="", help=N_("the reason, where one is needed"))


@click.group(help=N_("Form a squad, split it, merge it, call its roll, count its losses."))
def squad() -> int:
    return DONE


@squad.command("form", help=N_("A squad of a unit's people: squad form lianjia 30 --request jiuxianqiao"))
@click.argument("unit", metavar="UNIT")
@click.argument("strength", metavar="N")
@click.option("--name", metavar="TEXT", default="", help=N_("what it is called"))
@click.option("--request", metavar="ID", default="", help=N_("the request it goes to"))
@click.option("--place", metavar="ID", default="", help=N_("where it is"))
@click.option("--present", metavar="N", default="", help=N_("how many are present; else all"))
@click.option("--helpers", metavar="N", default="0", help=N_("guards, property staff: beside, never volunteers"))
@click.option("--leader", metavar="NAME", default="", help=N_("who leads it"))
@click.option("--closed-loop", is_flag=True, help=N_("it is kept in a closed loop"))
@of_a_change
@of_the_post
@click.pass_obj
def squad_form(flags: Flags, /, unit: str, strength: str, how: How, **said: Any) -> int:
    from tui.cli_on_squads import form

    return form(load_with(flags), fold(unit), fold(strength), said, how)


@squad.command("split", help=N_("Into parts that sum to the whole: squad split q1 18@tanchangli=first 32@mofang"))
@click.argument("squad_id", metavar="SQUAD")
@click.argument("parts", metavar="N[@PLACE][=NAME]…", nargs=-1, required=True)
@AT
@of_a_change
@of_the_post
@click.pass_obj
def squad_split(flags: Flags, squad_id: str, parts: tuple[str, ...], at: str, how: How) -> int:
    from tui.cli_on_squads import split

    return split(load_with(flags), fold(squad_id), [fold(part) for part in parts], at, how)


@squad.command("merge", help=N_("Other squads go into this one; alone, the parts of a whole are one again."))
@click.argument("squad_id", metavar="SQUAD")
@click.argument("others", metavar="SQUAD…", nargs=-1)
@of_a_change
@of_the_post
@click.pass_obj
def squad_merge(flags: Flags, squad_id: str, others: tuple[str, ...], how: How) -> int:
    from tui.cli_on_squads import merge

    return merge(load_with(flags), fold(squad_id), [fold(one) for one in others], how)


@squad.command("tree", help=N_("Its lineage: what it was split from and into, with the heads of today."))
@click.argument("squad_id", metavar="SQUAD")
@in_a_form
@of_the_post
@click.pass_obj
def squad_tree(flags: Flags, squad_id: str, form: Form) -> int:
    from tui.cli_look_at_squads import lineage

    return lineage(load_with(flags), fold(squad_id), form)


@squad.command("set", help=N_("How many there are, who is beside them, who leads; only what is named changes."))
@click.argument("squad_id", metavar="SQUAD")
@click.option("--strength", metavar="N", default=None, help=N_("how many it has"))
@click.option("--present", metavar="N", default=None, help=N_("how many are present"))
@click.option("--helpers", metavar="N", default=None, help=N_("guards, property staff: beside, never volunteers"))
@click.option("--leader", metavar="NAME", default=None, help=N_("who leads it"))
@click.option("--closed-loop/--no-closed-loop", default=None, help=N_("whether it is kept in a closed loop"))
@of_a_change
@of_the_post
@click.pass_obj
def squad_set(flags: Flags, /, squad_id: str, how: How, **said: Any) -> int:
    from tui.cli_on_squads import report

    return report(load_with(flags), fold(squad_id), said, how)


@squad.command("name", help=N_("Who is in it, by roster number."))
@click.argument("squad_id", metavar="SQUAD")
@click.argument("members", metavar="NUMBER…", nargs=-1)
@of_a_change
@of_the_post
@click.pass_obj
def squad_name(flags: Flags, squad_id: str, members: tuple[str, ...], how: How) -> int:
    from tui.cli_on_squads import name

    return name(load_with(flags), fold(squad_id), [fold(one) for one in members], how)


@squad.command("move", help=N_("To another status, perhaps at another place: squad move q1 on_post --place mofang"))
@click.argument("squad_id", metavar="SQUAD")
@click.argument("to", metavar="STATUS", type=click.Choice(get_args(SquadStatus)))
@click.option("--place", metavar="ID", default="", help=N_("where it is"))
@AT
@WHY
@of_a_change
@of_the_post
@click.pass_obj
def squad_move(flags: Flags, squad_id: str, to: SquadStatus, place: str, at: str, why: str, how: How) -> int:
    from tui.cli_on_squads import move

    return move(load_with(flags), fold(squad_id), to, fold(place), at, clean(why), how)


@squad.command("need", help=N_("Its captain needs people on the spot: squad need q1 door_sensors 6-9"))
@click.argument("squad_id", metavar="SQUAD")
@click.argument("task", metavar="TASK")
@click.argument("heads", metavar="[N|MIN-MAX|MIN+]", default="0+")
@click.option("--urgent", is_flag=True, help=N_("it is urgent"))
@click.option("--ordered", is_flag=True, help=N_("order it at once, where you may"))
@of_a_change
@of_the_post
@click.pass_obj
def squad_need(flags: Flags, squad_id: str, task: str, heads: str, urgent: bool, ordered: bool, how: How) -> int:
    from tui.cli_on_squads import need

    return need(load_with(flags), fold(squad_id), fold(task), fold(heads), urgent, ordered, how)


# Roll calls


@squad.command("roll", help=N_("So many of those inside answered the roll call."))
@click.argument("squad_id", metavar="SQUAD")
@click.argument("present", metavar="N")
@AT
@of_a_change
@of_the_post
@click.pass_obj
def squad_roll(flags: Flags, squad_id: str, present: str, at: str, how: How) -> int:
    from tui.cli_on_squads import roll

    return roll(load_with(flags), fold(squad_id), fold(present), at, how)


@squad.command("rolls", help=N_("Whose roll is to be called inside sealed areas; who did not answer, who was missed."))
@in_a_form
@of_the_post
@click.pass_obj
def squad_rolls(flags: Flags, form: Form) -> int:
    from tui.cli_look_at_squads import rolls

    return rolls(load_with(flags), form)


# Losses


@squad.command("lose", help=N_("Heads are lost: squad lose q1 2 sick; their places are free again."))
@click.argument("squad_id", metavar="SQUAD")
@click.argument("heads", metavar="N")
@click.argument("loss", metavar="REASON", type=click.Choice(get_args(LossReason)))
@click.option("--day", metavar="DAY", default="", help=N_("the day whose places they filled; else today"))
@click.option("--note", metavar="TEXT", default="", help=N_("in words"))
@AT
@of_a_change
@of_the_post
@click.pass_obj
def squad_lose(
    flags: Flags, squad_id: str, heads: str, loss: LossReason, day: str, note: str, at: str, how: How
) -> int:
    from tui.cli_on_losses import lose

    return lose(load_with(flags), fold(squad_id), fold(heads), loss, day, clean(note), at, how)


@squad.command("losses", help=N_("Who is lost, of a squad or of a unit; of nobody named, all who still are."))
@click.argument("of", metavar="[SQUAD|UNIT]", default="")
@in_a_form
@of_the_post
@click.pass_obj
def squad_losses(flags: Flags, of: str, form: Form) -> int:
    from tui.cli_look_at_squads import losses

    return losses(load_with(flags), fold(of), form)


@click.command(help=N_("Residents of a unit are sealed in where they live; --serving: they serve inside."))
@click.argument("unit", metavar="UNIT")
@click.argument("heads", metavar="[N]", default="0")
@click.option("--place", metavar="ID", default="", help=N_("where"))
@click.option("--serving", is_flag=True, help=N_("they serve there"))
@of_a_change
@of_the_post
@click.pass_obj
def sealed(flags: Flags, unit: str, heads: str, place: str, serving: bool, how: How) -> int:
    from tui.cli_on_losses import sealed_in

    return sealed_in(load_with(flags), fold(unit), fold(heads), fold(place), serving, how)


@click.command(
    context_settings=AS_TYPED,
    help=N_("Heads that were lost are free again: back to their squad, or --to a unit that they report to."),
)
@click.argument("loss_id", metavar="LOSS")
@click.argument("heads", metavar="[N]", default="")
@click.option("--to", metavar="UNIT", default="", help=N_("they report there, and can go from --day on"))
@click.option("--day", metavar="DAY", default="", help=N_("2022-11-20 or 11-20; today where it is left out"))
@of_a_change
@of_the_post
@click.pass_obj
def release(flags: Flags, loss_id: str, heads: str, to: str, day: str, how: How) -> int:
    from tui.cli_on_losses import release

    return release(load_with(flags), fold(loss_id), fold(heads), fold(to), day, how)


OF_SQUADS: Final[tuple[click.Command, ...]] = (squad, sealed, release)
