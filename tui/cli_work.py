"""The commands of work, service without a request, the watch, the overview and the day's sheet, as they are typed."""

from __future__ import annotations

from typing import Final, Literal

import click

from postcmd.clean import clean, fold
from postcmd.words import N_
from tui.cli_exit import DONE
from tui.cli_options import Flags, How, as_json, in_a_form, of_a_change, of_the_post
from tui.cli_output import Form
from tui.cli_post import load_with

UNIT: Final = click.option("--unit", metavar="ID", default="", help=N_("a unit with all below it"))
PLACE: Final = click.option("--place", metavar="ID", default="", help=N_("a place with all in it"))
DAY: Final = click.option("--day", metavar="DAY", default="", help=N_("2022-11-20, or today (default)"))


@click.group(help=N_("Report a count of work, correct it, verify it, or list what was counted."))
def work() -> int:
    return DONE


@work.command("report", help=N_("So much of a task was done: work report sunhe ledgers 700 --squad first"))
@click.argument("request_id", metavar="REQUEST")
@click.argument("task", metavar="TASK")
@click.argument("quantity", metavar="[N]", default="")
@click.option("--squad", metavar="ID", default="", help=N_("the squad that did it"))
@UNIT
@click.option("--served", metavar="N", default="", help=N_("people served"))
@click.option("--said", metavar="WORD", default="", help=N_("how the number was said: 近, 余, 超过, 约"))
@click.option("--corrects", metavar="ID", default="", help=N_("the count that it corrects"))
@DAY
@of_a_change
@of_the_post
@click.pass_obj
def work_report(
    flags: Flags,
    request_id: str,
    task: str,
    quantity: str,
    squad: str,
    unit: str,
    served: str,
    said: str,
    corrects: str,
    day: str,
    how: How,
) -> int:
    from tui.cli_on_work import Count, report

    count = Count(fold(quantity), fold(served), clean(said), fold(day))
    whose = (fold(request_id), fold(squad), fold(unit))
    return report(load_with(flags), whose, fold(task), count, fold(corrects), how)


@work.command("want", help=N_("How much of a task the request wants done over all its days; 0 for no number."))
@click.argument("request_id", metavar="REQUEST")
@click.argument("task", metavar="TASK")
@click.argument("quantity", metavar="N")
@of_a_change
@of_the_post
@click.pass_obj
def work_want(flags: Flags, request_id: str, task: str, quantity: str, how: How) -> int:
    from tui.cli_on_work import want

    return want(load_with(flags), fold(request_id), fold(task), fold(quantity), how)


@work.command("verify", help=N_("Verify a count; whoever reported it cannot."))
@click.argument("work_id", metavar="ID")
@click.option("--back", is_flag=True, help=N_("take that back"))
@of_a_change
@of_the_post
@click.pass_obj
def work_verify(flags: Flags, work_id: str, back: bool, how: How) -> int:
    from tui.cli_on_work import verify

    return verify(load_with(flags), fold(work_id), not back, how)


@work.command("list", help=N_("What was counted for a request, by task."))
@click.argument("request_id", metavar="REQUEST")
@in_a_form
@of_the_post
@click.pass_obj
def work_list(flags: Flags, request_id: str, form: Form) -> int:
    from tui.cli_on_work import counts

    return counts(load_with(flags), fold(request_id), form)


@click.group(help=N_("Service without a request: pairing, reporting where one lives, standing service."))
def placement() -> int:
    return DONE


