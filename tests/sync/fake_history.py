"""What a fake centre remembers: records, who wrote which field, the ledger, the commits. A backup is a copy of it."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from postcmd.merge import Stamp
from postcmd.puts import Digest, Gone, digest_of, fingerprint
from postcmd.records import KINDS, AnyRecord, Kind, kind_of
from postcmd.scope import paths_of, under, visible
from postcmd.wire import PullRequest, Result
from tests.held import Held

Key = tuple[Kind, str]


class Page(Struct):
    """Where a cut goes on: the seq at which it began, the scope it is for, the last record it has brought."""

    epoch: str
    start: int
    prefixes: list[str]
    after: tuple[int, str]


def place_of(record: AnyRecord) -> tuple[int, str]:
    """Where a record stands in the order of the pages."""
    return list(KINDS).index(kind_of(record)), record.id


class History(Held):
    """What a backup holds: records, who wrote which field, the ledger, the commits."""

    def __init__(self) -> None:
        self.seq = 0
        self.at: datetime | None = None
        self.nonces = {0: "n0"}
        self.records: dict[Key, AnyRecord] = {}
        self.stamps: dict[tuple[Kind, str, str], Stamp] = {}
        self.gone: dict[Key, tuple[int, frozenset[str]]] = {}
        self.graves: dict[Key, AnyRecord] = {}
        self.ledger: dict[tuple[str, int], tuple[str, Result]] = {}
        self.last: dict[str, int] = {}
        self.logs: dict[Key, list[object]] = {}
        self.effects: list[tuple[str, int]] = []

    def seen(self, prefixes: list[str]) -> list[AnyRecord]:
        held = sorted(self.records.values(), key=place_of)
        return [record for record in held if visible(paths_of(record, self), prefixes)]

    def is_news(self, record: AnyRecord, since: int | None, held: list[str]) -> bool:
        if since is None or record.rev > since:
            return True
        return not visible(paths_of(record, self), held)

    def gone_since(self, since: int, held: list[str], prefixes: list[str]) -> list[Gone]:
        deleted = [Gone(kind, key, "deleted") for (kind, key), (seq, _) in self.gone.items() if seq > since]
        lost = [prefix for prefix in held if not any(under(prefix, now) for now in prefixes)]
        out = [record for record in self.records.values() if self._was_seen(record, lost, prefixes)]
        return deleted + [Gone(kind_of(record), record.id, "scope") for record in out]

    def _was_seen(self, record: AnyRecord, lost: list[str], prefixes: list[str]) -> bool:
        paths = paths_of(record, self)
        return visible(paths, lost) and not visible(paths, prefixes)

    def mine(self, ask: PullRequest) -> list[Result]:
        rows = [result for (client, n), (_, result) in self.ledger.items() if client == ask.client]
        return sorted((result for result in rows if result.n >= ask.low), key=lambda result: result.n)

    def log(self, record: AnyRecord) -> Raw:
        return Raw(msgspec.json.encode(self.logs[kind_of(record), record.id][-20:]))

    def digest(self, prefixes: list[str]) -> Digest:
        return digest_of([fingerprint(kind_of(one), one.id, one.rev) for one in self.seen(prefixes)])

    def bury(self, key: Key, seq: int) -> None:
        record = self.records.get(key)
        if record is not None:
            self.gone[key] = (seq, paths_of(record, self))
            self.graves[key] = self.records.pop(key)

    def store(self, record: AnyRecord, seq: int, stamp: Stamp) -> None:
        key = (kind_of(record), record.id)
        old = self.records.get(key)
        for field in record.__struct_fields__:
            if old is None or getattr(old, field) != getattr(record, field):
                self.stamps[(*key, field)] = stamp.after(self.stamps.get((*key, field)))
        self.records[key] = replace(record, rev=seq, updated_by=stamp.by, updated_at=stamp.at)
        self.logs.setdefault(key, []).append([seq, stamp.at, stamp.by, "changed", {}])
        self.gone.pop(key, None)
        self.graves.pop(key, None)
