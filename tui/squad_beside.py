"""What stands beside a squad's people: helpers (guards, property staff), its closed loop 闭环管理, its captain.

1. Helpers are counted beside, never as volunteers.
2. Each is one key and a number, a name or nothing more.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from postcmd import intents_of_squads as intents
from postcmd.records import Squad
from postcmd.words import _
from tui.answer_line import Ask, ask, ask_heads
from tui.over_list import do
from tui.pick_list import Pick, PickList
from widgets.choice import Option

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


def ask_beside(screen: BoardScreen, squad: Squad) -> None:
    """What is to be said of it?"""
    loop = _("in no closed loop any more") if squad.closed_loop else _("in a closed loop")
    options = [
        Option("helpers", _("helpers beside"), str(squad.helpers)),
        Option("closed_loop", loop, _("closed loop") if squad.closed_loop else ""),
        Option("leader", _("captain"), squad.leader),
    ]
    pick = Pick(squad.name or squad.id, options, lambda field: _ask(screen, squad, field))
    screen.overlays.open(PickList, pick, above=screen.overlays.is_open)


def _ask(screen: BoardScreen, squad: Squad, field: str) -> None:
    name = squad.name or squad.id
    if field == "closed_loop":
        _set(screen, squad, closed_loop=not squad.closed_loop)
    elif field == "helpers":
        label = _("{squad}: how many helpers are beside it?").format(squad=name)
        ask_heads(screen, label, lambda heads: _set(screen, squad, helpers=heads), squad.helpers or None)
    else:
        ask(screen, Ask(_("Captain:"), partial(_set_leader, screen, squad), squad.leader))


def _set_leader(screen: BoardScreen, squad: Squad, leader: str) -> None:
    _set(screen, squad, leader=leader)


def _set(screen: BoardScreen, squad: Squad, **facts: Any) -> None:
    do(screen, [intents.report(squad, screen.board.link.epoch, **facts)], _("Said."))
