"""A line that asks for one thing, a number or a word, over whatever stands open; what to do with it comes with it.

1. An answer that will not do says why, and what was typed stays.
2. Escape changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from postcmd import intents
from postcmd.clean import clean, fold
from postcmd.errors import BadInput, Refused
from widgets.prompt import Prompt

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


class Ask(NamedTuple):
    """What is asked, what stands there already, and what becomes of the answer."""

    label: str
    then: Callable[[str], object]
    text: str = ""
    placeholder: str = ""
    figures: bool = False


class AnswerLine(Prompt):
    """A label and what is typed behind it."""

    _ask: Ask

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__("")
        self._board_screen = screen

    async def begin(self, subject: Ask) -> None:
        self._ask = subject
        self.open(subject.label, subject.text, figures=subject.figures, placeholder=subject.placeholder)

    def follow(self, touched: Iterable[object] = ()) -> None:
        """The line stays as it is typed."""

    def on_prompt_changed(self, event: Prompt.Changed) -> None:
        event.stop()
        self.say("")

    def on_prompt_entered(self, event: Prompt.Entered) -> None:
        event.stop()
        answer = clean(self.text).strip()
        try:
            then = self._taken(answer)
        except BadInput as bad:
            from tui.sentences import sentence_of

            self.say(sentence_of(bad), "bad")
            return
        self.take()
        self._board_screen.overlays.close()
        self._do(then)

    def _do(self, then: Callable[[], object]) -> None:
        try:
            then()
        except Refused as refused:
            from tui.sentences import sentence_of

            self._board_screen.say(sentence_of(refused), "bad")

    def _taken(self, answer: str) -> Callable[[], object]:
        """What to do once the line is closed; BadInput while it is no number where one is asked for."""
        ask = self._ask
        if not ask.figures:
            return lambda: ask.then(answer)
        heads = intents.bounded_number(fold(answer))
        return lambda: ask.then(str(heads))

    def on_prompt_left(self, event: Prompt.Left) -> None:
        event.stop()
        self.take()
        self._board_screen.overlays.close()
        self._board_screen.leave_as_it_was()


def ask(screen: BoardScreen, question: Ask) -> None:
    """Ask over what stands open, or over the panes."""
    screen.overlays.open(AnswerLine, question, above=screen.overlays.is_open)


def ask_heads(screen: BoardScreen, label: str, then: Callable[[int], object], stands: int | None = None) -> None:
    """Ask for a number of heads; `stands` is there already."""
    text = "" if stands is None else str(stands)
    ask(screen, Ask(label, lambda typed: then(int(typed)), text=text, figures=True))
