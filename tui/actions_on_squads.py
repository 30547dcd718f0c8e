"""The actions of the board on squads: split, merge, losses and the roll call.

1. Part of the list in `tui/actions.py`; each has exactly one verb in `tui/verbs_on_squads.py`.
"""

from __future__ import annotations

from typing import Final

from tui.action import Action

ACTIONS: Final[tuple[Action, ...]] = ()
