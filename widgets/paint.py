"""Lines as runs of inked text, and what differs between two of them.

1. A line is exactly as wide as the pane.
2. Only what differs is repainted: two equal pieces at the same place cost nothing.
3. Text is put into segments as it is; nothing in it is ever read as markup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile
from typing import Literal, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from widgets.rows import Tone
from widgets.text import cells, first_cells, harmless

Effect = Literal["", "chosen", "resting", "edit", "caption", "header"]

# Below this many unchanged cells it is cheaper to send them again than to move the cursor and set the colours anew.
BRIDGE = 12


class Ink(NamedTuple):
    """How a piece looks: its tone, and an effect on top of it."""

    tone: Tone = "normal"
    effect: Effect = ""


class Piece(NamedTuple):
    """A text with its ink and its width in cells."""

    text: str
    ink: Ink
    width: int


Line = tuple[Piece, ...]
Inks = Callable[[Ink], Style]

PLAIN = Ink()


def piece(text: str, ink: Ink = PLAIN) -> Piece:
    text = harmless(text)
    return Piece(text, ink, cells(text))


def blank(width: int) -> Piece:
    return Piece(" " * width, PLAIN, width)


def strip(line: Line, inks: Inks) -> Strip:
    """The line as Textual paints it; neighbours that look alike share one run of colour."""
    segments: list[Segment] = []
    last: Ink | None = None
    for text, ink, width in line:
        if not width:
            continue
        # Spaces show no ink: painted in the colour before them they need no change of colour.
        if ink == last or (last and not last.effect and not ink.effect and text.isspace()):
            segments[-1] = Segment(segments[-1].text + text, segments[-1].style)
        else:
            segments.append(Segment(text, inks(ink)))
            last = ink
    return Strip(segments, sum(width for _, _, width in line))


def changed_spans(old: Line, new: Line, bridge: int = BRIDGE) -> list[tuple[int, int]]:
    """(first cell, width) of every stretch that must be painted again; near ones are joined."""
    if [p.width for p in old] == [p.width for p in new]:
        return joined(_changed(old, new), bridge)
    return _between_ends(old, new)


def _between_ends(old: Line, new: Line) -> list[tuple[int, int]]:
    """Lines cut into different pieces: everything between their equal beginnings and their equal ends."""
    start = width_of([a for a, _ in takewhile(_same, zip(new, old, strict=False))])
    end = width_of([a for a, _ in takewhile(_same, zip(reversed(new), reversed(old), strict=False))])
    return [(start, max(0, width_of(new) - start - end))]


def _same(pair: tuple[Piece, Piece]) -> bool:
    return pair[0] == pair[1]


def _changed(old: Line, new: Line) -> Iterable[tuple[int, int]]:
    x = 0
    for before, after in zip(old, new, strict=True):
        if before != after:
            yield x, after.width
        x += after.width


def joined(spans: Iterable[tuple[int, int]], bridge: int) -> list[tuple[int, int]]:
    """Neighbouring spans with at most `bridge` cells between them made into one."""
    result: list[tuple[int, int]] = []
    for x, width in spans:
        if result and x - sum(result[-1]) <= bridge:
            start = result[-1][0]
            result[-1] = (start, x + width - start)
        else:
            result.append((x, width))
    return result


def exactly(pieces: Iterable[Piece], width: int) -> Line:
    """The pieces cut or padded to a line of `width` cells."""
    line: list[Piece] = []
    left = width
    for text, ink, wide in pieces:
        if wide <= left:
            line.append(Piece(text, ink, wide))
        elif left:
            line.append(Piece(first_cells(text, left), ink, left))
        left -= min(wide, left)
    return (*line, blank(left)) if left else tuple(line)


def width_of(pieces: Sequence[Piece]) -> int:
    return sum(p.width for p in pieces)
