"""Records held in memory, read as the rules read a shelf: for the small centres that stories and trials decide on."""

from __future__ import annotations

from collections.abc import Iterator

from postcmd.merge import Stamp
from postcmd.records import AnyRecord, Duty, Kind, Quota, SignUp, Squad


class Held:
    """Whoever holds them writes into `records`, `graves` and `stamps`; here they are only read."""

    records: dict[tuple[Kind, str], AnyRecord]
    graves: dict[tuple[Kind, str], AnyRecord]
    stamps: dict[tuple[Kind, str, str], Stamp]

    def get(self, kind: Kind, record_id: str) -> AnyRecord | None:
        return self.records.get((kind, record_id))

    def buried(self, kind: Kind, record_id: str) -> AnyRecord | None:
        return self.graves.get((kind, record_id))

    def is_deleted(self, kind: Kind, record_id: str) -> bool:
        return (kind, record_id) in self.graves

    def children(self, quota_id: str) -> Iterator[Quota]:
        held = [record for record in self.records.values() if isinstance(record, Quota)]
        return (one for one in held if one.parent == quota_id)

    def of_request(self, request_id: str) -> Iterator[Quota | Squad]:
        held = [record for record in self.records.values() if isinstance(record, Quota | Squad)]
        return (one for one in held if one.request == request_id)

    def signups(self, of: str) -> Iterator[SignUp]:
        held = [record for record in self.records.values() if isinstance(record, SignUp)]
        return (one for one in held if one.of == of)

    def duties(self, of: str) -> Iterator[Duty]:
        held = [record for record in self.records.values() if isinstance(record, Duty)]
        return (one for one in held if one.of == of)

    def named_squads(self) -> Iterator[Squad]:
        held = [record for record in self.records.values() if isinstance(record, Squad)]
        return (one for one in held if one.members)

    def stamp(self, kind: Kind, record_id: str, field: str) -> Stamp | None:
        return self.stamps.get((kind, record_id, field))
