"""The figures learn of service records: set by set, in the transaction of the commit that they come in.

1. What came is added and what went is taken off; what was counted before stays as it was counted.
2. Scopes that are not wide are not tallied: their own rows are as few. Once they are LARGE they are, with everything
   that was counted of them until then.
3. Whoever has a service record of a request is among those reported present there: such requests are counted anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from sqlalchemy import Column, Connection, MetaData, Select, Table, TextClause, func, insert, literal, select, text

from central import ask_figures as ask
from central import firsts, lines, recount
from central.firsts import SIDES, Narrowed
from central.recount import OF_SERVICES
from central.shelf import CentreShelf
from central.staging import Changed
from central.tables import Number, day_number, services
from central.tallies import Found
from central.tallying import Books, Tally
from postcmd.counting import GroupKey, Stood, What

LARGE: Final = 5_000
"""Service records of a scope's own: what adding them up takes is felt from here on."""
MANY: Final = 5_000
"""Cells after which a planner has to look at the tables anew."""
_KEYS: Final = ("unit", "place", "day", "task", "said", "request")
_NUMBERS: Final = ("served", "minutes", "trips", "quantity")
_cells: Final = Table(
    "cells",
    MetaData(),
    *(Column(name, services.c[name].type) for name in _KEYS),
    *(Column(name, Number) for name in OF_SERVICES),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DROP",
)
_touched: Final = Table(
    "touched",
    MetaData(),
    Column("volunteer", services.c.volunteer.type),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DROP",
)
_COMMUNITIES: Final = "SELECT above FROM lines WHERE kind = 'community' AND id IN (SELECT place FROM cells)"
_NARROWED: Final[dict[What, Narrowed]] = {
    "people": {
        "presences": "thing IN (SELECT volunteer FROM touched)",
        "people": "volunteer IN (SELECT volunteer FROM touched)",
    },
    "teams": {"presences": "thing IN (SELECT unit FROM cells)", "teams": "unit IN (SELECT unit FROM cells)"},
    "posts": {"presences": "1 = 0", "posts": "unit IN (SELECT unit FROM cells)"},
    "communities": {"presences": f"thing IN ({_COMMUNITIES})", "communities": f"l.above IN ({_COMMUNITIES})"},
}


def count(connection: Connection, changed: Changed) -> None:
    """Let the tallies say what commit `changed.seq` makes of them."""
    for table in (_cells, _touched):
        table.drop(connection, checkfirst=True)
        table.create(connection)
    for rows, sign in ((changed.came, 1), (changed.went, -1)):
        connection.execute(insert(_cells).from_select([*_KEYS, *OF_SERVICES], _summed(rows, sign)))
    people = (select(rows.subquery().c.volunteer) for rows in (changed.came, changed.went))
    connection.execute(insert(_touched).from_select(["volunteer"], next(people).union(next(people))))
    if connection.dialect.name == "postgresql":
        # What a whole month has just made of these tables no planner knows yet.
        connection.exec_driver_sql("SET LOCAL work_mem = '128MB'")
        is_large = connection.execute(select(func.count()).select_from(_cells)).scalar_one() > MANY
        connection.exec_driver_sql(f"ANALYZE cells, touched{', services, lines' if is_large else ''}")
    is_first = connection.execute(_EARLIER, {"seq": changed.seq}).first() is None
    grown = _widen_large(connection, changed.seq, is_first=is_first)
    for side in SIDES:
        connection.execute(text(_TALLY[side]), {"seq": changed.seq})
    for what, narrowed in _NARROWED.items():
        if what != "posts" or _names_posts(connection, changed):
            firsts.note_services(connection, changed.seq, narrowed, what, is_first=is_first)
    _count_requests(connection, changed.seq)
    if grown and not is_first:
        recount.correct(connection, changed.seq, grown, CentreShelf(connection))
    for table in (_cells, _touched):
        table.drop(connection)


