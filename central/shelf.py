"""The centre's shelf: the records a batch is decided on, read once, changed in memory.

1. What was put is what is read afterwards: a later op of the batch sees the earlier ones.
2. `preload` reads what the ops name in a few queries, however many ops there are; what it missed is read on demand: it
   is about speed only. The sign-ups of a quota are read where an op looks at each of them, never for its numbers.
3. `catch_up` brings what was read up to date with what others committed since, also what was looked for in vain.
4. A deleted record is not there, but known as it was.
5. Nothing is written here: `changed` says what must be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

import msgspec
from sqlalchemy import Connection, and_, bindparam, or_, select

from central import ask
from central.held import Held, duties_for, parent_of, signups_for
from central.naming import Key, led_to, lists_of_op, named_by_op, named_by_record, single
from central.tables import records
from postcmd.decoding import decoder
from postcmd.merge import Stamp
from postcmd.ops import Op, QuotaIssue
from postcmd.records import KINDS, AnyRecord, Duty, Kind, Quota, SignUp, Squad

_decoders: Final[dict[Kind, msgspec.json.Decoder[Any]]] = {kind: decoder(record) for kind, record in KINDS.items()}
encode = msgspec.json.Encoder().encode

_MOST_NEWS: Final = 500
"""Records changed by others meanwhile; where there are more, everything is read anew."""


class CentreShelf:
    """Reads records of the database through `connection`; keeps what is put in memory."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._held: dict[Key, Held | None] = {}
        self._children: dict[str, set[Key]] = {}
        self._of_request: dict[str, set[Key]] = {}
        self._lists: dict[str, set[Key]] = {}
        self._named: set[Key] | None = None
        self.changed: dict[Key, Held] = {}

    def get(self, kind: Kind, record_id: str) -> AnyRecord | None:
        held = self.held((kind, record_id))
        return None if held is None or held.deleted else held.record

    def buried(self, kind: Kind, record_id: str) -> AnyRecord | None:
        held = self.held((kind, record_id))
        return held.record if held and held.deleted else None

    def is_deleted(self, kind: Kind, record_id: str) -> bool:
        return self.buried(kind, record_id) is not None

    def children(self, quota_id: str) -> list[Quota]:
        if quota_id not in self._children:
            self.read((), [quota_id])
        found = (self.get(*key) for key in sorted(self._children[quota_id]))
        # One that was deleted and issued anew may be a part of another quota by now.
        return [quota for quota in found if isinstance(quota, Quota) and quota.parent == quota_id]

    def signups(self, of: str) -> list[SignUp]:
        return [one for one in self._listed(signups_for(of)) if isinstance(one, SignUp) and one.of == of]

    def duties(self, of: str) -> list[Duty]:
        return [one for one in self._listed(duties_for(of)) if isinstance(one, Duty) and one.of == of]

    def _listed(self, under: str) -> list[AnyRecord | None]:
        if under not in self._lists:
            self.read((), lists=[under])
        return [self.get(*key) for key in sorted(self._lists[under])]

    def of_request(self, request_id: str) -> list[Quota | Squad]:
        if request_id not in self._of_request:
            self._read_of_request(request_id)
        found = (self.get(*key) for key in sorted(self._of_request[request_id]))
        return [one for one in found if isinstance(one, Quota | Squad) and one.request == request_id]

    def named_squads(self) -> list[Squad]:
        if self._named is None:
            self._read_named()
        found = (self.get(*key) for key in sorted(self._named or ()))
        return [one for one in found if isinstance(one, Squad) and one.members]

    def stamp(self, kind: Kind, record_id: str, field: str) -> Stamp | None:
        held = self.held((kind, record_id))
        return held.stamp(field) if held else None

    def held(self, key: Key) -> Held | None:
        try:
            return self._held[key]
        except KeyError:
            self.read([key])
            return self._held[key]

    def put(self, kind: Kind, record: AnyRecord) -> Held:
        """Lay the record on the shelf in place of the one that stands there."""
        return self._lay(kind, record, deleted=False)

    def bury(self, kind: Kind, record: AnyRecord) -> Held:
        """Take the record off the shelf; it is known from now on as it is here."""
        return self._lay(kind, record, deleted=True)

    def _lay(self, kind: Kind, record: AnyRecord, deleted: bool) -> Held:
        key: Key = (kind, record.id)
        held = self.held(key)
        if held is None:
            held = self._held[key] = Held(record)
        held.record, held.deleted = record, deleted
        self.changed[key] = held
        self._sort_in(key, record)
        return held

    def preload(self, ops: Iterable[Op]) -> None:
        """Read what the ops name, what these records name, and what lies below them, each in one go."""
        singles = [one for op in ops for one in single(op)]
        quotas = {key for op in singles for kind, key in op.targets if kind == "quota"}
        issued = {op.parent for op in singles if isinstance(op, QuotaIssue) and op.parent}
        lists = [of for op in singles for of in lists_of_op(op)]
        named = [("clock", "clock"), *(key for op in singles for key in named_by_op(op))]
        fresh = self.read(named, quotas | issued, lists)
        parents = {q.parent for key in quotas if isinstance(q := self.get("quota", key), Quota) and q.parent}
        led = [led_to(op, self.get(*op.target)) for op in singles if op.target]
        beyond = [key for keys, _ in led for key in keys]
        fresh = self.read([*_named_by(fresh), *beyond], parents, [of for _, some in led for of in some])
        self.read(_named_by(fresh))

    def catch_up(self, since: int) -> None:
        """Read again what others changed after commit `since`. What we put ourselves must not be there yet."""
        rows = self._connection.execute(_NEWS, {"since": since}).all()
        if len(rows) > _MOST_NEWS:
            return self.read_anew()
        for row in rows:
            key: Key = (cast(Kind, row.kind), row.id)
            held = _held(key, *row[2:])
            if self._sort_in(key, held.record) or key in self._held:
                self._held[key] = held
        return None

    def read_anew(self) -> None:
        """Read again everything that was read. Nothing must have been put yet."""
        wanted, parents, lists = list(self._held), list(self._children), list(self._lists)
        self._held, self._children, self._of_request, self._lists = {}, {}, {}, {}
        self._named = None
        self.read(wanted, parents, lists)

    def read(self, keys: Iterable[Key], parents: Iterable[str] = (), lists: Iterable[str] = ()) -> list[Held]:
        """Read the records that are not on the shelf yet, the parts of these quotas and what stands on these lists.

        Returns what was not there before.
        """
        wanted: dict[str, list[str]] = {}
        for key in keys:
            if key not in self._held:
                self._held[key] = None
                wanted.setdefault(key[0], []).append(key[1])
        below = sorted({parent for parent in parents if parent not in self._children})
        unread = sorted({one for one in lists if one not in self._lists})
        fresh = self._keep(ask.records(self._connection, wanted, below + unread))
        if below or unread:
            self._children.update({parent: set() for parent in below})
            self._lists.update({one: set() for one in unread})
            self._sort(self._held)
        return fresh

    def _sort(self, some: Mapping[Key, Held | None]) -> None:
        for key, held in some.items():
            if held is not None:
                self._sort_in(key, held.record)

    def _read_of_request(self, request_id: str) -> None:
        """A quota's id begins with its request's; of a squad, its body tells. Asked when something is deleted only."""
        mentions = records.c.body.contains(f'"request":{encode(request_id).decode()}', autoescape=True)
        begins = and_(records.c.id >= f"{request_id}.", records.c.id < f"{request_id}/")
        either = or_(and_(records.c.kind == "quota", begins), and_(records.c.kind == "squad", mentions))
        rows = self._connection.execute(_RECORDS.where(either, records.c.deleted.is_(False))).all()
        self._keep(rows)
        self._of_request[request_id] = {(cast(Kind, row.kind), row.id) for row in rows}
        self._sort(self.changed)

    def _read_named(self) -> None:
        """Asked when somebody is named only."""
        named = (records.c.kind == "squad", records.c.body.contains('"members":[', autoescape=True))
        rows = self._connection.execute(_RECORDS.where(*named, records.c.deleted.is_(False))).all()
        self._keep(rows)
        self._named = {(cast(Kind, row.kind), row.id) for row in rows}
        self._sort(self.changed)

    def _sort_in(self, key: Key, record: AnyRecord) -> bool:
        """Put it into the lists that were read and that it stands on; whether there is one."""
        lists = [one for one in self._lists_of(record) if one is not None]
        for one in lists:
            one.add(key)
        return bool(lists)

    def _lists_of(self, record: AnyRecord) -> tuple[set[Key] | None, ...]:
        match record:
            case SignUp() | Duty():
                return (self._lists.get(parent_of(record) or ""),)
            case Quota():
                return self._children.get(record.parent or ""), self._of_request.get(record.request)
            case Squad():
                return self._of_request.get(record.request or ""), self._named if record.members else None
            case _:
                return ()

    def _keep(self, rows: Iterable[Any]) -> list[Held]:
        fresh = []
        for kind, record_id, *columns in rows:
            key: Key = (kind, record_id)
            if self._held.get(key) is None:
                held = self._held[key] = _held(key, *columns)
                fresh.append(held)
        return fresh


def _named_by(some: Iterable[Held]) -> list[Key]:
    return list(dict.fromkeys(key for held in some for key in named_by_record(held.record)))


def _held(key: Key, body: str, stamps: str, log: str, deleted: bool) -> Held:
    return Held(_decoders[key[0]].decode(body), stamps, log, is_new=False, deleted=bool(deleted))


_RECORDS: Final = select(
    records.c.kind, records.c.id, records.c.body, records.c.stamps, records.c.log, records.c.deleted
)
_NEWS: Final = _RECORDS.where(records.c.seq > bindparam("since")).limit(_MOST_NEWS + 1)
