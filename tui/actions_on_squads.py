"""The actions of the board on squads: split, merge, lineage, what stands beside, losses, the roll call, a need.

1. Part of the list in `tui/actions.py`; each has exactly one verb in `tui/verbs_on_squads.py`.
"""

from __future__ import annotations

from typing import Final

from postcmd.words import N_
from tui.action import Action, action
from tui.situation_of_squads import (
    born_here,
    next_losses,
    next_roll,
    next_split,
    on_a_live_squad,
    on_a_squad,
    on_losses,
    to_merge,
    to_split,
    with_a_roll,
)

ACTIONS: Final[tuple[Action, ...]] = (
    action(
        "split",
        "x",
        N_("split"),
        N_("split the squad over places; the parts sum to the whole"),
        "ground",
        to_split,
        next=next_split,
    ),
    action(
        "merge",
        "Y",
        N_("merge"),
        N_("make the squads selected one, or the parts of a whole one again"),
        "ground",
        to_merge,
    ),
    action(
        "lineage",
        "T",
        N_("lineage"),
        N_("the tree of squads this one was split into or made of, with today's heads"),
        "ground",
        on_a_squad,
        reads_only=True,
    ),
    action(
        "beside",
        "ampersand",
        N_("beside it"),
        N_("say how many helpers are beside the squad, its closed loop, its captain"),
        "ground",
        on_a_live_squad,
    ),
    action(
        "losses",
        "E",
        N_("losses"),
        N_("who the squad lost and why, who is free again; the reserve of its quota"),
        "ground",
        on_losses,
        next=next_losses,
    ),
    action(
        "roll_call",
        "apostrophe",
        N_("roll call"),
        N_("who inside a sealed area is to be called, who was missed; <rolls.all> says all answered"),
        "ground",
        with_a_roll,
        next=next_roll,
    ),
    action(
        "need",
        "asterisk",
        N_("need there"),
        N_("write down a need that the squad's captain tells of: a request born of the squad"),
        "ground",
        born_here,
    ),
)
