"""A busy night: ten live changes a second on rows that are seen, and somebody who goes on typing.

Run as `python -m bench.feed`. 5,000 quotas at 120x40, 256 colours. Floor: the same rows in a bare line-rendered widget
(`bench/floors/lines.py`), which repaints one line for a change. Peer: Textual's DataTable
(`bench/floors/datatable.py`). Both are fed ten changes a second by a timer of their own, without network or rules.

1. The changes are made one by one by another system at a real centre, evenly over SECONDS.
2. A key is `+`; it is painted when the row under the cursor has changed. The feed leaves that row alone.
3. All three are measured by the same code in the same run.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from bench.board import REST, board, must_show, paced, processor_seconds
from bench.figures import Figure, percentile, table
from bench.paint import PLACES
from bench.seen import Post
from bench.terminal import Terminal
from postcmd import panes
from postcmd.panes import Days
from tests.centre_fixture import RunningCentre, many_quotas, running_centre

QUOTAS: Final = 5_000
ANY: Final = "many-0.lianjia.2022-11-20"
A_SECOND: Final = 10
SECONDS: Final = 10
KEYS: Final = 60
BETWEEN_KEYS: Final = 0.15
BURST: Final = 0.02
"""Seconds of silence between two paints."""


class Cursor(NamedTuple):
    """Where the row under the cursor stands: its line, and the first cell of its pane."""

    line: int
    left: int = 0


OURS, LINES, DATATABLE = Cursor(2, 54), Cursor(0), Cursor(1)


def figures() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder, running_centre(Path(folder), many_quotas(QUOTAS)) as centre:
        seen = _on_the_screen(centre, Path(folder, "reader"))
        with board(centre, Path(folder, "board")) as terminal:
            sent, share, paints = _looked_on(terminal, centre, seen)
            ours = _typed(terminal, OURS, lambda: _feed(centre, seen, 2 * SECONDS))
    floor, peer = _floor("bench.floors.lines", LINES), _floor("bench.floors.datatable", DATATABLE)
    name = "key to paint during the feed, p95"
    return [
        Figure("ten live changes a second: bytes a second", sent, "B/s", at_most=10_000, of="ours"),
        Figure("ten live changes a second: of a core", share * 100, "%", at_most=10, of="ours"),
        Figure("ten live changes a second: paints a second", paints, "", at_most=4.5, of="ours"),
        Figure(name, ours, "ms", floor, "a line-rendered floor", 3.0),
        Figure(name, ours, "ms", peer, "DataTable", 0.2),
    ]


def _on_the_screen(centre: RunningCentre, home: Path) -> list[str]:
    """The quotas of the first rows below the cursor's, as the board lists them."""
    post = Post(centre, "city", home)
    try:
        post.wait(lambda known: known.link.state == "online" and known.quota(ANY) is not None)
        return panes.quota_ids(post.board, Days("all"), "")[1:31]
    finally:
        post.engine.stop(5)


def _feed(centre: RunningCentre, seen: list[str], seconds: float) -> None:
    elsewhere = REST(centre)
    for nth in paced(int(seconds * A_SECOND), A_SECOND):
        elsewhere.change("quotas", seen[nth % len(seen)], {"min": 20 + nth % 70, "max": 20 + nth % 70})


def _looked_on(terminal: Terminal, centre: RunningCentre, seen: list[str]) -> tuple[float, float, float]:
    """Bytes a second, share of a core, and paints a second, while nobody types."""
    terminal.settle(2.0)
    before, spent, begun = terminal.written, processor_seconds(terminal.pid), time.perf_counter()
    feeding = threading.Thread(target=_feed, args=(centre, seen, SECONDS))
    feeding.start()
    paints = 0
    while feeding.is_alive():
        if terminal.read(0.1):
            paints += 1
            while terminal.read(BURST):
                pass
    took = time.perf_counter() - begun
    return (terminal.written - before) / took, (processor_seconds(terminal.pid) - spent) / took, paints / took


def _floor(module: str, cursor: Cursor) -> float:
    with Terminal([sys.executable, "-m", module, str(QUOTAS), str(A_SECOND)]) as terminal:
        must_show(terminal, PLACES[1])
        terminal.settle(BURST)
        return _typed(terminal, cursor, lambda: None)


def _typed(terminal: Terminal, cursor: Cursor, feed: Callable[[], None]) -> float:
    """Milliseconds from a `+` to its paint, p95, while the feed goes on."""
    feeding = threading.Thread(target=feed)
    feeding.start()
    times = []
    for _ in range(KEYS):
        shown = terminal.line(*cursor)
        sent = time.perf_counter()
        terminal.send(b"+")
        while terminal.line(*cursor) == shown:
            if time.perf_counter() - sent > 5:
                raise RuntimeError(f"a key was never painted:\n{terminal.text()}")
            terminal.read(0.05)
        times.append(time.perf_counter() - sent)
        _let_pass(terminal, BETWEEN_KEYS)
    feeding.join()
    return percentile(times, 0.95) * 1000


def _let_pass(terminal: Terminal, seconds: float) -> None:
    end = time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        terminal.read(left)


if __name__ == "__main__":
    print(table(figures()))
