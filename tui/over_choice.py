"""A few things to choose one of, over the panes or over what stands open there: one line each, by a number or Enter.

1. Its keys are those of the layer `choice`.
2. Leaving it changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import events

from tui.keymap import keyed
from tui.layer_keyboard import LayerKeyboard
from widgets.choice import ChoiceList

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


class OverChoice(ChoiceList):
    """A subclass offers the lines when it begins, and takes what was chosen."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(classes="over")
        self._board_screen = screen
        self.keyboard = LayerKeyboard(screen, "choice")

    def follow(self, touched: Iterable[object] = ()) -> None:
        """What is chosen is decided on the records as they are then."""

    def ask(self, text: str, **facts: object) -> None:
        """Say what is to be chosen, with the keys in use."""
        self._board_screen.say(keyed(text).format(**facts), "accent")

    def leave(self) -> None:
        self._board_screen.overlays.close()

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        match self.keyboard.asked_for(event.key):
            case "up":
                self.step(-1)
            case "down":
                self.step(1)
            case "choose":
                self.choose()
            case "number":
                self.choose(int(event.key))
            case "back" | "leave":
                self.leave()
