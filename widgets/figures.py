"""Large figures: numbers three lines high, to be read from across a room.

1. A figure is as wide as its digits, whatever stands beside it; nothing of it is cut while there is room.
2. In ASCII they are drawn of strokes.
"""

from __future__ import annotations

from typing import Final

from widgets.marks import marks

HIGH: Final = 3
_BLOCKS: Final = {
    "0": ("█▀█", "█ █", "▀▀▀"),
    "1": (" ▀█", "  █", "  ▀"),
    "2": ("▀▀█", "█▀▀", "▀▀▀"),
    "3": ("▀▀█", " ▀█", "▀▀▀"),
    "4": ("█ █", "▀▀█", "  ▀"),
    "5": ("█▀▀", "▀▀█", "▀▀▀"),
    "6": ("█▀▀", "█▀█", "▀▀▀"),
    "7": ("▀▀█", "  █", "  ▀"),
    "8": ("█▀█", "█▀█", "▀▀▀"),
    "9": ("█▀█", "▀▀█", "▀▀▀"),
}
_STROKES: Final = {
    "0": (" _ ", "| |", "|_|"),
    "1": ("   ", "  |", "  |"),
    "2": (" _ ", " _|", "|_ "),
    "3": (" _ ", " _|", " _|"),
    "4": ("   ", "|_|", "  |"),
    "5": (" _ ", "|_ ", " _|"),
    "6": (" _ ", "|_ ", "|_|"),
    "7": (" _ ", "  |", "  |"),
    "8": (" _ ", "|_|", "|_|"),
    "9": (" _ ", "|_|", " _|"),
}


def large(number: int) -> tuple[str, str, str]:
    """The digits of a number of heads, three lines of equal width."""
    shapes = _STROKES if marks().focus == "|" else _BLOCKS
    digits = [shapes[digit] for digit in str(max(0, number))]
    first, second, third = (" ".join(digit[line] for digit in digits) for line in range(HIGH))
    return first, second, third
