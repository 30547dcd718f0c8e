"""The keyboard of what opens over the board: what a key asks for there.

1. A key does what the one list of layers says; one that means nothing there says so where the list of keys is at hand.
2. The second key of a sequence is waited for, as on the board.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postcmd.words import _
from tui.key_names import key_text
from tui.keymap import keyed
from tui.layer import Layer
from tui.layer_keys import by_key, second_keys
from tui.layers import BY_NAME

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


class LayerKeyboard:
    """Looks keys up for one layer."""

    def __init__(self, screen: BoardScreen, layer: str) -> None:
        self._screen = screen
        self.layer: Layer = BY_NAME[layer]
        self._prefix = ""

    def asked_for(self, key: str) -> str | None:
        """The name of what a key, or the second one of a sequence, asks for; None where nothing is to be done (yet)."""
        keys = by_key(self.layer)
        prefix, self._prefix = self._prefix, ""
        whole = f"{prefix} {key}" if prefix else key
        if whole in keys:
            return keys[whole]
        if not prefix and any(one.startswith(f"{key} ") for one in keys):
            self._wait_for_more(key)
        elif "keys" in self.layer.shared and (prefix or len(key) == 1):
            text = keyed(_("{key} means nothing here; <keys> shows all keys."))
            self._screen.say(text.format(key=" ".join(map(key_text, whole.split()))), in_passing=True)
        return None

    def _wait_for_more(self, key: str) -> None:
        self._prefix = key
        text = _("{key}, then: {choices}").format(key=key_text(key), choices=second_keys(self.layer, key))
        self._screen.say(text, "accent", in_passing=True)
