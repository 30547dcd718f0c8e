"""A shelf in memory, with the centre's stamps, on which a script is told step by step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache

from postcmd.decide import decide
from postcmd.merge import Context, Stamp
from postcmd.outcome import Outcome
from postcmd.records import KINDS, AnyRecord, Duty, Kind, Quota, Request, SignUp, Squad, kind_of
from postcmd.scenario.expand import expand
from postcmd.scenario.reference import reference_records
from postcmd.scenario.steps import Step


class MemoryShelf:
    def __init__(self, records: Iterable[AnyRecord]) -> None:
        self.records: dict[Kind, dict[str, AnyRecord]] = {kind: {} for kind in KINDS}
        self.stamps: dict[tuple[str, str, str], Stamp] = {}
        self.seq = 0
        for record in records:
            self.records[kind_of(record)][record.id] = record

    def get(self, kind: Kind, record_id: str) -> AnyRecord | None:
        return self.records[kind].get(record_id)

    def buried(self, kind: Kind, record_id: str) -> AnyRecord | None:
        return None

    def is_deleted(self, kind: Kind, record_id: str) -> bool:
        return False

    def of_request(self, request_id: str) -> Iterator[Quota | Squad]:
        held: list[Quota | Squad] = [*self.quotas(), *self.squads()]
        return (one for one in held if one.request == request_id)

    def children(self, quota_id: str) -> Iterator[Quota]:
        return (quota for quota in self.quotas() if quota.parent == quota_id)

    def signups(self, of: str) -> Iterator[SignUp]:
        held = (one for one in self.records["signup"].values() if isinstance(one, SignUp))
        return (one for one in held if one.of == of)

    def duties(self, of: str) -> Iterator[Duty]:
        held = [record for record in self.records["duty"].values() if isinstance(record, Duty)]
        return (one for one in held if one.of == of)

    def named_squads(self) -> Iterator[Squad]:
        return (one for one in self.squads() if one.members)

    def stamp(self, kind: Kind, record_id: str, field: str) -> Stamp | None:
        return self.stamps.get((kind, record_id, field))

    def take(self, step: Step, user: str = "replay", client: str = "replay") -> Outcome:
        """Decide the step and keep what it changed."""
        ctx = Context(user=user, client=client, epoch="e1", now=step.at, wall=step.at)
        outcome = decide(step.op, self, ctx)
        self.seq += 1
        for put in outcome.puts:
            self._keep(put, Stamp(self.seq, client, step.op.n, user, step.at))
        return outcome

    def _keep(self, put: AnyRecord, stamp: Stamp) -> None:
        kind, old = kind_of(put), self.get(kind_of(put), put.id)
        for field in put.__struct_fields__:
            if old is None or getattr(old, field) != getattr(put, field):
                self.stamps[kind, put.id, field] = stamp
        self.records[kind][put.id] = put

    def quotas(self) -> Iterator[Quota]:
        return (record for record in self.records["quota"].values() if isinstance(record, Quota))

    def squads(self) -> Iterator[Squad]:
        return (record for record in self.records["squad"].values() if isinstance(record, Squad))

    def quota(self, quota_id: str) -> Quota:
        record = self.records["quota"][quota_id]
        assert isinstance(record, Quota)
        return record

    def squad(self, squad_id: str) -> Squad:
        record = self.records["squad"][squad_id]
        assert isinstance(record, Squad)
        return record

    def sign_up(self, sign_up_id: str) -> SignUp:
        record = self.records["signup"][sign_up_id]
        assert isinstance(record, SignUp)
        return record

    def request(self, request_id: str) -> Request:
        record = self.records["request"][request_id]
        assert isinstance(record, Request)
        return record


script = cache(expand)


def told(until: datetime | None = None) -> MemoryShelf:
    """The record as it stood at that moment."""
    shelf = MemoryShelf(reference_records())
    for step in script():
        if until is None or step.at <= until:
            shelf.take(step)
    return shelf
