"""The figures kept beside the records: what a transaction changes of them, written in the same transaction.

1. What is tallied is what the rules say of the entries, group by group (`postcmd/counting.py`); here it is only read
   and written.
2. A transaction that changes no entry asks nothing and writes nothing. One that does asks a fixed number of questions,
   whatever lies behind it.
3. Whoever looks sees records and figures of one commit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

import msgspec
from sqlalchemy import Connection

from central import ask_figures as ask
from central import firsts, lines, recount
from central.noting import Noted, entries_changed
from central.rows import Sheaf
from central.tables import day_number, day_of_number
from central.tables_of_figures import HELD, MEASURES, entries, presences, standing, tallies
from central.tallying import Books, Changed, Deltas, Key, Spot, StoodAt, Tally, Version
from postcmd.counting import GroupKey, Stood, groups_of
from postcmd.decoding import decoder
from postcmd.entries import Entry
from postcmd.records import AnyRecord, Kind, Unit
from postcmd.scope import Reader

_decoder = decoder(Entry)
_encode: Final = msgspec.json.Encoder().encode


class Tallies:
    """Learns of every record that is put or buried, and writes what that means for the figures."""

    def __init__(self, connection: Connection, reader: Reader) -> None:
        self._connection, self._reader = connection, reader
        self._noted = Noted(reader)

    def learn(self, seq: int, old: AnyRecord | None, new: AnyRecord | None) -> None:
        self._noted.learn(seq, old, new)

    def write(self, sheaf: Sheaf) -> None:
        """Add to the sheaf what has changed; `settle` comes once it is sent."""
        self._spots: dict[int, list[Spot]] = {}
        if not self._noted.changes:
            return
        found = opened(self._connection, self._noted)
        books = Books(found.entries.values())
        tally = Tally(books, self._reader, found.stood())
        tally.since.update(found.since)
        for seq, changes in self._noted.seqs():
            tally.take(seq, entries_changed(changes, books, self._reader))
        write_deltas(sheaf, tally.deltas)
        self._spots = write_spots(self._connection, sheaf, tally.deltas)

    def settle(self, seq: int) -> None:
        """What is counted once each, on the rows that were written; and where units or places lie."""
        laid = self._noted.laid.values()
        scopes = lines.lay(self._connection, laid, seq) if laid else frozenset()
        firsts.note(self._connection, self._spots)
        if self._noted.moved:
            regroup(self._connection, seq, self._noted.moved, self._reader)
        if scopes:
            recount.correct(self._connection, seq, scopes, self._reader)


class _AsItLay(NamedTuple):
    """Units where they lay before; everything else as it is."""

    units: Mapping[str, Unit]
    reader: Reader

    def get(self, kind: Kind, record_id: str) -> AnyRecord | None:
        return (
            self.units.get(record_id)
            if kind == "unit" and record_id in self.units
            else self.reader.get(kind, record_id)
        )


def regroup(connection: Connection, seq: int, moved: Mapping[str, Unit], reader: Reader) -> None:
    """At requests a team stands for the nearest unit above it that has a quota: for another one, where it has moved."""
    found = Found(connection)
    units = sorted(moved)
    found.add(ask.entries(connection, units=units))
    requests = {one.request for one in found.entries.values()} | set(ask.requests_of(connection, units))
    found.add_groups([], requests - {""}, wide=True)
    books, stood = Books(found.entries.values()), found.stood()
    groups = [group for group in all_groups(books) if group[0] == "request"]
    before, _ = Tally(books, _AsItLay(moved, reader), stood).count(groups, seq)
    sums, _ = Tally(books, reader, stood).count(groups, seq)
    sums.subtract(before)
    differing: recount.Sums = defaultdict(Counter)
    for ((scope, day, task, said), measure), value in sums.items():
        differing[scope, day_number(day), task, said][measure] += value
    recount.add(connection, "tallies", seq, differing)


def opened(connection: Connection, noted: Noted) -> Found:
    """Every entry of the groups that the changes are about."""
    changed = [one for one in noted.changes if isinstance(one, Changed)]
    turned = [one for one in noted.changes if not isinstance(one, Changed)]
    found = Found(connection)
    ids: dict[str, list[str]] = defaultdict(list)
    for kind, id_ in sorted({one.key for one in changed}):
        ids[kind].append(id_)
    found.add(ask.entries(connection, ids=ids))
    posts, families = {one.post for one in turned}, {one.family for one in turned}
    found.add(ask.entries(connection, posts=sorted(posts - {""}), families=sorted(families - {""})))
    concerned = [*found.entries.values(), *(one.entry for one in changed if one.entry is not None)]
    found.add_groups(concerned, {one.request for one in turned} - {""}, wide=bool(turned))
    return found


class Found:
    """Entries by their keys, as they are read, and the commits that their versions count from."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.entries: dict[Key, Entry] = {}
        self.since: dict[Key, int] = {}
        self._requests: set[str] = set()
        self._days: list[int] | None = []

    def stood(self) -> StoodAt:
        """Who was at the requests found by service records, as it stands: no op changes any of them."""
        known: dict[tuple[str, int], list[Stood]] = defaultdict(list)
        asked: list[bool] = []

        def at(request: str, day: date, _seq: int) -> Iterable[Stood]:
            if not asked:
                asked.append(True)
                for named, on, *told in ask.stood(self._connection, sorted(self._requests), self._days):
                    known[named, on].append(Stood(*told))
            return known.get((request, day_number(day)), ())

        return at

    def add(self, rows: Iterable[Any]) -> None:
        for seq, body in rows:
            entry = _decoder.decode(body)
            self.entries[entry.key], self.since[entry.key] = entry, seq

    def add_groups(self, concerned: list[Entry], requests: set[str], *, wide: bool) -> None:
        """All of the groups of these. Where one of them stands beside the days, all its days."""
        named: dict[str, set[str]] = defaultdict(set, request=set(requests))
        days: set[date] = set()
        for entry in concerned:
            for bind, id_, day in groups_of(entry):
                named[bind].add(id_)
                days |= {day} if day is not None else set()
                wide = wide or day is None
        on = None if wide else sorted(map(day_number, days))
        self._requests, self._days = named["request"], on
        of_units = sorted(named["unit"])
        self.add(
            ask.entries(
                self._connection,
                requests=sorted(named["request"]),
                families=sorted(named["family"]),
                placed=of_units,
                days=on,
            )
        )
        placed = {one.unit for one in [*concerned, *self.entries.values()] if one.kind == "placement" and one.heads}
        if held := sorted(placed & named["unit"]):
            self.add(ask.entries(self._connection, units=held, days=on))


