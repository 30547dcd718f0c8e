"""What the actions of `tui/actions_on_the_past.py` do on the screen.

1. Each has exactly one verb here. What they need is imported when it is first asked for: the first frame needs none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen
    from tui.verbs import Verb


def verbs(screen: BoardScreen) -> dict[str, Verb]:
    return {
        "as_of": lambda typed: _ask(screen),
        "event_back": lambda typed: _event(screen, -1),
        "event_on": lambda typed: _event(screen, 1),
        "hour_back": lambda typed: _hour(screen, -1),
        "hour_on": lambda typed: _hour(screen, 1),
    }


def _ask(screen: BoardScreen) -> None:
    from tui.moment_line import MomentLine

    screen.overlays.open(MomentLine)


def _event(screen: BoardScreen, way: int) -> None:
    from tui.past_board import PastBoard

    if isinstance(screen, PastBoard):
        screen.step_event(way)


def _hour(screen: BoardScreen, way: int) -> None:
    from tui.past_board import PastBoard

    if isinstance(screen, PastBoard):
        screen.step_hour(way)
