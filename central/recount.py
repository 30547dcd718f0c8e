"""Counting from nothing what the tallies keep, and putting them right where a scope is another one than before.

1. What is counted here is counted from what stands: entries, presences and service records; no tally is read for it.
2. Where nothing was ever moved, it is what the tallies say.
3. Putting right is a row more, in the commit that made it necessary: what was told before stays as it was told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import Any, Final

from sqlalchemy import Connection, bindparam, text

from central.ask_figures import stood_by_day
from central.firsts import SIDES, STANDING, WHATS, led, shown
from central.tables import day_number, day_of_number
from central.tables_of_figures import HELD, MEASURES
from central.tallying import Books, Tally
from postcmd.counting import Stood, groups_of
from postcmd.decoding import decoder
from postcmd.entries import Entry
from postcmd.scope import Reader

Row = tuple[Any, ...]
"""The key of a row but for its commit."""
Sums = dict[Row, Counter[str]]
Scopes = Collection[str] | None
"""None: every scope there is."""

_decoder = decoder(Entry)
OF_SERVICES: Final = {
    "participations": "count(*)",
    "services": "count(*)",
    "served": "coalesce(sum(served), 0)",
    "minutes": "coalesce(sum(minutes), 0)",
    "trips": "coalesce(sum(trips), 0)",
    "quantity": "coalesce(sum(quantity), 0)",
}
"""What service records say to each measure."""
_TABLES: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "tallies": (("scope", "day", "task", "said"), MEASURES),
    "standing": (("scope", "day", "said"), HELD),
    "firsts": (("scope", "what", "day", "prev"), ("delta",)),
}


def correct(connection: Connection, seq: int, scopes: Scopes, reader: Reader) -> None:
    """Let the tallies of these scopes say what there is, from commit `seq` on."""
    for table, differing in differences(connection, scopes, reader).items():
        add(connection, table, seq, differing)


def differences(connection: Connection, scopes: Scopes, reader: Reader) -> dict[str, Sums]:
    """By table: what the tallies would have to say more, or less, to say what there is."""
    real = counted(connection, scopes, reader)
    return {table: _less(real[table], kept(connection, table, scopes)) for table in _TABLES}


def counted(connection: Connection, scopes: Scopes, reader: Reader) -> dict[str, Sums]:
    """What there is, by table."""
    found: dict[str, Sums] = {table: defaultdict(Counter) for table in _TABLES}
    _count_entries(connection, scopes, reader, found)
    for side in SIDES:
        _count_services(connection, side, scopes, found["tallies"])
        for what in WHATS:
            sources = f"SELECT 1 AS sign, thing, unit, place, day FROM ({shown(what, STANDING)}) shown"  # noqa: S608
            each = led(sources, side, _only(scopes))
            said = f"SELECT above, day, prev, count(*) FROM ({each}) led GROUP BY above, day, prev"  # noqa: S608
            for above, day, prev, many in _rows(connection, said, side, scopes):
                found["firsts"][f"{side[0]}:{above}", what, day, prev]["delta"] += many
    return found


def add(connection: Connection, table: str, seq: int, sums: Sums) -> None:
    """Rows of commit `seq`, on top of what it says already."""
    keys, values = _TABLES[table]
    columns = (*keys, "seq", *values)
    more = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in values)
    said = (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(f':{name}' for name in columns)}) "  # noqa: S608
        f"ON CONFLICT ({', '.join((*keys, 'seq'))}) DO UPDATE SET {more}"
    )
    rows = [
        dict(zip(keys, key, strict=True)) | {"seq": seq} | {name: counts[name] for name in values}
        for key, counts in sums.items()
        if any(counts.values())
    ]
    if rows:
        connection.execute(text(said), rows)


def _less(real: Sums, kept: Sums) -> Sums:
    found: Sums = {}
    for key in real.keys() | kept.keys():
        differs = Counter(real.get(key, Counter()))
        differs.subtract(kept.get(key, Counter()))
        if any(differs.values()):
            found[key] = differs
    return found


def kept(connection: Connection, table: str, scopes: Scopes, as_of: int | None = None) -> Sums:
    """What the tallies say, now or as of a commit."""
    keys, values = _TABLES[table]
    named, sums = ", ".join(keys), ", ".join(f"sum({name})" for name in values)
    where = [*([] if scopes is None else ["scope IN :scopes"]), *([] if as_of is None else ["seq <= :as_of"])]
    only = f" WHERE {' AND '.join(where)}" if where else ""
    said = text(f"SELECT {named}, {sums} FROM {table}{only} GROUP BY {named}")  # noqa: S608 - all ours
    if scopes is not None:
        said = said.bindparams(bindparam("scopes", expanding=True))
    asked = {"scopes": sorted(scopes or ()), "as_of": as_of}
    found: Sums = {}
    for row in connection.execute(said, {name: asked[name] for name in said.compile().params}):
        counts = Counter(dict(zip(values, map(int, row[len(keys) :]), strict=True)))
        if any(counts.values()):
            found[tuple(row[: len(keys)])] = counts
    return found


def _count_entries(connection: Connection, scopes: Scopes, reader: Reader, found: dict[str, Sums]) -> None:
    rows = connection.execute(text("SELECT body FROM entries WHERE until IS NULL"))
    tally = Tally(Books(), reader, _stood(connection))
    wanted = None if scopes is None else frozenset(scopes)
    for (body,) in rows:
        entry = _decoder.decode(body)
        tally.books.put(entry.key, entry)
        tally.stand(0, entry, 1)
    groups = dict.fromkeys(group for entry in tally.books.every() for group in groups_of(entry) if group[2] is not None)
    sums, _spots = tally.count(groups, 0)
    for ((scope, day, task, said), measure), value in sums.items():
        if wanted is None or scope in wanted:
            found["tallies"][scope, day_number(day), task, said][measure] += value
    for (_seq, key), held in tally.deltas.standing.items():
        if wanted is None or key[0] in wanted:
            found["standing"][key].update(held)


def _stood(connection: Connection) -> Any:
    known: dict[tuple[str, Any], list[Stood]] = defaultdict(list)
    for request, day, unit, people, times in stood_by_day(connection):
        known[request, day_of_number(day)].append(Stood(unit, people, times))
    return lambda request, day, _seq: known.get((request, day), ())


def _count_services(connection: Connection, side: str, scopes: Scopes, found: Sums) -> None:
    sums = ", ".join(OF_SERVICES.values())
    said = (
        f"SELECT l.above, day, task, said, {sums} FROM services s "  # noqa: S608 - all ours
        f"JOIN lines l ON l.kind = '{side}' AND l.id = s.{side} AND l.wide{_only(scopes)} "
        "WHERE until IS NULL GROUP BY l.above, day, task, said"
    )
    for above, day, task, qualifier, *values in _rows(connection, said, side, scopes):
        found[f"{side[0]}:{above}", day, task, qualifier].update(dict(zip(OF_SERVICES, map(int, values), strict=True)))


def _only(scopes: Scopes) -> str:
    return "" if scopes is None else " AND l.above IN :above"


def _rows(connection: Connection, said: str, side: str, scopes: Scopes) -> Iterable[Any]:
    if scopes is None:
        return connection.execute(text(said))
    above = [one[2:] for one in sorted(scopes) if one[0] == side[0]]
    asked = text(said).bindparams(bindparam("above", expanding=True))
    return connection.execute(asked, {"above": above}) if above else ()
