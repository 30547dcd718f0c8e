"""A coordinator at a post, for stories: an engine on real files, and a board that takes its updates."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from postcmd.board import Board
from postcmd.edits import Edit, Link, Update
from postcmd.ops import Base, Op, QuotaAdd, QuotaSet
from postcmd.records import Quota
from sync.engine import Engine
from sync.files import DISK, Disk
from sync.instances import Home, home_of
from sync.ports import Centre, Connect, Pace
from tests.centre_fixture import DAY

QUICK = Pace(
    emit=0.005,
    flush=0.01,
    longest_backoff=0.02,
    first_backoff=0.01,
    sign_in_again=0.02,
    park_after=0.0,
    between_polls=0.01,
)
PATIENCE = 20.0
"""Seconds a story waits for something that must happen. It never waits for time to pass."""
LOOK_AGAIN = 0.1
SUNHE = f"sunhe.lianjia.{DAY}"
URL = "https://centre.example"


class DeskAtWork:
    """What a coordinator does and sees."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.board = Board()
        self.updates: list[Update] = []
        self._news = threading.Condition()
        engine.listen(self._take)

    def add_to_quota(self, heads: int, unit: str = "lianjia", request: str = "sunhe", **said: Any) -> str:
        op = QuotaAdd(request=request, unit=unit, day=DAY, min=heads, max=heads, **said)
        return self.give(op)

    def set_quota(self, heads: int, **said: Any) -> str:
        seen = self.quota()
        base = Base(self.board.link.epoch, seen.rev, {"min": seen.min, "max": seen.max})
        op = QuotaSet(request="sunhe", unit="lianjia", day=DAY, min=heads, max=heads, base=base, **said)
        return self.give(op)

    def give(self, op: Op) -> str:
        (ticket,) = self.engine.submit([op], [self.board.base["quota"].get(SUNHE)])
        return ticket

    def until(self, seen: Callable[[], bool]) -> None:
        """Wait until the screen shows it. What stands on the disk is looked at now and then: nobody tells of it."""
        deadline = time.monotonic() + PATIENCE
        with self._news:
            while not (shown := seen()) and time.monotonic() < deadline:
                self._news.wait(LOOK_AGAIN)
        assert shown, f"never seen; link {self.board.link}, edits {self.board.edits}"

    def until_done(self, *tickets: str) -> None:
        self.until(lambda: all(self.stage(ticket) == "done" for ticket in tickets))

    def until_stage(self, ticket: str, stage: str) -> None:
        self.until(lambda: self.stage(ticket) == stage)

    def until_kept(self, ticket: str) -> None:
        """On disk, and perhaps on its way already."""
        self.until(lambda: self.stage(ticket) in ("saved", "sent"))

    def until_online(self) -> None:
        self.until(lambda: self.link.state == "online" and self.board.get("quota", SUNHE) is not None)

    def stage(self, ticket: str) -> str | None:
        edit = self.edit(ticket)
        return None if edit is None else edit.stage

    def edit(self, ticket: str) -> Edit | None:
        return next((edit for edit in self.board.edits if edit.ticket == ticket), None)

    def quota(self, quota_id: str = SUNHE) -> Quota:
        quota = self.board.quota(quota_id)
        assert quota is not None
        return quota

    @property
    def link(self) -> Link:
        return self.board.link

    def _take(self, update: Update) -> None:
        with self._news:
            self.updates.append(update)
            self.board.apply(update)
            self._news.notify_all()


def home_in(state: Path, account: str = "chaoyang") -> Home:
    return home_of(URL, account, state / "postcmd")


@contextmanager
def at_work(
    state: Path, centre: Centre | Connect, pace: Pace = QUICK, disk: Disk = DISK, account: str = "chaoyang"
) -> Iterator[DeskAtWork]:
    """Somebody at work with the files under `state`, until the end of the block."""
    connect = centre if callable(centre) else lambda: centre
    desk = DeskAtWork(Engine(home_in(state, account), connect, pace=pace, disk=disk))
    desk.engine.start()
    try:
        yield desk
    finally:
        assert desk.engine.stop(PATIENCE)
