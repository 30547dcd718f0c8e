"""Bars by day, drawn by a plotting library into lines of text: a value for each day, a scale at the left, days below.

1. Every line is exactly as wide as asked for; a bar never stands beyond its own day.
2. A day of which nothing is known has no bar and no zero: nothing stands there.
3. What is not nothing shows at least one dot.
4. In ASCII the same is drawn of `.`, `:` and `#`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from widgets.marks import marks
from widgets.paint import Ink, Line, blank, exactly, piece
from widgets.text import cells, fit

SCALE: Final = 8
"""Cells for the numbers at the left."""
WIDEST: Final = 9
"""Cells of one bar."""
EDGE: Final = 0.9999
"""What stands at the very top still belongs to the uppermost row of dots."""
FIRST: Final = 0x2800
"""The braille cell without a dot: painted as a space, which is one byte and looks empty in every font."""
IN_BRAILLE: Final = {FIRST: " "}
IN_ASCII: Final = {
    FIRST + dots: " " if not dots else "." if dots.bit_count() < 3 else ":" if dots.bit_count() < 6 else "#"
    for dots in range(256)
}


class Chart(NamedTuple):
    """What is drawn: a value for each label, None where none is known; `mark`: a line across, a target for instance."""

    values: tuple[float | None, ...]
    labels: tuple[str, ...]
    mark: float | None = None
    sign: str = ""

    @property
    def top(self) -> float:
        """The value at the upper edge."""
        return round_up(max((*(one for one in self.values if one is not None), self.mark or 0, 0)))


def round_up(value: float) -> float:
    """The next value that is easily read: 1, 2, 2.5 or 5 times a power of ten."""
    step = 1.0
    while step * 10 <= value:
        step *= 10
    return next(step * times for times in (1, 2, 2.5, 5, 10) if step * times >= value)


def chart_lines(chart: Chart, width: int, height: int) -> list[Line]:
    """`height` lines of `width` cells: the bars, and the labels on the last of them."""
    room, high = width - SCALE, height - 1
    if not chart.values or room < len(chart.values) or high < 2:
        return [(blank(width),)] * max(0, height)
    # Whole cells to a day: bars of the same width, each above its label.
    wide = min(WIDEST, room // len(chart.values))
    scale = [number(chart.top, chart.sign), *[""] * (high - 2), number(0, chart.sign)]
    lines = [
        exactly([piece(fit(text, SCALE - 1, "right"), Ink("dim")), blank(1), piece(bar, Ink("accent"))], width)
        for text, bar in zip(scale, bars(chart, wide, high), strict=True)
    ]
    return [*lines, exactly([blank(SCALE), piece(labels(chart.labels, wide, room), Ink("dim"))], width)]


def bars(chart: Chart, wide: int, height: int) -> list[str]:
    """The bars alone, each `wide` cells with its gap."""
    # Read late: the first frame draws nothing.
    from plotille import Canvas

    top, dots = chart.top, wide * 2
    canvas = Canvas(wide * len(chart.values), height, 0, 0, dots * len(chart.values), top)
    for column in range(dots * len(chart.values)):
        value = chart.values[column // dots]
        is_gap = dots > 2 and column % dots == dots - 1
        if value and not is_gap:
            canvas.line(column, 0, column, min(value, top * EDGE))
        elif chart.mark and column % 4 < 2:
            canvas.point(column, min(chart.mark, top * EDGE))
    signs = IN_ASCII if marks().focus == "|" else IN_BRAILLE
    return [line.translate(signs) for line in canvas.plot(linesep="\n").split("\n")]


def labels(texts: Sequence[str], wide: int, room: int) -> str:
    """As many labels as there is room for, each below the beginning of its day."""
    line = ""
    for nth, text in enumerate(texts):
        at = nth * wide
        if (at == 0 or at > cells(line)) and at + cells(text) <= room:
            line += " " * (at - cells(line)) + text
    return line


def number(value: float, sign: str = "") -> str:
    """`1200`, `12k` where five digits or more would stand there, `2.5`, `80%`."""
    if value >= 10_000:
        return f"{value / 1000:g}k{sign}"
    return f"{value:g}{sign}"
