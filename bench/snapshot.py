"""A first start on 20,000 records: pulled, on the screen, and kept.

Run as `python -m bench.snapshot`. Floor: the same snapshot fetched page by page and thrown away, in this process.

1. The board is the shipped program in a real terminal, with an empty state folder and a real centre on loopback.
2. It counts as shown when the caption counts all quotas and the rows stand there, as kept when the cache file says so.
3. Memory is the most the process ever held (VmHWM), from exec to then.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import httpx
import msgspec

from bench.figures import Figure, table
from bench.terminal import Terminal
from postcmd.wire import PullAnswer
from tests.centre_fixture import WALL, RunningCentre, many_quotas, running_centre

RECORDS: Final = 20_000
ACCOUNT: Final = "city"


def figures() -> list[Figure]:
    with (
        tempfile.TemporaryDirectory() as folder,
        running_centre(Path(folder), many_quotas(RECORDS), clock=WALL) as centre,
    ):
        floor = _fetched(centre)
        started = time.perf_counter()
        with Terminal([str(Path(sys.executable).with_name("postcmd"))], env=_home(centre, Path(folder))) as board:
            shown = board.until(_is_shown, timeout=60)
            kept = _kept(board, Path(folder), started)
            memory = _most_memory(board.pid)
    if shown is None:
        raise RuntimeError("the board never showed the snapshot")
    return [
        Figure("20,000 records pulled and shown, from exec", shown, "s", floor, "fetched and thrown away", 3, "ours"),
        Figure("the same, and kept on disk", kept, "s", floor, "fetched and thrown away", 3, "ours"),
        Figure("memory of the board with them", memory, "MB", at_most=200, of="ours"),
    ]


def _home(centre: RunningCentre, folder: Path) -> dict[str, str]:
    return {
        "XDG_STATE_HOME": str(folder / "state"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "POSTCMD_URL": centre.url,
        "POSTCMD_TOKEN": centre.tokens[ACCOUNT],
        "POSTCMD_LANG": "en",
    }


def _is_shown(text: str) -> bool:
    return f" {RECORDS + 2} " in text and text.count("11-2") > 20  # the small world has two quotas of its own


def _kept(board: Terminal, folder: Path, started: float) -> float:
    """Seconds until a cache with a cursor lies on disk."""
    while time.perf_counter() - started < 60:
        if any(b"cursor" in cache.read_bytes() for cache in folder.glob("state/**/cache.json")):
            return time.perf_counter() - started
        board.read(0.02)
    raise RuntimeError("the board never kept the snapshot")


def _most_memory(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _fetched(centre: RunningCentre) -> float:
    with httpx.Client(base_url=centre.url, headers=centre.headers(ACCOUNT), timeout=30) as http:
        began, page = time.perf_counter(), None
        while True:
            answer = http.post("/v1/sync/pull", json={"client": "floor", "cursor": None, "page": page})
            cut = msgspec.json.decode(answer.raise_for_status().content, type=PullAnswer)
            if not cut.more:
                return time.perf_counter() - began
            page = cut.page


if __name__ == "__main__":
    print(table(figures()))
