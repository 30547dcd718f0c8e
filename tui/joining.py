"""Latecomers 晚到: who comes after a split joins a squad, and has come by that.

1. They join a live squad of their unit at their request, the shortest first; where there is only one, that one.
2. Where there is none, they are reported as present and nobody is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postcmd import intents_of_people as intents
from postcmd.board import Board
from postcmd.muster import squads_for_latecomers
from postcmd.records import Quota, Squad
from postcmd.words import _, ngettext
from tui.answer_line import ask_heads
from tui.over_list import do
from tui.pick_list import Pick, PickList
from widgets.choice import Option

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


def why_not(board: Board, quota: Quota | None) -> str:
    if quota is not None and squads_for_latecomers(board, quota):
        return ""
    return _("This unit has no live squad there: report them as present.")


def ask_join(screen: BoardScreen, quota: Quota) -> None:
    """How many, and into which squad."""
    squads = squads_for_latecomers(screen.board, quota)
    if not squads:
        screen.say(why_not(screen.board, quota), "warn")
    elif len(squads) == 1:
        ask_into(screen, squads[0].id, quota.id)
    else:
        options = [Option(one.id, one.name or one.id, f"{one.present}/{one.strength}") for one in squads]
        pick = Pick(_("Latecomers: into which squad?"), options, lambda squad: ask_into(screen, squad, quota.id))
        screen.overlays.open(PickList, pick, above=screen.overlays.is_open)


def ask_into(screen: BoardScreen, squad_id: str, quota_id: str | None) -> None:
    squad = screen.board.squad(squad_id)
    if squad is not None:
        label = _("How many join {squad}?").format(squad=squad.name or squad.id)
        ask_heads(screen, label, lambda heads: _joined(screen, squad_id, quota_id, heads))


def _joined(screen: BoardScreen, squad_id: str, quota_id: str | None, heads: int) -> None:
    squad = screen.board.squad(squad_id)
    quota = screen.board.quota(quota_id) if quota_id is not None else None
    if squad is not None:
        said = ngettext("{n} joined {squad}", "{n} joined {squad}", heads)
        do(screen, [intents.join(squad, heads, quota)], said.format(n=heads, squad=squad.name or squad.id))


def quota_of(board: Board, squad: Squad) -> str | None:
    """The quota whose people the squad's latecomers are: of its unit, on the day the board is at."""
    from postcmd import panes

    if squad.request is None:
        return None
    found = [quota for quota in board.quotas_of(squad.request, panes.today(board)) if quota.unit == squad.unit]
    return found[0].id if found else None
