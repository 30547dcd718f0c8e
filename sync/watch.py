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
from pathlib import Path

from postcmd.edits import Update
from postcmd.errors import BadConfig, CacheDamaged, PostError, SignInNeeded, Unreachable, UpgradeNeeded
from postcmd.ids import ulid
from sync.aside import aside, spawn
from sync.backoff import Backoff
from sync.core import Core
from sync.formats import KnownCache
from sync.instances import Home, Instance, take
from sync.intents import Draft, Intents
from sync.learnt import Changes, Learnt
from sync.linkstate import LinkKeeper, facts_of, state_after
from sync.neighbours import Neighbours
from sync.outbox import REASONS, Outbox
from sync.picture import Picture
from sync.ports import Centre, Connect, Means
from sync.recovery import Opened, open_instance
from sync.retired import retire
from sync.rounds import Bells, Rounds
from sync.roundtrip import Timed
from sync.telling import Teller

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
        self._neighbours = Neighbours(home, outbox, means, self._new_client)
        self._picture = Picture(
            home, Core(home.server, "", Learnt(account=home.account)), outbox, self._keeper, self._neighbours
        )
        self._instance: Instance | None = None
        self._opened: Opened | None = None
        self._save_under_way: Future[None] | None = None
        self._asked_again_at = float("-inf")

    @property
    def _core(self) -> Core:
        return self._picture.core

    @property
    def folder(self) -> Path | None:
        """The folder that is ours, where there is one."""
        return self._instance.folder if self._instance is not None else None

    async def keep(self) -> None:
        """Until cancelled."""
        self._bells, self._teller = Bells(), Teller(self._listener, self._pace.emit)
        if self._opened is None and not self._picture.unusable[0]:
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
        return Update(link=self._picture.link())

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
            self._picture.core = Core(self._home.server, intents.client, learnt, self._pace.park_after)
            self._picture.opened = (self._opened.trouble, self._opened.facts)
            self._outbox.attach(self._opened.outbox, intents, learnt.results)

    def _go_without_folder(self, code: str, facts: dict[str, str], reason: int) -> None:
        log.error("edits cannot be kept here: %s %s", code, facts)
        self._picture.unusable = (code, facts)
        client = self._new_client()
        self._picture.core = Core(self._home.server, client, Learnt(account=self._home.account), self._pace.park_after)
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
                pause = self._needs_a_person(first_of(needed))
            except* Unreachable as lost:
                self._keeper.lost(first_of(lost).code)
                pause = backoff.failed()
            self._told(None)
            await self._bells.sign_in_again.heard(pause)

    def _needs_a_person(self, needed: PostError) -> float:
        """Say so, and how long to wait. A token that was good may have been renewed elsewhere: it is looked up once."""
        now = self._means.tick()
        was_good = isinstance(needed, SignInNeeded) and self._keeper.state == "online"
        if was_good and now - self._asked_again_at >= self._pace.sign_in_again:
            self._asked_again_at = now
            self._keeper.lost(needed.code)
            return 0.0
        self._keeper.stopped(state_after(needed), needed.code, facts_of(needed))
        return self._pace.sign_in_again

    async def _meet(self, centre: Centre) -> None:
        rounds = self._picture.rounds = Rounds(
            Timed(centre, self._means.tick, self._keeper.round_trip.took),
            self._core,
            self._outbox,
            self._keeper,
            self._bells,
            self._means,
            self._new_client,
            self._told,
            self._retire,
        )
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(rounds.run())
                group.create_task(self._caring(centre))
        finally:
            self._picture.rounds = None
            await centre.close()

    def _retire(self, intents: Intents, core: Core) -> Future[None]:
        return spawn(partial(retire, self._home, self._new_client(), intents, core.basis, self._means.disk))

    async def _caring(self, centre: Centre) -> None:
        """Send what other sessions left behind, when we are up to date ourselves. What did not get through is soon
        tried again."""
        cared_for = ""
        backoff = Backoff(self._pace, self._means.rng, self._means.tick)
        while self._instance is not None:
            await self._bells.care.heard(backoff.failed() if self._neighbours.is_put_off else self._pace.poll)
            shown = self._core.shown
            if self._keeper.state != "online" or shown.cursor is None or self._core.is_starting_anew:
                continue
            if await self._neighbours.care(centre, shown, self._instance.folder) or shown.epoch != cared_for:
                cared_for = shown.epoch
                self._bells.look.ring()
            if not self._neighbours.is_put_off:
                backoff.worked()

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
            self._picture.disk = REASONS.get(refused.errno or 0, "disk_error")
            self._bells.save.ring()
        else:
            self._picture.disk = ""
            await self._forget(changes)
        self._told(None)

    async def _forget(self, on_disk: Changes) -> None:
        numbers = self._core.safe_to_forget(self._outbox.intents, on_disk)
        if not numbers:
            return
        forgotten: bool = await asyncio.wrap_future(self._outbox.prune(numbers, on_disk.facts.cursor))
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
            await self._neighbours.look(self._instance.folder)
            self._told(None)
            await self._bells.look.heard(self._look_again_in())

    def _look_again_in(self) -> float:
        """Soon, while something is on its way there: what became of it stands in that folder a flush after the pull."""
        is_moving = self._keeper.state == "online" and any(edit.is_pending for edit in self._neighbours.edits)
        return 2 * self._pace.flush if is_moving else self._pace.poll

    # Telling

    def _told(self, update: Update | None) -> None:
        """Tell what is new: records if there are any, edits and link where they changed."""
        if self._picture.is_between_names:
            return
        edits, link = self._picture.edits(), self._picture.link()
        if update is not None and (update.puts or update.gone or update.whole):
            self._teller.tell_all(update, edits, link)
        else:
            self._teller.tell_both(edits, link)

    def _new_client(self) -> str:
        return ulid(int(self._means.now().timestamp() * 1000), self._means.entropy)


def first_of(group: BaseExceptionGroup[PostError]) -> PostError:
    first = group.exceptions[0]
    return first_of(first) if isinstance(first, BaseExceptionGroup) else first