_EARLIER: Final = text(
    "SELECT 1 FROM services WHERE seq < :seq UNION ALL SELECT 1 FROM presences WHERE seq < :seq LIMIT 1"
)


def _names_posts(connection: Connection, changed: Changed) -> bool:
    told = (rows.subquery() for rows in (changed.came, changed.went))
    return any(connection.execute(select(one.c.post).where(one.c.post != "").limit(1)).first() for one in told)


def _widen_large(connection: Connection, seq: int, *, is_first: bool) -> set[str]:
    """Scopes that nothing lies below, and that become large: what comes now is counted of them like of any wide one."""
    grown: set[str] = set()
    for side in SIDES:
        named = connection.execute(_GROWN[side], {"later": not is_first}).scalars()
        grown |= lines.widen(connection, side, named, seq)
    return grown


def _grown(side: str) -> TextClause:
    return text(f"""
        SELECT l.id FROM (SELECT {side} AS id, sum(participations) AS came FROM cells GROUP BY {side}) c
        JOIN lines l ON l.kind = '{side}' AND l.id = c.id AND l.above = l.id AND NOT l.wide
        WHERE c.came >= {LARGE}
        OR (:later AND EXISTS (SELECT 1 FROM services s WHERE s.{side} = l.id LIMIT 1 OFFSET {LARGE - 1}))
    """)  # noqa: S608 - all ours


_GROWN: Final = {side: _grown(side) for side in SIDES}


def _summed(rows: Select[Any], sign: int) -> Select[Any]:
    told = rows.subquery()
    many = func.count() * literal(sign)
    sums = {name: func.coalesce(func.sum(told.c[name]), 0) * literal(sign) for name in _NUMBERS}
    keys = [told.c[name] for name in _KEYS]
    return select(*keys, *(sums.get(name, many) for name in OF_SERVICES)).group_by(*keys)


def _tally(side: str) -> str:
    named, sums = ", ".join(OF_SERVICES), ", ".join(f"sum({name})" for name in OF_SERVICES)
    each = ", ".join(f"sum({name}) AS {name}" for name in OF_SERVICES)
    changes = " OR ".join(f"sum({name}) <> 0" for name in OF_SERVICES)
    return f"""
        INSERT INTO tallies (scope, day, task, said, seq, {named})
        SELECT '{side[0]}:' || l.above, c.day, c.task, c.said, :seq, {sums}
        FROM (SELECT {side}, day, task, said, {each} FROM cells GROUP BY {side}, day, task, said) c
        JOIN lines l ON l.kind = '{side}' AND l.id = c.{side} AND l.wide
        GROUP BY l.above, c.day, c.task, c.said HAVING {changes}
    """  # noqa: S608 - all ours


_TALLY: Final = {side: _tally(side) for side in SIDES}


def _count_requests(connection: Connection, seq: int) -> None:
    """Requests at which somebody was reported present, and the services of which are others now."""
    of_requests = select(_cells.c.request, _cells.c.day).where(_cells.c.request != "").distinct()
    named = [(row.request, row.day) for row in connection.execute(of_requests)]
    if not named:
        return
    found = Found(connection)
    found.add(ask.entries(connection, requests=sorted({request for request, _day in named})))
    tally = Tally(Books(found.entries.values()), CentreShelf(connection), _StoodAsOf(connection))
    groups: list[GroupKey] = [("request", request, day) for request, day in named]
    tally.recount(seq, groups)
    sums: recount.Sums = {}
    for (_seq, (scope, day, task, said)), counts in tally.deltas.tallies.items():
        sums[scope, day_number(day), task, said] = Counter({str(name): many for name, many in counts.items()})
    recount.add(connection, "tallies", seq, sums)


class _StoodAsOf:
    """Who was at a request by service records, as of a commit."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __call__(self, request: str, day: date, seq: int) -> Iterable[Stood]:
        return [Stood(*row) for row in ask.stood_as_of(self._connection, request, day_number(day), seq)]
