"""Columns, and how they share the width of a pane.

1. Slots never overlap and never reach past the width they were given.
2. A column with `shrink` 0 keeps its width; the highest `shrink` gives way first: down to `min`, then hidden,
   unless it is pinned.
3. Spare cells go to the columns with `flex`, in proportion.
4. Every hidden column can be reached by scrolling (`shift`); pinned columns stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from widgets.text import Align

GAP = 1


class Column(NamedTuple):
    """One column: `width` cells wanted, at least `min` (default: `width`), `flex` its share of what is left over."""

    key: str
    title: str
    width: int
    min: int = 0
    flex: int = 0
    align: Align = "left"
    shrink: int = 0
    numeric: bool = False
    editable: bool = False
    pinned: bool = False

    @property
    def least(self) -> int:
        return self.min or self.width


class Slot(NamedTuple):
    """Where a column stands: its index among all columns, its first cell and its width."""

    nth: int
    column: Column
    x: int
    width: int


Width = tuple[int, Column, int]


def lay_out(columns: Sequence[Column], available: int, shift: int = 0) -> tuple[Slot, ...]:
    """The slots of the columns that show in `available` cells, after `shift` steps of scrolling.

    Unscrolled, columns shrink and hide by priority. The first step shows them in their order at full width, so that
    those hidden can be reached too; every further step takes one away at the left.
    """
    numbered = list(enumerate(columns))
    if shift:
        kept = _scrolled(numbered, shift - 1)
        widths = [(index, column, column.width) for index, column in kept]
    else:
        widths = _shrunk(numbered, available)
    return _placed(_stretched(_cut(widths, available), available))


def last_shift(columns: Sequence[Column], available: int) -> int:
    """The least shift that shows the last column, 0 when all columns show anyway."""
    if len(lay_out(columns, available)) == len(columns):
        return 0
    movable = sum(not column.pinned for column in columns)
    for shift in range(1, movable + 1):
        slots = lay_out(columns, available, shift)
        if slots and slots[-1].nth == len(columns) - 1:
            return shift
    return movable


def _scrolled(numbered: list[tuple[int, Column]], away: int) -> list[tuple[int, Column]]:
    taken = [index for index, column in numbered if not column.pinned][:away]
    return [(index, column) for index, column in numbered if index not in taken]


def _total(widths: Sequence[Width]) -> int:
    return sum(width for _, _, width in widths) + GAP * max(0, len(widths) - 1)


def _shrunk(numbered: list[tuple[int, Column]], available: int) -> list[Width]:
    """Shrink, and while that is not enough hide the column that gives way first."""
    kept = list(numbered)
    while True:
        widths = _squeezed(kept, available)
        gives_way = [pair for pair in kept if pair[1].shrink and not pair[1].pinned]
        if _total(widths) <= available or not gives_way:
            return widths
        kept.remove(max(gives_way, key=lambda pair: (pair[1].shrink, pair[0])))


def _squeezed(kept: list[tuple[int, Column]], available: int) -> list[Width]:
    widths = {index: column.width for index, column in kept}
    excess = sum(widths.values()) + GAP * max(0, len(kept) - 1) - available
    for index, column in sorted(kept, key=lambda pair: (-pair[1].shrink, -pair[0])):
        if excess > 0 and column.shrink:
            given = min(excess, column.width - column.least)
            widths[index] -= given
            excess -= given
    return [(index, column, widths[index]) for index, column in kept]


def _cut(widths: list[Width], available: int) -> list[Width]:
    """Leave out whole columns at the right end; a first column too wide by itself is narrowed."""
    shown = list(widths)
    while len(shown) > 1 and _total(shown) > available:
        shown.pop()
    if shown and _total(shown) > available:
        index, column, _ = shown[0]
        shown[0] = (index, column, max(0, available))
    return [width for width in shown if width[2] > 0]


def _stretched(widths: list[Width], available: int) -> list[Width]:
    spare, shares = available - _total(widths), sum(column.flex for _, column, _ in widths)
    stretched = []
    for index, column, width in widths:
        more = spare * column.flex // shares if column.flex else 0
        spare, shares = spare - more, shares - column.flex
        stretched.append((index, column, width + more))
    return stretched


def _placed(widths: list[Width]) -> tuple[Slot, ...]:
    slots, x = [], 0
    for index, column, width in widths:
        slots.append(Slot(index, column, x, width))
        x += width + GAP
    return tuple(slots)
