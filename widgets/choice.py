"""A short list to choose from with number keys or arrows.

1. Each choice stands on a line of its own behind its number; the mark and not a colour shows where the cursor is.
2. A number chooses at once, Enter chooses the marked line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from textual import events
from textual.message import Message

from widgets.keys import fold_key
from widgets.marks import marks
from widgets.paint import Effect, Ink, Line, blank, exactly, piece
from widgets.painted import Painted
from widgets.text import cells, clip

STEPS = {"up": -1, "k": -1, "down": 1, "j": 1}


class Option(NamedTuple):
    """A value, what it says, and a note beside it."""

    value: str
    label: str
    note: str = ""


class ChoiceList(Painted, can_focus=True):
    """Options one below the other. `Chosen` carries the value; keys it has no use for go on to the parent."""

    DEFAULT_CSS = "ChoiceList { height: auto; }"

    @dataclass
    class Chosen(Message):
        """The person chose `value`."""

        choices: ChoiceList
        value: str

        @property
        def control(self) -> ChoiceList:
            return self.choices

    def __init__(
        self, options: Sequence[Option] = (), *, value: str = "", id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._options: tuple[Option, ...] = ()
        self._at = 0
        self.offer(options, value)

    def offer(self, options: Sequence[Option], value: str = "") -> None:
        """Offer these options, the cursor on the one with `value`, else on the first."""
        self._options = tuple(options)
        self._at = next((nth for nth, option in enumerate(options) if option.value == value), 0)
        self.styles.height = max(1, len(options))
        self.settle()

    @property
    def value(self) -> str:
        """The value under the cursor; empty if there is nothing to choose."""
        return self._options[self._at].value if self._options else ""

    def on_key(self, event: events.Key) -> None:
        key, character = fold_key(event.key, event.character)
        if key in STEPS and self._options:
            event.stop()
            self.step(STEPS[key])
        elif key == "enter" and self._options:
            event.stop()
            self.choose()
        elif character and "1" <= character <= "9" and int(character) <= len(self._options):
            event.stop()
            self.choose(int(character))

    def step(self, lines: int) -> None:
        """Go so many lines on, round the end."""
        if self._options:
            self._at = (self._at + lines) % len(self._options)
            self.settle()

    def choose(self, number: int | None = None) -> None:
        """Choose the line under the cursor, or the one of that number; nothing where there is none."""
        at = self._at if number is None else number - 1
        if 0 <= at < len(self._options):
            self._at = at
            self.settle()
            self.post_message(self.Chosen(self, self.value))

    def composed(self, width: int, height: int) -> list[Line]:
        lines = [self._line(nth, option, width) for nth, option in enumerate(self._options)]
        return (lines + [(blank(width),)] * (height - len(lines)))[:height]

    def _line(self, nth: int, option: Option, width: int) -> Line:
        here = nth == self._at
        number = str(nth + 1) if nth < 9 else " "
        label = clip(option.label, max(0, width - 4))
        note = clip(option.note, max(0, width - 6 - cells(label)))
        effect: Effect = "chosen" if here and self.has_focus else ""
        mark = piece(marks().cursor if here else " ", Ink("strong"))
        pieces = [mark, piece(number, Ink("dim")), blank(1), piece(label, Ink("normal", effect)), blank(2)]
        return exactly([*pieces, piece(note, Ink("dim"))], width)
