"""Which lines of a long list are in view, as plain arithmetic.

1. The window never starts before the first line, nor so late that lines at its end stay empty without need.
2. A line that must be seen is brought in by the least number of lines.
3. A line held keeps its place on the screen whenever the list allows it.
4. A window that has no height yet stays where it is: what has to be seen is brought in once it has.
"""

from __future__ import annotations


def clamped(top: int, height: int, count: int) -> int:
    """The nearest legal first line."""
    return max(0, min(top, count - height))


def showing(line: int, top: int, height: int, count: int) -> int:
    """The first line after the least scroll that shows `line`."""
    if height <= 0:
        return clamped(top, height, count)
    if line < top:
        top = line
    elif line >= top + height:
        top = line - height + 1
    return clamped(top, height, count)


def holding(old_line: int, new_line: int, top: int, height: int, count: int) -> int:
    """The first line that leaves the held row where it stood on the screen."""
    return showing(new_line, top + new_line - old_line, height, count) if height > 0 else clamped(top, 0, count)
