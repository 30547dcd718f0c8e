"""A story of one post, told step by step on a given disk: opening, saving, sealing, flushing, pruning, saving on.

Each step is waited for, so that the calls come in one order and each has its number. `say` gets what the screen would
show after each step; whoever kills the story holds it to the last thing it said.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Raw, Struct

from postcmd.ops import Op, QuotaAdd
from postcmd.puts import Put
from postcmd.wire import Result
from sync.files import Disk
from sync.formats import CacheFacts
from sync.instances import CACHE, OUTBOX, Home, home_of, take
from sync.learnt import Changes
from sync.outbox import REASONS, Outbox
from sync.recovery import Opened, open_instance
from sync.view import View
from tests import builders

NOW = datetime(2022, 11, 20, 12, 0, tzinfo=UTC)
CLIENT = "client"
PATIENCE = 20.0
SEALED = (1, 2)
CURSORS = ("e1:7:x", "e1:9:y")


class Said(Struct, frozen=True):
    """What the screen has shown: edits by number and by their heads, which tell them apart in every story.

    `pruning`: their results are on disk, so they may be gone. `failed`: no folder could be opened, with the code.
    """

    saved: dict[int, int] = {}
    sealed: tuple[int, ...] = ()
    refused: dict[int, str] = {}
    cursor: str = ""
    pruning: tuple[int, ...] = ()
    failed: str = ""
    trouble: str = ""
    aside: str = ""


Say = Callable[[Said], None]


def edit(heads: int) -> QuotaAdd:
    """An edit known by its heads; never folded into the one before."""
    return QuotaAdd(request="sunhe", unit="lianjia", day=builders.DAY, min=heads, max=heads, group=f"g{heads}")


def heads_of(op: Op) -> int:
    return op.max if isinstance(op, QuotaAdd) else 0


def home_in(state: Path) -> Home:
    return home_of("https://centre.example", "chaoyang", state)


class Post:
    """An outbox and a cache at work, as an engine holds them."""

    def __init__(self, state: Path, disk: Disk, say: Say) -> None:
        self._say, self._said = say, Said()
        self._change = threading.Condition()
        self.instance = take(home_in(state), lambda: CLIENT, disk)
        self.opened: Opened = open_instance(self.instance, NOW, disk)
        self._note(trouble=self.opened.trouble, aside=self.opened.facts.get("path", ""))
        self.outbox = Outbox(self._ring)
        self.outbox.attach(self.opened.outbox, self.opened.intents, self.opened.learnt.results)
        self._look()

    def edit(self, *heads: int) -> None:
        self.outbox.submit([edit(one) for one in heads])
        with self._change:
            quiet = self._change.wait_for(
                lambda: not any(one.writing for one in self.outbox.standings()), timeout=PATIENCE
            )
        assert quiet
        self._look()

    def seal(self, *numbers: int) -> None:
        self.outbox.seal(numbers).result(PATIENCE)
        self._look()

    def learn(self, cursor: str) -> bool:
        """A pull has come, with the results of what was sealed; whether it is on disk."""
        try:
            self.opened.cache.save(learnt_at(cursor))
        except OSError:
            return False
        self._note(cursor=cursor)
        return True

    def forget(self, *numbers: int) -> None:
        self._note(pruning=numbers)
        self.outbox.prune(numbers).result(PATIENCE)
        self._look()

    def leave(self) -> None:
        assert self.outbox.stop(PATIENCE)
        self.instance.release()

    def _look(self) -> None:
        standings = [one for one in self.outbox.standings() if not one.writing]
        shown = {edit.ticket: edit for edit in View().edits(standings, {})}
        kept = [one.kept for one in standings if one.result is None]
        refused = {
            heads_of(edit.op): edit.result.info.code if edit.result and edit.result.info else ""
            for edit in shown.values()
            if edit.stage == "attention"
        }
        self._note(
            saved={one.op.n: heads_of(one.op) for one in kept},
            sealed=tuple(one.op.n for one in kept if one.sealed),
            refused=refused,
        )

    def _note(self, **news: object) -> None:
        self._said = msgspec.structs.replace(self._said, **news)
        self._say(self._said)

    def _ring(self) -> None:
        with self._change:
            self._change.notify_all()


def learnt_at(cursor: str) -> Changes:
    home = home_in(Path())
    facts = CacheFacts(
        server=home.server, account=home.account, client=CLIENT, epoch="e1", cursor=cursor, safe=9, prefixes=("*",)
    )
    quota = builders.quota(max=12, rev=len(cursor))
    results = {n: Result(n, "applied", n + 4) for n in SEALED}
    return Changes(facts, results, {"quota": {quota.id: {"put": Put(quota, Raw(b"[]"))}}}, {}, whole=False)


def tell(state: Path, disk: Disk, say: Say) -> None:
    """The whole of it. What the disk refuses is said; the story goes on where a post would."""
    try:
        post = Post(state, disk, say)
    except OSError as refused:
        say(Said(failed=REASONS.get(refused.errno or 0, "disk_error")))
        return
    post.edit(10, 11)
    post.seal(*SEALED)
    post.edit(12)
    if post.learn(CURSORS[0]):
        post.forget(*SEALED)
    post.edit(13)
    post.learn(CURSORS[1])
    post.leave()


def damage(state: Path, say: Say) -> None:
    """A post whose outbox lost its last byte and whose cache its first, as a start may find them."""
    tell(state, Disk(), say)
    (folder,) = home_in(state).folder.iterdir()
    for name, broken in ((OUTBOX, slice(None, -1)), (CACHE, slice(1, None))):
        (folder / name).write_bytes((folder / name).read_bytes()[broken])


def start_again(state: Path, disk: Disk, say: Say) -> None:
    """The next start, and one more edit."""
    try:
        post = Post(state, disk, say)
    except OSError as refused:
        say(Said(failed=REASONS.get(refused.errno or 0, "disk_error")))
        return
    post.edit(20)
    post.leave()


STORIES = {"from the beginning": tell, "after damage": start_again}
