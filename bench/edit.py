"""What one `+` costs on the real board with a real centre: bytes on the wire, and time from the key to its paint.

Run as `python -m bench.edit`. The shipped `postcmd` at 120x40 with 5,000 quotas, TERM=xterm-256color, COLORTERM unset;
the peer is a `DataTable.update_cell` on as many rows in the same terminal.

1. The first paint is what arrives with the key's own change; the whole is everything until the edit is `✓`, nothing
   waits, and the terminal has been quiet for a second.
2. Each `+` is an edit of its own: the next is pressed when the last has settled.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Final, NamedTuple

from bench.board import board
from bench.figures import Figure, percentile, table
from bench.paint import cost
from bench.terminal import Terminal
from tests.centre_fixture import RunningCentre, many_quotas, running_centre

QUOTAS: Final = 5_000
KEYS: Final = 25
QUIET: Final = 1.0
ONE_FRAME: Final = 0.002
"""Seconds of silence that end a frame; the next one (`●`) waits for a disk."""


class Cost(NamedTuple):
    """Of one key: bytes and seconds of its first paint, and all bytes until it has settled."""

    first: int
    seconds: float
    all: int


def figures() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder, running_centre(Path(folder), many_quotas(QUOTAS)) as centre:
        costs = _costs(centre, Path(folder))
    peer = cost("peer", b"+")
    first, whole = (statistics.median(each) for each in ([c.first for c in costs], [c.all for c in costs]))
    p95 = percentile([one.seconds for one in costs], 0.95) * 1000
    return [
        Figure("one +: bytes to its paint", first, "B", peer.bytes, "DataTable.update_cell", 300, "ours"),
        Figure("one +: bytes until it has settled", whole, "B", at_most=500, of="ours"),
        Figure("one +: key to paint, p95", p95, "ms", peer.p95, "DataTable.update_cell", 0.1),
    ]


def _costs(centre: RunningCentre, folder: Path) -> list[Cost]:
    with board(centre, folder) as terminal:
        _one_key(terminal)
        return [_one_key(terminal) for _ in range(KEYS)]


def _one_key(terminal: Terminal) -> Cost:
    sent, before = time.perf_counter(), terminal.written
    terminal.send(b"+")
    while terminal.written == before and not terminal.ended:
        terminal.read(5.0)
    seconds = time.perf_counter() - sent
    while terminal.read(ONE_FRAME):
        pass
    first = terminal.written - before
    terminal.settle(QUIET)
    return Cost(first, seconds, terminal.written - before)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "")
    print(table(figures()))
