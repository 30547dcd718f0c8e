"""Opening an instance after whatever happened to it.

1. A cache that cannot be read is set aside and learnt again: nothing is lost with it.
2. An outbox that cannot be read is set aside, and every op in it that is whole is kept; the person is told.
3. What a crash left half written is swept away.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from msgspec import Struct

from postcmd.errors import CacheDamaged
from sync.files import DISK, Disk, temporary_of
from sync.formats import CacheTables, Kept, KnownCache, is_unchanged, read_cache, read_if_there
from sync.instances import CACHE, OUTBOX, Instance
from sync.intents import Draft, Intents
from sync.learnt import Learnt, learnt_from
from sync.local import CacheFile, OutboxFile
from sync.salvage import bridged, salvaged, set_aside


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
    for name in (OUTBOX, CACHE):
        with suppress(FileNotFoundError):
            disk.unlink(temporary_of(instance.folder / name))
    tables, cache_trouble, cache_facts = _read_cache(instance, now, known, disk)
    outbox, intents, trouble, facts = _open_outbox(instance, now, disk)
    learnt = Learnt() if tables is None else learnt_from(tables, intents.client)
    cache = CacheFile(instance.folder, disk)
    cache.start_from(tables)
    return Opened(outbox, cache, intents, learnt, trouble or cache_trouble, facts or cache_facts)


def _read_cache(
    instance: Instance, now: datetime, known: KnownCache | None, disk: Disk
) -> tuple[CacheTables | None, str, dict[str, str]]:
    path = instance.folder / CACHE
    if known is not None and known.path == path and is_unchanged(known):
        return known.tables, "", {}
    try:
        tables = read_cache(path)
    except CacheDamaged as bad:
        aside = set_aside(path, now, disk=disk)
        return None, "cache_set_aside", {"why": bad.code, "path": str(aside)}
    return tables, "", {}


def _open_outbox(instance: Instance, now: datetime, disk: Disk) -> tuple[OutboxFile, Intents, str, dict[str, str]]:
    outbox = OutboxFile(instance.folder, instance.home.server, instance.home.account, disk)
    try:
        return outbox, outbox.load(instance.client), "", {}
    except CacheDamaged as bad:
        if bad.code != "outbox_damaged":
            raise
    path = instance.folder / OUTBOX
    saved = salvaged(read_if_there(path) or b"")
    aside = set_aside(path, now, leave=True, disk=disk)
    intents = _write_saved(instance, outbox, bridged(saved))
    return outbox, intents, "outbox_set_aside", {"path": str(aside), "saved": str(len(saved))}


def _write_saved(instance: Instance, outbox: OutboxFile, kept: dict[int, Kept]) -> Intents:
    intents = Intents(instance.client, max(kept, default=0) + 1, kept)
    draft = Draft(intents, {}, ())
    draft.touched = set(kept)
    outbox.start_over()
    outbox.save(draft)
    return intents
