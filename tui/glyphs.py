"""The signs of the board, and their ASCII twins for terminals that draw the others two cells wide."""

from __future__ import annotations

from typing import Final

from msgspec import Struct


class Glyphs(Struct, frozen=True):
    """How edits and bars are drawn: `·` being written, `●` saved, `✓` done, `!` needs attention."""

    full: str = "█"
    empty: str = "░"
    marks: dict[str, str] = {}

    def mark(self, mark: str) -> str:
        return self.marks.get(mark, mark)


PLAIN: Final = Glyphs()
ASCII: Final = Glyphs(full="#", empty=".", marks={"·": ".", "●": "o", "✓": "v"})
