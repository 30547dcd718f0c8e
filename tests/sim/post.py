"""One post of a simulation: the product's client core, outbox, caches and board, on files that may be lost.

1. Nothing here decides anything: it does in one thread, step by step, what the engine does in its rounds.
2. A kill may come at any call of the disk. A post that was killed knows nothing but the files.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any, TypeVar, cast

from postcmd.board import Board
from postcmd.edits import Edit, Link, Update
from postcmd.errors import SignInNeeded, Unreachable
from postcmd.ops import Op, QuotaAdd
from postcmd.records import AnyRecord
from postcmd.wire import Hello, Problem, PullAnswer, PullRequest, PushAnswer, PushRequest
from sync.core import Core
from sync.exchange import Exchange
from sync.instances import Instance, take
from sync.intents import Intents
from sync.neighbours import Neighbours
from sync.outbox import Outbox
from sync.ports import Centre, Means, Pace
from sync.recovery import open_instance
from sync.retired import retire
from sync.sending import to_postpone
from sync.view import View
from tests.sim.disk import Killed
from tests.sim.machine import SERVER, Machine

T = TypeVar("T")

PARK_AFTER = 20.0
AT_ONCE = Pace(first_backoff=0.0, longest_backoff=0.0)


class NoThread(threading.Thread):
    """Stands where the outbox has its writer: here the simulation says when something is written."""

    def start(self) -> None:
        pass


class StepOutbox(Outbox):
    """The product's outbox, writing when it is told to."""

    def __init__(self) -> None:
        super().__init__(lambda: None)
        self._writer = NoThread()

    @property
    def is_writing(self) -> bool:
        return bool(self._queue)

    @property
    def last_unsent(self) -> QuotaAdd | None:
        """The add that the same key may still be folded into."""
        last = self._intended.last()
        return last.op if last is not None and isinstance(last.op, QuotaAdd) else None

    def write(self) -> None:
        while self._queue:
            self._next_batch()
            self._write_batch()

    def _write(self, change: Any) -> Future[bool]:
        waiter = super()._write(change)
        self.write()
        return waiter


