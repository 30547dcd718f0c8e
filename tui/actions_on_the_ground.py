"""The actions of the board on posts, duties, limits, reliefs and the watch.

1. Part of the list in `tui/actions.py`; each has exactly one verb in `tui/verbs_on_the_ground.py`.
"""

from __future__ import annotations

from typing import Final

from postcmd.words import N_
from tui.action import Action, action
from tui.situation_on_duty import next_relief, with_a_duty, with_posts

ACTIONS: Final[tuple[Action, ...]] = (
    action(
        "relief",
        "H",
        N_("relief"),
        N_("who can relieve the squad on its post, or those at the request's posts; Enter relieves"),
        "ground",
        with_a_duty,
        next=next_relief,
    ),
    action(
        "redeploy",
        "I",
        N_("whom to send"),
        N_("where posts are short in the next hours, whom to send there, and why not others"),
        "ground",
        with_posts,
    ),
)
