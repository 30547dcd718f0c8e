"""A small centre in memory for the stories of the rules: it decides ops one after another on the records it holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from postcmd import ops
from postcmd.decide import decide
from postcmd.merge import Context, Stamp
from postcmd.outcome import Outcome
from postcmd.records import AnyRecord, Kind, Quota, Request, Squad, kind_of, quota_id
from tests.builders import DAY, EPOCH, NOW, WORLD, request
from tests.held import Held

R = TypeVar("R", bound=AnyRecord)


def context(user: str = "wang", client: str = "c1", epoch: str = EPOCH, now: datetime = NOW) -> Context:
    return Context(user=user, client=client, epoch=epoch, now=now, wall=now + timedelta(days=1000))


class Shelf(Held):
    """A small centre in memory: decides ops one after another, keeps who wrote which field."""

    def __init__(self, *records: AnyRecord) -> None:
        self.records: dict[tuple[Kind, str], AnyRecord] = {(kind_of(record), record.id): record for record in records}
        self.graves: dict[tuple[Kind, str], AnyRecord] = {}
        self.stamps: dict[tuple[Kind, str, str], Stamp] = {}
        self.seq = max((record.rev for record in records), default=0)
        self.n = 0

    def quotas(self) -> Iterable[Quota]:
        return [record for record in self.records.values() if isinstance(record, Quota)]

    def squads(self) -> Iterable[Squad]:
        return [record for record in self.records.values() if isinstance(record, Squad)]

    def quota(self, unit_id: str = "lianjia") -> Quota:
        return self._only(Quota, "quota", quota_id("sunhe", unit_id, DAY))

    def request(self, request_id: str = "sunhe") -> Request:
        return self._only(Request, "request", request_id)

    def squad(self, squad_id: str = "first") -> Squad:
        return self._only(Squad, "squad", squad_id)

    def apply(self, op: ops.Op, user: str = "wang", client: str = "c1", n: int | None = None) -> Outcome:
        """Decide the op for good, and take in what it puts and what it deletes."""
        self.n += 1
        numbered = msgspec.structs.replace(op, n=self.n if n is None else n)
        outcome = decide(numbered, self, context(user, client))
        self.seq += 1
        for key in outcome.gone:
            if (record := self.records.pop(key, None)) is not None:
                self.graves[key] = msgspec.structs.replace(record, rev=self.seq, updated_by=user, updated_at=NOW)
        for put in outcome.puts:
            self._put(put, Stamp(self.seq, client, numbered.n, user, NOW))
        return outcome

    def _only(self, kind: type[R], name: Kind, record_id: str) -> R:
        record = self.records[name, record_id]
        assert isinstance(record, kind)
        return record

    def _put(self, record: AnyRecord, stamp: Stamp) -> None:
        key = (kind_of(record), record.id)
        old = self.records.get(key)
        for field in record.__struct_fields__:
            if old is None or getattr(old, field) != getattr(record, field):
                self.stamps[(*key, field)] = stamp.after(self.stamps.get((*key, field)))
        self.graves.pop(key, None)
        self.records[key] = msgspec.structs.replace(record, rev=stamp.seq, updated_by=stamp.by, updated_at=stamp.at)


def shelf_of(*records: AnyRecord) -> Shelf:
    """The default world with these records in it, and the call from Sunhe unless another is among them."""
    called = any(isinstance(record, Request) for record in records)
    return Shelf(*WORLD, *(() if called else (request(),)), *records)
