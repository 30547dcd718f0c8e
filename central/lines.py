"""Which units and places lie in which, as rows: so that a question about all below one is a question to the database.

1. A unit or place lies in itself and in everything on its path.
2. A scope is wide once anything lies below it, and stays so.
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
_BELOW: Final = select(lines.c.above).distinct().where(lines.c.kind == bindparam("kind"), lines.c.above != lines.c.id)
AT_ONCE: Final = 500


def lay(connection: Connection, laid: Collection[Unit | Place]) -> frozenset[str]:
    """Lay these anew. Returns the scopes that gained or lost somebody who was there before, or became wide."""
    changed: set[str] = set()
    for kind in ("unit", "place"):
        some = [one for one in laid if isinstance(one, Unit if kind == "unit" else Place)]
        if some:
            changed |= _lay(connection, kind, some)
    places = [one for one in laid if isinstance(one, Place)]
    if places:
        _lay_communities(connection, places)
    return frozenset(changed)


def _lay(connection: Connection, kind: str, laid: list[Unit] | list[Place] | list[Any]) -> set[str]:
    was: dict[str, set[str]] = {}
    for start in range(0, len(laid), AT_ONCE):
        ids = [one.id for one in laid[start : start + AT_ONCE]]
        for _kind, id_, above in connection.execute(_OLD, {"kind": kind, "ids": ids}):
            was.setdefault(id_, set()).add(above)
    ways = {one.id: one.path.split("/") for one in laid}
    changed = {above for id_, before in was.items() for above in before ^ set(ways[id_])}
    _forget(connection, kind, list(was))
    wide = set(connection.execute(_BELOW, {"kind": kind}).scalars())
    wide |= {above for id_, way in ways.items() for above in way if above != id_}
    rows = [
        {"kind": kind, "id": id_, "above": above, "depth": depth, "wide": above in wide}
        for id_, way in ways.items()
        for depth, above in enumerate(reversed(way))
    ]
    connection.execute(insert(lines), rows)
    widened = _widen(connection, kind, {above for id_, way in ways.items() for above in way[:-1]})
    return {f"{kind[0]}:{one}" for one in changed | widened}


def _widen(connection: Connection, kind: str, above: Iterable[str]) -> set[str]:
    """Those of them that were not wide, and are now."""
    narrow = select(lines.c.above).where(
        lines.c.kind == kind, lines.c.id == lines.c.above, lines.c.wide.is_(False), lines.c.above.in_(sorted(above))
    )
    found = set(connection.execute(narrow).scalars())
    if found:
        connection.execute(
            update(lines).where(lines.c.kind == kind, lines.c.above.in_(sorted(found))).values(wide=True)
        )
    return found


def _lay_communities(connection: Connection, places: list[Place]) -> None:
    """Which community or village each place is of: the nearest above it, or itself."""
    known = {row.id: row.above for row in connection.execute(_SELVES)}
    kinds = {one.id: one.kind in _COMMUNITIES for one in places}
    of = dict.fromkeys(known.values(), True) | kinds
    rows = []
    for one in places:
        nearest = next((above for above in reversed(one.path.split("/")) if of.get(above)), None)
        if nearest is not None:
            rows.append({"kind": "community", "id": one.id, "above": nearest, "depth": 0, "wide": False})
    _forget(connection, "community", [one.id for one in places])
    if rows:
        connection.execute(insert(lines), rows)


_SELVES: Final = select(lines.c.id, lines.c.above).where(lines.c.kind == "community", lines.c.id == lines.c.above)


def _forget(connection: Connection, kind: str, ids: list[str]) -> None:
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        connection.execute(delete(lines).where(lines.c.kind == kind, lines.c.id.in_(some)))
