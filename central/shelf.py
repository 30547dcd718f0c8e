"""The centre's shelf: the records a batch is decided on, read once, changed in memory.

1. What was put is what is read afterwards: a later op of the batch sees the earlier ones.
2. `preload` reads what the ops name in a few queries; what it missed is read on demand: it is about speed only.
3. Nothing is written here: `changed` says what must be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any, Final, cast

import msgspec
from msgspec import Raw
from sqlalchemy import BindParameter, Connection, Select, and_, bindparam, or_, select

from central.tables import records
from postcmd.merge import Stamp
from postcmd.ops import OnQuota, Op, QuotaIssue, RequestOpen, SquadForm, SquadMove, SquadSplit
from postcmd.records import KINDS, AnyRecord, Kind, Quota, Request, Squad
from postcmd.wire import LOG_LENGTH

Key = tuple[Kind, str]

_decoders: Final[dict[Kind, msgspec.json.Decoder[Any]]] = {
    kind: msgspec.json.Decoder(record) for kind, record in KINDS.items()
}
_stamps_decoder = msgspec.json.Decoder(dict[str, Stamp])
_log_decoder = msgspec.json.Decoder(list[Raw])
encode = msgspec.json.Encoder().encode

_AT_ONCE: Final = 400
"""Keys of one query; SQLite takes a limited number of parameters."""


class Held:
    """A record on the shelf, beside it who wrote its fields and its log, decoded when they are needed."""

    def __init__(self, record: AnyRecord, stamps: str = "{}", log: str = "[]", is_new: bool = True) -> None:
        self.record = record
        self.is_new = is_new
        self._stamps_json, self._log_json = stamps, log
        self._stamps: dict[str, Stamp] | None = None
        self._log: list[Raw] | None = None

    @property
    def stamps(self) -> dict[str, Stamp]:
        if self._stamps is None:
            self._stamps = _stamps_decoder.decode(self._stamps_json)
        return self._stamps

    @property
    def log(self) -> list[Raw]:
        """The last events, oldest first."""
        if self._log is None:
            self._log = _log_decoder.decode(self._log_json)
        return self._log

    def remember(self, event: bytes) -> None:
        self.log.append(Raw(event))
        del self.log[:-LOG_LENGTH]

    def row(self, kind: Kind) -> dict[str, Any]:
        """The record as a row of the table."""
        return {
            "kind": kind,
            "id": self.record.id,
            "seq": self.record.rev,
            "deleted": False,
            "parent": getattr(self.record, "parent", None) if kind == "quota" else None,
            "body": encode(self.record).decode(),
            "stamps": encode(self.stamps).decode(),
            "log": encode(self.log).decode(),
        }


class CentreShelf:
    """Reads records of the database through `connection`; keeps what is put in memory."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._held: dict[Key, Held | None] = {}
        self._children: dict[str, set[str]] = {}
        self.changed: dict[Key, Held] = {}

    def get(self, kind: Kind, record_id: str) -> AnyRecord | None:
        held = self.held((kind, record_id))
        return held.record if held else None

    def children(self, quota_id: str) -> list[Quota]:
        if quota_id not in self._children:
            self._read_children([quota_id])
        found = (self.get("quota", child) for child in sorted(self._children[quota_id]))
        return [quota for quota in found if isinstance(quota, Quota)]

    def stamp(self, kind: Kind, record_id: str, field: str) -> Stamp | None:
        held = self.held((kind, record_id))
        return held.stamps.get(field) if held else None

    def held(self, key: Key) -> Held | None:
        if key not in self._held:
            self.read([key])
        return self._held[key]

    def put(self, kind: Kind, record: AnyRecord) -> Held:
        """Lay the record on the shelf in place of the one that stands there."""
        key: Key = (kind, record.id)
        held = self.held(key)
        if held is None:
            held = self._held[key] = Held(record)
        held.record = record
        self.changed[key] = held
        if isinstance(record, Quota) and record.parent in self._children:
            self._children[record.parent].add(record.id)
        return held

    def preload(self, ops: Iterable[Op]) -> None:
        """Read what the ops name, what these records name, and the parts of the quotas, each in one go."""
        ops = list(ops)
        self.read(key for op in ops for key in _named_by_op(op))
        self.read(self._named_by_records())
        quotas = {op.target[1] for op in ops if isinstance(op, OnQuota)}
        parents = {q.parent for key in quotas if isinstance(q := self.get("quota", key), Quota) and q.parent}
        issued = {op.parent for op in ops if isinstance(op, QuotaIssue) and op.parent}
        held = len(self._held)
        self._read_children(quotas | parents | issued)
        if len(self._held) > held:
            self.read(self._named_by_records())

    def read(self, keys: Iterable[Key]) -> None:
        """Read the records that are not on the shelf yet, many at once."""
        wanted = sorted({key for key in keys if key not in self._held})
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            for key in some:
                self._held[key] = None
            ids: dict[str, list[str]] = defaultdict(list)
            for kind, record_id in some:
                ids[kind].append(record_id)
            self._keep(self._connection.execute(_among(tuple(ids)), ids).all())

    def _named_by_records(self) -> list[Key]:
        return [key for held in list(self._held.values()) if held for key in _named_by_record(held.record)]

    def _read_children(self, parents: Iterable[str]) -> None:
        wanted = sorted({parent for parent in parents if parent not in self._children})
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            self._keep(self._connection.execute(_CHILDREN, {"parents": some}).all())
            self._sort_children(some)

    def _sort_children(self, parents: list[str]) -> None:
        found = defaultdict(set)
        for held in self._held.values():
            if held and isinstance(held.record, Quota) and held.record.parent:
                found[held.record.parent].add(held.record.id)
        for parent in parents:
            self._children[parent] = found[parent]

    def _keep(self, rows: Iterable[Any]) -> None:
        for row in rows:
            key: Key = (cast(Kind, row.kind), row.id)
            if self._held.get(key) is None:
                self._held[key] = Held(_decoders[key[0]].decode(row.body), row.stamps, row.log, is_new=False)


