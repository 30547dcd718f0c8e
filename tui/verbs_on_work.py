"""What the actions of `tui/actions_on_work.py` do on the screen.

1. Each has exactly one verb here. Screens are imported when they are first asked for: the first frame needs none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen
    from tui.verbs import Verb


def verbs(screen: BoardScreen) -> dict[str, Verb]:
    return {}
