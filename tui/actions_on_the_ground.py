"""The actions of the board on posts, duties, limits, reliefs and the watch.

1. Part of the list in `tui/actions.py`; each has exactly one verb in `tui/verbs_on_the_ground.py`.
"""

from __future__ import annotations

from typing import Final

from tui.action import Action

ACTIONS: Final[tuple[Action, ...]] = ()
