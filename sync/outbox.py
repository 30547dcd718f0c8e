"""The outbox: edits on their way to the disk, and one thread that takes them there.

1. An edit counts as saved when it would survive a power loss, not a moment earlier (I1).
2. All edits queued while one write is under way share the next one.
3. A write that fails refuses the edits in it, with the reason, and changes nothing else; what it refuses was never
   saved.
4. Nothing here ever waits for the disk but that thread: submitting, taking back and looking are immediate.
5. There is room for so many unanswered edits (`room.py`), and for MOST_KEPT with those that are answered and in no
   backup yet; what is beyond is refused at once, and nothing that was kept is dropped for it (I13).
"""

from __future__ import annotations

import errno
import itertools
import logging
import threading
from collections.abc import Callable, Collection, Container, Sequence
from concurrent.futures import Future
from typing import Final, Protocol

from msgspec import Struct

from postcmd.clean import LONGEST, clean
from postcmd.ops import Op, QuotaAdd
from postcmd.records import AnyRecord, kind_of
from postcmd.sound import check
from postcmd.wire import Info, Result
from sync.folding import can_fold, sum_of
from sync.formats import Kept, seen
from sync.intents import Draft, Intents
from sync.outbox_changes import Add, Amend, Change, Dismiss, Prune, Seal, Withdraw
from sync.room import Room

MANY_KEPT: Final = 5_000
"""Answered edits from which on somebody should see to the centre's backups; on a busy day a post makes some 2,000."""
MOST_KEPT: Final = 50_000
"""Some 20 MiB, all of it in memory."""
REASONS: Final = {errno.ENOSPC: "disk_full", errno.EDQUOT: "disk_full", errno.EROFS: "disk_read_only"}

log = logging.getLogger("postcmd.sync")


class Drawer(Protocol):
    """Where intents are written down. OSError where they cannot be."""

    def save(self, draft: Draft) -> None: ...


class Standing(Struct, frozen=True):
    """An op in the outbox as it stands: `writing` until it is on disk; a refused one has its reason in `result`."""

    ticket: str
    kept: Kept
    writing: bool = False
    result: Result | None = None


