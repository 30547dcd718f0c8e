"""What the terminal shows, cell by cell, so that nothing is sent that stands there already.

Textual asks for the whole screen whenever a widget is mounted or laid out anew: 7 KB for a line to type into.

1. What the terminal shows afterwards is what was painted.
2. A cell that looks as it did costs nothing, whatever part of the screen was painted again.
3. After `forget` nothing is taken for granted: every cell that is painted is sent.
4. A character two cells wide is sent whole.
5. Cells are erased instead of written only where the terminal gives them the background that was meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

from rich.cells import split_graphemes
from rich.color import ColorSystem
from rich.style import Style
from textual.strip import Strip

from widgets.pen import BARE, Look, Pen, ground_of, look_of

Cell = tuple[str, Look]
"""A character and its look; the second cell of a wide character is empty."""
UNKNOWN: Final[Cell] = ("?", Look())
BRIDGE: Final = 4
"""Bytes below which it is cheaper to write what stands there already than to move the cursor over it."""
WORTH_ERASING: Final = 5
WORTH_JUMPING: Final = 12
"""Blanks from which on erasing them is cheaper: at the end of what is written, and before more of it."""
ERASE_TO_EDGE: Final = "\x1b[K"


class Painted(NamedTuple):
    """What was painted of one line: strips by the cell they begin at."""

    y: int
    strips: Sequence[tuple[int, Strip]]


class Shown:
    """The cells of one terminal as far as they are known. `erases`: it erases in the background of the pen."""

    def __init__(self, erases: bool = False) -> None:
        self._erases = erases
        self._width = 0
        self._lines: dict[int, list[Cell]] = {}

    def forget(self) -> None:
        """The terminal may show anything."""
        self._lines.clear()

    def sent(self, painted: Iterable[Painted], width: int, system: ColorSystem) -> str:
        """What the terminal must be sent, so that it shows this on its lines of `width` cells."""
        if width != self._width:
            self._width = width
            self.forget()
        hand = _Hand(Pen(system), width, self._erases)
        for line in painted:
            self._paint(hand, line.y, laid(line, self._lines.get(line.y), width, system))
        return hand.finished()

    def _paint(self, hand: _Hand, y: int, new: list[Cell]) -> None:
        old = self._lines.get(y)
        self._lines[y] = new
        for start, stop in _to_be_written(old, new):
            hand.write(y, start, new[start:stop])


def laid(painted: Painted, old: Sequence[Cell] | None, width: int, system: ColorSystem) -> list[Cell]:
    """The cells of a line after the strips were painted on it."""
    line = list(old) if old else [UNKNOWN] * width
    for x, strip in painted.strips:
        at = x
        for text, style, _ in strip:
            cells = cells_of(text, style, system)
            line[at : at + len(cells)] = cells
            at += len(cells)
    return line[:width]


@lru_cache(maxsize=4096)
def cells_of(text: str, style: Style | None, system: ColorSystem) -> tuple[Cell, ...]:
    """The text as cells. A blank has the look of its ground only: no colour of writing shows on it."""
    look = look_of(style, system)
    blank = (" ", ground_of(look))
    if text.isascii():
        return tuple(blank if char == " " else (char, look) for char in text)
    cells: list[Cell] = []
    for start, end, wide in split_graphemes(text)[0]:
        char = text[start:end]
        if wide:
            cells += [blank if char == " " else (char, look), *[("", look)] * (wide - 1)]
    return tuple(cells)


def _to_be_written(old: Sequence[Cell] | None, new: Sequence[Cell]) -> list[tuple[int, int]]:
    """The stretches that do not stand there: of a line of which nothing is known, all that was painted."""
    if old == new:
        return []
    if old is not None:
        return differing(old, new)
    return differing([UNKNOWN] * len(new), new) if UNKNOWN in new else [(0, len(new))]


def differing(old: Sequence[Cell], new: Sequence[Cell]) -> list[tuple[int, int]]:
    """(first cell, end) of every stretch to be written: whole characters, near ones joined."""
    spans: list[tuple[int, int]] = []
    for x in range(len(new)):
        if old[x] == new[x]:
            continue
        start, stop = _whole(old, new, x)
        if spans and _is_cheap(new, spans[-1][1], start):
            start = spans.pop()[0]
        spans.append((start, stop))
    return spans


def _whole(old: Sequence[Cell], new: Sequence[Cell], x: int) -> tuple[int, int]:
    """Writing over half of a wide character blanks the other half: both go out together."""
    start, stop = x, x + 1
    while start and "" in (old[start][0], new[start][0]):
        start -= 1
    while stop < len(new) and "" in (old[stop][0], new[stop][0]):
        stop += 1
    return start, stop


def _is_cheap(new: Sequence[Cell], end: int, start: int) -> bool:
    """Whether what stands between is sooner written again than jumped over."""
    if start <= end:
        return True
    between, look = new[end:start], new[end - 1][1]
    grounds = (look, ground_of(look))
    return len(between) <= BRIDGE and all(cell[1] in grounds for cell in between) and _bytes(between) <= BRIDGE


def _bytes(cells: Iterable[Cell]) -> int:
    return sum(len(char.encode()) for char, _ in cells)


class _Hand:
    """Writes stretches of cells, with a pen, at a place."""

    def __init__(self, pen: Pen, width: int, erases: bool) -> None:
        self._pen, self._width, self._erases = pen, width, erases
        self._said: list[str] = []
        self._at: tuple[int, int] | None = None

    def finished(self) -> str:
        return "".join(self._said) + self._pen.lift()

    def write(self, y: int, x: int, cells: Sequence[Cell]) -> None:
        self._said.append(self._moved(y, x))
        self._at = (y, x)
        stop = x + len(cells)
        for look, group in groupby(cells, itemgetter(1)):
            chars = [char for char, _ in group]
            self._said.append(self._pen.turned(look))
            begin, x = x, x + len(chars)
            self._at = (y, x)
            self._said.append(self._blank(look, y, begin, x, stop) if look.is_ground else "".join(chars))

    def _moved(self, y: int, x: int) -> str:
        if self._at == (y, x):
            return ""
        if self._at is not None and self._at[0] == y:
            return f"\x1b[{x + 1}G"
        return "\r\n" if self._at is not None and (self._at[0] + 1, 0) == (y, x) else f"\x1b[{y + 1};{x + 1}H"

    def _blank(self, look: Look, y: int, x: int, end: int, stop: int) -> str:
        """Blanks from `x` to `end`, of what is written until `stop`; the cursor is left where `_at` says."""
        count = end - x
        if not self._erases and look.background != BARE.background:
            return " " * count
        if count >= WORTH_ERASING and end == stop:
            self._at = (y, x)
            return ERASE_TO_EDGE if end == self._width else f"\x1b[{count}X"
        return f"\x1b[{count}X\x1b[{end + 1}G" if count >= WORTH_JUMPING else " " * count
