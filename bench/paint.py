"""What one key costs on the wire and in time: LiveTable beside a DataTable on the same rows.

Run as `python -m bench.paint`. Both programs show 5,000 quotas at 120x40 in a real terminal with 256 colours.

1. Both tables hold the same rows and columns; a key changes three cells and a mark here, one cell in the peer.
2. A time runs from the key's write to the last byte of its paint.
"""

from __future__ import annotations

import statistics
import sys
from typing import NamedTuple

from bench.figures import Figure, table
from widgets.terminal import prepare_terminal

ROWS = 5_000
KEYS = 30
TARGET_BYTES = 400
TARGET_RATIO = 0.1
PLACES = ("孙河乡", "酒仙桥街道", "望京街道", "崔各庄地区", "将台地区", "东湖街道", "来广营地区", "太阳宫地区")
UNITS = ("链家", "首开", "朝阳环卫", "燃气集团", "地铁运营", "自来水", "公交客运", "北京银行")
TITLES = ("place", "unit", "task", "day", "min", "max", "confirmed", "present", "missing", "state")
WIDTHS = (16, 12, 14, 6, 6, 6, 9, 8, 8, 10)


def texts(line: int, more: int = 0) -> tuple[str, ...]:
    """The cells of one quota after `more` has been added to its maximum."""
    low = line % 40 + 1
    high = low + line % 7 + more
    state = ("short", "met", "over")[more % 3]
    figures = (str(low), str(high), str(line % 9), str(line % 5), str(max(0, high - line % 9)))
    return (PLACES[line % 8], UNITS[line // 8 % 8], "核酸检测辅助", "11-21", *figures, state)


def show_live() -> None:
    """The program under test: `+` adds one to the row under the cursor, `m` only changes its mark."""
    from textual.app import App, ComposeResult
    from textual.screen import Screen

    from widgets.columns import Column
    from widgets.live import LiveTable
    from widgets.rows import Cell, Row
    from widgets.spans import ExactScreen

    columns = tuple(
        Column(
            title, title, width, align="right" if 4 <= nth <= 8 else "left", numeric=4 <= nth <= 8, editable=nth == 5
        )
        for nth, (title, width) in enumerate(zip(TITLES, WIDTHS, strict=True))
    )

    class Live(App[None]):
        BINDINGS = [("plus", "add"), ("m", "mark"), ("down", "move(1)"), ("up", "move(-1)"), ("pagedown", "page")]
        added = 0

        def get_default_screen(self) -> Screen[None]:
            return ExactScreen(id="_default")

        def compose(self) -> ComposeResult:
            yield LiveTable(columns, title="Quotas")

        def on_mount(self) -> None:
            self.live.show_rows([str(line) for line in range(ROWS)], self.drawn)
            self.live.focus()

        @property
        def live(self) -> LiveTable:
            return self.query_one(LiveTable)

        def drawn(self, id: str, more: int = 0, mark: str = "") -> Row:
            tones = [Cell(text) for text in texts(int(id), more)]
            tones[8] = Cell(tones[8].text, "bad")
            return Row(id, tuple(tones), Cell(mark, "accent"))

        def action_add(self) -> None:
            self.added += 1
            id = self.live.cursor or ""
            self.live.update_rows({id: self.drawn(id, self.added, "·")})

        def action_mark(self) -> None:
            id = self.live.cursor or ""
            row = self.live.row(id)
            self.live.update_rows({id: row._replace(mark=Cell("●" if row.mark.text != "●" else "✓", "good"))})

        def action_move(self, lines: int) -> None:
            self.live.move(lines)

        def action_page(self) -> None:
            self.live.page(1)

    Live().run()


def show_peer() -> None:
    """The peer: the same rows in a DataTable, where the same key updates one cell."""
    from textual.app import App, ComposeResult
    from textual.widgets import DataTable

    class Peer(App[None]):
        BINDINGS = [("plus", "add")]
        added = 0

        def compose(self) -> ComposeResult:
            yield DataTable[str](cursor_type="row")

        def on_mount(self) -> None:
            table = self.query_one(DataTable)
            for title, width in zip(TITLES, WIDTHS, strict=True):
                table.add_column(title, width=width, key=title)
            for line in range(ROWS):
                table.add_row(*texts(line), key=str(line))
            table.focus()

        def action_add(self) -> None:
            self.added += 1
            table = self.query_one(DataTable)
            table.update_cell(str(table.cursor_row), "max", texts(table.cursor_row, self.added)[5])

    Peer().run()


class Cost(NamedTuple):
    """Bytes (median) and milliseconds (p95) of one kind of key."""

    bytes: float
    p95: float


def cost(which: str, key: bytes, before: bytes = b"") -> Cost:
    """Press `key` many times in a fresh program and see what each press cost."""
    from bench.terminal import Terminal

    with Terminal([sys.executable, "-m", "bench.paint", which]) as terminal:
        if terminal.until(lambda text: PLACES[0] in text) is None:
            raise SystemExit(f"bench.paint: {which} never painted its rows:\n{terminal.text()}")
        terminal.settle()
        if before:
            terminal.press(before)
        paints = [terminal.press(key) for _ in range(KEYS)]
    return Cost(
        statistics.median(paint.bytes for paint in paints),
        1000 * statistics.quantiles([paint.seconds for paint in paints], n=20)[-1],
    )


def figures() -> list[Figure]:
    change, peer = cost("live", b"+"), cost("peer", b"+")
    name = "DataTable.update_cell"
    beside = {
        "its mark alone": cost("live", b"m"),
        "cursor moved one line": cost("live", b"\x1b[B", before=b"\x1b[B"),
        "page down": cost("live", b"\x1b[6~"),
    }
    return [
        Figure("a changed row (3 cells, mark): bytes", change.bytes, "B", peer.bytes, name, TARGET_BYTES, "ours"),
        Figure("a changed row: key to paint, p95", change.p95, "ms", peer.p95, name, TARGET_RATIO),
        *(Figure(f"{what}: bytes", paid.bytes, "B", peer.bytes, name) for what, paid in beside.items()),
    ]


if __name__ == "__main__":
    prepare_terminal()
    programs = {"live": show_live, "peer": show_peer}
    if sys.argv[1:]:
        programs[sys.argv[1]]()
    else:
        print(table(figures()))
