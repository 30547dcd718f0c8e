"""The two files of one instance, open for writing.

1. Each save is one atomic write of one file.
2. A save that raises OSError left the file as it was; the next save of a cache is then told to write everything.
3. Only one instance writes here: the caller holds its lock.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import msgspec

from postcmd.records import KINDS
from sync.files import DISK, Disk
from sync.formats import CacheTables, OutboxFacts, read_cache, read_outbox
from sync.genuine import checksum
from sync.instances import CACHE, OUTBOX
from sync.intents import Draft, Intents, intents_from
from sync.learnt import Changes
from sync.storage import Cabinet


class OutboxFile:
    """The durable intents."""

    def __init__(self, folder: Path, server: str, account: str, disk: Disk = DISK) -> None:
        self._server, self._account = server, account
        self._cabinet = Cabinet(folder / OUTBOX, read_outbox, disk)

    def load(self, client: str) -> Intents:
        """What is kept; nothing yet for a new instance under the id `client`. CacheDamaged where it cannot be read."""
        tables: Any = self._cabinet.file.read()
        return Intents(client) if tables is None else intents_from(tables)

    def start_over(self) -> None:
        """What the file holds cannot be read: the next save is all there is."""
        self._cabinet.file.seed({})

    def save(self, draft: Draft) -> None:
        facts = OutboxFacts(
            server=self._server,
            account=self._account,
            client=draft.client,
            next=draft.next,
            retired=draft.retired,
            seen=draft.seen,
        )
        sealed = msgspec.structs.replace(facts, sum=checksum(facts, draft.kept.values(), draft.settled))
        puts = {str(n): {"kept": draft.kept[n]} for n in sorted(draft.touched) if n in draft.kept}
        with self._cabinet.file.together():
            self._cabinet.shelf("facts").change({"outbox": sealed})
            self._cabinet.shelf("intents").change(puts, gone=[str(n) for n in draft.removed])
            settled = {ticket: {"settled": one} for ticket, one in draft.settled.items()}
            self._cabinet.shelf("settled").change(settled, whole=True)


class CacheFile:
    """Everything learnt from the centre."""

    def __init__(self, folder: Path, disk: Disk = DISK) -> None:
        self._cabinet = Cabinet(folder / CACHE, read_cache, disk)
        self._one_at_a_time = threading.Lock()

    def start_from(self, tables: CacheTables | None) -> None:
        """What the file holds, as it was just read."""
        content: Any = tables or {}
        self._cabinet.file.seed(content)

    def save(self, changes: Changes) -> None:
        with self._one_at_a_time, self._cabinet.file.together():
            self._cabinet.shelf("facts").change({"cache": changes.facts})
            results = {str(n): {"result": result} for n, result in changes.results.items()}
            self._cabinet.shelf("results").change(results, whole=True)
            for kind in KINDS:
                puts, gone = changes.puts.get(kind, {}), changes.gone.get(kind, set())
                if puts or gone or changes.whole:
                    self._cabinet.shelf(kind).change(puts, gone, changes.whole)
