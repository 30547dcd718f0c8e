"""The actions of the board on work, hand-overs, the overview, the day's sheet and the figures.

1. Part of the list in `tui/actions.py`; each has exactly one verb in `tui/verbs_on_work.py`.
"""

from __future__ import annotations

from typing import Final

from postcmd.words import N_
from tui.action import Action, action
from tui.situation_of_work import next_work, with_a_scope, with_a_watch, with_work

ACTIONS: Final[tuple[Action, ...]] = (
    action(
        "work",
        "Q",
        N_("work"),
        N_("count the work of the request's squads, typed or pasted; corrections keep the old count"),
        "ground",
        with_work,
        next=next_work,
    ),
    action(
        "hand_over",
        "Z",
        N_("hand-over"),
        N_("hand the watch over, or accept it: what is open, short and due, who is on post"),
        "ground",
        with_a_watch,
    ),
    action(
        "overview",
        "full_stop",
        N_("overview"),
        N_("places by days, short first; <overview.go> goes to the request"),
        "look",
    ),
    action(
        "sheet",
        "exclamation_mark",
        N_("day's sheet"),
        N_("the sheet of the day, each figure with its definition; copied, or written as files"),
        "look",
        with_a_scope,
    ),
    action(
        "figures",
        "percent_sign|g f",
        N_("figures"),
        N_("the figures of the unit or place from the centre: against before, by day, down to the records; the report"),
        "look",
        with_a_scope,
    ),
    action(
        "looked",
        "backspace|tilde",
        N_("seen"),
        N_("what others changed has been seen: the marks ° go"),
        "look",
    ),
)
