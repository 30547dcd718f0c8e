"""What the wire to a terminal carries, and what it does not: the shipped board with a real centre.

Run as `python -m bench.wire`. TERM=xterm-256color, COLORTERM unset, as over ssh.

1. Bytes are all that the program writes until it has been quiet for QUIET seconds: nothing is left out.
2. Medians of several keys, each from the same place on the board.
3. The board is idle when it is online, nobody types and nobody changes anything; what it costs is read from the kernel.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench.board import REST, board, processor_seconds
from bench.figures import Figure, percentile, table
from bench.terminal import Terminal
from postcmd.records import AnyRecord, Squad
from tests.centre_fixture import many_quotas, running_centre

QUOTAS: Final = 5_000
SQUADS: Final = 30
TIMES: Final = 9
QUIET: Final = 0.5
IDLE: Final = 10.0
"""Seconds that nothing happens."""
SCREENFUL: Final = 6_000
DOWN, PAGE_DOWN, HOME, ESCAPE = b"\x1b[B", b"\x1b[6~", b"\x1b[H", b"\x1b"


def figures() -> list[Figure]:
    records = [*many_quotas(QUOTAS), *squads()]
    with tempfile.TemporaryDirectory() as folder, running_centre(Path(folder), records) as centre:
        with board(centre, Path(folder, "wide"), 120, 40) as wide:
            moved = _median(wide, DOWN)
            live = list(_live_changes(wide, REST(centre)))
            idle, share = _idle(wide)
        with board(centre, Path(folder, "small"), 80, 24) as small:
            pages = [_cost(small, PAGE_DOWN) for _ in range(TIMES)]
            _cost(small, HOME)
            keys, actions = [], []
            for _ in range(TIMES):
                keys.append(_cost(small, b"?") + _cost(small, ESCAPE))
                actions.append(_cost(small, b":"))
                _cost(small, ESCAPE)
            escapes = [_seconds_of_escape(small) for _ in range(TIMES)]
    return [
        Figure("120x40: one cursor move", moved, "B", at_most=700, of="ours"),
        Figure("120x40: one live squad change", statistics.median(live), "B", at_most=300, of="ours"),
        Figure("80x24: page down", statistics.median(pages), "B", at_most=SCREENFUL, of="ours"),
        Figure("80x24: help opened and closed", statistics.median(keys), "B", at_most=SCREENFUL, of="ours"),
        Figure("80x24: list of actions opened", statistics.median(actions), "B", at_most=SCREENFUL, of="ours"),
        Figure("Esc to paint, p95", percentile(escapes, 0.95) * 1000, "ms", at_most=100, of="ours"),
        Figure(f"idle for {IDLE:g} s, online", idle, "B", at_most=0, of="ours"),
        Figure(f"idle for {IDLE:g} s, online: of a core", share * 100, "%", at_most=0.5, of="ours"),
    ]


def squads() -> Iterator[AnyRecord]:
    for nth in range(SQUADS):
        yield Squad(id=f"squad-b{nth}", unit="lianjia", name=f"链家{nth}队", strength=12, present=0, request="sunhe")


def _cost(terminal: Terminal, key: bytes) -> int:
    before = terminal.written
    terminal.press(key, QUIET)
    return terminal.written - before


def _median(terminal: Terminal, key: bytes) -> float:
    return statistics.median(_cost(terminal, key) for _ in range(TIMES))


def _live_changes(terminal: Terminal, elsewhere: REST) -> Iterator[int]:
    """Somebody else reports the heads of squads that stand on the screen, one at a time."""
    terminal.send(b"gs")
    terminal.settle(QUIET)
    for nth in range(TIMES):
        before = terminal.written
        elsewhere.change("squads", f"squad-b{nth}", {"present": nth + 1})
        terminal.read(10.0)
        terminal.settle(QUIET)
        yield terminal.written - before


def _seconds_of_escape(terminal: Terminal) -> float:
    """From the key to the first byte of what it caused: the list of keys is closed."""
    terminal.press(b"?", QUIET)
    sent, before = time.perf_counter(), terminal.written
    terminal.send(ESCAPE)
    while terminal.written == before and not terminal.ended:
        terminal.read(5.0)
    seconds = time.perf_counter() - sent
    terminal.settle(QUIET)
    return seconds


def _idle(terminal: Terminal) -> tuple[int, float]:
    """Bytes, and the share of a core, while nothing happens."""
    terminal.settle(5.0)
    before, spent, begun = terminal.written, processor_seconds(terminal.pid), time.perf_counter()
    while (left := begun + IDLE - time.perf_counter()) > 0:
        terminal.read(left)
    return terminal.written - before, (processor_seconds(terminal.pid) - spent) / (time.perf_counter() - begun)


if __name__ == "__main__":
    print(table(figures()))
