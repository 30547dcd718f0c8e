"""A few sentences, wrapped to the width there is: as many lines high as they need.

1. Nothing of a sentence is cut; a label before it stands in a column of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from widgets.paint import Ink, Line, blank, exactly, piece
from widgets.painted import Painted
from widgets.rows import Tone
from widgets.text import cells, fit, wrap


class Said(NamedTuple):
    """One sentence, and the label before it."""

    text: str
    tone: Tone = "normal"
    label: str = ""


class Paragraph(Painted):
    """Sentences one below the other; an empty one is an empty line."""

    DEFAULT_CSS = "Paragraph { height: auto; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._said: tuple[Said, ...] = ()

    def show(self, said: Sequence[Said], width: int) -> None:
        """Show these; the screen, which knows its width, gives it."""
        self._said = tuple(said)
        self.styles.height = len(self._lines_at(width))
        self.settle()

    @property
    def text(self) -> str:
        return "\n".join(f"{one.label}  {one.text}".strip() for one in self._said)

    def composed(self, width: int, height: int) -> list[Line]:
        lines = self._lines_at(width)[:height]
        return lines + [(blank(width),)] * (height - len(lines))

    def _lines_at(self, width: int) -> list[Line]:
        labels = max((cells(one.label) for one in self._said), default=0)
        indent = labels + 2 if labels else 0
        lines: list[Line] = []
        for one in self._said:
            own = indent if one.label else 0
            for nth, text in enumerate(wrap(one.text, max(1, width - own - 2)) or [""]):
                label = [piece(fit(one.label if nth == 0 else "", labels), Ink("dim")), blank(2)] if own else []
                lines.append(exactly([blank(1), *label, piece(text, Ink(one.tone))], width))
        return lines
