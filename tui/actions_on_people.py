"""The actions on people and orders: sign-ups, the reserve, the assembly, notices, texts.

1. Part of the one list in `tui/actions.py`; each has its verb in `tui/verbs_on_people.py`.
"""

from __future__ import annotations

from typing import Final

from tui.action import Action

ACTIONS: Final[tuple[Action, ...]] = ()
