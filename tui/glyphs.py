"""The signs of the board, and their ASCII twins for terminals that draw the others two cells wide."""

from __future__ import annotations

from typing import Final

from msgspec import Struct


class Glyphs(Struct, frozen=True):
    """How edits and bars are drawn: `·` being written, `●` saved, `✓` done, `!` needs attention."""

    full: str = "█"
    empty: str = "░"
    marks: dict[str, str] = {}
    signs: dict[int, str] = {}

    def mark(self, mark: str) -> str:
        return self.marks.get(mark, mark)

    def text(self, text: str) -> str:
        """The sentence with these signs."""
        return text.translate(self.signs) if self.signs else text


NEW: Final = "°"
"""Beside what others changed since we looked."""
SIGNS: Final = {ord("→"): "->", ord("×"): "x", ord("…"): "...", ord("“"): '"', ord("”"): '"'}
PLAIN: Final = Glyphs()
ASCII: Final = Glyphs(full="#", empty=".", marks={"·": ".", "●": "o", "✓": "v", "°": "'"}, signs=SIGNS)
