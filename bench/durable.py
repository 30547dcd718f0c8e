"""From an edit to the moment it would survive a power loss, through the real outbox writer.

Run as `python -m bench.durable`. Floor: a bare write, fsync, rename and fsync of the folder of the same bytes.

1. Each edit waits for the one before it, so nothing is saved by writing two at once.
2. Ours and the floor take turns, so that both meet the same disk.
3. `a week kept` is an outbox that still holds 2,000 edits which are not in a backup yet.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from datetime import date
from pathlib import Path
from typing import Final

from bench.figures import Figure, percentile, table
from postcmd.ops import QuotaAdd
from sync.instances import OUTBOX
from sync.intents import Draft, Intents
from sync.local import OutboxFile
from sync.outbox import Outbox
from sync.outbox_changes import Add

EDITS: Final = 400
KEPT: Final = {"a night": 50, "a week kept": 2_000}
PATIENCE: Final = 10.0
EDIT: Final = QuotaAdd(request="sunhe", unit="lianjia", day=date(2022, 11, 20), min=1, max=1, group="one by one")


def figures() -> list[Figure]:
    return [figure for name, kept in KEPT.items() for figure in _figures(name, kept)]


def _figures(name: str, kept: int) -> list[Figure]:
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        ours, floor = _measured(Path(folder), kept)
    shares = (0.5, 0.95, 0.99)
    found = []
    for share in shares:
        ms, bare = percentile(ours, share) * 1e3, percentile(floor, share) * 1e3
        demand = 100.0 if share == 0.99 else None
        found.append(Figure(f"edit durable, {name}, p{share * 100:.0f}", ms, "ms", bare, "bare write", demand, "ours"))
    return found


def _measured(folder: Path, kept: int) -> tuple[list[float], list[float]]:
    """Seconds per edit, ours and the floor's."""
    saved = threading.Event()
    outbox = Outbox(saved.set)
    file = OutboxFile(folder, "server", "bench")
    outbox.attach(file, _already_kept(file, kept))
    outbox.answer(range(1, kept + 1))
    ours, floor = [], []
    for number in range(EDITS):
        ours.append(_one(outbox, saved))
        floor.append(bare_write(folder / "floor.json", (folder / OUTBOX).read_bytes()))
        outbox.answer(range(1, kept + number + 2))
    outbox.stop(PATIENCE)
    return ours, floor


def _already_kept(file: OutboxFile, count: int) -> Intents:
    draft = Draft(Intents("bench"), {}, ()).take([Add(f"before-{number}", EDIT) for number in range(count)])
    file.save(draft)
    return draft.intents()


def _one(outbox: Outbox, saved: threading.Event) -> float:
    saved.clear()
    began = time.perf_counter()
    outbox.submit([EDIT])
    if not saved.wait(PATIENCE):
        raise TimeoutError
    return time.perf_counter() - began


def bare_write(path: Path, content: bytes) -> float:
    """Seconds that the disk alone takes for a file that is whole and durable."""
    began = time.perf_counter()
    temporary = path.with_suffix(".tmp")
    fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.write(fd, content)
    os.fsync(fd)
    os.close(fd)
    temporary.replace(path)
    fd = os.open(path.parent, os.O_RDONLY)
    os.fsync(fd)
    os.close(fd)
    return time.perf_counter() - began


if __name__ == "__main__":
    print(table(figures()))
    sys.exit(0)
