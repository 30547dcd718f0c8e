"""The commands that change a record, as they are typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal

import click

from postcmd.clean import fold
from postcmd.intent import Choice
from postcmd.words import N_
from tui.cli_exit import DONE
from tui.cli_options import AS_TYPED, Flags, How, of_a_change, of_the_post
from tui.cli_post import load_with

CHOICES: Final = ("keep", "reserve", "release")


def surplus(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option for what becomes of people who are confirmed beyond the new number."""
    told = N_("people confirmed beyond the new number: keep them, into the reserve, or release them")
    return click.option("--surplus", type=click.Choice(CHOICES), default=None, help=told)(command)


@click.group(help=N_("Change a quota."))
def quota() -> int:
    return DONE


@quota.command("add", context_settings=AS_TYPED, help=N_("So many heads more, or less with a minus: quota add ID -3"))
@click.argument("quota_id", metavar="ID")
@click.argument("heads", metavar="N")
@click.option("--field", type=click.Choice(["min", "max"]), default="max", help=N_("min or max (default)"))
@surplus
@of_a_change
@of_the_post
@click.pass_obj
def quota_add(
    flags: Flags, quota_id: str, heads: str, field: Literal["min", "max"], surplus: Choice | None, how: How
) -> int:
    from tui.cli_edit import add_to_quota

    return add_to_quota(load_with(flags), fold(quota_id), fold(heads), field, surplus or "", how)


@quota.command("set", context_settings=AS_TYPED, help=N_("Set the max, or both bounds: quota set ID 6-9"))
@click.argument("quota_id", metavar="ID")
@click.argument("heads", metavar="MAX|MIN-MAX|MIN+")
@surplus
@of_a_change
@of_the_post
@click.pass_obj
def quota_set(flags: Flags, quota_id: str, heads: str, surplus: Choice | None, how: How) -> int:
    from tui.cli_edit import set_quota

    return set_quota(load_with(flags), fold(quota_id), fold(heads), surplus or "", how)


@quota.command("withdraw", help=N_("Take back what was asked of the unit; the number is unallocated again."))
@click.argument("quota_id", metavar="ID")
@click.option("--surplus", type=click.Choice(CHOICES[1:]), default=None, help=N_("people confirmed there: where to"))
@of_a_change
@of_the_post
@click.pass_obj
def quota_withdraw(flags: Flags, quota_id: str, surplus: Choice | None, how: How) -> int:
    from tui.cli_edit import withdraw_quota

    return withdraw_quota(load_with(flags), fold(quota_id), surplus or "", how)


@quota.command("transfer", help=N_("So many heads of one unit's quota to another's, same request and day."))
@click.argument("giver", metavar="ID")
@click.argument("receiver", metavar="ID|UNIT")
@click.argument("heads", metavar="N")
@surplus
@of_a_change
@of_the_post
@click.pass_obj
def quota_transfer(flags: Flags, giver: str, receiver: str, heads: str, surplus: Choice | None, how: How) -> int:
    from tui.cli_edit import transfer

    return transfer(load_with(flags), fold(giver), fold(receiver), fold(heads), surplus or "", how)


@quota.command("delete", help=N_("Take away a quota that was made by mistake."))
@click.argument("quota_id", metavar="ID")
@of_a_change
@of_the_post
@click.pass_obj
def quota_delete(flags: Flags, quota_id: str, how: How) -> int:
    from tui.cli_edit import delete_quota

    return delete_quota(load_with(flags), fold(quota_id), how)


@quota.command("restore", help=N_("Bring back a quota that was deleted."))
@click.argument("quota_id", metavar="ID")
@of_a_change
@of_the_post
@click.pass_obj
def quota_restore(flags: Flags, quota_id: str, how: How) -> int:
    from tui.cli_edit import restore_quota

    return restore_quota(load_with(flags), fold(quota_id), how)


@click.command(help=N_("Write a note on a quota, a request or a squad; the last one counts."))
@click.argument("record_id", metavar="ID")
@click.argument("text")
@of_a_change
@of_the_post
@click.pass_obj
def note(flags: Flags, record_id: str, text: str, how: How) -> int:
    from tui.cli_edit import write_note

    return write_note(load_with(flags), fold(record_id), text, how)