def write_deltas(sheaf: Sheaf, deltas: Deltas) -> None:
    _write_versions(sheaf, deltas.versions)
    sheaf.insert(tallies, rows_of_tallies(deltas))
    sheaf.insert(standing, rows_of_standing(deltas))


def rows_of_tallies(deltas: Deltas) -> list[dict[str, Any]]:
    return [
        {"scope": scope, "day": day_number(day), "task": task, "said": said, "seq": seq}
        | {measure: sums[measure] for measure in MEASURES}
        for (seq, (scope, day, task, said)), sums in deltas.tallies.items()
        if any(sums.values())
    ]


def rows_of_standing(deltas: Deltas) -> list[dict[str, Any]]:
    return [
        {"scope": scope, "day": day, "said": said, "seq": seq} | {name: held[name] for name in HELD}
        for (seq, (scope, day, said)), held in deltas.standing.items()
        if any(held.values())
    ]


def _write_versions(sheaf: Sheaf, versions: list[Version]) -> None:
    """Each until the next one of its key; what stood before ceases with the first."""
    of_key: dict[Key, list[Version]] = defaultdict(list)
    for one in versions:
        of_key[one.key].append(one)
    ended = [
        {"kind": key[0], "id": key[1], "seq": some[0].since, "until": some[0].seq}
        for key, some in of_key.items()
        if not some[0].is_new
    ]
    sheaf.update(entries, ("kind", "id", "seq"), ended)
    sheaf.insert(entries, [row for some in of_key.values() for row in _rows(some)])