class Outbox:
    """Belongs to all threads; every public method is short and takes the lock itself."""

    def __init__(self, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self._change = threading.Condition()
        self._drawer: Drawer | None = None
        self._durable = Intents()
        self._tickets: dict[str, int] = {}
        self._queue: list[Change] = []
        self._flying: list[Change] = []
        self._waiters: list[Future[bool]] = []
        self._waiting_for: list[Future[bool]] = []
        self._refused: dict[str, Standing] = {}
        self._answered: Collection[int] = frozenset()
        self._intended = Draft(self._durable, {}, ())
        self._tickets_given = itertools.count(1)
        self._room = Room()
        self._stopping = False
        self._writer = threading.Thread(target=self._write_on, name="outbox", daemon=True)
        self.trouble = ""

    # For everybody

    def submit(self, ops: Sequence[Op], before: Sequence[AnyRecord | None] = ()) -> list[str]:
        with self._change:
            pictures = [*before, *[None] * (len(ops) - len(before))]
            tickets = [self._submit(op, picture) for op, picture in zip(ops, pictures, strict=True)]
            self._change.notify_all()
        return tickets

    def withdraw(self, tickets: Sequence[str]) -> list[str]:
        with self._change:
            in_time = [ticket for ticket in tickets if self._is_unsent(ticket)]
            for ticket in in_time:
                self._enqueue(Withdraw(ticket))
        return in_time

    def dismiss(self, tickets: Sequence[str], reason: str = "") -> None:
        said = clean(reason)[:LONGEST]
        with self._change:
            for ticket in tickets:
                if self._refused.pop(ticket, None) is None:
                    self._enqueue(Dismiss(ticket, said))
        self._on_change()

    def standings(self, quiet: Container[int] = ()) -> list[Standing]:
        """Every op kept or about to be kept, but those `quiet`, in the order of their numbers; then those refused."""
        with self._change:
            draft, names = self._intended, {n: ticket for ticket, n in self._intended.tickets.items()}
            settled = [Standing(ticket, one.kept, result=one.result) for ticket, one in draft.settled.items()]
            kept = [
                Standing(names.get(n) or f"{draft.client}.{n}", one, n in draft.writing)
                for n, one in draft.kept.items()
                if n not in quiet
            ]
            return [*settled, *kept, *self._refused.values()]

    # For the engine

    def attach(self, drawer: Drawer, intents: Intents, answered: Collection[int] = ()) -> None:
        """The file is open: number what was submitted meanwhile and begin to write.

        `answered` are the numbers whose result the cache holds: nothing new may lean on those.
        """
        with self._change:
            self._drawer, self._durable, self._answered = drawer, intents, frozenset(answered)
            self._redraft()
        self._writer.start()

    @property
    def intents(self) -> Intents:
        """What is on disk."""
        with self._change:
            return self._durable

    def answer(self, numbers: Collection[int]) -> None:
        """The results known now, for these ops."""
        with self._change:
            self._answered = frozenset(numbers)
            self._redraft()

    def keep(self, change: Change) -> Future[bool]:
        """Make a change; whether it is durable, once that is known."""
        return self._write(change)

    def seal(self, numbers: Sequence[int]) -> Future[bool]:
        """Make durable that these may have been sent; False where the disk refuses."""
        return self._write(Seal(tuple(numbers)))

    def prune(self, numbers: Sequence[int], seen: str = "") -> Future[bool]:
        return self._write(Prune(tuple(numbers), seen))

    def stop(self, timeout: float) -> bool:
        """Write what is queued and end: whether that was in time."""
        with self._change:
            self._stopping = True
            self._change.notify_all()
        if self._writer.is_alive():
            self._writer.join(timeout)
        return not self._writer.is_alive()

    # How

    def _submit(self, op: Op, picture: AnyRecord | None) -> str:
        add = Add(f"e{next(self._tickets_given)}", op, None if picture is None else seen(kind_of(picture), picture))
        if unsound := check(op):
            self._refuse(add, unsound.code)
            return add.ticket
        if (folded := self._fold(op)) is not None:
            return folded
        if len(self._intended.kept) >= MOST_KEPT or not self._room.is_there_for(op):
            self._refuse(add, "outbox_full")
        else:
            self._enqueue(add)
        return add.ticket

    def _fold(self, op: Op) -> str | None:
        """Make the last op larger, if this is the same key once more: its ticket."""
        last = self._intended.last()
        if not isinstance(op, QuotaAdd) or last is None or not isinstance(last.op, QuotaAdd):
            return None
        if not can_fold(last.op, op) or check(sum_of(last.op, op)):
            return None
        ticket = self._intended.ticket_of(last.op.n)
        self._enqueue(Amend(ticket, op))
        return ticket

    def _enqueue(self, change: Change) -> None:
        self._queue.append(change)
        self._intended.take([change])
        if isinstance(change, Add):
            self._room.take(change.op)
        self._change.notify_all()

    def _write(self, change: Change) -> Future[bool]:
        waiter: Future[bool] = Future()
        # Whoever waits may leave; the write goes on, and its outcome is set all the same.
        waiter.set_running_or_notify_cancel()
        with self._change:
            self._enqueue(change)
            self._waiters.append(waiter)
        return waiter

    def _is_unsent(self, ticket: str) -> bool:
        n = self._intended.number_of(ticket)
        kept = self._intended.kept.get(n) if n is not None else None
        return kept is not None and not kept.sealed and not kept.withdrawn

    @property
    def is_nearly_full(self) -> bool:
        return self._room.is_nearly_full

    @property
    def many_kept(self) -> tuple[int, Op] | None:
        """How many answered edits there are, and the oldest edit of all, where they are very many."""
        with self._change:
            kept = self._intended.kept
            many = len(kept) - self._room.taken
            return (many, kept[min(kept)].op) if many >= MANY_KEPT else None

    def _write_on(self) -> None:
        while self._next_batch():
            self._write_batch()

    def _next_batch(self) -> bool:
        with self._change:
            while not self._queue and not self._stopping:
                self._change.wait()
            self._flying, self._queue = self._queue, []
            self._waiting_for, self._waiters = self._waiters, []
            return bool(self._flying)

    def _write_batch(self) -> None:
        assert self._drawer is not None  # noqa: S101 - attach came before the thread
        draft = Draft(self._durable, self._tickets, self._answered).take(self._flying)
        try:
            self._drawer.save(draft)
        except OSError as refused:
            log.error("the outbox cannot be written: %s", refused)
            self._failed(REASONS.get(refused.errno or 0, "disk_error"))
        else:
            self._succeeded(draft)
        self._on_change()

    def _succeeded(self, draft: Draft) -> None:
        with self._change:
            if draft.client != self._durable.client:
                # No result of the former identity is one of the ops numbered anew.
                self._answered = frozenset()
            self._durable, self._tickets, self.trouble = draft.intents(), draft.tickets, ""
            self._landed(True)

    def _failed(self, why: str) -> None:
        with self._change:
            self.trouble = why
            refused = {change.ticket for change in self._flying if isinstance(change, Add)}
            late = [change for change in self._queue if isinstance(change, Amend) and change.ticket in refused]
            self._queue = [change for change in self._queue if change not in late]
            for change in [*self._flying, *late]:
                if isinstance(change, Add | Amend):
                    self._refuse(change, why)
            self._landed(False)

    def _landed(self, well: bool) -> None:
        self._flying = []
        self._redraft()
        for waiter in self._waiting_for:
            waiter.set_result(well)

    def _refuse(self, change: Add | Amend, why: str) -> None:
        known = self._refused.get(change.ticket)
        before = change.before if isinstance(change, Add) else None
        op, ticket = change.op, change.ticket
        if isinstance(change, Amend) and known is None:
            ticket = f"{ticket}+{next(self._tickets_given)}"
        if known is not None and isinstance(known.kept.op, QuotaAdd) and isinstance(op, QuotaAdd):
            op, before = sum_of(known.kept.op, op), known.kept.before
        self._refused[ticket] = Standing(ticket, Kept(op, before=before), result=Result(0, "rejected", 0, Info(why)))

    def _redraft(self) -> None:
        self._intended = Draft(self._durable, self._tickets, self._answered).take(self._flying).take(self._queue)
        self._room.count({n: kept.op for n, kept in self._intended.kept.items() if n not in self._answered})
