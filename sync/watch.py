"""The watch of an engine: opens the instance, meets the centre, writes down what is learnt, tells the screen.

1. The cache is written first, and only then ops are forgotten whose result stands in it.
2. Edits are kept, link or no link, token or no token; where no folder can be used each is refused with the reason.
3. Another account's edits are never sent.
4. A watch can be taken up again after anything: it begins by telling everything it knows.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial

from postcmd.edits import Edit, Link, Update
from postcmd.errors import BadConfig, CacheDamaged, PostError, SignInNeeded, Unreachable, UpgradeNeeded
from postcmd.ids import ulid
from sync.aside import aside, spawn
from sync.backoff import Backoff
from sync.core import Core
from sync.formats import KnownCache
from sync.instances import Home, Instance, glances, open_elsewhere, take
from sync.intents import Draft, Intents
from sync.learnt import Changes, Learnt
from sync.linkstate import LinkKeeper, facts_of, state_after
from sync.outbox import REASONS, Outbox
from sync.ports import Centre, Connect, Means
from sync.recovery import Opened, open_instance
from sync.rounds import Bells, Rounds
from sync.telling import Teller
from sync.view import View

LAST_MOMENTS = 1.0
"""Seconds that a disk gets when the engine ends."""

log = logging.getLogger("postcmd.sync")


class NoDrawer:
    """Where no folder can be used: every edit is refused with the reason."""

    def __init__(self, reason: int) -> None:
        self._reason = reason

    def save(self, draft: Draft) -> None:
        raise OSError(self._reason, os.strerror(self._reason))


class Watch:
    """Belongs to the engine's loop."""

    def __init__(
        self,
        home: Home,
        connect: Connect,
        outbox: Outbox,
        means: Means,
        listener: Callable[[Update], None],
        shown: tuple[str, str] | None,
        known: KnownCache | None,
    ) -> None:
        self._home, self._connect, self._outbox, self._means = home, connect, outbox, means
        self._listener, self._shown, self._known = listener, shown, known
        self._pace = means.pace
        self._bells = Bells()
        self._teller = Teller(listener, self._pace.emit)
        self._keeper = LinkKeeper(means.now, means.tick, self._pace.silence)
        self._core = Core(home.server, "", Learnt(account=home.account))
        self._rounds: Rounds | None = None
        self._view = View()
        self._instance: Instance | None = None
        self._opened: Opened | None = None
        self._unusable: tuple[str, dict[str, str]] | None = None
        self._disk_trouble = ""
        self._save_under_way: Future[None] | None = None
        self._foreign: tuple[Edit, ...] = ()
        self._others = 0
        self._answered: set[int] = set()

    async def keep(self) -> None:
        """Until cancelled."""
        self._bells, self._teller = Bells(), Teller(self._listener, self._pace.emit)
        if self._opened is None and self._unusable is None:
            self._open()
        self._first_words()
        try:
            async with asyncio.TaskGroup() as group:
                for work in (self._meeting_the_centre, self._saving, self._minding_silence, self._looking_around):
                    group.create_task(work())
        finally:
            self._teller.tell_now()

    def leave(self) -> None:
        """Write down what is left and let go. The loop has ended."""
        self._outbox.stop(LAST_MOMENTS)
        self._finish_saving()
        changes = self._core.take_changes()
        if self._opened is not None and changes is not None:
            with suppress(OSError):
                self._opened.cache.save(changes)
        if self._instance is not None:
            self._instance.release()

    def _finish_saving(self) -> None:
        """What was being written when the loop ended is still being written."""
        with suppress(TimeoutError):
            if self._save_under_way is not None and self._save_under_way.exception(LAST_MOMENTS) is not None:
                self._core.could_not_save()

    def hurry(self) -> None:
        self._bells.now()

    def outbox_changed(self) -> None:
        self._told(None)
        self._bells.push.ring()

    def stumbled(self) -> Update:
        self._keeper.stopped("offline", "internal")
        return Update(link=self._link())

    # Opening

    def _open(self) -> None:
        try:
            self._instance = take(self._home, self._new_client, self._means.disk)
            self._opened = open_instance(self._instance, self._means.now(), self._means.disk, self._known)
        except (BadConfig, CacheDamaged) as wrong:
            self._go_without_folder(wrong.code, facts_of(wrong), errno.EACCES)
        except OSError as refused:
            code = REASONS.get(refused.errno or 0, "disk_error")
            self._go_without_folder(code, {"path": str(refused.filename or "")}, refused.errno or errno.EIO)
        else:
            intents, learnt = self._opened.intents, self._opened.learnt
            learnt.account = self._home.account
            self._core = Core(self._home.server, intents.client, learnt, self._pace.park_after)
            self._outbox.attach(self._opened.outbox, intents, learnt.results)

    def _go_without_folder(self, code: str, facts: dict[str, str], reason: int) -> None:
        log.error("edits cannot be kept here: %s %s", code, facts)
        self._unusable = (code, facts)
        client = self._new_client()
        self._core = Core(self._home.server, client, Learnt(account=self._home.account), self._pace.park_after)
        self._outbox.attach(NoDrawer(reason), Intents(client))

    def _first_words(self) -> None:
        shown = self._core.shown
        if shown.cursor is None or self._shown == (self._core.client, shown.cursor):
            self._told(None)
        else:
            self._told(Update(puts=tuple(shown.records_held()), logs=shown.logs(), whole=True))
        self._shown = self._known = None

    # What goes on

    async def _meeting_the_centre(self) -> None:
        backoff = Backoff(self._pace, self._means.rng, self._means.tick)
        while True:
            pause = self._pace.sign_in_again
            try:
                await self._meet(await aside(self._connect))
            except* (SignInNeeded, UpgradeNeeded, BadConfig) as needed:
                first = first_of(needed)
                self._keeper.stopped(state_after(first), first.code, facts_of(first))
            except* Unreachable as lost:
                self._keeper.lost(first_of(lost).code)
                pause = backoff.failed()
            self._told(None)
            await self._bells.sign_in_again.heard(pause)

    async def _meet(self, centre: Centre) -> None:
        self._rounds = Rounds(
            centre, self._core, self._outbox, self._keeper, self._bells, self._means, self._new_client, self._told
        )
        try:
            await self._rounds.run()
        finally:
            self._rounds = None
            await centre.close()

    async def _saving(self) -> None:
        while True:
            await self._bells.save.heard()
            changes = self._core.take_changes()
            if changes is not None and self._opened is not None:
                await self._save(changes, self._opened)
            await asyncio.sleep(self._pace.flush)

    async def _save(self, changes: Changes, opened: Opened) -> None:
        self._save_under_way = spawn(partial(opened.cache.save, changes))
        try:
            await asyncio.wrap_future(self._save_under_way)
        except OSError as refused:
            log.error("the cache cannot be written: %s", refused)
            self._core.could_not_save()
            self._disk_trouble = REASONS.get(refused.errno or 0, "disk_error")
            self._bells.save.ring()
        else:
            self._disk_trouble = ""
            await self._forget(changes)
        self._told(None)

    async def _forget(self, on_disk: Changes) -> None:
        numbers = self._core.safe_to_forget(self._outbox.intents, on_disk)
        if not numbers:
            return
        forgotten: bool = await asyncio.wrap_future(self._outbox.prune(numbers))
        if forgotten:
            self._core.forget(numbers)

    async def _minding_silence(self) -> None:
        while True:
            await asyncio.sleep(max(0.01, self._keeper.seconds_of_silence_left()))
            if self._keeper.check_silence():
                self._bells.pull.ring()
                self._told(None)

    async def _looking_around(self) -> None:
        """Other sessions of the same person, and the edits that wait there."""
        while self._instance is not None:
            mine = self._instance.folder
            found = await aside(partial(glances, self._home))
            self._foreign = tuple(edit for one in found if one.folder != mine for edit in one.edits(foreign=True))
            self._others = await aside(partial(open_elsewhere, self._home, mine))
            self._told(None)
            await asyncio.sleep(self._pace.poll)

    # Telling

    def _told(self, update: Update | None) -> None:
        """Tell what is new: records if there are any, edits and link where they changed."""
        if self._rounds is not None and self._rounds.is_renaming:
            return
        edits, link = self._edits(), self._link()
        if update is not None and (update.puts or update.gone or update.whole):
            self._teller.tell_all(update, edits, link)
        else:
            self._teller.tell_both(edits, link)

    def _edits(self) -> tuple[Edit, ...]:
        results = self._core.shown.results
        if results.keys() != self._answered:
            self._answered = set(results)
            self._view.quiet &= self._answered
            self._outbox.answer(self._answered)
        return self._view.edits(self._outbox.standings(self._view.quiet), results) + self._foreign

    def _link(self) -> Link:
        keeper, shown = self._keeper, self._core.shown
        trouble, facts = self._trouble()
        return Link(
            state="read_only" if self._unusable else keeper.state,
            since=keeper.since,
            as_of=shown.as_of,
            clock_at=shown.clock_at,
            trouble=trouble,
            facts=facts,
            account=self._home.account,
            grants=shown.grants,
            epoch=shown.epoch,
            zone=shown.zone,
            demo=shown.demo,
            other_sessions=self._others,
        )

    def _trouble(self) -> tuple[str, dict[str, str]]:
        """The most pressing of what is wrong: what endangers edits before what only delays them."""
        if self._unusable:
            return self._unusable
        if disk := self._outbox.trouble or self._disk_trouble:
            return disk, {}
        if self._keeper.trouble or self._opened is None:
            return self._keeper.trouble, self._keeper.facts
        return self._opened.trouble, self._opened.facts

    def _new_client(self) -> str:
        return ulid(int(self._means.now().timestamp() * 1000), self._means.entropy)


def first_of(group: BaseExceptionGroup[PostError]) -> PostError:
    first = group.exceptions[0]
    return first_of(first) if isinstance(first, BaseExceptionGroup) else first
