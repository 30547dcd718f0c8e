"""The actions on what comes in on the phone: search, pages, notes, what falls due, who has what in hand.

1. Part of the one list in `tui/actions.py`; each has its verb in `tui/verbs_on_calls.py`.
"""

from __future__ import annotations

from typing import Final

from tui.action import Action

ACTIONS: Final[tuple[Action, ...]] = ()
