"""A question with choices on one line, the safe answer first.

1. The first choice is chosen to begin with, and Escape answers it: Enter pressed too early does no harm.
2. Every choice has a key of its own; full-width keys count as their twins.
3. The choices are always in view: a long question is cut before they are.
4. While a question is open no key reaches anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from textual import events
from textual.message import Message

from postcmd.words import _
from widgets.keys import fold_key
from widgets.paint import Ink, Line, Piece, blank, exactly, piece, width_of
from widgets.painted import Painted
from widgets.rows import Tone
from widgets.text import cells, clip


class Choice(NamedTuple):
    """An answer: the key that gives it, what it says, and the value it stands for."""

    key: str
    label: str
    value: str


def no_or_yes() -> tuple[Choice, Choice]:
    """No first."""
    return Choice("n", _("No"), "no"), Choice("y", _("Yes"), "yes")


class Question(Painted, can_focus=True):
    """One line that asks. `ask` shows it and takes the focus; `Answered` carries the value."""

    DEFAULT_CSS = """
    Question { layer: prompt; dock: bottom; height: 1; visibility: hidden; }
    Question.-open { visibility: visible; }
    """

    @dataclass
    class Answered(Message):
        """The person chose; `topic` is what the application asked about."""

        question: Question
        topic: str
        value: str

        @property
        def control(self) -> Question:
            return self.question

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._topic = self._text = ""
        self._tone: Tone = "warn"
        self._choices: tuple[Choice, ...] = ()
        self._chosen = 0

    @property
    def is_open(self) -> bool:
        return self.has_class("-open")

    def ask(self, text: str, choices: Sequence[Choice] = (), *, topic: str = "", tone: Tone = "warn") -> None:
        """Ask; without choices it is No or Yes. The first choice is the safe one."""
        self._topic, self._text, self._tone = topic, text, tone
        self._choices, self._chosen = tuple(choices) or no_or_yes(), 0
        self.add_class("-open")
        self.settle()
        self.focus()

    def close(self) -> None:
        self.remove_class("-open")

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        key, character = fold_key(event.key, event.character)
        if key in ("left", "shift+tab"):
            self.choose(-1)
        elif key in ("right", "tab"):
            self.choose(1)
        elif key == "enter":
            self.answer()
        elif key == "escape":
            self.answer(self._choices[0].value)
        else:
            self._answer_by(character)

    def choose(self, step: int) -> None:
        """Mark the answer so many further on."""
        self._chosen = (self._chosen + step) % len(self._choices)
        self.settle()

    def _answer_by(self, character: str | None) -> None:
        typed = (character or "").lower()
        for choice in self._choices:
            if typed and typed == choice.key.lower():
                self.answer(choice.value)
                return

    def answer(self, value: str | None = None) -> None:
        """Answer with this, or with what is marked."""
        self.close()
        self.post_message(
            self.Answered(self, self._topic, self._choices[self._chosen].value if value is None else value)
        )

    def composed(self, width: int, height: int) -> list[Line]:
        choices = self._choice_pieces()
        room = max(0, width - width_of(choices) - 1)
        text = clip(self._text, room)
        line = exactly([piece(text, Ink(self._tone)), blank(min(1, room)), *choices], width)
        return [line, *[(blank(width),)] * (height - 1)]

    def _choice_pieces(self) -> list[Piece]:
        pieces: list[Piece] = []
        for nth, choice in enumerate(self._choices):
            chosen = nth == self._chosen
            text = f"[{choice.label} {choice.key}]" if chosen else f" {choice.label} {choice.key} "
            pieces.append(Piece(text, Ink("normal", "chosen" if chosen else ""), cells(text)))
        return pieces
