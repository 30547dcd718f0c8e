"""What the actions of `tui/actions_on_the_ground.py` do on the screen.

1. Each has exactly one verb here. Screens are imported when they are first asked for: the first frame needs none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen
    from tui.verbs import Verb


def verbs(screen: BoardScreen) -> dict[str, Verb]:
    return {
        "posts": lambda typed: _posts(screen),
        "limits": lambda typed: _limits(screen),
        "relief": lambda typed: _relief(screen),
        "redeploy": lambda typed: _redeploy(screen),
    }


def _posts(screen: BoardScreen) -> None:
    from tui.posts_screen import From, PostsScreen
    from tui.situation_on_calls import request_here

    request = request_here(screen.here())
    screen.overlays.open(PostsScreen, From(request.id, request.place) if request is not None else From())


def _limits(screen: BoardScreen) -> None:
    from tui.limits_screen import At, LimitsScreen

    screen.overlays.open(LimitsScreen, At())


def _relief(screen: BoardScreen) -> None:
    from tui.relief_screen import ReliefScreen, Whom
    from tui.situation_on_duty import duties_here

    screen.overlays.open(ReliefScreen, Whom(duties_here(screen.here())))


def _redeploy(screen: BoardScreen) -> None:
    from tui.redeploy_screen import RedeployScreen

    screen.overlays.open(RedeployScreen)
