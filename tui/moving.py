"""Moving about in the rows of a list, by the names of the board's actions.

1. While letters are typed, only keys that are none move.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tui.keymap import keymap
from widgets.live import LiveTable

Move = Callable[[LiveTable], object]

MOVES: Final[Mapping[str, Move]] = {
    "up": lambda table: table.move(-1),
    "down": lambda table: table.move(1),
    "page_up": lambda table: table.page(-1),
    "page_down": lambda table: table.page(1),
    "first": lambda table: table.to_start(),
    "last": lambda table: table.to_end(),
    "left": lambda table: table.choose_field(-1),
    "right": lambda table: table.choose_field(1),
}
UP_AND_DOWN: Final = ("up", "down", "page_up", "page_down")


def while_typing(key: str) -> Move | None:
    """How a key moves about in rows while words are typed elsewhere; None where it does not."""
    action = keymap().by_key.get(key) if len(key) > 1 else None
    return MOVES[action.name] if action is not None and action.name in UP_AND_DOWN else None
