"""One of a few values on one line: `‹ yes ›`.

1. Space, left and right change it; a number chooses at once; Enter goes on. Up and down are left to the form.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual import events

from widgets.choice import ChoiceList, Option
from widgets.keys import fold_key
from widgets.paint import Ink, Line, blank, exactly, piece

STEPS = {"left": -1, "right": 1, "space": 1}


class OneOf(ChoiceList):
    """The options of a `ChoiceList` behind one another."""

    DEFAULT_CSS = "OneOf { height: 1; width: 1fr; }"

    def offer(self, options: Sequence[Option], value: str = "") -> None:
        super().offer(options, value)
        self.styles.height = 1

    def put(self, value: str) -> None:
        """Stand on this value."""
        self.offer(self._options, value)

    def on_key(self, event: events.Key) -> None:
        key, _character = fold_key(event.key, event.character)
        if key in ("up", "down"):
            event.prevent_default()
        elif key in STEPS and self._options:
            event.stop()
            event.prevent_default()
            self._at = (self._at + STEPS[key]) % len(self._options)
            self.settle()

    def composed(self, width: int, height: int) -> list[Line]:
        label = self._options[self._at].label if self._options else ""
        ink = Ink("normal", "chosen" if self.has_focus else "")
        return [exactly([piece("< ", Ink("dim")), piece(label, ink), piece(" >", Ink("dim"))], width)] + [
            (blank(width),)
        ] * (height - 1)
