"""An edit in a cell: which record and column it belongs to, and what has been typed.

1. It names its record; what arrives meanwhile cannot move it to another.
2. Nothing but typing changes its text.
"""

from __future__ import annotations

from dataclasses import dataclass

LONGEST = 40


@dataclass(slots=True)
class CellEdit:
    """What is being typed into `column` of the record `id`."""

    id: str
    column: str
    text: str = ""

    def type(self, typed: str) -> None:
        """Append what is printable; a pasted page is cut at the longest sensible entry."""
        self.text = (self.text + "".join(char for char in typed if char.isprintable()))[:LONGEST]

    def rub_out(self) -> None:
        self.text = self.text[:-1]

    def clear(self) -> None:
        self.text = ""
