"""The actions of the board on work, placements, hand-overs and the day's sheet.

1. Part of the list in `tui/actions.py`; each has exactly one verb in `tui/verbs_on_work.py`.
"""

from __future__ import annotations

from typing import Final

from tui.action import Action

ACTIONS: Final[tuple[Action, ...]] = ()
