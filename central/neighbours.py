"""Something was seen on a day more, or a day less: what that makes of the days before and after it.

1. In every scope it is asked whether it was there on that day anyhow, and when it was there last before and first
   after: steps in an index, however long it has been coming.
2. One day more lies between two others: the one after it was last there on this day, no more on the one before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, bindparam, text

from central.tables import day_number
from central.tables_of_figures import NEVER
from central.tallying import Spot
from postcmd.counting import What

AT_ONCE: Final = 500
SIDES: Final = ("unit", "place")
AFTER: Final = "{t}seq <= {at} AND ({t}until IS NULL OR {t}until > {at})"
BEFORE: Final = "{t}seq < {at} AND ({t}until IS NULL OR {t}until >= {at})"
_OF_SERVICES: Final[dict[What, tuple[str, str]]] = {
    "people": ("services s", "s.volunteer = c.thing"),
    "teams": ("services s", "s.unit = c.thing AND s.team = ''"),
    "communities": (
        "lines g JOIN services s ON s.place = g.id",
        "g.kind = 'community' AND g.above = c.thing",
    ),
}
"""Where service records show the same; a live post is none of theirs."""


def note(connection: Connection, what: What, told: Sequence[tuple[int, Spot]]) -> None:
    """Each of these on one day more or less, in its commit."""
    if connection.dialect.name == "postgresql":
        # Planning the question takes ten times as long as answering it; it is the same whatever is asked about.
        connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
    for start in range(0, len(told), AT_ONCE):
        _note(connection, what, told[start : start + AT_ONCE])


def _note(connection: Connection, what: What, told: Sequence[tuple[int, Spot]]) -> None:
    rows: Counter[tuple[str, int, int, int]] = Counter()
    asked = {
        "seqs": sorted({seq for seq, _spot in told}),
        "things": sorted({spot[1] for _seq, spot in told}),
        "days": sorted({day_number(spot[2]) for _seq, spot in told}),
        "what": what,
    }
    wanted = {(seq, spot[1], day_number(spot[2])) for seq, spot in told}
    for row in connection.execute(_asking(what, connection.dialect.name == "sqlite"), asked):
        if (row.at, row.thing, row.day) in wanted and bool(row.was) != bool(row.present):
            for key, delta in _between(row, 1 if row.present else -1):
                rows[key] += delta
    _add(connection, what, rows)


def _between(row: Any, sign: int) -> Iterable[tuple[tuple[str, int, int, int], int]]:
    before = NEVER if row.before is None else row.before
    yield (row.scope, row.day, before, row.at), sign
    if row.after is not None:
        yield (row.scope, row.after, before, row.at), -sign
        yield (row.scope, row.after, row.day, row.at), sign


def _add(connection: Connection, what: What, rows: Counter[tuple[str, int, int, int]]) -> None:
    """A commit may have said something of the same days already, of another one."""
    told = [
        {"scope": scope, "what": what, "day": day, "prev": prev, "seq": seq, "delta": delta}
        for (scope, day, prev, seq), delta in rows.items()
        if delta
    ]
    if told:
        connection.execute(_ADD, told)


_ADD: Final = text(
    "INSERT INTO firsts (scope, what, day, prev, seq, delta) VALUES (:scope, :what, :day, :prev, :seq, :delta) "
    "ON CONFLICT (scope, what, day, prev, seq) DO UPDATE SET delta = firsts.delta + excluded.delta"
)


@cache
def _asking(what: What, is_local: bool) -> Any:
    """To PostgreSQL a list is one value: so the text stays the same, and is planned once."""
    said = " UNION ALL ".join(_asked(what, side) for side in SIDES)
    names = ("seqs", "things", "days")
    if is_local:
        return text(said).bindparams(*(bindparam(name, expanding=True) for name in names))
    for name in names:
        said = said.replace(f"IN :{name}", f"= ANY(:{name})")
    return text(said)


def _asked(what: What, side: str) -> str:
    """Of every wide scope: whether it was there on the day before and after the commit, and on which days around it."""
    there = {
        name: " OR ".join(f"EXISTS ({one})" for one in _shown(what, side, "1", "{p}day = c.day", valid))
        for name, valid in (("was", BEFORE), ("present", AFTER))
    }
    around = {
        name: _nearest([f"({one} ORDER BY 1 {way} LIMIT 1)" for one in _shown(what, side, "{p}day", how, AFTER)], pick)
        for name, how, way, pick in (
            ("before", "{p}day < c.day", "DESC", "max"),
            ("after", "{p}day > c.day", "ASC", "min"),
        )
    }
    changed = [
        f"SELECT p.thing, p.day, l.above, p.{at} AS at FROM presences p "  # noqa: S608 - all ours
        f"JOIN lines l ON l.kind = '{side}' AND l.id = p.{side} AND l.wide "
        f"WHERE p.what = :what AND p.thing IN :things AND p.day IN :days AND p.{at} IN :seqs"
        for at in ("seq", "until")
    ]
    return f"""
        SELECT '{side[0]}:' || c.above AS scope, c.thing, c.day, c.at,
            CASE WHEN {there["was"]} THEN 1 ELSE 0 END AS was,
            CASE WHEN {there["present"]} THEN 1 ELSE 0 END AS present,
            {around["before"]} AS before, {around["after"]} AS after
        FROM ({" UNION ".join(changed)}
        ) c
    """  # noqa: S608 - all ours


def _shown(what: What, side: str, column: str, when: str, valid: str) -> list[str]:
    """What shows it to have been in the scope: live records, and service records."""
    lies = f"JOIN lines x ON x.kind = '{side}' AND x.id = {{p}}{side} AND x.above = c.above"
    sources = [("presences p", "p.what = :what AND p.thing = c.thing", "p.")]
    if what in _OF_SERVICES:
        sources.append((*_OF_SERVICES[what], "s."))
    return [
        f"SELECT {column.format(p=prefix)} FROM {table} {lies.format(p=prefix)} "  # noqa: S608 - all ours
        f"WHERE {same} AND {when.format(p=prefix)} AND {valid.format(t=prefix, at='c.at')}"
        for table, same, prefix in sources
    ]


def _nearest(parts: list[str], pick: str) -> str:
    days = " UNION ALL ".join(f"SELECT * FROM {part} d{number}" for number, part in enumerate(parts))  # noqa: S608
    return f"(SELECT {pick}(day) FROM ({days}) d)"  # noqa: S608 - all ours
