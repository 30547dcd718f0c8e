"""The actions on what comes in on the phone: search, pages, notes, what falls due, who has what in hand.

1. Part of the one list in `tui/actions.py`; each has its verb in `tui/verbs_on_calls.py`.
"""

from __future__ import annotations

from typing import Final

from postcmd.words import N_
from tui.action import Action, action
from tui.situation_on_calls import (
    next_in_hand,
    next_note,
    next_page,
    ours_to_write,
    with_a_page,
    with_a_request,
)

ACTIONS: Final[tuple[Action, ...]] = (
    action(
        "search",
        "ctrl+f",
        N_("find"),
        N_("find a place, unit, request, squad or contact by name or pinyin (hsjc); also :/"),
        "look",
    ),
    action(
        "page",
        "i",
        N_("place or unit"),
        N_("the page of the place; <page> again: of the unit"),
        "look",
        with_a_page,
        next=next_page,
    ),
    action("due", "L", N_("what falls due"), N_("reminders, musters, receipts and answers that fall due"), "look"),
    action(
        "in_hand",
        "f",
        N_("in hand"),
        N_("say that you see to the request; <in_hand> again lets go"),
        "call",
        with_a_request,
        next=next_in_hand,
    ),
    action(
        "phone_note",
        "semicolon",
        N_("phone note"),
        N_("one line while on the phone, on the record or free; @01:20 reminds you"),
        "call",
        ours_to_write,
        next=next_note,
    ),
    action("quiet", "z", N_("quiet"), N_("no bell for what comes in, or the bell again"), "post"),
)
