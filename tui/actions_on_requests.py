"""The actions on requests and quotas: writing them down, days, answers, who can go.

1. Part of the one list in `tui/actions.py`; each has its verb in `tui/verbs_on_requests.py`.
"""

from __future__ import annotations

from typing import Final

from postcmd.words import N_
from tui import situation_of_requests as here
from tui.action import Action, action

ACTIONS: Final[tuple[Action, ...]] = (
    action(
        "order",
        "O",
        N_("order"),
        N_("order the request, in one step from submitted"),
        "call",
        here.ordered_here,
        next=here.next_order,
    ),
    action(
        "edit_request",
        "e",
        N_("put right"),
        N_("put the request right; its days are in the matrix"),
        "call",
        here.reworded_here,
    ),
    action(
        "link_duplicate",
        "K",
        N_("link"),
        N_("link the request to the call that it repeats, or let that go"),
        "call",
        here.linked_here,
        next=here.next_link,
    ),
    action(
        "divide",
        "d",
        N_("divide"),
        N_(
            "a proposal for dividing the request's day, or the quota, over units; "
            "nothing is issued before <division.issue>"
        ),
        "call",
        here.divided_here,
        next=here.next_divide,
    ),
    action("matrix", "M", N_("days"), N_("the request's days and units as one sheet"), "call", here.on_a_request),
    action(
        "acknowledge",
        "v",
        N_("acknowledge"),
        N_("the unit has read its quota"),
        "call",
        here.acknowledged_here,
        next=here.next_acknowledge,
    ),
    action(
        "answer",
        "A",
        N_("answer"),
        N_("the unit accepts the quota, wholly or in part, or declines it"),
        "call",
        here.answered_here,
        next=here.next_answer,
    ),
    action(
        "pass_on",
        "P",
        N_("to another"),
        N_("issue what was sent back to another unit"),
        "call",
        here.passed_on_here,
        next=here.next_pass_on,
    ),
    action(
        "withdraw",
        "X",
        N_("take back"),
        N_(
            "take back what was asked of the unit; the number is unallocated again, and who is confirmed is asked about"
        ),
        "call",
        here.withdrawn_here,
    ),
    action(
        "availability",
        "w",
        N_("who can go"),
        N_("how many of the unit can go on a day, as it says itself or as it was said for it"),
        "call",
        here.declared_here,
    ),
)
