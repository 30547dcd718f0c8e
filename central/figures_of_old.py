"""The figures of a database that kept none yet: its events are told again, commit by commit.

1. As of every commit they say what they would have said, had they been kept.
2. What the events do not tell is counted at the end, from what there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, select

from central import firsts, lines, recount
from central.history import head_of
from central.noting import Noted, entries_changed
from central.rows import Sheaf
from central.tables import events, records
from central.tallies import write_deltas, write_spots
from central.tallying import Books, Deltas, Tally
from postcmd.decoding import convert, decode, decoder
from postcmd.entries import COUNTED
from postcmd.ops import RecordDelete
from postcmd.records import KINDS, AnyRecord, Event, Kind, Place, Unit, kind_of

AT_ONCE: Final = 5_000
"""Commits whose changes are written together."""
TOLD: Final[frozenset[str]] = frozenset({*COUNTED, "unit", "place", "post", "request"})
"""Kinds that count, or that those that count name."""
_DELETED: Final = str(RecordDelete.__struct_config__.tag).partition("/")[0]
_event_decoder = decoder(Event)


class Shelf:
    """The records as they were, and are, while events are told."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, str], dict[str, Any]] = {}
        self._records: dict[tuple[str, str], AnyRecord] = {}

    def get(self, kind: Kind, record_id: str) -> AnyRecord | None:
        return self._records.get((kind, record_id))

    def tell(self, kind: str, record_id: str, event: Event) -> tuple[AnyRecord | None, AnyRecord | None]:
        """What the record was, and is."""
        key = (kind, record_id)
        old = self._records.get(key)
        # A delete that changes something else on its way names what it changes.
        if event.verb == _DELETED and not event.changed:
            return self._records.pop(key, None), None
        said = self._said.setdefault(key, {"id": record_id})
        said |= {field: now for field, (_was, now) in event.changed.items()}
        new: AnyRecord = convert(said, KINDS[kind])  # type: ignore[index]
        self._records[key] = new
        return old, new

    def put(self, record: AnyRecord) -> AnyRecord | None:
        key = (kind_of(record), record.id)
        old, self._records[key] = self._records.get(key), record
        return old


def fill(connection: Connection) -> None:
    """Keep the figures of everything that has happened."""
    shelf, seq = Shelf(), head_of(connection).seq
    there = list(_there(connection))
    lines.lay(connection, [one for one in there if isinstance(one, Unit | Place)])
    tally = Tally(Books(), shelf)
    for number, (at, told) in enumerate(groupby(_events(connection), key=lambda row: int(row.seq)), 1):
        noted = Noted(shelf)
        for row in told:
            noted.learn(at, *shelf.tell(row.kind, row.id, _event_decoder.decode(row.body)))
        if noted.laid:
            tally.forget_lines()
        _take(tally, noted)
        if number % AT_ONCE == 0:
            _write(connection, tally)
    _take(tally, _untold(there, shelf, seq))
    _write(connection, tally)
    recount.correct(connection, seq, None, shelf)


def _take(tally: Tally, noted: Noted) -> None:
    for seq, changes in noted.seqs():
        tally.take(seq, entries_changed(changes, tally.books, noted.reader))


def _untold(there: list[AnyRecord], shelf: Shelf, seq: int) -> Noted:
    """What stands there otherwise than it was told."""
    noted = Noted(shelf)
    for record in there:
        was = shelf.put(record)
        noted.learn(seq, was, record)
    return noted


def _write(connection: Connection, tally: Tally) -> None:
    """Let go of what is written: the books stay."""
    deltas, tally.deltas = tally.deltas, Deltas()
    sheaf = Sheaf(connection)
    write_deltas(sheaf, deltas)
    spots = write_spots(connection, sheaf, deltas)
    sheaf.send()
    firsts.note(connection, dict(sorted(spots.items())))


def _events(connection: Connection) -> Iterator[Any]:
    asked = select(events.c.seq, events.c.kind, events.c.id, events.c.body).where(events.c.kind.in_(sorted(TOLD)))
    return iter(connection.execute(asked.order_by(events.c.seq, events.c.part)))


def _there(connection: Connection) -> Iterator[AnyRecord]:
    asked = select(records.c.kind, records.c.body).where(records.c.deleted.is_(False), records.c.kind.in_(sorted(TOLD)))
    for kind, body in connection.execute(asked):
        record: AnyRecord = decode(body, KINDS[kind])
        yield record
