"""Many coordinators in a few processes: the shipped engine for each, and a log of what it would have shown when.

1. Nothing of the engine is replaced but the screen; every one has its files, its thread and its stream.
2. All times are of the machine's one monotonic clock: those of different processes can be compared.
3. Answers that are the centre's own fault (5xx) are counted by their status, however the engine takes them.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

import httpx
import msgspec

from postcmd.board import Board
from postcmd.edits import Edit, Update
from postcmd.intents import add_heads
from postcmd.puts import digest_of, fingerprint
from postcmd.records import Quota, kind_of
from sync.engine import Engine
from sync.http import LIMITS, HttpCentre
from sync.instances import home_of
from sync.ports import Secret

FORKS: Final = get_context("forkserver")
FORKS.set_forkserver_preload(["bench.coordinators"])


class Seat(NamedTuple):
    """Whose post it is, and the way from there. `watched`: the quota of which it is noted when it showed what."""

    url: str
    account: str
    token: str
    state: str
    watched: str = ""


class Standing(NamedTuple):
    """How a post stands: `seen` are moments and heads of the watched quota, `done` when its last edit ended."""

    link: str
    pending: int
    digest: str
    seen: list[tuple[float, int]]
    online: list[float]
    done: float
    failures: dict[int, int]


class Coordinators:
    """So many seats in a process of their own."""

    def __init__(self, seats: Sequence[Seat]) -> None:
        self._ours, theirs = FORKS.Pipe()
        self._process: BaseProcess = FORKS.Process(target=_work, args=(list(seats), theirs), daemon=True)
        self._process.start()
        theirs.close()

    def edit(self, count: int) -> None:
        """Everybody makes so many edits, each on a quota of the own scope, and waits until they are saved."""
        self._ask("edit", count)

    def standings(self) -> list[Standing]:
        found: list[Standing] = self._ask("stand")
        return found

    def leave(self) -> None:
        self._ask("leave")
        self._process.join()
        self._ours.close()

    def _ask(self, *words: Any) -> Any:
        self._ours.send(words)
        return self._ours.recv()


def _work(seats: list[Seat], ear: Connection) -> None:
    posts = [_Post(seat, nth) for nth, seat in enumerate(seats)]
    while True:
        match ear.recv():
            case ("edit", int(count)):
                for post in posts:
                    post.edit(count)
                for post in posts:
                    post.wait_until_saved()
                ear.send(None)
            case ("stand",):
                ear.send([post.stand() for post in posts])
            case _:
                with ThreadPoolExecutor(len(posts)) as leaving:
                    list(leaving.map(lambda post: post.engine.stop(5), posts))
                ear.send(None)
                return


class _Post:
    """A board without a screen."""

    def __init__(self, seat: Seat, nth: int) -> None:
        self._board, self._news, self._chance = Board(), threading.Condition(), Random(f"{seat.account}{nth}")
        self._watched, self._failures = seat.watched, Counter[int]()
        self._seen: list[tuple[float, int]] = []
        self._online: list[float] = []
        self._done = 0.0
        home = home_of(seat.url, seat.account, Path(seat.state))
        self.engine = Engine(home, lambda: HttpCentre(seat.url, Secret(seat.token), _Counting(self._failures)))
        self.engine.listen(self._take)
        self.engine.start()

    def edit(self, count: int) -> None:
        with self._news:
            quotas = sorted(one.id for one in self._board.every("quota") if one.id != self._watched)
            for nth in range(count):
                quota = self._board.quota(self._chance.choice(quotas))
                assert quota is not None
                # Of a group each: none is folded into the one before, as a repeated key would be.
                op = msgspec.structs.replace(add_heads(quota, 1), group=f"e{nth}")
                (ticket,) = self.engine.submit([op], [quota])
                self._board.place([Edit(ticket=ticket, op=op, before=quota)])

    def wait_until_saved(self) -> None:
        with self._news:
            assert self._news.wait_for(lambda: not any(one.stage == "writing" for one in self._board.all_edits), 60)

    def stand(self) -> Standing:
        with self._news:
            board = self._board
            records = [record for shelf in board.base.values() for record in shelf.values()]
            digest = digest_of([fingerprint(kind_of(one), one.id, one.rev) for one in records])
            pending = sum(edit.is_pending for edit in board.edits)
            return Standing(
                board.link.state, pending, digest.x, self._seen, self._online, self._done, dict(self._failures)
            )

    def _take(self, update: Update) -> None:
        with self._news:
            was_online, waited = self._board.link.state == "online", bool(self._board.waiting)
            self._board.apply(update)
            now = time.monotonic()
            if self._board.link.state == "online" and not was_online:
                self._online.append(now)
            if waited and not self._board.waiting:
                self._done = now
            watched = self._board.base["quota"].get(self._watched)
            if isinstance(watched, Quota) and (not self._seen or self._seen[-1][1] != watched.max):
                self._seen.append((now, watched.max or 0))
            self._news.notify_all()


class _Counting(httpx.AsyncHTTPTransport):
    """The way of the shipped client, and a count of the answers that are the centre's own fault."""

    def __init__(self, failures: Counter[int]) -> None:
        super().__init__(limits=LIMITS)
        self._failures = failures

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        if response.status_code >= 500:
            self._failures[response.status_code] += 1
        return response
