"""One line of text that something open asks for; what becomes of it comes with the question.

1. Enter hands the text over, Escape leaves everything as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from postcmd.clean import clean
from widgets.prompt import Prompt

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


class Asked(NamedTuple):
    """The question, what stands there at first, and what becomes of the answer."""

    label: str
    text: str
    then: Callable[[str], object]


class TextLine(Prompt):
    """A label and a line."""

    _asked: Asked

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__("")
        self._board_screen = screen

    async def begin(self, subject: Asked) -> None:
        self._asked = subject
        self.open(subject.label, subject.text)

    def follow(self, touched: Iterable[object] = ()) -> None:
        """The line stays as it is typed."""

    def on_prompt_changed(self, event: Prompt.Changed) -> None:
        event.stop()

    def on_prompt_entered(self, event: Prompt.Entered) -> None:
        event.stop()
        text = clean(self.take())
        self._board_screen.overlays.close()
        self._asked.then(text)

    def on_prompt_left(self, event: Prompt.Left) -> None:
        event.stop()
        self.take()
        self._board_screen.overlays.close()
