"""What one write transaction does: decided in memory, written together.

1. Every op is one commit with its own seq, refused ops too: a result is as durable as an effect, and seqs have no gap
   (I7).
2. Effect, event, paths, ledger row and head are written in the same transaction, or none of them (I3).
3. A record's rev is the seq of its last change; the fields it changed carry that seq as their stamp.
4. `touched` holds every path that a changed record lies on or lay on: who sees none of them needs no poke.
5. The head is the last lock taken, and nothing is decided before: `lock` makes everything read until then as it is now.
   From there to the end of the transaction nobody else commits, so that seqs are visible in their order.
6. A deleted record keeps its row and its paths, so that everybody who saw it learns of it; restored, it is laid anew.
7. The figures are told of every change of a record, and are written in the same transaction (`tallies.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, select

from central import tables
from central.held import Held
from central.history import Head, head_of, locked_head, new_nonce
from central.naming import Key
from central.rows import Sheaf
from central.shelf import CentreShelf, encode
from central.tables import microseconds
from central.tallies import Tallies
from postcmd.clock import operational
from postcmd.merge import Stamp
from postcmd.ops import Op, verb
from postcmd.outcome import Outcome
from postcmd.records import AnyRecord, Clock, Event, Kind, kind_of
from postcmd.scope import paths_of
from postcmd.wire import Result

NOT_CHANGES: Final = frozenset({"id", "rev", "updated_at", "updated_by"})
"""Fields that a change of the record brings with it, and that are no change themselves."""

LAYING: Final = frozenset({"place", "addressed_unit", "units", "unit", "request", "issued_by", "addressed_to"})
"""Fields that decide on which paths a record lies."""


class Author(msgspec.Struct, frozen=True):
    """Who makes a change: the person, and the client with the number of its op."""

    user: str
    client: str
    n: int


class UnitOfWork:
    """Gathers the changes of one transaction on `connection`, then writes them."""

    def __init__(self, connection: Connection, wall: datetime, now: datetime | None = None) -> None:
        self.connection = connection
        self.wall = wall
        self._at = microseconds(wall)
        self._said_now = now
        self.start: Head = head_of(connection)
        self.shelf = CentreShelf(connection)
        self.touched: set[str] = set()
        self._commits: list[dict[str, Any]] = []
        self._events: list[dict[str, Any]] = []
        self._moves: dict[tuple[int, Key, str], dict[str, Any]] = {}
        self._paths: dict[Key, frozenset[str]] = {}
        self._ledger: list[dict[str, Any]] = []
        self._clients: list[tuple[bool, dict[str, Any]]] = []
        self._tallies = Tallies(connection, self.shelf)

    def lock(self) -> None:
        """Wait until nobody else commits; what is on the shelf is then as they left it."""
        read_at, self.start = self.start, locked_head(self.connection)
        if self.start.min_seq != read_at.min_seq:
            self.shelf.read_anew()  # tombstones are gone, of which no commit tells
        elif self.start.seq != read_at.seq:
            self.shelf.catch_up(read_at.seq)
        self.seq = self.start.seq
        clock = self.shelf.get("clock", "clock")
        self.now = self._said_now or operational(clock if isinstance(clock, Clock) else None, self.wall)
        self._now_utc, self._op_at = self.now.astimezone(UTC), microseconds(self.now)

    def commit(self) -> int:
        """The seq of a new commit."""
        self.seq += 1
        nonce = new_nonce(self.start, self.seq)
        row = {"seq": self.seq, "nonce": nonce, "at": self._at, "op_at": self._op_at}
        self._commits.append(row)
        return self.seq

    def put(self, seq: int, records: Iterable[AnyRecord], author: Author, verb_: str, op: Op | None = None) -> None:
        """Take the records as they are after commit `seq`, with one event for each."""
        records = tuple(records)
        # What is new was never looked for: one question for all of it, not one for each.
        self.shelf.read((kind_of(record), record.id) for record in records)
        for record in records:
            self._put(seq, record, author, verb_, op)

    def effect(self, seq: int, outcome: Outcome, author: Author, op: Op) -> None:
        """Take what an op does, step by step, in commit `seq`."""
        for step in outcome.steps_of(op):
            self.put(seq, step.puts, author, "", step.op)
            self.bury(seq, step.gone, author, step.op)

    def bury(self, seq: int, keys: Iterable[Key], author: Author, op: Op) -> None:
        """Take it that commit `seq` deletes these records, with one event for each."""
        for key in keys:
            self._bury(seq, key, author, op)

    def note(self, client: str, op: Op, result: Result, keep_op: bool) -> None:
        """The ledger row of an op; what was refused is kept whole, so that it can be handed over."""
        self._ledger.append(
            {
                "client": client,
                "n": result.n,
                "hash": op.h,
                "status": result.status,
                "seq": result.seq,
                "info": encode(result.info).decode() if result.info else None,
                "op": encode(op).decode() if keep_op else None,
                "at": self._at,
            }
        )

    def note_unknown(self, client: str, numbers: Iterable[int], seq: int) -> None:
        """Numbers whose ops a restored centre has never seen, and their client no longer has."""
        rest = {
            "client": client,
            "hash": "",
            "status": "unknown",
            "seq": seq,
            "info": None,
            "op": None,
            "at": self._at,
        }
        self._ledger.extend({**rest, "n": n} for n in numbers)

    def write(self) -> None:
        """Everything at once. The head goes last: on a database with row locks it is what writers queue for."""
        self._lift_paths()
        sheaf = Sheaf(self.connection)
        sheaf.insert(tables.commits, self._commits)
        changed = self.shelf.changed.items()
        sheaf.insert(tables.records, [held.row(kind) for (kind, _), held in changed if held.is_new])
        moved = [held.row(kind) for (kind, _), held in changed if not held.is_new and not held.stays]
        sheaf.update(tables.records, ("kind", "id"), moved)
        stayed = [held.content(kind) for (kind, _), held in changed if held.stays]
        sheaf.update(tables.records, ("kind", "id"), stayed)
        sheaf.insert(tables.paths, list(self._rows_of_paths()))
        sheaf.insert(tables.moves, list(self._moves.values()))
        sheaf.insert(tables.events, self._events)
        sheaf.insert(tables.ledger, self._ledger)
        sheaf.insert(tables.clients, [row for is_new, row in self._clients if is_new])
        known = [{"client": row["client"], "last": row["last"]} for is_new, row in self._clients if not is_new]
        sheaf.update(tables.clients, ("client",), known)
        self._tallies.write(sheaf)
        sheaf.update(tables.head, ("id",), [{"id": 1, "seq": self.seq}])
        sheaf.send()
        self._tallies.settle(self.seq)

    def remember(self, client: str, account: str, is_new: bool, last: int) -> None:
        """The number of the client's last op."""
        self._clients.append((is_new, {"client": client, "account": account, "last": last}))

    def _moment(self, op: Op | None) -> datetime:
        """When the change happened, as far as anybody said so."""
        return self._now_utc if op is None or op.at is None else op.at.astimezone(UTC)

    def _tell(self, held: Held, kind: Kind, event: Event) -> None:
        """One event more, in the log of the record and in that of the centre."""
        body = encode(event).decode()
        held.remember(body)
        part = self._events[-1]["part"] + 1 if self._events and self._events[-1]["seq"] == event.seq else 0
        row = {"seq": event.seq, "part": part, "kind": kind, "id": held.record.id, "body": body}
        self._events.append(row)

    def _put(self, seq: int, record: AnyRecord, author: Author, verb_: str, op: Op | None) -> None:
        kind = kind_of(record)
        known = self.shelf.held((kind, record.id))
        old = known.record if known is not None else None
        standing = None if known is None or known.deleted else known.record
        at = self._moment(op)
        new = msgspec.structs.replace(record, rev=seq, updated_at=at, updated_by=author.user)
        changed = changes(old, new)
        moves = standing is not None and not LAYING.isdisjoint(changed)
        before = paths_of(standing, self.shelf) if standing is not None and moves else frozenset()
        held = self.shelf.put(kind, new)
        self._tallies.learn(seq, standing, new)
        stamp = Stamp(seq, author.client, author.n, author.user, at)
        for field in changed:
            held.write(field, stamp)
        self._tell(held, kind, _event(seq, at, author, verb_, changed, op, self.wall))
        after = paths_of(new, self.shelf)
        self._lay(seq, (kind, new.id), before if moves or standing is None else after, after, standing is None)

    def _bury(self, seq: int, key: Key, author: Author, op: Op) -> None:
        record = self.shelf.get(*key)
        if record is None:
            return
        at = self._moment(op)
        self.touched |= paths_of(record, self.shelf)
        gone = msgspec.structs.replace(record, rev=seq, updated_at=at, updated_by=author.user)
        held = self.shelf.bury(key[0], gone)
        self._tallies.learn(seq, record, None)
        self._tell(held, key[0], _event(seq, at, author, "", {}, op, self.wall))

    def lay_anew(self, seq: int, kinds: Iterable[Kind]) -> None:
        """Compare the paths of every record of these kinds with those in the database: units or places have moved."""
        paths = tables.paths
        stored: dict[Key, set[str]] = {}
        for row in self.connection.execute(select(paths).where(paths.c.kind.in_(list(kinds)))):
            stored.setdefault((row.kind, row.id), set()).add(row.path)
        self.shelf.read(stored)
        for key, before in stored.items():
            held = self.shelf.held(key)
            after = paths_of(held.record, self.shelf) if held is not None else frozenset(before)
            if held is not None and after != before:
                keep = self.shelf.bury if held.deleted else self.shelf.put
                keep(key[0], msgspec.structs.replace(held.record, rev=seq))
                self._lay(seq, key, frozenset(before), after, False)

    def _lay(self, seq: int, key: Key, before: frozenset[str], after: frozenset[str], is_new: bool) -> None:
        self.touched |= before | after
        if before == after and not is_new:
            return
        self._paths[key] = after
        # A bulk may leave a path, come back and leave it again, all in one commit.
        for path in sorted(before - after):
            self._moves[seq, key, path] = {"seq": seq, "kind": key[0], "id": key[1], "path": path}

    def _lift_paths(self) -> None:
        sheaf = Sheaf(self.connection)
        lay_before = (key for key in self._paths if not self.shelf.changed[key].is_new)
        sheaf.delete(tables.paths, [{"kind": kind, "id": id_} for kind, id_ in lay_before])
        sheaf.send()

    def _rows_of_paths(self) -> Iterator[dict[str, str]]:
        for (kind, id_), laid in self._paths.items():
            yield from ({"path": path, "kind": kind, "id": id_} for path in sorted(laid))


def changes(old: AnyRecord | None, new: AnyRecord) -> dict[str, tuple[Any, Any]]:
    """Field → (old, new) of everything that differs; for a new record, of everything it says."""
    before = msgspec.structs.astuple(old) if old is not None else _blank(type(new))
    values = zip(new.__struct_fields__, before, msgspec.structs.astuple(new), strict=True)
    return {
        field: (None if old is None else was, is_)
        for field, was, is_ in values
        if was is not is_ and was != is_ and field not in NOT_CHANGES
    }


@cache
def _blank(record: type[AnyRecord]) -> tuple[Any, ...]:
    """What a record says that says nothing; a field without a default is always something said."""
    return tuple(field.default for field in msgspec.structs.fields(record))


def _event(
    seq: int,
    at: datetime,
    author: Author,
    verb_: str,
    changed: dict[str, tuple[Any, Any]],
    op: Op | None,
    wall: datetime,
) -> Event:
    return Event(
        seq=seq,
        at=at,
        by=author.user,
        verb=verb(op) if op else verb_,
        changed=changed,
        on_behalf=op.on_behalf if op else "",
        channel=op.channel if op else "",
        reason=op.reason if op else "",
        recorded_at=wall,
        client=author.client,
        n=author.n,
    )
