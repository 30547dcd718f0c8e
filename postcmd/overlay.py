"""An overlay: records as they would be, on top of a shelf that stays as it is.

1. What was laid on it is what is read; what was taken away is deleted; everything else is the shelf's.
2. The shelf below is never changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from postcmd.merge import Stamp
from postcmd.ops import Target
from postcmd.outcome import Shelf
from postcmd.records import AnyRecord, Duty, Kind, Quota, SignUp, Squad, kind_of


class Overlay:
    """A shelf on a shelf."""

    def __init__(self, below: Shelf) -> None:
        self._below = below
        self._laid: dict[Target, AnyRecord] = {}
        self._taken: dict[Target, AnyRecord] = {}

    @property
    def puts(self) -> tuple[AnyRecord, ...]:
        return tuple(self._laid.values())

    @property
    def gone(self) -> tuple[Target, ...]:
        return tuple(self._taken)

    def lay(self, puts: Iterable[AnyRecord], gone: Iterable[Target] = ()) -> None:
        """Let these be the records, and those be deleted."""
        for kind, record_id in gone:
            record = self.get(kind, record_id)
            if record is not None:
                self._laid.pop((kind, record_id), None)
                self._taken[kind, record_id] = record
        for put in puts:
            self._taken.pop((kind_of(put), put.id), None)
            self._laid[kind_of(put), put.id] = put

    def get(self, kind: Kind, record_id: str) -> AnyRecord | None:
        if (kind, record_id) in self._taken:
            return None
        return self._laid.get((kind, record_id)) or self._below.get(kind, record_id)

    def buried(self, kind: Kind, record_id: str) -> AnyRecord | None:
        if (kind, record_id) in self._laid:
            return None
        return self._taken.get((kind, record_id)) or self._below.buried(kind, record_id)

    def is_deleted(self, kind: Kind, record_id: str) -> bool:
        return self.buried(kind, record_id) is not None

    def children(self, quota_id: str) -> Iterator[Quota]:
        below = (child.id for child in self._below.children(quota_id))
        laid = (put.id for put in self._laid.values() if isinstance(put, Quota) and put.parent == quota_id)
        found = (self.get("quota", child) for child in dict.fromkeys((*below, *laid)))
        return (quota for quota in found if isinstance(quota, Quota) and quota.parent == quota_id)

    def signups(self, of: str) -> Iterator[SignUp]:
        below = (one.id for one in self._below.signups(of))
        laid = (put.id for put in self._laid.values() if isinstance(put, SignUp) and put.of == of)
        found = (self.get("signup", one) for one in dict.fromkeys((*below, *laid)))
        return (one for one in found if isinstance(one, SignUp) and one.of == of)

    def duties(self, of: str) -> Iterator[Duty]:
        below = (one.id for one in self._below.duties(of))
        laid = (put.id for put in self._laid.values() if isinstance(put, Duty) and put.of == of)
        found = (self.get("duty", one) for one in dict.fromkeys((*below, *laid)))
        return (one for one in found if isinstance(one, Duty) and one.of == of)

    def of_request(self, request_id: str) -> Iterator[Quota | Squad]:
        held = {(kind_of(one), one.id): None for one in self._below.of_request(request_id)}
        laid = {key: None for key, put in self._laid.items() if isinstance(put, Quota | Squad)}
        found = (self.get(*key) for key in {**held, **laid})
        return (one for one in found if isinstance(one, Quota | Squad) and one.request == request_id)

    def named_squads(self) -> Iterator[Squad]:
        held = [one.id for one in self._below.named_squads()]
        laid = [put.id for put in self._laid.values() if isinstance(put, Squad)]
        found = (self.get("squad", one) for one in dict.fromkeys((*held, *laid)))
        return (one for one in found if isinstance(one, Squad) and one.members)

    def stamp(self, kind: Kind, record_id: str, field: str) -> Stamp | None:
        return self._below.stamp(kind, record_id, field)