def _rows(versions: list[Version]) -> Iterator[dict[str, Any]]:
    following = [one.seq for one in versions[1:]]
    for one, until in zip(versions, [*following, None], strict=True):
        if one.entry is not None:
            yield row_of(one.entry, one.seq, until)


def row_of(entry: Entry, seq: int, until: int | None) -> dict[str, Any]:
    """An entry as it is kept."""
    return {
        "kind": entry.kind,
        "id": entry.id,
        "seq": seq,
        "until": until,
        "day": None if entry.day is None else day_number(entry.day),
        "unit": entry.unit,
        "place": entry.place,
        "request": entry.request,
        "family": entry.family,
        "post": entry.post,
        "body": _encode(entry).decode(),
    }


def write_spots(connection: Connection, sheaf: Sheaf, deltas: Deltas) -> dict[int, list[Spot]]:
    """Keep how many show each to be there; returns what came to be seen, or no more, in which commit."""
    wanted = sorted({spot for counts in deltas.spots.values() for spot in counts})
    if not wanted:
        return {}
    shown: dict[Spot, tuple[int, int]] = {
        (row.what, row.thing, day_of_number(row.day), row.unit, row.place): (row.seq, row.n)
        for row in ask.presences(connection, [(s[0], s[1], day_number(s[2]), s[3], s[4]) for s in wanted])
    }
    book = _Presences(shown)
    for seq, counts in deltas.spots.items():
        for spot, delta in counts.items():
            if delta:
                book.add(spot, seq, delta)
    book.write(sheaf)
    return {seq: spots for seq, spots in book.turned.items() if spots}


class _Presences:
    """What is seen, since which commit, by how many records."""

    def __init__(self, shown: dict[Spot, tuple[int, int]]) -> None:
        self._before, self._now = dict(shown), dict(shown)
        self._ended: list[tuple[Spot, int, int]] = []
        self.turned: dict[int, list[Spot]] = defaultdict(list)

    def add(self, spot: Spot, seq: int, delta: int) -> None:
        since, n = self._now.get(spot, (seq, 0))
        if n + delta == 0:
            del self._now[spot]
            self._ended += [(spot, since, seq)]
        else:
            self._now[spot] = (since if n else seq, n + delta)
        if n == 0 or n + delta == 0:
            self.turned[seq].append(spot)

    def write(self, sheaf: Sheaf) -> None:
        ended = [row for row in self._ended if row[1] < row[2]]
        known = {(spot, since) for spot, (since, _n) in self._before.items()}
        sheaf.update(
            presences,
            _SPOT,
            [{**_spot(spot, since), "until": until, "n": 0} for spot, since, until in ended if (spot, since) in known],
        )
        fresh = [{**_spot(s, since), "until": until, "n": 0} for s, since, until in ended if (s, since) not in known]
        for spot, (since, n) in self._now.items():
            if (spot, since) not in known:
                fresh.append({**_spot(spot, since), "until": None, "n": n})
        sheaf.insert(presences, fresh)
        more = {spot: now for spot, now in self._now.items() if (spot, now[0]) in known and self._before[spot] != now}
        sheaf.update(presences, _SPOT, [{**_spot(s, since), "until": None, "n": n} for s, (since, n) in more.items()])


_SPOT: Final = ("what", "thing", "day", "unit", "place", "seq")


def _spot(spot: Spot, seq: int) -> dict[str, Any]:
    what, thing, day, unit, place = spot
    return {"what": what, "thing": thing, "day": day_number(day), "unit": unit, "place": place, "seq": seq}


def all_groups(books: Books) -> list[GroupKey]:
    """Every group of the books with its day."""
    return list(dict.fromkeys(group for entry in books.every() for group in groups_of(entry) if group[2] is not None))
