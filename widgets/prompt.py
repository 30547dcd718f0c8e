"""A line at the bottom to type into: the filter, a number, a note.

1. Every change is said at once (`Changed`), so a filter is live; Enter is `Entered`, Escape is `Left`.
2. Opening and closing it changes its own line only: it lies over the bottom line, on the layer `prompt`.
3. A hidden one shows a dot for each character, and no message of its own carries the text: `take` it.
4. What stands at its right end ("12/87") never moves what is being typed, and takes what room a sentence needs; a
   placeholder has the whole line.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.css.query import NoMatches
from textual.message import Message
from textual.widgets import Input

from widgets.entry import Entry
from widgets.rows import Tone
from widgets.status import Part, StatusLine
from widgets.text import cells

ROOM_AT_THE_RIGHT = 24
BESIDE = 4
"""Cells between label, text, its cursor and what is said."""


class Prompt(Horizontal):
    """A label, an entry and a short answer at the right. `open` it; it closes when the application says so."""

    # `visibility` and not `display`: the line stays reserved, so that opening it moves nothing.
    DEFAULT_CSS = """
    Prompt { layer: prompt; dock: bottom; height: 1; visibility: hidden; background: $background; }
    Prompt.-open { visibility: visible; }
    Prompt > .prompt--label { width: 2; }
    """

    @dataclass
    class Said(Message):
        """What every message of a prompt says."""

        prompt: Prompt
        text: str

        @property
        def control(self) -> Prompt:
            return self.prompt

    @dataclass
    class Changed(Said):
        """Something was typed."""

    @dataclass
    class Entered(Said):
        """The person pressed Enter."""

    @dataclass
    class Left(Said):
        """The person pressed Escape; `text` is what stood there."""

    def __init__(
        self,
        label: str = "/",
        *,
        figures: bool = False,
        hidden: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._hidden = hidden
        self._label, self._figures = label, figures

    def compose(self) -> ComposeResult:
        yield StatusLine(classes="prompt--label")
        entry = Entry(figures=self._figures)
        entry.password = self._hidden
        yield entry
        right = StatusLine(classes="prompt--right")
        right.styles.width = ROOM_AT_THE_RIGHT
        yield right

    def on_mount(self) -> None:
        self._show_label()

    @property
    def text(self) -> str:
        try:
            return self._entry.value
        except NoMatches:
            return ""

    def _told(self, text: str) -> str:
        return "" if self._hidden else text

    @property
    def is_open(self) -> bool:
        return self.has_class("-open")

    @property
    def _entry(self) -> Entry:
        return self.query_one(Entry)

    def open(
        self, label: str | None = None, text: str = "", *, figures: bool | None = None, placeholder: str = ""
    ) -> None:
        """Show the line and put the focus into it."""
        self._label = self._label if label is None else label
        self._entry.free_text = not (self._figures if figures is None else figures)
        with self._entry.prevent(Input.Changed):
            self._entry.value = text
            self._entry.cursor_position = len(text)
            self._entry.placeholder = placeholder
        self._show_label()
        self.say("")
        self.add_class("-open")
        self._entry.focus()

    def close(self) -> None:
        """Hide the line; the application puts the focus where it belongs."""
        self.remove_class("-open")

    def take(self) -> str:
        """What was typed; nothing of it stays here."""
        text = self.text
        with self._entry.prevent(Input.Changed):
            self._entry.value = ""
        return text

    def say(self, text: str, tone: Tone = "dim") -> None:
        """A short answer at the right end: how many rows match, why an entry will not do."""
        right = self.query_one(".prompt--right", StatusLine)
        right.styles.width = 0 if self._entry.placeholder and not self.text else self._room_for(text)
        right.show([Part(text, tone, right=True)])

    def _room_for(self, text: str) -> int:
        """The usual room; of the line more for a sentence, as far as nothing that is typed gives way."""
        left = self.size.width - cells(self._label) - cells(self.text) - BESIDE
        return max(ROOM_AT_THE_RIGHT, min(cells(text), left))

    def _show_label(self) -> None:
        label = self.query_one(".prompt--label", StatusLine)
        label.styles.width = cells(self._label) + 1
        label.show([Part(self._label, "strong")])

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(self, self._told(event.value)))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Entered(self, self._told(event.value)))

    def on_key(self, event: events.Key) -> None:
        if event.key == "escape":
            event.stop()
            self.post_message(self.Left(self, self._told(self.text)))
