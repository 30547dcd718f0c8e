"""What the centre did, told by its audit alone: read after every transaction, checked against what it keeps.

The numbers are those of docs/promises.md.
I3   An op has at most one effect, and what stands in the ledger never changes.
I7   The records are the audit replayed in the order of seq; seq has no gap.
I8   Nothing takes effect out of the scope of the person who sent it.
I10  No set overwrites what somebody else wrote since it was seen.
I11  The ops of a client come in the order of their numbers; what stands on a refused one is never applied.
P1 to P6: see heads.py; G1 to G7: see ground.py.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import UNSET

from postcmd.ops import Base, Bulk, Op, name
from postcmd.records import KINDS, AnyRecord, Event, Kind, SignUp
from postcmd.scope import REFERENCE, paths_of, visible
from postcmd.window import ends
from tests.sim import ground
from tests.sim.heads import Change, of_op, of_sign_ups

Key = tuple[Kind, str]
REFUSED: Final = ("conflict", "rejected", "blocked", "parked")
"""How an op ends that nothing may stand on. One that a restored centre never saw was once taken."""
NOT_SAID: Final = ("id", "rev", "updated_at", "updated_by")
_NAMED: Final = ("unit", "place", "request")

_event = msgspec.json.Decoder(Event)
_records: Final = {kind: msgspec.json.Decoder(record) for kind, record in KINDS.items()}


class Violation(AssertionError):
    """A promise was broken; the text begins with its number."""


def must_be_empty(wrong: Iterable[str]) -> None:
    for found in wrong:
        raise Violation(found)


class Row(NamedTuple):
    """An op in the ledger."""

    hash: str
    status: str
    seq: int


class Write(NamedTuple):
    """A field was given this value."""

    seq: int
    value: Any
    client: str


class State(NamedTuple):
    """The records as of one commit: rev, paths and when they are over; and what each account holds."""

    records: dict[Key, tuple[int, frozenset[str], date | None]]
    prefixes: dict[str, tuple[str, ...]]

    def seen_by(self, account: str, first: date) -> set[tuple[str, str, int]]:
        """What a post of the account holds that holds everything from that day on: kind, id and rev."""
        held, laid = (REFERENCE, *self.prefixes.get(account, ())), self.records.items()
        kept = [(*key, rev, paths) for key, (rev, paths, last) in laid if last is None or last >= first]
        return {(kind, id_, rev) for kind, id_, rev, paths in kept if visible(paths, held)}

    def was_over_before(self, first: date) -> bool:
        """Whether there is anything that no post holds any more."""
        return any(last is not None and last < first for _rev, _paths, last in self.records.values())


class Cut(NamedTuple):
    """One moment of one history."""

    history: History
    seq: int
    state: State


class History:
    """One history of the centre. `said`: the ops of the posts by their hash; `copied`: edits that two homes held.

    `was_judged`: a backup is put back, and what is read of it next was judged when it happened.
    """

    def __init__(self, said: dict[str, Op], copied: set[str]) -> None:
        self.seq = -1
        self.was_judged = False
        self.ledger: dict[tuple[str, int], Row] = {}
        self.effects: dict[str, list[int]] = defaultdict(list)
        self.statuses: list[str] = []
        self.state = State({}, {})
        self._said, self._copied = said, copied
        self._last: dict[str, int] = defaultdict(int)
        self._fields: dict[Key, dict[str, Any]] = {}
        self._bodies: dict[Key, AnyRecord] = {}
        self._writes: dict[tuple[Key, str], list[Write]] = defaultdict(list)
        self._changes: dict[int, list[Change]] = {}
        self.epoch = self._nonce = ""

    def get(self, kind: Kind, record_id: str) -> AnyRecord | None:
        return self._bodies.get((kind, record_id))

    def value(self, key: Key, field: str, seq: int) -> Any:
        """What the field was after that commit."""
        return next((one.value for one in reversed(self._writes[key, field]) if one.seq <= seq), _blank(key[0])[field])

    def of_kind(self, kind: Kind) -> Iterable[Key]:
        return [key for key in self._bodies if key[0] == kind]

    def last_of(self, client: str) -> int:
        return self._last[client]

    def is_of(self, database: sqlite3.Connection) -> bool:
        """Whether the database still goes on from where this history was read to."""
        if self.seq < 0:
            return True
        found = database.execute("SELECT nonce FROM commits WHERE seq = ?", (self.seq,)).fetchone()
        return found is not None and found[0] == self._nonce

    def read(self, database: sqlite3.Connection) -> tuple[str, Cut]:
        """Take in what was committed since; the cursor of this moment, and the moment."""
        self.epoch, seq = database.execute("SELECT epoch, seq FROM head").fetchone()
        self.statuses, self._changes = [], defaultdict(list)
        if seq != self.seq:
            self._read_commits(database, seq)
            before = self.state
            self._replay(database)
            changed = self._read_records(database)
            self._lay(database, changed)
            self._judge(database, before)
            self.seq = seq
        self.was_judged = False
        return f"{self.epoch}.{seq}.{self._nonce}", Cut(self, seq, self.state)

    def check_ledger(self, database: sqlite3.Connection) -> None:
        rows = database.execute("SELECT client, n, hash, status, seq FROM ledger")
        if {(client, n): Row(*rest) for client, n, *rest in rows} != self.ledger:
            raise Violation("I3: the ledger is not what it was")

    # How

    def _read_commits(self, database: sqlite3.Connection, seq: int) -> None:
        rows = database.execute("SELECT seq, nonce FROM commits WHERE seq > ? ORDER BY seq", (self.seq,)).fetchall()
        if self.seq >= 0 and [row[0] for row in rows] != list(range(self.seq + 1, seq + 1)):
            raise Violation(f"I7: the commits after {self.seq} are {[row[0] for row in rows]}, the head is {seq}")
        self._nonce = rows[-1][1]

    def _replay(self, database: sqlite3.Connection) -> None:
        rows = database.execute("SELECT kind, id, body FROM events WHERE seq > ? ORDER BY seq, part", (self.seq,))
        for kind, id_, body in rows:
            event = _event.decode(body)
            self._changes[event.seq].append(Change((kind, id_), event.changed))
            fields = self._fields.setdefault((kind, id_), {})
            for field, (old, new) in event.changed.items():
                if old is not None and fields.get(field, _blank(kind)[field]) != old:
                    raise Violation(f"I7: {kind} {id_}: {field} was {fields.get(field)}, the audit says {old}")
                fields[field] = new
                self._writes[(kind, id_), field].append(Write(event.seq, new, event.client))
            if event.reason and event.seq not in self.effects[event.reason]:
                self.effects[event.reason].append(event.seq)

    def _read_records(self, database: sqlite3.Connection) -> list[Key]:
        rows = database.execute("SELECT kind, id, deleted, body FROM records WHERE seq > ?", (self.seq,)).fetchall()
        for kind, id_, deleted, body in rows:
            if deleted:
                self._bodies.pop((kind, id_), None)
                continue
            self._bodies[kind, id_] = _records[kind].decode(body)
            said, told, blank = msgspec.json.decode(body), self._fields.get((kind, id_), {}), _blank(kind)
            for field in {*said, *told}.difference(NOT_SAID):
                if said.get(field, blank[field]) != told.get(field, blank[field]):
                    raise Violation(f"I7: {kind} {id_}: {field} is {said.get(field)}, the audit says {told.get(field)}")
        if any(kind == "signup" for kind, _, _, _ in rows):
            must_be_empty(of_sign_ups(one for one in self._bodies.values() if isinstance(one, SignUp)))
        changed = [(kind, id_) for kind, id_, _, _ in rows]
        must_be_empty(ground.of_records((self._bodies[key] for key in changed if key in self._bodies), self._bodies))
        return changed

    def _lay(self, database: sqlite3.Connection, changed: list[Key]) -> None:
        """Where the records lie now, by the rules of scope alone."""
        prefixes: dict[str, list[str]] = defaultdict(list)
        for account, prefix in database.execute("SELECT account, prefix FROM grants"):
            prefixes[account].append(prefix)
        anew: Any = self._bodies if any(kind in _NAMED for kind, _ in changed) else changed
        records = dict(self.state.records)
        for key in {*changed, *anew}:
            body = self._bodies.get(key)
            if body is None:
                records.pop(key, None)
            else:
                records[key] = (body.rev, paths_of(body, self), ends(body))
        self.state = State(records, {account: tuple(held) for account, held in prefixes.items()})

    def _judge(self, database: sqlite3.Connection, before: State) -> None:
        rows = database.execute(
            "SELECT ledger.client, n, hash, status, seq, account FROM ledger JOIN clients USING (client)"
            " WHERE seq > ? ORDER BY seq, n",
            (self.seq,),
        ).fetchall()
        for client, n, hash_, status, seq, account in rows:
            if n != self._last[client] + 1:
                raise Violation(f"I11: op {n} of {client} follows op {self._last[client]}")
            self._last[client] = n
            self.ledger[client, n] = Row(hash_, status, seq)
            self.statuses.append(status)
            op = self._said.get(hash_)
            if op is not None and status == "applied" and self.seq >= 0 and not self.was_judged:
                self._judge_applied(op, client, n, seq, account, before)
        for tag, effects in self.effects.items():
            if len(effects) > 1 and effects[-1] > self.seq and tag not in self._copied:
                raise Violation(f"I3: edit {tag} took effect in the commits {effects}")

    def _judge_applied(self, op: Op, client: str, n: int, seq: int, account: str, before: State) -> None:
        stood_on = self.ledger.get((client, op.after or 0))
        # Of a bulk only those items count that stand on the same record; those are judged at the centre.
        whole = not any(isinstance(one, Bulk) for one in (op, self._said.get(stood_on.hash if stood_on else "")))
        if whole and stood_on is not None and stood_on.status in REFUSED:
            raise Violation(f"I11: {client}.{n} was applied, {op.after}, which it stands on, was {stood_on.status}")
        held = (REFERENCE, *before.prefixes.get(account, ()))
        for key in op.targets:
            laid = [state.records[key][1] for state in (before, self.state) if key in state.records]
            if laid and not any(visible(paths, held) for paths in laid):
                raise Violation(f"I8: {client}.{n} of {account}, who holds {held}, changed {key} at {laid}")
        if not isinstance(op, Bulk):
            self.statuses.append(f"applied {name(op)}")
            must_be_empty(of_op(op, seq, self._changes[seq], self))
            must_be_empty(ground.of_op(op, seq, self._changes[seq], self))
            self._judge_sets(op, client, seq)

    def _judge_sets(self, op: Op, client: str, seq: int) -> None:
        base = getattr(op, "base", None)
        if isinstance(base, Base) and op.target is not None:
            for field in base.values:
                if getattr(op, field, UNSET) is not UNSET:
                    self._judge_set((op.target, field), getattr(op, field), base, client, seq)

    def _judge_set(self, where: tuple[Key, str], wanted: Any, base: Base, client: str, seq: int) -> None:
        earlier = [write for write in self._writes[where] if write.seq < seq]
        others = [write for write in earlier if write.client != client]
        # What was seen in another history is judged by its value alone.
        unseen = [write for write in others if base.epoch != self.epoch or write.seq > base.rev]
        stood = earlier[-1].value if earlier else _blank(where[0][0])[where[1]]
        if unseen and stood not in (base.values.get(where[1]), wanted):
            raise Violation(f"I10: {client} set {where} to {wanted}, where {stood} of {unseen[-1].client} stood")


@cache
def _blank(kind: Kind) -> dict[str, Any]:
    """What a record says that says nothing."""
    return {
        field.name: None if field.default is msgspec.NODEFAULT else _as_json(field.default)
        for field in msgspec.structs.fields(KINDS[kind])
    }


def _as_json(value: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value))
