"""The centre's books after the storm: ledger, audit and records, and what is wrong with them.

1. Seqs have no gap; every op of the ledger has one status, and an effect exactly if that is `applied`, exactly one.
2. The audit, replayed from nothing, gives the records as they stand.
3. What one client did stands in the audit in the order of its numbers.
4. Every edit that was acknowledged is in the ledger under its own hash, or void because somebody let it go.
5. A `set` changed only what its coordinator had seen, or what the same client had written.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

import msgspec
from sqlalchemy import Connection, Row, create_engine, select

from central import tables
from central.unit_of_work import NOT_CHANGES
from postcmd import ops
from postcmd.records import KINDS, Event, Kind
from tests.chaos.clerk import Kept

LOADED: Final = "centre"
"""The client of what an operator loaded."""
Key = tuple[str, str]
Op = tuple[str, int]


class Books(NamedTuple):
    """Everything that a centre has written down, read in one go."""

    epoch: str
    seqs: list[int]
    ledger: dict[Op, Row[Any]]
    events: list[tuple[Key, Event]]
    records: dict[Key, dict[str, Any]]


class Verdict(NamedTuple):
    """How the acknowledged edits ended, by status; and what must not be."""

    statuses: Counter[str]
    lost: list[str]
    doubled: list[str]
    wrong: list[str]


def read_books(place: Path | str) -> Books:
    engine = create_engine(f"sqlite:///{place}" if isinstance(place, Path) else place)
    try:
        with engine.connect() as connection, connection.begin():
            return _read(connection)
    finally:
        engine.dispose()


def _read(connection: Connection) -> Books:
    events, records = tables.events, tables.records
    told = connection.execute(select(events).order_by(events.c.seq, events.c.part)).all()
    alive = connection.execute(select(records).where(records.c.deleted.is_(False))).all()
    return Books(
        epoch=connection.execute(select(tables.head.c.epoch)).scalar_one(),
        seqs=list(connection.execute(select(tables.commits.c.seq).order_by(tables.commits.c.seq)).scalars()),
        ledger={(row.client, row.n): row for row in connection.execute(select(tables.ledger))},
        events=[((row.kind, row.id), msgspec.json.decode(row.body, type=Event)) for row in told],
        records={(row.kind, row.id): _plain(row.kind, json.loads(row.body)) for row in alive},
    )


def judge(books: Books, kept: Iterable[Kept], let_go: set[str]) -> Verdict:
    """`kept` are the acknowledged edits, `let_go` the marks of those that may be void: withdrawn, dismissed, shown."""
    verdict = Verdict(Counter(), [], [], [*_gaps(books), *_bad_effects(books), *_bad_order(books), *_bad_replay(books)])
    effects: defaultdict[str, set[Op]] = defaultdict(set)
    for _, event in books.events:
        effects[event.reason].add((event.client, event.n))
    by_hash: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in books.ledger.values():
        by_hash[row.hash].append(row)
    for one in kept:
        _judge_one(one, books, by_hash[one.op.h], effects[one.mark], one.mark in let_go, verdict)
    verdict.wrong.extend(_blind(books, {one.mark: one.op for one in kept}))
    return verdict


def _judge_one(
    one: Kept, books: Books, rows: list[Row[Any]], effects: set[Op], may_be_void: bool, verdict: Verdict
) -> None:
    own = books.ledger.get((one.client, one.op.n))
    if not rows and may_be_void and own is not None and own.status == "void":
        rows = [own]
    if len(rows) > 1 or len(effects) > 1:
        verdict.doubled.append(f"{one.mark}: {len(rows)} times in the ledger, {len(effects)} effects")
    elif not rows:
        known = "nothing" if own is None else own.status
        verdict.lost.append(f"{one.mark}: no {one.op.h} in the ledger; at {one.client} {one.op.n}: {known}")
    elif (rows[0].status == "applied") != bool(effects):
        verdict.lost.append(f"{one.mark}: {rows[0].status} with {len(effects)} effects")
    else:
        verdict.statuses[rows[0].status] += 1


def _gaps(books: Books) -> Iterator[str]:
    if books.seqs != list(range(len(books.seqs))):
        yield f"{len(books.seqs)} commits up to {books.seqs[-1]}"


def _bad_effects(books: Books) -> Iterator[str]:
    """Effects without a status, or a status without its effect."""
    effects: defaultdict[Op, set[int]] = defaultdict(set)
    for _, event in books.events:
        effects[event.client, event.n].add(event.seq)
    for op, seqs in effects.items():
        row = books.ledger.get(op)
        if op[0] != LOADED and (row is None or row.status != "applied" or seqs != {row.seq}):
            yield f"{op}: effects at {sorted(seqs)}, in the ledger {row and (row.status, row.seq)}"
    for op, row in books.ledger.items():
        if row.status == "applied" and op not in effects:
            yield f"{op}: applied without an effect"


def _bad_order(books: Books) -> Iterator[str]:
    last: dict[str, int] = {}
    for _, event in books.events:
        if event.client != LOADED and event.n < last.get(event.client, 0):
            yield f"{event.client} {event.n} after {last[event.client]}"
        last[event.client] = event.n


def _bad_replay(books: Books) -> Iterator[str]:
    state: dict[Key, dict[str, Any]] = {}
    for key, event in books.events:
        record = state.setdefault(key, {"id": key[1]})
        for field, (old, new) in event.changed.items():
            if record.get(field, old) != old:
                yield f"{key} {field} at {event.seq}: from {old}, but it stood at {record[field]}"
            record[field] = new
    replayed = {key: _plain(cast(Kind, key[0]), record) for key, record in state.items()}
    for key in sorted(replayed.keys() | books.records.keys()):
        if replayed.get(key) != books.records.get(key):
            yield f"{key}: the audit says {replayed.get(key)}, the record {books.records.get(key)}"


def _blind(books: Books, made: dict[str, ops.Op]) -> Iterator[str]:
    """Values overwritten that nobody had seen. Of sets made in an earlier history the revs say nothing any more."""
    last: dict[tuple[Key, str], Event] = {}
    for key, event in books.events:
        for field, (old, _) in event.changed.items():
            base, wrote = _base_of(made.get(event.reason), field), last.get((key, field))
            if base is not None and base.epoch == books.epoch and wrote is not None and wrote.client != event.client:
                seen = base.values.get(field)
                if wrote.seq > base.rev and seen != old:
                    yield f"{event.reason} overwrote {field} = {old} of {wrote.by}, having seen {seen}"
            last[key, field] = event


def _base_of(op: ops.Op | None, field: str) -> ops.Base | None:
    """What the op had seen, if it set this field."""
    if not isinstance(op, ops.QuotaSet | ops.QuotaReport | ops.SquadReport):
        return None
    return op.base if field in op.base.values else None


def _plain(kind: Kind, record: dict[str, Any]) -> dict[str, Any]:
    """Every field of a record but those that a change brings with it."""
    whole = msgspec.to_builtins(msgspec.convert(record, type=KINDS[kind]))
    return {field: value for field, value in whole.items() if field not in NOT_CHANGES - {"id"}}
