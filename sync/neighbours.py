"""The other instances of the same person on this machine: who is at work there, and what was left behind.

1. What a session left behind is sent under its own client id by whoever is at work, one folder at a time, under its
   lock. What is known to the centre already takes no effect again.
2. What was sent stays there until it is safe; when the centre was restored, it is sent again. Each session looks once
   whether it was: what stands there may have been learnt after a place that our own cursor vouches for.
3. A folder in which nothing is left is taken away, but for SPARE ones, which the next session finds. What could not be
   read is never taken away.
4. Looking after them never stops the work here: whatever goes wrong there is tried again later.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from postcmd.edits import Edit
from postcmd.errors import PostError
from sync.aside import aside
from sync.instances import Glance, Home, Instance, glances, quarantined, remove, take_if_free
from sync.learnt import Learnt
from sync.locks import PATIENCE, in_use
from sync.orphan import Orphan
from sync.outbox import Outbox
from sync.outbox_changes import Clear
from sync.ports import Centre, Means

SPARE: Final = 1
"""Folders without anything in them that are left for the next session."""

Marks = tuple[Path, int, int]

log = logging.getLogger("postcmd.sync")


class Neighbours:
    """Belongs to the engine's loop. `edits` wait elsewhere, `orphans` of them where nobody is at work: None
    before the first look. `patience`: how long to wait for a lock."""

    def __init__(
        self, home: Home, outbox: Outbox, means: Means, new_client: Callable[[], str], patience: float = PATIENCE
    ) -> None:
        self.edits: tuple[Edit, ...] = ()
        self.others = 0
        self.orphans: int | None = None
        self.set_aside: tuple[str, ...] = ()
        self._home, self._outbox, self._means, self._new_client = home, outbox, means, new_client
        self._patience = patience
        self._held: Path | None = None
        self._checked: set[Marks] = set()
        self.is_put_off = False

    async def look(self, mine: Path) -> None:
        """See who is there and what waits."""
        found = await self._others_than(mine)
        boards = [one.folder for one in found if one.folder != self._held and not one.intents.retired]
        busy = await aside(partial(in_use, boards))
        self.edits = tuple(edit for one in found for edit in one.edits(foreign=True))
        self.others = len(busy)
        self.orphans = sum(one.waiting for one in found if one.folder not in busy)
        self.set_aside = await aside(partial(quarantined, self._home))
        self._let_go_of_what_was_seen()

    async def care(self, centre: Centre, shown: Learnt, mine: Path) -> bool:
        """Look after each folder where something is left to do; whether there was any."""
        others = await self._others_than(mine)
        wanting = [one for one in others if wants_care(one, shown) or self._is_unchecked(one)]
        self.is_put_off = False
        for one in wanting:
            await self._visit(one, centre, shown)
        empty = [one for one in await self._others_than(mine) if one.is_empty]
        spare = [one for one in empty if not one.intents.retired][:SPARE]
        for one in empty:
            if one not in spare:
                await self._take_away(one)
        return bool(wanting)

    async def _others_than(self, mine: Path) -> list[Glance]:
        return [one for one in await aside(partial(glances, self._home)) if one.folder != mine]

    async def _visit(self, glance: Glance, centre: Centre, shown: Learnt) -> None:
        instance = await self._taken(glance)
        if instance is None:
            return
        try:
            orphan = await aside(partial(Orphan, instance, self._means, self._new_client))
            try:
                await orphan.settle(centre, shown, self._outbox)
                self._checked.add(marks_of(glance))
            finally:
                orphan.close()
        except (PostError, OSError) as wrong:
            # Where it concerns us too, our own rounds meet it.
            log.warning("what was left in %s has to wait: %s", glance.folder.name, wrong)
            self.is_put_off = True
        finally:
            self._let_go(instance)

    def _is_unchecked(self, one: Glance) -> bool:
        return not one.trouble and bool(one.intents.kept) and marks_of(one) not in self._checked

    async def _take_away(self, glance: Glance) -> None:
        instance = await self._taken(glance)
        if instance is None:
            return
        try:
            if (await self._glance_at(glance.folder)).is_empty:
                await aside(partial(remove, instance, self._means.disk))
        except OSError as refused:
            log.warning("%s cannot be taken away: %s", glance.folder.name, refused)
        finally:
            self._let_go(instance)

    async def _glance_at(self, folder: Path) -> Glance:
        return next(one for one in await aside(partial(glances, self._home)) if one.folder == folder)

    async def _taken(self, glance: Glance) -> Instance | None:
        instance = await aside(partial(take_if_free, self._home, glance, self._patience))
        self._held = None if instance is None else glance.folder
        return instance

    def _let_go(self, instance: Instance) -> None:
        self._held = None
        instance.release()

    def _let_go_of_what_was_seen(self) -> None:
        """What was taken over and dismissed here is forgotten once nobody could hand it over again."""
        still = {edit.ticket for edit in self.edits}
        seen = [ticket for ticket, one in self._outbox.intents.settled.items() if one.kept.dismissed]
        done = [ticket for ticket in seen if ticket not in still]
        if done:
            self._outbox.keep(Clear(tuple(done)))


def marks_of(one: Glance) -> Marks:
    """What changes when its own board was at work there again."""
    return one.folder, one.intents.next, max((result.seq for result in one.results.values()), default=0)


def wants_care(one: Glance, shown: Learnt) -> bool:
    """Whether something in the folder has to be sent, seen by a person, mended or forgotten."""
    if one.trouble:
        return one.trouble == "outbox_damaged"
    if one.intents.settled or one.edits(foreign=False):
        return True
    of_another_history = bool(one.intents.kept) and one.epoch != shown.epoch
    return of_another_history or any(result.seq <= shown.safe for result in one.results.values())
