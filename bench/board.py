"""The shipped board online at a real centre, somebody else who changes things there, and what a process costs.

1. The program is the one that is installed, with its own entry point and files of its own.
2. What a process costs is what the kernel counted for all its threads.
"""

from __future__ import annotations

import http.client
import json
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench.terminal import Terminal
from tests.centre_fixture import RunningCentre

POSTCMD: Final = str(Path(sys.executable).parent / "postcmd")
SETTLED: Final = 1.0


def way_in(centre: RunningCentre, home: Path) -> dict[str, str]:
    """The environment of a coordinator who is signed in."""
    return {
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "HOME": str(home),
        "POSTCMD_URL": centre.url,
        "POSTCMD_ACCOUNT": "city",
        "POSTCMD_TOKEN": centre.tokens["city"],
        "POSTCMD_LANG": "en",
        "LANG": "C.UTF-8",
        # As installed: with the bytecode that the first run leaves.
        "PYTHONDONTWRITEBYTECODE": "",
    }


@contextmanager
def board(centre: RunningCentre, home: Path, cols: int = 120, rows: int = 40, *options: str) -> Iterator[Terminal]:
    """A board that is in step, all days listed (the record's are past), and quiet."""
    with Terminal([POSTCMD, *options], cols, rows, env=way_in(centre, home)) as terminal:
        must_show(terminal, "online")
        terminal.settle(SETTLED)
        terminal.send(b"a")
        must_show(terminal, "all days")
        terminal.settle(2 * SETTLED)
        yield terminal


def must_show(terminal: Terminal, word: str) -> None:
    if terminal.until(lambda text: word in text, 60) is None:
        raise RuntimeError(f"{word!r} never stood on the screen:\n{terminal.text()}")


class REST:
    """Another system that changes records at the centre."""

    def __init__(self, centre: RunningCentre) -> None:
        self._way = http.client.HTTPConnection("127.0.0.1", centre.port, timeout=30)
        self._headers = {**centre.headers("city"), "content-type": "application/json", "if-match": "*"}

    def change(self, kind: str, key: str, said: Mapping[str, object]) -> None:
        headers = {**self._headers, "idempotency-key": uuid.uuid4().hex}
        self._way.request("PATCH", f"/v1/{kind}/{key}", json.dumps(said).encode(), headers)
        answer = self._way.getresponse()
        told = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{kind}/{key} was not changed: {answer.status} {told.decode()}")


def processor_seconds(pid: int) -> float:
    """What all threads that are there now have used of a processor."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def megabytes(pid: int) -> float:
    """What is held in memory, as `ps` tells it."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


def paced(times: int, a_second: float) -> Iterator[int]:
    """So many numbers, evenly over time; a late one does not put the others off."""
    begun = time.perf_counter()
    for nth in range(times):
        time.sleep(max(0.0, begun + nth / a_second - time.perf_counter()))
        yield nth
