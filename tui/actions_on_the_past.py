"""The actions of the board that look at the past: open it as it stood, and step through it.

1. Part of the list in `tui/actions.py`; each has exactly one verb in `tui/verbs_on_the_past.py`.
2. On a board of the past its steps come first at the bottom.
"""

from __future__ import annotations

from typing import Final

from postcmd.words import N_, _
from tui.action import Action, action
from tui.situation import Here


def in_the_past(here: Here) -> str | None:
    return None if here.board.link.state == "past" else _("This is the present; <as_of> opens the board as it stood.")


def _first(here: Here) -> int:
    return 200 if here.board.link.state == "past" else 0


ACTIONS: Final[tuple[Action, ...]] = (
    action(
        "as_of",
        "at",
        N_("as of"),
        N_("the board as it stood at a moment of the past, read only; <leave> goes back to the present"),
        "look",
    ),
    action(
        "event_back",
        "left_parenthesis",
        N_("event back"),
        N_("in the past: to before what happened last"),
        "look",
        in_the_past,
        next=_first,
    ),
    action(
        "event_on",
        "right_parenthesis",
        N_("event on"),
        N_("in the past: to after what happened next"),
        "look",
        in_the_past,
        next=_first,
    ),
    action(
        "hour_back",
        "left_curly_bracket",
        N_("hour back"),
        N_("in the past: an hour earlier"),
        "look",
        in_the_past,
        next=_first,
    ),
    action(
        "hour_on",
        "right_curly_bracket",
        N_("hour on"),
        N_("in the past: an hour later"),
        "look",
        in_the_past,
        next=_first,
    ),
)
