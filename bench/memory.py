"""What the board holds in memory with 5,000 quotas and a centre it is in step with, beside an empty Textual app.

Run as `python -m bench.memory`.

1. Both are settled: painted, quiet, everything late imported.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

from bench.board import board, megabytes, must_show
from bench.figures import Figure, table
from bench.start import EMPTY_APP
from bench.terminal import Terminal
from tests.centre_fixture import many_quotas, running_centre

QUOTAS: Final = 5_000


def figures() -> list[Figure]:
    with Terminal([sys.executable, "-c", EMPTY_APP], env={"LANG": "C.UTF-8"}) as empty:
        must_show(empty, "ready")
        empty.settle(1.0)
        floor = megabytes(empty.pid)
    with tempfile.TemporaryDirectory() as folder, running_centre(Path(folder), many_quotas(QUOTAS)) as centre:
        with board(centre, Path(folder)) as first:
            # As on any day but the first: with a cache. What a first snapshot takes goes back with the process.
            first.settle(3.0)
        with board(centre, Path(folder)) as ours:
            held = megabytes(ours.pid)
    return [Figure("memory, 5,000 quotas, online", held, "MB", floor, "an empty Textual app", 2.2)]


if __name__ == "__main__":
    print(table(figures()))
