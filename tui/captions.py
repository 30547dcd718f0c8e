"""What stands around the panes: their titles, the sentence of an empty one, the keys at the bottom.

1. Where one pane stands for all, its title holds the tabs of all, the chosen one in brackets.
2. What comes next on the record under the cursor stands first at the bottom, then the keys always shown, eight in all;
   where there is no room the last ones go first, `?` last of all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from postcmd.board import Board
from postcmd.panes import Days
from postcmd.words import _
from tui.actions import Action, footer_actions, next_actions
from tui.keymap import first_key_text, keyed
from tui.pane import ORDER, TITLES, PaneView, days_text
from tui.situation import Here, Pane
from widgets.rows import Tone
from widgets.status import Part

MOST: Final = 8
MOST_NEXT: Final = 4


def title_text(views: Mapping[Pane, PaneView], pane: Pane, shown: tuple[Pane, ...], words: str) -> str:
    """`Quotas 12/87`, or the tabs of all panes."""
    tabs = {tab: f"{TITLES[tab]()} {view.count_text(words)}" for tab, view in views.items()}
    if len(shown) > 1:
        return tabs[pane]
    return " ".join(f"[{tabs[tab]}]" if tab == pane else tabs[tab] for tab in ORDER)


def empty_text(board: Board, pane: Pane, words: str) -> str:
    """Why there is nothing to see."""
    if words:
        return keyed(_("Nothing matches “{words}”; <back> clears the filter.")).format(words=words)
    if board.link.as_of is None:
        return _("Nothing has been fetched from the centre yet.")
    if pane == "quota":
        return keyed(_("No quotas on these days; <all_days> shows all days."))
    return _("Nothing here yet.")


def as_left_text(words: str, days: Days) -> str:
    """What hides something since the last session: nobody remembers a filter of yesterday."""
    shown = [f"/{words}"] if words else []
    shown += [days_text(days)] if days.mode == "one" else []
    return keyed(_("As you left it: {what}. <back> lets go of it.")).format(what="  ".join(shown))


def footer_parts(here: Here) -> list[Part]:
    """The keys of what comes next on the record under the cursor, then those always shown that do something here."""
    coming = next_actions(here)[:MOST_NEXT]
    always = [action for action in footer_actions() if action not in coming and not action.why_not(here)]
    return [
        *(_part(action, "normal", nth) for nth, action in enumerate(coming)),
        *(_part(action, "dim", _gives_way(action, nth)) for nth, action in enumerate(_kept(always, len(coming)), 1)),
    ]


def _kept(always: list[Action], coming: int) -> list[Action]:
    """As many as there is room for beside those that come next; the list of keys tells of the others."""
    others = [action for action in always if action.name != "keys"][: MOST - coming - 1]
    return [action for action in always if action in others or action.name == "keys"]


def _gives_way(action: Action, nth: int) -> int:
    return MOST_NEXT + (0 if action.name == "keys" else nth)


def _part(action: Action, tone: Tone, yields: int) -> Part:
    key = first_key_text(action)
    return Part(f"{key} {_(action.label)}", tone, yields=yields, key=len(key))
