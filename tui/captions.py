"""What stands around the panes: their titles, the sentence of an empty one, the keys at the bottom.

1. Where one pane stands for all, its title holds the tabs of all, the chosen one in brackets.
2. At most eight keys stand at the bottom; where there is no room the last ones go first.
"""

from __future__ import annotations

from collections.abc import Mapping

from postcmd.board import Board
from postcmd.words import _
from tui.actions import footer_actions, key_text
from tui.pane import ORDER, TITLES, PaneView
from tui.situation import Pane
from widgets.status import Part


def title_text(views: Mapping[Pane, PaneView], pane: Pane, shown: tuple[Pane, ...], words: str) -> str:
    """`Quotas 12/87`, or the tabs of all panes."""
    tabs = {tab: f"{TITLES[tab]()} {view.count_text(words)}" for tab, view in views.items()}
    if len(shown) > 1:
        return tabs[pane]
    return " ".join(f"[{tabs[tab]}]" if tab == pane else tabs[tab] for tab in ORDER)


def empty_text(board: Board, pane: Pane, words: str) -> str:
    """Why there is nothing to see."""
    if words:
        return _("Nothing holds “{words}”; Esc clears the filter.").format(words=words)
    if board.link.as_of is None:
        return _("Nothing was pulled from the centre yet.")
    if pane == "quota":
        return _("No quotas on these days; a shows all days.")
    return _("Nothing here yet.")


def footer_parts() -> list[Part]:
    """The keys always shown."""
    return [
        Part(f"{key_text(action.keys[0])} {_(action.label)}", "dim", yields=nth)
        for nth, action in enumerate(footer_actions(), 1)
    ]
