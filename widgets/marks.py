"""The marks the widgets draw themselves, and their ASCII twins for terminals that draw the others two cells wide.

1. Every mark is one cell wide.
2. The twins are in use from the call of `use_ascii` on.
"""

from __future__ import annotations

from typing import NamedTuple


class Marks(NamedTuple):
    """What says that a text was cut, which pane has the focus, where the cursor is, what is selected and typed."""

    clipped: str = "…"
    focus: str = "▌"
    cursor: str = ">"
    selected: str = "*"
    caret: str = "_"
    overflow: str = "#"
    more_left: str = "<"
    more_right: str = ">"


ASCII = Marks(clipped="~", focus="|")

_marks = Marks()


def use_ascii(ascii: bool = True) -> None:
    """Draw with ASCII marks only, or again with the others; to be called before anything is painted."""
    global _marks
    _marks = ASCII if ascii else Marks()


def in_ascii() -> bool:
    """Whether the ASCII twins are in use."""
    return _marks is ASCII


def marks() -> Marks:
    """The marks in use."""
    return _marks
