"""The actions of the board on posts, duties, limits, reliefs and the watch.

1. Part of the list in `tui/actions.py`; each has exactly one verb in `tui/verbs_on_the_ground.py`.
"""

from __future__ import annotations

from typing import Final

from postcmd.words import N_
from tui.action import Action, action
from tui.situation_on_duty import next_posts, next_relief, with_a_duty, with_posts

ACTIONS: Final[tuple[Action, ...]] = (
    action(
        "posts",
        "B|g w",
        N_("watch view"),
        N_("who is at the posts, who leaves and who comes soon, where somebody is missing; set posts up"),
        "ground",
        next=next_posts,
    ),
    action(
        "relief",
        "H",
        N_("relief"),
        N_("who can relieve the squad on its post, or those at the request's posts; <relief.relieve> relieves"),
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
    action(
        "limits",
        "F",
        N_("limits"),
        N_("how long somebody may be on duty, by default, task, risk and post; hard or soft"),
        "ground",
    ),
)
