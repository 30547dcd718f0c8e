"""A card: what is known of one record, its facts and its last events, over the board.

1. Nothing on it is cut: long texts wrap under their label.
2. What arrives while it is read does not scroll it.
3. Its key hints stand on its last line, whatever is scrolled; without any it has a line more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from textual import events
from textual.message import Message

from widgets import window
from widgets.keys import fold_key
from widgets.marks import marks
from widgets.paint import Ink, Line, Piece, blank, exactly, piece
from widgets.painted import Painted
from widgets.rows import Tone
from widgets.text import cells, clip, fit, wrap

EDGE = 2
LEAVING = frozenset({"escape", "enter", "q"})
LABEL_AT_MOST = 16
LINES = {"up": -1, "k": -1, "down": 1, "j": 1}
PAGES = {"pageup": -1, "pagedown": 1, "space": 1}


class Fact(NamedTuple):
    """A label and what it says; with an empty label the text continues under the one before."""

    label: str
    text: str
    tone: Tone = "normal"


class Section(NamedTuple):
    """Facts under a heading."""

    heading: str
    facts: tuple[Fact, ...]


class Card(Painted, can_focus=True):
    """Sections of facts, scrolled by keys. The screen gives it a layer called `card` and decides where it stands."""

    # Always mounted, seen when open: mounting a widget makes Textual paint the whole screen again.
    DEFAULT_CSS = """
    Card { layer: card; visibility: hidden; background: $surface; }
    Card.-open { visibility: visible; }
    """

    @dataclass
    class Left(Message):
        """The person has read it."""

        card: Card

        @property
        def control(self) -> Card:
            return self.card

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._title, self._hints = "", ""
        self._sections: tuple[Section, ...] = ()
        self._top = 0

    def show(self, title: str, sections: Sequence[Section], hints: str = "") -> None:
        """Show these sections; of the same title, without scrolling."""
        self._top = self._top if title == self._title else 0
        self._title, self._hints, self._sections = title, hints, tuple(sections)
        self.settle()

    def open(self, title: str, sections: Sequence[Section], hints: str = "") -> None:
        """Show these sections from their beginning and take the focus."""
        self._top = 0
        self.show(title, sections, hints)
        self.add_class("-open")
        self.focus()

    def close(self) -> None:
        """Hide it; the application puts the focus where it belongs."""
        self.remove_class("-open")

    @property
    def is_open(self) -> bool:
        return self.has_class("-open")

    @property
    def title(self) -> str:
        return self._title

    @property
    def sections(self) -> tuple[Section, ...]:
        return self._sections

    @property
    def top(self) -> int:
        """The first line in view."""
        return self._top

    def on_key(self, event: events.Key) -> None:
        key, _ = fold_key(event.key, event.character)
        if key in LEAVING:
            self.post_message(self.Left(self))
        elif key in LINES:
            self.scroll_lines(LINES[key])
        elif key in PAGES:
            self.scroll_pages(PAGES[key])
        elif key in ("home", "end"):
            self.to_start() if key == "home" else self.to_end()
        else:
            return
        event.stop()
        event.prevent_default()

    def scroll_lines(self, lines: int) -> None:
        self._top = window.clamped(self._top + lines, self._room, len(self._body(self.size.width)))
        self.settle()

    def scroll_pages(self, pages: int) -> None:
        self.scroll_lines(pages * max(1, self._room - 1))

    def to_start(self) -> None:
        self.scroll_lines(-self._top)

    def to_end(self) -> None:
        self.scroll_lines(len(self._body(self.size.width)))

    @property
    def _room(self) -> int:
        """Lines between the title and the hints."""
        return max(0, self.size.height - 1 - bool(self._hints))

    def composed(self, width: int, height: int) -> list[Line]:
        body = self._body(width)
        self._top = window.clamped(self._top, self._room, len(body))
        shown = body[self._top : self._top + self._room]
        shown += [(blank(width),)] * (self._room - len(shown))
        hints = [self._hint_line(width)] if self._hints else []
        return [self._title_line(width, len(body)), *shown, *hints][:height]

    def _title_line(self, width: int, count: int) -> Line:
        last = min(count, self._top + self._room)
        where = f"{last}/{count}" if count > self._room else ""
        title = clip(self._title, max(0, width - EDGE - cells(where) - 1))
        filler = max(1, width - 1 - cells(title) - cells(where) - 1)
        return exactly(
            [piece(marks().focus), piece(title, Ink("normal", "caption")), blank(filler), piece(where)], width
        )

    def _hint_line(self, width: int) -> Line:
        return exactly([blank(1), piece(clip(self._hints, max(0, width - EDGE)), Ink("dim"))], width)

    def _body(self, width: int) -> list[Line]:
        labels = [cells(fact.label) for section in self._sections for fact in section.facts]
        label_width = min(LABEL_AT_MOST, max(labels, default=0), width // 2)
        lines: list[Line] = []
        for section in self._sections:
            if section.heading:
                lines.append(_heading(section.heading, width))
            lines += _fact_lines(section.facts, label_width, width)
        return lines


def _heading(text: str, width: int) -> Line:
    return exactly([blank(1), piece(clip(text, max(0, width - EDGE)), Ink("dim", "header"))], width)


def _fact_lines(facts: Iterable[Fact], label_width: int, width: int) -> Iterable[Line]:
    for fact in facts:
        texts = wrap(fact.text, max(1, width - label_width - EDGE - 1))
        for nth, text in enumerate(texts):
            label = _label(fact.label if nth == 0 else "", label_width)
            yield exactly([blank(1), *label, piece(text, Ink(fact.tone))], width)


def _label(text: str, width: int) -> list[Piece]:
    return [piece(fit(text, width), Ink("dim")), blank(1)] if width else []
