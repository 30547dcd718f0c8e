"""The floor of a live table: a widget that renders lines and repaints one when it changes. Nothing else.

Run as `python -m bench.floors.lines ROWS A_SECOND`; `+` adds one to the first row.
"""

from __future__ import annotations

import sys

from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from bench.paint import WIDTHS, texts


class Lines(ScrollView, can_focus=True):
    """So many rows; what was added to each."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.added = [0] * rows
        self.virtual_size = Size(120, rows)

    def render_line(self, y: int) -> Strip:
        row = y + self.scroll_offset.y
        cells = zip(texts(row, self.added[row]), WIDTHS, strict=True)
        return Strip([Segment("".join(text.ljust(width - len(text)) for text, width in cells))])

    def add(self, row: int) -> None:
        self.added[row] += 1
        self.refresh_line(row)


class Floor(App[None]):
    """Fed by a timer, as often as it was told."""

    BINDINGS = [("plus", "add")]

    def __init__(self, rows: int, a_second: float) -> None:
        super().__init__()
        self._a_second, self._fed = a_second, 0
        self.lines = Lines(rows)

    def compose(self) -> ComposeResult:
        yield self.lines

    def on_mount(self) -> None:
        self.lines.focus()
        self.set_interval(1 / self._a_second, self._feed)

    def _feed(self) -> None:
        self._fed += 1
        self.lines.add(1 + self._fed % 30)

    def action_add(self) -> None:
        self.lines.add(0)


if __name__ == "__main__":
    Floor(int(sys.argv[1]), float(sys.argv[2])).run(mouse=False)