@placement.command("set", help=N_("A unit serves without a request: placement set lianjia paired --place sunhe-p"))
@click.argument("unit", metavar="UNIT")
@click.argument("form", type=click.Choice(["paired", "reports_home", "standing"]))
@PLACE
@click.option("--task", "tasks", multiple=True, metavar="TASK", help=N_("what they do there"))
@click.option("--heads", metavar="N", default="", help=N_("how many"))
@click.option("--said", metavar="WORD", default="", help=N_("how the number was said: 近, 余, 超过, 约"))
@click.option("--since", metavar="DAY", default="", help=N_("from which day on"))
@of_a_change
@of_the_post
@click.pass_obj
def placement_set(
    flags: Flags,
    unit: str,
    form: Literal["paired", "reports_home", "standing"],
    place: str,
    tasks: tuple[str, ...],
    heads: str,
    said: str,
    since: str,
    how: How,
) -> int:
    from tui.cli_on_work import Served, place_unit

    served = Served(form, fold(place) or None, tuple(map(fold, tasks)), fold(heads), clean(said), fold(since))
    return place_unit(load_with(flags), fold(unit), served, how)


@placement.command("end", help=N_("Its last day."))
@click.argument("placement_id", metavar="ID")
@DAY
@of_a_change
@of_the_post
@click.pass_obj
def placement_end(flags: Flags, placement_id: str, day: str, how: How) -> int:
    from tui.cli_on_work import end_placement

    return end_placement(load_with(flags), fold(placement_id), fold(day), how)


@click.group(help=N_("The hand-over of a watch: show what is left, give it, accept it."))
def handover() -> int:
    return DONE


@handover.command("show", help=N_("What is open, short and due, and who is on post."))
@UNIT
@PLACE
@in_a_form
@of_the_post
@click.pass_obj
def handover_show(flags: Flags, unit: str, place: str, form: Form) -> int:
    from tui.cli_on_work import what_is_left

    return what_is_left(load_with(flags), fold(unit), fold(place), form)


@handover.command("give", help=N_("Leave that to the next watch; --line adds a line."))
@UNIT
@PLACE
@click.option("--line", "lines", multiple=True, metavar="TEXT", help=N_("one line more"))
@of_a_change
@of_the_post
@click.pass_obj
def handover_give(flags: Flags, unit: str, place: str, lines: tuple[str, ...], how: How) -> int:
    from tui.cli_on_work import give

    return give(load_with(flags), fold(unit), fold(place), lines, how)


@handover.command("take", help=N_("Accept what the watch before yours left."))
@UNIT
@PLACE
@of_a_change
@of_the_post
@click.pass_obj
def handover_take(flags: Flags, unit: str, place: str, how: How) -> int:
    from tui.cli_on_work import take

    return take(load_with(flags), fold(unit), fold(place), how)


@click.command(help=N_("Places by days, short first: confirmed/asked and what is missing."))
@PLACE
@click.option("--days", default=7, metavar="N", type=click.IntRange(1, 31), help=N_("how many days (7)"))
@in_a_form
@of_the_post
@click.pass_obj
def overview(flags: Flags, place: str, days: int, form: Form) -> int:
    from tui.cli_on_work import look_over

    return look_over(load_with(flags), fold(place) or None, days, form)


@click.command(help=N_("The day's sheet of a unit or place, each figure with its definition."))
@UNIT
@PLACE
@DAY
@click.option("--in", "tongue", type=click.Choice(["zh", "en"]), default=None, help=N_("the language of the sheet"))
@click.option("--docx", metavar="FILE", default="", help=N_("write it as Word"))
@click.option("--xlsx", metavar="FILE", default="", help=N_("write it as Excel"))
@click.option("--force", is_flag=True, help=N_("replace files that are there"))
@as_json
@of_the_post
@click.pass_obj
def sheet(
    flags: Flags,
    unit: str,
    place: str,
    day: str,
    tongue: Literal["zh", "en"] | None,
    docx: str,
    xlsx: str,
    force: bool,
    as_json: bool,
) -> int:
    from tui.cli_on_work import Files, write_sheet

    files = Files(docx, xlsx, force)
    return write_sheet(load_with(flags), fold(unit), fold(place), fold(day), tongue, files, as_json)


OF_WORK: Final[tuple[click.Command, ...]] = (work, placement, handover, overview, sheet)