_RECORDS: Final = select(records.c.kind, records.c.id, records.c.body, records.c.stamps, records.c.log).where(
    records.c.deleted.is_(False)
)
# Only quotas have a parent here; naming the kind too would lead SQLite to the wrong index.
_CHILDREN: Final = _RECORDS.where(records.c.parent.in_(bindparam("parents", expanding=True)))


@cache
def _among(kinds: tuple[str, ...]) -> Select[Any]:
    """Records by their ids, kind by kind: a list of pairs would make SQLite read the whole table."""
    ids: dict[str, BindParameter[Any]] = {kind: bindparam(kind, expanding=True) for kind in kinds}
    return _RECORDS.where(or_(*(and_(records.c.kind == kind, records.c.id.in_(ids[kind])) for kind in kinds)))


def _named_by_op(op: Op) -> list[Key]:
    """What the op's rules are going to read, as far as the op itself says."""
    keys: list[Key | None] = [op.target]
    match op:
        case OnQuota():
            keys += [_key("request", op.request), _key("unit", op.unit)]
            keys += [_key("quota", op.parent)] if isinstance(op, QuotaIssue) else []
        case RequestOpen():
            keys += [_key("place", op.place), _key("task", op.task), _key("unit", op.addressed_unit)]
        case SquadForm():
            keys += [_key("unit", op.unit), _key("request", op.request), _key("place", op.place)]
        case SquadSplit():
            keys += [key for part in op.parts for key in (_key("squad", part.squad), _key("place", part.place))]
        case SquadMove():
            keys += [_key("place", op.place)]
        case _:
            pass
    return [key for key in keys if key is not None]


def _named_by_record(record: AnyRecord) -> list[Key]:
    """What decides the paths and bounds of the record."""
    keys: list[Key | None] = []
    match record:
        case Request():
            keys = [_key("place", record.place), _key("unit", record.addressed_unit)]
            keys += [_key("unit", unit) for unit in record.units]
        case Quota():
            keys = [_key("unit", record.unit), _key("request", record.request), _key("quota", record.parent)]
        case Squad():
            keys = [_key("unit", record.unit), _key("place", record.place), _key("request", record.request)]
        case _:
            pass
    return [key for key in keys if key is not None]


def _key(kind: Kind, record_id: str | None) -> Key | None:
    return (kind, record_id) if record_id else None
