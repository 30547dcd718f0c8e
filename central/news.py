"""News between the processes of a centre on one database.

1. The head is looked at every second; on PostgreSQL an announcement, which says nothing itself, makes it sooner.
2. Of what others committed, only who sees a changed record is poked; where too much changed, everybody is.
3. `scope` is told where accounts or grants changed, `reset` where the history is another one.
4. After commits of ours one announcement goes out, however many they were, and no more than so many a second.
5. Neither a lost connection nor a database that does not answer ends any of it.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Final, NamedTuple

from sqlalchemy import Connection, exists, select
from sqlalchemy.exc import DBAPIError

from central.centre import Centre
from central.engines import announce, listen
from central.history import head_of
from central.tables import commits, moves, paths, records

MOST_PATHS: Final = 1_000
"""Paths of changed records worth comparing with what everybody sees."""
MOST_COMMITS: Final = 1_000
AGAIN: Final = 1.0
"""Seconds until a lost connection is opened again."""

log = logging.getLogger("postcmd.central")


class Look(NamedTuple):
    """What there is since the last look; `paths` None: too many to say."""

    epoch: str
    seq: int
    paths: frozenset[str] | None = frozenset()
    accounts: bool = False


class News:
    """Hears of the commits of other processes, and tells them of ours."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._feed = centre.feed
        self._bell = asyncio.Event()
        self._epoch = ""
        self._is_answered = True

    async def watch(self) -> None:
        """Look now and then, for as long as this runs."""
        while (first := await self._look(None)) is None:
            await self._wait()
        self._epoch, self._feed.seq, self._feed.newest = first.epoch, first.seq, first.seq
        while True:
            await self._wait()
            seen = self._feed.seq
            found = await self._look(seen)
            if found is not None:
                self._tell(found, seen)

    async def listen(self) -> None:
        """Hear announcements, for as long as this runs."""
        while True:
            await listen(self._centre.database.url, self._bell.set)
            await asyncio.sleep(AGAIN)

    async def announce(self) -> None:
        """Announce what we commit, for as long as this runs."""
        while True:
            await self._feed.committed_something.wait()
            self._feed.committed_something.clear()
            try:
                await self._centre.database.read(announce)
            except DBAPIError as error:
                log.debug("an announcement was lost: %s", error.orig)  # the others look by themselves
            await asyncio.sleep(self._feed.rhythm.announce)

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self._feed.rhythm.watch):
                await self._bell.wait()
        except TimeoutError:
            return
        self._bell.clear()

    async def _look(self, seen: int | None) -> Look | None:
        """None while the database cannot say."""
        try:
            found = await self._centre.database.read(look, self._epoch, seen)
        except DBAPIError as error:
            if self._is_answered:
                log.error("looking for commits failed: %s", error.orig)
            self._is_answered = False
            return None
        self._is_answered = True
        return found

    def _tell(self, found: Look, seen: int) -> None:
        if found.epoch != self._epoch:
            self._feed.everyone("reset")
        elif found.seq < seen:
            self._feed.everyone("poke")  # an older state of this history: the posts' cursors will tell
        elif found.seq == seen:
            return
        self._epoch = found.epoch
        self._feed.heard(found.seq, found.paths, found.accounts)


def look(connection: Connection, epoch: str, seen: int | None) -> Look:
    """What was committed after `seen`; with None only where the history stands."""
    head = head_of(connection)
    if seen is None or head.epoch != epoch or head.seq <= seen:
        return Look(head.epoch, head.seq)
    accounts = connection.execute(select(exists().where(commits.c.seq > seen, commits.c.accounts))).scalar_one()
    return Look(head.epoch, head.seq, _paths(connection, seen, head.seq), accounts)


def _paths(connection: Connection, seen: int, seq: int) -> frozenset[str] | None:
    """Every path that a record changed since lies on or lay on."""
    if seq - seen > MOST_COMMITS:
        return None
    same = (paths.c.kind == records.c.kind, paths.c.id == records.c.id)
    lie = select(paths.c.path).join(records, onclause=same[0] & same[1]).where(records.c.seq > seen)
    lay = select(moves.c.path).where(moves.c.seq > seen)
    found = connection.execute(lie.union(lay).limit(MOST_PATHS + 1)).scalars().all()
    return None if len(found) > MOST_PATHS else frozenset(found)
