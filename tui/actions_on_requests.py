"""The actions on requests and quotas: writing them down, days, answers, who can go.

1. Part of the one list in `tui/actions.py`; each has its verb in `tui/verbs_on_requests.py`.
"""

from __future__ import annotations

from typing import Final

from tui.action import Action

ACTIONS: Final[tuple[Action, ...]] = ()