class Post:
    """A board on a machine. `own` is the request whose quota nobody else changes."""

    def __init__(self, name: str, machine: Machine, now: Callable[[], datetime]) -> None:
        self.name, self.machine, self.account, self.now = name, machine, machine.account, now
        self._start = now()
        self.is_up = False
        self.life = 0
        self.own = ""
        self.token_good = self.program_good = self.signed_in = True
        self.signed_in_as = machine.account
        self.outbox = StepOutbox()
        self.instance: Instance | None = None

    def boot(self) -> None:
        """Start the board on whatever the files hold."""
        self.machine.disk.be_well()
        # Nobody lets go of a folder while we wait: all is one thread.
        self.instance = take(self.machine.home, self.machine.new_client, self.machine.disk, patience=0)
        self.own = self.machine.own_of(self.instance.folder)
        self.opened = opened = open_instance(self.instance, self.now(), self.machine.disk)
        opened.learnt.account = self.account
        self.core = Core(SERVER, opened.intents.client, opened.learnt, PARK_AFTER)
        self.outbox = StepOutbox()
        self.outbox.attach(opened.outbox, opened.intents, opened.learnt.results)
        self.view, self.board = View(), Board()
        self._answered: set[int] = set()
        self.sign_in_again()
        self.is_up = True
        self.see(Update(puts=tuple(self.core.shown.records_held()), whole=True))

    def die(self) -> None:
        self.is_up = False
        if self.instance is not None:
            self.instance.release()
            self.instance = None

    # What the person does

    def see(self, update: Update | None = None) -> None:
        """What the screen shows now."""
        results = self.core.shown.results
        if results.keys() != self._answered:
            self._answered = set(results)
            self.view.quiet &= self._answered
            self.outbox.answer(self._answered)
        edits, shown = self.view.edits(self.outbox.standings(self.view.quiet), results), self.core.shown
        link = Link(epoch=shown.epoch, account=self.account, grants=shown.grants, as_of=shown.as_of)
        if update is None and (edits, link) == (self.board.edits, self.board.link):
            return
        news = update or Update()
        self.board.apply(Update(puts=news.puts, gone=news.gone, whole=news.whole, edits=edits, link=link))

    def give(self, op: Op, before: AnyRecord | None) -> str:
        (ticket,) = self.outbox.submit([op], [before])
        return ticket

    def attention(self) -> list[Edit]:
        return self.board.attention

    def save(self) -> None:
        """What was given goes to the disk."""
        self.outbox.write()

    # What the rounds do

    @property
    def hello_due(self) -> bool:
        return self.exchange.hello_due or self.core.greeting_due

    @property
    def may_ask(self) -> bool:
        """Whether we have greeted, and the centre knows us."""
        return self.signed_in and not self.hello_due

    def next_push(self) -> PushRequest | None:
        if not self.signed_in or self.exchange.hello_due:
            return None
        self.save()
        if to_postpone(self.outbox.intents, self.core.kinds):
            self._run(self.exchange.make_way())
        numbers = self.core.next_push(self.outbox.intents)
        kept = self.outbox.intents.kept
        unsealed = [n for n in numbers if not kept[n].sealed]
        if unsealed and not self.outbox.seal(unsealed).result():
            return None
        return self.core.push_request(numbers, self.outbox.intents, self.tick()) if numbers else None

    def next_pull(self, digest: bool) -> PullRequest:
        return self.core.pull_request(self.outbox.intents, digest=digest)

    def took_hello(self, hello: Hello) -> None:
        """The product's own greeting decides what to make of it."""
        self.exchange._centre = cast(Centre, _Answering(hello))
        try:
            self._run(self.exchange.greet())
        except SignInNeeded:
            self.signed_in = False
        except Unreachable:
            self.exchange.hello_due = True

    def took_pull(self, asked: PullRequest, answer: PullAnswer | Problem) -> bool:
        """Whether a new cut is shown."""
        try:
            update = self.core.took_pull(asked, answer, self.outbox.intents)
        except Unreachable:
            self.lost_pull()
            return False
        self.core.noted()
        if update is None:
            return False
        self.see(update)
        return True

    def lost_pull(self) -> None:
        self.core.lost_pull()
        self.exchange.hello_due = True

    def took_push(self, said: PushRequest, answer: PushAnswer | Problem) -> None:
        self.core.took_push(said, answer, self.outbox.intents, self.tick())

    def lost_push(self, said: PushRequest, broken: bool) -> None:
        self.core.lost_push(said, self.tick(), broken)

    def sign_in_again(self, account: str = "") -> None:
        """A new way to the centre, with a good token and program, perhaps as somebody else. No answer finds it that was
        asked for on another."""
        self.life += 1
        self.signed_in_as = account or self.account
        self.token_good = self.program_good = self.signed_in = True
        self.core.hung_up()
        nowhere = cast(Centre, None)
        self.exchange = Exchange(nowhere, self.core, self.outbox, self._means(), self.machine.new_client, self._retire)

    def rename_if_cloned(self) -> bool:
        """Whether we go on under another client id."""
        before = self.core.client
        if self.core.cloned:
            try:
                self._run(self.exchange.rename_if_cloned())
            except Unreachable:
                return False
        return before != self.core.client

    def flush(self) -> bool:
        """Write the cache, and then forget what needs no keeping any more; whether something was forgotten."""
        changes = self.core.take_changes()
        if changes is None:
            return False
        try:
            self.opened.cache.save(changes)
        except OSError:
            self.core.could_not_save()
            return False
        numbers = self.core.safe_to_forget(self.outbox.intents, changes)
        if not numbers or not self.outbox.prune(numbers, changes.facts.cursor).result():
            return False
        self.core.forget(numbers)
        return True

    def care(self, centre: Centre) -> bool:
        """Look after what other sessions left behind; whether there was anything."""
        if self.instance is None or self.core.shown.cursor is None or self.core.is_starting_anew or self.hello_due:
            return False
        # Nobody lets go of a folder while we wait: all is one thread.
        neighbours = Neighbours(self.machine.home, self.outbox, self._means(), self.machine.new_client, patience=0)
        return self._run(neighbours.care(centre, self.core.shown, self.instance.folder))

    def tick(self) -> float:
        return (self.now() - self._start) / timedelta(seconds=1)

    def _means(self) -> Means:
        return Means(AT_ONCE, self.machine.disk, Random(0), self.now, self.tick, bytes)

    def _retire(self, intents: Intents, core: Core) -> Future[None]:
        done: Future[None] = Future()
        try:
            retire(self.machine.home, self.machine.new_client(), intents, core.basis, self.machine.disk)
            done.set_result(None)
        except OSError as refused:
            done.set_exception(refused)
        return done

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return _loop().run_until_complete(work)


class _Answering:
    """A centre that has one answer."""

    def __init__(self, hello: Hello) -> None:
        self._hello = hello

    async def hello(self, client: str) -> Hello:
        return self._hello


@cache
def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()


def guarded(post: Post, act: Callable[[], object]) -> bool:
    """Do it; whether the process outlived it."""
    try:
        act()
    except Killed:
        post.die()
        return False
    return True
