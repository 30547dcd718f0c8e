"""The peer of a live table: Textual's DataTable, which repaints itself for a changed cell.

Run as `python -m bench.floors.datatable ROWS A_SECOND`; `+` adds one to the first row.
"""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.widgets import DataTable

from bench.paint import TITLES, WIDTHS, texts


class Peer(App[None]):
    """Fed by a timer, as often as it was told."""

    BINDINGS = [("plus", "add")]

    def __init__(self, rows: int, a_second: float) -> None:
        super().__init__()
        self._rows, self._a_second, self._fed = rows, a_second, 0
        self._added = [0] * rows

    def compose(self) -> ComposeResult:
        yield DataTable[str](cursor_type="row")

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        for title, width in zip(TITLES, WIDTHS, strict=True):
            table.add_column(title, width=width, key=title)
        for row in range(self._rows):
            table.add_row(*texts(row), key=str(row))
        table.focus()
        self.set_interval(1 / self._a_second, self._feed)

    def _feed(self) -> None:
        self._fed += 1
        self._add(1 + self._fed % 30)

    def action_add(self) -> None:
        self._add(0)

    def _add(self, row: int) -> None:
        self._added[row] += 1
        self.query_one(DataTable).update_cell(str(row), "max", texts(row, self._added[row])[5])


if __name__ == "__main__":
    Peer(int(sys.argv[1]), float(sys.argv[2])).run(mouse=False)
