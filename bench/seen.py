"""From a key on one board to another board: an edit's way through two engines and a real centre.

Run as `python -m bench.seen`. Floor: one bare round trip to the same centre on the same loopback.

1. Both posts are the shipped engine, with its own thread, files and event stream; nothing polls faster than they do.
2. An edit is durable when the engine says `saved`; it is seen when the other board's record carries it.
"""

from __future__ import annotations

import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bench.figures import Figure, percentile, table
from postcmd.board import Board
from postcmd.edits import Update
from postcmd.intents import add_heads
from sync.engine import Engine
from sync.ports import Secret
from sync.post import open_cache, start_engine, way_to
from tests.centre_fixture import RunningCentre, many_quotas, running_centre

EDITS: Final = 60
PAUSE: Final = 0.3
"""Between edits, as between two keys of a coordinator: each is an edit of its own, none shares another's poke."""
QUOTA: Final = "sunhe.lianjia.2022-11-20"


class Post:
    """A board without a screen: what its engine tells, and when."""

    def __init__(self, centre: RunningCentre, account: str, state: Path) -> None:
        self.board, self._news = Board(), threading.Condition()
        cached = open_cache(centre.url, account, state)
        connect = way_to(centre.url, lambda: Secret(centre.tokens[account]))
        self.engine: Engine = start_engine(cached, connect, self._take)

    def _take(self, update: Update) -> None:
        with self._news:
            self.board.apply(update)
            self._news.notify_all()

    def wait(self, holds: Callable[[Board], bool], limit: float = 30.0) -> float:
        """The moment at which it held; TimeoutError where it never did."""
        with self._news:
            if not self._news.wait_for(lambda: holds(self.board), limit):
                raise TimeoutError("the post did not come to know it")
            return time.perf_counter()

    @property
    def most(self) -> int:
        quota = self.board.quota(QUOTA)
        return quota.max or 0 if quota is not None else 0


def figures() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder, running_centre(Path(folder), many_quotas(1_000)) as centre:
        here, there = Post(centre, "city", Path(folder, "here")), Post(centre, "chaoyang", Path(folder, "there"))
        try:
            for post in (here, there):
                post.wait(lambda board: board.link.state == "online" and board.quota(QUOTA) is not None)
            durable, seen = _edits(here, there)
            floor = _round_trips(centre.url + "/healthz")
        finally:
            here.engine.stop(5), there.engine.stop(5)
    trip = percentile(floor, 0.95) * 1000
    return [
        Figure("edit durable, p99", percentile(durable, 0.99) * 1000, "ms", at_most=100, of="ours"),
        Figure("edit seen on a second board, p50", percentile(seen, 0.5) * 1000, "ms", trip, "bare round trip p95"),
        Figure(
            "edit seen on a second board, p95",
            percentile(seen, 0.95) * 1000,
            "ms",
            trip,
            "bare round trip p95",
            1000,
            "ours",
        ),
    ]


def _edits(here: Post, there: Post) -> tuple[list[float], list[float]]:
    durable, seen = [], []
    for _ in range(EDITS):
        quota = here.board.quota(QUOTA)
        assert quota is not None
        wanted, started = (quota.max or 0) + 1, time.perf_counter()
        (ticket,) = here.engine.submit([add_heads(quota, 1)], [quota])
        durable.append(here.wait(lambda board, ticket=ticket: _is_saved(board, ticket)) - started)  # type: ignore[misc]
        seen.append(there.wait(lambda board, wanted=wanted: there.most == wanted) - started)  # type: ignore[misc]
        here.wait(lambda board, wanted=wanted: here.most == wanted and not board.waiting)  # type: ignore[misc]
        time.sleep(PAUSE)
    return durable, seen


def _is_saved(board: Board, ticket: str) -> bool:
    return any(edit.ticket == ticket and edit.stage != "writing" for edit in board.edits)


def _round_trips(url: str) -> list[float]:
    times = []
    for _ in range(EDITS):
        started = time.perf_counter()
        with urllib.request.urlopen(url, timeout=5) as answer:
            answer.read()
        times.append(time.perf_counter() - started)
    return times


if __name__ == "__main__":
    print(table(figures()))
