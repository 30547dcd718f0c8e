"""Which units and places lie in which, as rows: so that a question about all below one is a question to the database.

1. A unit or place lies in itself and in everything on its path.
2. A scope is wide once anything lies below it, or it has so many service records of its own that reading them would
   take its time; and stays so. `since` says in which commit it became so: what was tallied before is not all of it.
3. Whoever lays one elsewhere is told the scopes whose sums are others now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from central.tables_of_figures import lines
from postcmd.records import Place, Unit

_COMMUNITIES: Final = ("community", "village")
_OLD: Final = select(lines.c.kind, lines.c.id, lines.c.above).where(
    lines.c.kind == bindparam("kind"), lines.c.id.in_(bindparam("ids", expanding=True))
)
_WIDE: Final = select(lines.c.above, lines.c.since).distinct().where(lines.c.kind == bindparam("kind"), lines.c.wide)
AT_ONCE: Final = 500


def lay(connection: Connection, laid: Collection[Unit | Place], seq: int = 0) -> frozenset[str]:
    """Lay these anew, in commit `seq`; the scopes that gained or lost somebody who was there before, or became wide."""
    changed: set[str] = set()
    for kind in ("unit", "place"):
        some = [one for one in laid if isinstance(one, Unit if kind == "unit" else Place)]
        if some:
            changed |= _lay(connection, kind, some, seq)
    places = [one for one in laid if isinstance(one, Place)]
    if places:
        _lay_communities(connection, places)
    return frozenset(changed)


def _lay(connection: Connection, kind: str, laid: list[Unit] | list[Place] | list[Any], seq: int) -> set[str]:
    was: dict[str, set[str]] = {}
    for start in range(0, len(laid), AT_ONCE):
        ids = [one.id for one in laid[start : start + AT_ONCE]]
        for _kind, id_, above in connection.execute(_OLD, {"kind": kind, "ids": ids}):
            was.setdefault(id_, set()).add(above)
    ways = {one.id: one.path.split("/") for one in laid}
    changed = {above for id_, before in was.items() for above in before ^ set(ways[id_])}
    since = {row.above: row.since for row in connection.execute(_WIDE, {"kind": kind})}
    _forget(connection, kind, list(was))
    holding = {above for way in ways.values() for above in way[:-1]}
    since = dict.fromkeys(holding, seq) | since
    rows = [
        {"kind": kind, "id": id_, "above": above, "depth": depth, "wide": above in since, "since": since.get(above, 0)}
        for id_, way in ways.items()
        for depth, above in enumerate(reversed(way))
    ]
    connection.execute(insert(lines), rows)
    return {f"{kind[0]}:{one}" for one in changed} | widen(connection, kind, holding, seq)


def widen(connection: Connection, kind: str, above: Iterable[str], seq: int) -> frozenset[str]:
    """The scopes of those of them that were not wide, and are from commit `seq` on."""
    narrow = select(lines.c.above).where(
        lines.c.kind == kind, lines.c.id == lines.c.above, lines.c.wide.is_(False), lines.c.above.in_(sorted(above))
    )
    found = set(connection.execute(narrow).scalars())
    if found:
        connection.execute(
            update(lines).where(lines.c.kind == kind, lines.c.above.in_(sorted(found))).values(wide=True, since=seq)
        )
    return frozenset(f"{kind[0]}:{one}" for one in found)


def _lay_communities(connection: Connection, places: list[Place]) -> None:
    """Which community or village each place is of: the nearest above it, or itself."""
    known = {row.id: row.above for row in connection.execute(_SELVES)}
    kinds = {one.id: one.kind in _COMMUNITIES for one in places}
    of = dict.fromkeys(known.values(), True) | kinds
    rows = []
    for one in places:
        nearest = next((above for above in reversed(one.path.split("/")) if of.get(above)), None)
        if nearest is not None:
            rows.append({"kind": "community", "id": one.id, "above": nearest, "depth": 0, "wide": False, "since": 0})
    _forget(connection, "community", [one.id for one in places])
    if rows:
        connection.execute(insert(lines), rows)


_SELVES: Final = select(lines.c.id, lines.c.above).where(lines.c.kind == "community", lines.c.id == lines.c.above)


def _forget(connection: Connection, kind: str, ids: list[str]) -> None:
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        connection.execute(delete(lines).where(lines.c.kind == kind, lines.c.id.in_(some)))
