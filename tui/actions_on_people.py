"""The actions on people and orders: sign-ups, the reserve, the assembly, notices, texts.

1. Part of the one list in `tui/actions.py`; each has its verb in `tui/verbs_on_people.py`.
"""

from __future__ import annotations

from typing import Final

from postcmd.words import N_
from tui.action import Action, action
from tui.situation import on_a_record
from tui.situation_of_people import (
    next_assembly,
    next_copy,
    next_reserve,
    next_sign_ups,
    on_a_joinable,
    on_sign_ups,
    ours_to_sign_up,
    with_a_reserve,
    with_a_unit,
    with_an_assembly,
)

ACTIONS: Final[tuple[Action, ...]] = (
    action(
        "signups",
        "S",
        N_("sign-ups"),
        N_("the sign-ups of the quota: confirm, reserve, withdraw, no-show, arrived by one key each"),
        "call",
        on_sign_ups,
        next=next_sign_ups,
    ),
    action(
        "pool",
        "W",
        N_("standby pool"),
        N_("who stands by in the unit, since when, and when they were last asked"),
        "call",
        with_a_unit,
    ),
    action(
        "paste",
        "b",
        N_("paste a list"),
        N_("paste a list of names out of a chat group into the quota; nothing is sent before <paste.send>"),
        "call",
        ours_to_sign_up,
    ),
    action(
        "call_reserve",
        "R",
        N_("call reserve"),
        N_("call the reserve of the quota, in its order; then the standby pool of the unit"),
        "call",
        with_a_reserve,
        next=next_reserve,
    ),
    action(
        "muster",
        "m",
        N_("assembly"),
        N_("expected, present, missing; who has not reported, and whom to ring next"),
        "call",
        with_an_assembly,
        next=next_assembly,
    ),
    action(
        "join",
        "J",
        N_("latecomers"),
        N_("latecomers join a squad, and have come by that"),
        "call",
        on_a_joinable,
    ),
    action(
        "chase",
        "c",
        N_("chase list"),
        N_("who has not acknowledged, is short, or has not come, with the duty phone"),
        "call",
    ),
    action("notice", "C", N_("notice"), N_("issue a notice or a call to units and all below them"), "call"),
    action("notices", "g n", N_("notices"), N_("go to the notices and their receipts"), "call"),
    action("people", "g p", N_("roster"), N_("the people of the unit by name, where the grant covers them"), "call"),
    action(
        "copy",
        "y",
        N_("copy as text"),
        N_("copy the order, the cancellation or the record as text for a chat group; on a card what stands there"),
        "call",
        on_a_record,
        next=next_copy,
        reads_only=True,
    ),
)
