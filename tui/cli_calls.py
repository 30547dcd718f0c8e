"""The commands of the phone and of orders, as they are typed: notices, notes, what falls due, whom to chase, texts."""

from __future__ import annotations

from typing import Final, Literal

import click

from postcmd.clean import fold
from postcmd.records import KINDS
from postcmd.words import N_
from tui.cli_exit import DONE
from tui.cli_options import Flags, How, in_a_form, of_a_change, of_the_post
from tui.cli_output import Form
from tui.cli_post import load_with

ABOUT: Final = (click.Choice(tuple(KINDS)), str)


@click.group(help=N_("Issue a notice, or say how far a unit is with one."))
def notice() -> int:
    return DONE


@notice.command("issue", help=N_("A notice to these units and all below them."))
@click.argument("title", metavar="TITLE")
@click.option("--from", "issuers", required=True, multiple=True, metavar="UNIT", help=N_("who issues it"))
@click.option("--to", "roots", required=True, multiple=True, metavar="UNIT", help=N_("to whom, with all below"))
@click.option("--body", default="", metavar="TEXT", help=N_("its words"))
@click.option("--number", default="", metavar="TEXT", help=N_("its number"))
@click.option("--due", default="", metavar="TIME", help=N_("until when: 18:30, or 11-22 18:30"))
@click.option("--request", "request_id", default=None, metavar="ID", help=N_("the call that it carries on"))
@of_a_change
@of_the_post
@click.pass_obj
def notice_issue(
    flags: Flags,
    title: str,
    issuers: tuple[str, ...],
    roots: tuple[str, ...],
    body: str,
    number: str,
    due: str,
    request_id: str | None,
    how: How,
) -> int:
    from tui.cli_on_calls import issue_notice

    about = fold(request_id) if request_id else None
    named = (tuple(map(fold, issuers)), tuple(map(fold, roots)))
    return issue_notice(load_with(flags), title, named, body, number, due, about, how)


@notice.command("answer", help=N_("How far a unit is with a notice: notice answer ID UNIT accepted 30"))
@click.argument("notice_id", metavar="ID")
@click.argument("unit", metavar="UNIT")
@click.argument("state", type=click.Choice(["read", "acknowledged", "accepted", "declined"]))
@click.argument("heads", metavar="[N]", default="")
@click.option("--why", default="", metavar="TEXT", help=N_("in its own words"))
@of_a_change
@of_the_post
@click.pass_obj
def notice_answer(
    flags: Flags,
    notice_id: str,
    unit: str,
    state: Literal["read", "acknowledged", "accepted", "declined"],
    heads: str,
    why: str,
    how: How,
) -> int:
    from tui.cli_on_calls import answer_notice

    return answer_notice(load_with(flags), fold(notice_id), fold(unit), state, fold(heads), why, how)


@click.command(help=N_("Write down a call: one line, perhaps on a record, perhaps with a reminder."))
@click.argument("text", metavar="TEXT")
@click.option(
    "--on",
    "about",
    type=(click.Choice(tuple(KINDS)), str),
    default=None,
    metavar="KIND ID",
    help=N_("the record it is about"),
)
@click.option("--remind", default="", metavar="TIME", help=N_("when to be reminded: 01:20, 11-22 08:00, +30"))
@click.option("--from", "phoned_by", default="", metavar="NAME", help=N_("who phoned"))
@of_a_change
@of_the_post
@click.pass_obj
def phone(flags: Flags, text: str, about: tuple[str, str] | None, remind: str, phoned_by: str, how: How) -> int:
    from tui.cli_on_calls import write_note

    return write_note(load_with(flags), text, about, remind, phoned_by, how)


@click.command(help=N_("The reminder of a note is dealt with; with --until it is put off."))
@click.argument("note_id", metavar="ID")
@click.option("--until", default="", metavar="TIME", help=N_("when to be reminded: 01:20, 11-22 08:00, +30"))
@of_a_change
@of_the_post
@click.pass_obj
def settle(flags: Flags, note_id: str, until: str, how: How) -> int:
    from tui.cli_on_calls import settle_note

    return settle_note(load_with(flags), fold(note_id), until, how)


@click.command(help=N_("What falls due in the next hours, and what is late."))
@click.option("--hours", default=4, metavar="N", type=click.IntRange(1, 72), help=N_("how many hours ahead (4)"))
@in_a_form
@of_the_post
@click.pass_obj
def due(flags: Flags, hours: int, form: Form) -> int:
    from tui.cli_look import due

    return due(load_with(flags), hours, form)


@click.command(help=N_("Whom to ring: who has not acknowledged, is short, or has not come."))
@click.argument("about", metavar="[REQUEST|NOTICE]", default="")
@in_a_form
@of_the_post
@click.pass_obj
def chase(flags: Flags, about: str, form: Form) -> int:
    from tui.cli_look import chased

    return chased(load_with(flags), fold(about) or None, form)


@click.command(help=N_("Places, units, requests, squads, tasks and contacts by name, id or pinyin initials."))
@click.argument("words", metavar="TEXT", nargs=-1, required=True)
@in_a_form
@of_the_post
@click.pass_obj
def search(flags: Flags, words: tuple[str, ...], form: Form) -> int:
    from tui.cli_look import search

    return search(load_with(flags), " ".join(words), form)


@click.command(help=N_("An order, a chase or a cancellation as text for a chat group."))
@click.argument("sort", type=click.Choice(["order", "chase", "cancel"]))
@click.argument("ids", metavar="QUOTA|REQUEST…", nargs=-1, required=True)
@of_the_post
@click.pass_obj
def text(flags: Flags, sort: Literal["order", "chase", "cancel"], ids: tuple[str, ...]) -> int:
    from tui.cli_look import text

    return text(load_with(flags), sort, [fold(one) for one in ids])


OF_CALLS: Final[tuple[click.Command, ...]] = (notice, phone, settle, due, chase, search, text)
