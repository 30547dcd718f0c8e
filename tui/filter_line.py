"""The line at the bottom that is typed into: the live filter; and the question that asks once more.

1. The filter acts while it is typed and says how many rows hold it; Enter keeps it, Esc clears it.
2. While it is typed, up and down still move about in the pane.
3. A question answers No unless Yes was chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from textual import events
from textual.timer import Timer

from postcmd.words import _
from tui.layer_keyboard import LayerKeyboard
from tui.layer_keys import first_key_text
from widgets.ask import Question, no_or_yes
from widgets.prompt import Prompt

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

PAUSE: Final = 0.1
"""Seconds after the last key before a long board is filtered."""


class FilterLine(Prompt):
    """`/` and the words every row must hold."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__("/")
        self._board_screen = screen
        self._soon: Timer | None = None

    async def begin(self, subject: None) -> None:
        self.open(text=self._board_screen.words)
        self.follow()

    def follow(self, touched: Iterable[object] = ()) -> None:
        screen = self._board_screen
        self.say(screen.view.count_text(screen.words))

    def on_prompt_changed(self, event: Prompt.Changed) -> None:
        event.stop()
        self._wait_no_longer()
        if self.is_open:
            self._soon = self.set_timer(PAUSE, self._filter)

    def on_prompt_entered(self, event: Prompt.Entered) -> None:
        event.stop()
        self._wait_no_longer()
        self._filter()
        self._board_screen.overlays.close()

    def on_prompt_left(self, event: Prompt.Left) -> None:
        event.stop()
        self._wait_no_longer()
        self._board_screen.filter_by("")
        self._board_screen.overlays.close()

    def _wait_no_longer(self) -> None:
        """Else what was typed would filter once more, when somebody has let go of it already."""
        if self._soon is not None:
            self._soon.stop()

    def _filter(self) -> None:
        words = " ".join(self.text.split())
        if words != self._board_screen.words:
            self._board_screen.filter_by(words)
        self.follow()


class Asking(Question):
    """A question over the line of keys; what to do on Yes comes with it."""

    _then: Callable[[], None]

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__()
        self._board_screen = screen
        self.keyboard = LayerKeyboard(screen, "question")

    async def begin(self, subject: tuple[str, Callable[[], None]]) -> None:
        text, self._then = subject
        layer = self.keyboard.layer
        no, yes = no_or_yes()
        keys = {choice.value: first_key_text(layer, choice.value) for choice in (no, yes)}
        self.ask(text, [choice._replace(key=keys[choice.value]) for choice in (no, yes)])

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        match self.keyboard.asked_for(event.key):
            case "left":
                self.choose(-1)
            case "right" | "other":
                self.choose(1)
            case "answer":
                self.answer()
            case "back" | "no":
                self.answer("no")
            case "yes":
                self.answer("yes")

    def follow(self, touched: Iterable[object] = ()) -> None:
        """The question stays as it was asked."""

    def on_question_answered(self, event: Question.Answered) -> None:
        event.stop()
        self._board_screen.overlays.close()
        if event.value == "yes":
            self._then()
        else:
            self._board_screen.say(_("Left as it was."))
