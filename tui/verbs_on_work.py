"""What the actions of `tui/actions_on_work.py` do on the screen.

1. Each has exactly one verb here. Screens are imported when they are first asked for: the first frame needs none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postcmd import panes

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen
    from tui.verbs import Verb


def verbs(screen: BoardScreen) -> dict[str, Verb]:
    return {
        "work": lambda typed: _work(screen),
        "hand_over": lambda typed: _hand_over(screen),
        "overview": lambda typed: _overview(screen),
        "sheet": lambda typed: _sheet(screen),
        "figures": lambda typed: _figures(screen),
        "looked": lambda typed: screen.looking.all_seen(),
    }


def _work(screen: BoardScreen) -> None:
    from tui.situation_of_work import night_here
    from tui.work_screen import WorkScreen

    screen.overlays.open(WorkScreen, night_here(screen.here()))


def _hand_over(screen: BoardScreen) -> None:
    from postcmd.watch_handover import own_scope
    from tui.watch_screen import WatchScreen

    screen.overlays.open(WatchScreen, own_scope(screen.board))


def _overview(screen: BoardScreen) -> None:
    from tui.overview_screen import Over, OverviewScreen

    screen.overlays.open(OverviewScreen, Over(None, panes.today(screen.board)))


def _sheet(screen: BoardScreen) -> None:
    from tui.sheet_screen import SheetCard, Wanted
    from tui.situation_of_work import scopes_here

    scopes = scopes_here(screen.here())
    other = next((one for one in scopes if one[0] != scopes[0][0]), None)
    screen.overlays.open(SheetCard, Wanted(scopes[0], panes.today(screen.board), other))


def _figures(screen: BoardScreen) -> None:
    from postcmd.figures_asked import Asked
    from tui.figures_now import of_scope
    from tui.figures_screen import FiguresScreen
    from tui.figures_told import Wanted
    from tui.situation_of_work import scopes_here

    scopes = scopes_here(screen.here())
    other = next((one for one in scopes if one[0] != scopes[0][0]), None)
    today, link = panes.today(screen.board), screen.board.link
    # A board of the past has the figures of the past.
    as_of = link.as_of.isoformat() if link.state == "past" and link.as_of is not None else ""
    asked = Asked(since=today, until=today, as_of=as_of)
    screen.overlays.open(FiguresScreen, Wanted(of_scope(scopes[0], asked), other))
