"""Opening an instance after whatever happened to it.

1. A cache that cannot be read is set aside and learnt again: nothing is lost with it. What became of our own edits is
   taken over from it where that part is whole, so that a refusal does not look as if it were on its way (I12).
2. An outbox that cannot be read is set aside, and every op in it that is whole is kept; the person is told.
3. What a crash left half written is swept away; what it left whole is made to last before it counts as saved.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct

from postcmd.errors import CacheDamaged
from sync.files import DISK, Disk, fsync_folder, temporary_of
from sync.formats import CacheTables, KnownCache, is_unchanged, read_cache, read_cache_head, read_if_there
from sync.identity import sift
from sync.instances import CACHE, OUTBOX, Instance
from sync.intents import Draft, Intents
from sync.learnt import Learnt, learnt_from
from sync.local import CacheFile, OutboxFile
from sync.salvage import KnownResults, bridged, client_of, results_in, salvaged, salvaged_ends, set_aside


class Opened(Struct, frozen=True):
    """An instance ready for work. `trouble` is a code with `facts`, "" where all was well."""

    outbox: OutboxFile
    cache: CacheFile
    intents: Intents
    learnt: Learnt
    trouble: str = ""
    facts: dict[str, str] = {}


def open_instance(instance: Instance, now: datetime, disk: Disk = DISK, known: KnownCache | None = None) -> Opened:
    """Read what the folder holds, mending what has to be. OSError where the disk refuses.

    A cache that is `known` and has not changed is not read, and not held, a second time.
    """
    _sweep(instance, disk)
    cached = _read_cache(instance, now, known, disk)
    outbox, intents, trouble, facts = _open_outbox(instance, now, disk, cached)
    learnt = cached.learnt(intents)
    cache = CacheFile(instance.folder, disk)
    cache.start_from(cached.tables)
    return Opened(outbox, cache, intents, learnt, trouble or cached.trouble, facts or cached.facts)


def open_left(instance: Instance, now: datetime, disk: Disk = DISK) -> Opened:
    """What somebody left behind, for sending what waits in it: of the cache only what became of the edits."""
    _sweep(instance, disk)
    cached = _Cached(None, _known_results(instance))
    outbox, intents, trouble, facts = _open_outbox(instance, now, disk, cached)
    cache = CacheFile(instance.folder, disk)
    cache.start_from(None)
    return Opened(outbox, cache, intents, cached.learnt(intents), trouble, facts)


def _sweep(instance: Instance, disk: Disk) -> None:
    """Take away what a crash left half written, and make what it left whole last: from now on it counts as saved."""
    for name in (OUTBOX, CACHE):
        with suppress(FileNotFoundError):
            disk.unlink(temporary_of(instance.folder / name))
    # Who was killed between the rename and this call left a name that a power loss would take back.
    fsync_folder(instance.folder, disk)


def _known_results(instance: Instance) -> KnownResults | None:
    head = read_cache_head(instance.folder / CACHE)
    facts = (head or {}).get("facts", {}).get("cache")
    if head is None or facts is None:
        return None
    results = {int(n): doc["result"] for n, doc in head.get("results", {}).items()}
    return KnownResults(facts.client, facts.epoch, results, facts.cursor or facts.results_at)


class _Cached(NamedTuple):
    """A cache, or what could be saved of it."""

    tables: CacheTables | None
    saved: KnownResults | None = None
    trouble: str = ""
    facts: dict[str, str] = {}

    @property
    def client(self) -> str:
        """Under which client id it was learnt, "" where that is not known."""
        if self.tables is not None:
            return self.tables["facts"]["cache"].client
        return self.saved.client if self.saved is not None else ""

    def learnt(self, intents: Intents) -> Learnt:
        """What it holds, with those results that are about our edits: the outbox may have been put back in time."""
        learnt = Learnt() if self.tables is None else learnt_from(self.tables, intents.client)
        if self.saved is not None and self.saved.client == intents.client:
            learnt.epoch, learnt.results = self.saved.epoch, self.saved.results
            learnt.cursor = self.saved.cursor or None
        ours, kept = sift(learnt.results, intents).ours, intents.kept
        learnt.results = {
            n: one for n, one in learnt.results.items() if n in ours or (n < intents.next and n not in kept)
        }
        return learnt


def _read_cache(instance: Instance, now: datetime, known: KnownCache | None, disk: Disk) -> _Cached:
    path = instance.folder / CACHE
    if known is not None and known.path == path and is_unchanged(known):
        return _Cached(known.tables)
    try:
        return _Cached(read_cache(path))
    except CacheDamaged as bad:
        saved = results_in(read_if_there(path) or b"")
        aside = set_aside(path, now, disk=disk)
        return _Cached(None, saved, "cache_set_aside", {"why": bad.code, "path": str(aside)})


def _open_outbox(
    instance: Instance, now: datetime, disk: Disk, cached: _Cached
) -> tuple[OutboxFile, Intents, str, dict[str, str]]:
    outbox = OutboxFile(instance.folder, instance.home.server, instance.home.account, disk)
    try:
        return outbox, outbox.load(instance.client), "", {}
    except CacheDamaged as bad:
        if bad.code != "outbox_damaged":
            raise
    path = instance.folder / OUTBOX
    content = read_if_there(path) or b""
    # A folder keeps its name when its post goes on under another client id; the cache knows of that.
    client = client_of(content, [one for one in (cached.client, instance.client) if one])
    saved, ends = salvaged(content), salvaged_ends(content)
    aside = set_aside(path, now, leave=True, disk=disk)
    kept = bridged(saved)
    intents = Intents(client, max(kept, default=0) + 1, kept, ends)
    _write_saved(outbox, intents)
    return outbox, intents, "outbox_set_aside", {"path": str(aside), "saved": str(len(saved) + len(ends))}


def _write_saved(outbox: OutboxFile, intents: Intents) -> None:
    draft = Draft(intents, {}, ())
    draft.touched = set(intents.kept)
    outbox.start_over()
    outbox.save(draft)
