"""Columns, and how they share the width of a pane.

1. Slots never overlap and never reach past the width they were given.
2. A column with `shrink` 0 keeps its width; the highest `shrink` gives way first: down to `min`, then hidden,
   unless it is pinned. A number gives way when no text is left to hide: it cannot be cut.
3. Spare cells go to the columns with `flex`, in proportion.
4. Every hidden column can be reached by scrolling (`shift`); pinned columns stay.
5. Where it is known what stands in a column, none is wider than that: what is left over stays empty at the right, so
   that a number never stands far from its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from widgets.rows import Row
from widgets.text import Align, cells

GAP = 1


class Column(NamedTuple):
    """One column: `width` cells wanted, at least `min` (default: `width`), `flex` its share of what is left over.

    `most` is the width of what stands in it, where that is known: it takes no more of what is left over.
    """

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
    most: int | None = None

    @property
    def least(self) -> int:
        return min(self.min or self.width, self.width)

    def holding(self, widest: int) -> Column:
        """The same with at most `widest` cells standing in it: no wider, but for room to type and to count."""
        keeps = self.editable or self.numeric
        most = max(widest, cells(self.title), self.width if keeps else 1)
        return self._replace(width=most if self.numeric else min(self.width, most), most=most)


def widths_of(columns: Sequence[Column], rows: Iterable[Row]) -> dict[str, int]:
    """The cells of the widest text in each column."""
    widest = [0] * len(columns)
    for row in rows:
        for nth, cell in enumerate(row.cells[: len(widest)]):
            widest[nth] = max(widest[nth], cells(cell.text))
    return {column.key: width for column, width in zip(columns, widest, strict=True)}


def holding(columns: Sequence[Column], widest: Mapping[str, int]) -> tuple[Column, ...]:
    """The columns, none wider than what stands in it."""
    return tuple(column.holding(widest.get(column.key, 0)) for column in columns)


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
        gives_way = [pair for pair in kept if pair[1].shrink and not pair[1].pinned]
        widths = _squeezed(kept, available, texts_only=any(not column.numeric for _, column in gives_way))
        if _total(widths) <= available or not gives_way:
            return widths
        kept.remove(max(gives_way, key=lambda pair: (pair[1].shrink, pair[0])))


def _squeezed(kept: list[tuple[int, Column]], available: int, texts_only: bool) -> list[Width]:
    widths = {index: column.width for index, column in kept}
    excess = sum(widths.values()) + GAP * max(0, len(kept) - 1) - available
    for index, column in sorted(kept, key=lambda pair: (-pair[1].shrink, -pair[0])):
        if excess > 0 and column.shrink and not (texts_only and column.numeric):
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
    """What is left over goes to the columns with `flex`; then to any in which more stands than there is room for."""
    spare = available - _total(widths)
    shared = _shared(widths, {index: column.flex for index, column, _ in widths if column.flex}, spare)
    spare = available - _total(shared)
    return _shared(shared, {index: 1 for index, column, _ in shared if column.most is not None}, spare)


def _shared(widths: list[Width], shares: dict[int, int], spare: int) -> list[Width]:
    """The widths with `spare` cells given out by these shares, to none more than it can use."""
    given = {index: width for index, _, width in widths}
    room = {index: spare if column.most is None else column.most - width for index, column, width in widths}
    while spare > 0 and (taking := [index for index in shares if room[index] > 0]):
        pool, parts = spare, sum(shares[index] for index in taking)
        for index in taking:
            share = pool * shares[index] // parts
            pool, parts = pool - share, parts - shares[index]
            more = min(share, room[index])
            given[index], room[index], spare = given[index] + more, room[index] - more, spare - more
    return [(index, column, given[index]) for index, column, _ in widths]


def _placed(widths: list[Width]) -> tuple[Slot, ...]:
    slots, x = [], 0
    for index, column, width in widths:
        slots.append(Slot(index, column, x, width))
        x += width + GAP
    return tuple(slots)
