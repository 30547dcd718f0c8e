"""What counts once each, whatever it is: how many there were of it on a day that were there before last on another.

1. Of a period, those count that were there on one of its days and last before the period began, or never: a range of
   rows, however many people there are.
2. Only those whom a commit changes are looked at, with all their days; what they were and what they are is compared.
3. Scopes that nothing lies below are not kept: their own rows are as few.
4. A service record shows its volunteer, its team or else its unit, the post that it names and the community of its
   place to have been there, like a duty does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, get_args

from sqlalchemy import Connection, bindparam, text

from central.tables_of_figures import NEVER
from central.tallying import Spot
from postcmd.counting import What

WHATS: Final[tuple[What, ...]] = get_args(What)
SIDES: Final = ("unit", "place")
STANDING: Final = "{t}until IS NULL"
AFTER: Final = "{t}seq <= :seq AND ({t}until IS NULL OR {t}until > :seq)"
BEFORE: Final = "{t}seq < :seq AND ({t}until IS NULL OR {t}until >= :seq)"
Narrowed = dict[str, str]
"""How those who changed are named: conditions for presences and for services, by what they are."""

_NAMED: Final[Narrowed] = {
    "presences": "thing IN :things",
    "people": "volunteer IN :things",
    "teams": "unit IN :things AND team = ''",
    "communities": "l.above IN :things",
}
"""A record's post or squad is no service's; its unit may be a service's team."""


def note(connection: Connection, seq: int, spots: Iterable[Spot]) -> None:
    """These came to be seen, or no more, in commit `seq`, by live records."""
    named: dict[What, set[str]] = defaultdict(set)
    for what, thing, *_where in spots:
        named[what].add(thing)
    for what, things in sorted(named.items()):
        for side in SIDES:
            said = _note(what, side, _NAMED)
            asked = text(said).bindparams(bindparam("things", expanding=True))
            connection.execute(asked, {"seq": seq, "what": what, "things": sorted(things)})


def shown(what: What, valid: str, narrowed: Narrowed | None = None, where: str = "") -> str:
    """Everything that shows something of that kind to have been there: thing, unit, place, day.

    `where`: what must be so of unit, place and day; said of each source, since SQLite would read all of them first.
    """
    also = {key: f" AND {condition}" for key, condition in (narrowed or {}).items()}
    valid = f"{valid} AND {where}" if where else valid
    live = f"{valid.format(t='')}{also.get('presences', '')}"
    parts = [f"SELECT thing, unit, place, day FROM presences WHERE what = '{what}' AND {live}"]  # noqa: S608 - all ours
    if narrowed is None or what in narrowed:
        parts.append(_OF_SERVICES[what].format(valid=valid.format(t="s."), also=also.get(what, "")))
    return " UNION ALL ".join(parts)


_OF_SERVICES: Final[dict[What, str]] = {
    "people": "SELECT volunteer AS thing, unit, place, day FROM services s WHERE {valid}{also}",
    "teams": "SELECT CASE WHEN team = '' THEN unit ELSE unit || '/' || team END AS thing, unit, place, day "
    "FROM services s WHERE {valid}{also}",
    "posts": "SELECT unit || '/' || post AS thing, unit, place, day FROM services s WHERE post <> '' AND {valid}{also}",
    "communities": "SELECT l.above AS thing, s.unit, s.place, s.day FROM services s "
    "JOIN lines l ON l.kind = 'community' AND l.id = s.place WHERE {valid}{also}",
}


def led(sources: str, side: str, also: str = "") -> str:
    """Each once for every scope and day, with the day it was there before last. Of each source (`sign`) apart.

    Whoever is there twice on a day is last there on that day: so one sort tells both, and nothing is made distinct.
    """
    return f"""
        SELECT above, sign, day, coalesce(last, {NEVER}) AS prev FROM (
            SELECT l.above, b.sign, b.day,
                lag(b.day) OVER (PARTITION BY b.sign, l.above, b.thing ORDER BY b.day) AS last
            FROM ({sources}) b JOIN lines l ON l.kind = '{side}' AND l.id = b.{side} AND l.wide{also}
        ) seen WHERE last IS NULL OR last <> day
    """  # noqa: S608 - all ours


def _note(what: What, side: str, narrowed: Narrowed) -> str:
    both = " UNION ALL ".join(
        f"SELECT {sign} AS sign, thing, unit, place, day FROM ({shown(what, valid, narrowed)}) {name}"  # noqa: S608
        for sign, name, valid in ((1, "after", AFTER), (-1, "before", BEFORE))
    )
    return _noted(both, side)


def _noted(sources: str, side: str) -> str:
    return f"""
        INSERT INTO firsts (scope, what, day, prev, seq, delta)
        SELECT '{side[0]}:' || above, :what, day, prev, :seq, sum(sign) FROM ({led(sources, side)}) led
        GROUP BY above, day, prev HAVING sum(sign) <> 0
    """  # noqa: S608 - all ours


def note_services(connection: Connection, seq: int, narrowed: Narrowed, what: What, *, is_first: bool) -> None:
    """The same of those whom the services of commit `seq` concern; `is_first`: none of them was known before."""
    each = "" if what == "people" else "DISTINCT "
    columns = f"{each}{{sign}} AS sign, thing, unit, place, day"
    connection.exec_driver_sql("DROP TABLE IF EXISTS seen")
    after = f"SELECT {columns.format(sign=1)} FROM ({shown(what, AFTER, narrowed)}) s"  # noqa: S608
    connection.execute(text(f"CREATE TEMPORARY TABLE seen AS {after}"), {"seq": seq})
    if not is_first:
        before = f"SELECT {columns.format(sign=-1)} FROM ({shown(what, BEFORE, narrowed)}) s"  # noqa: S608
        connection.execute(text(f"INSERT INTO seen {before}"), {"seq": seq})
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ANALYZE seen")
    for side in SIDES:
        connection.execute(text(_noted("SELECT * FROM seen", side)), {"seq": seq, "what": what})
    connection.exec_driver_sql("DROP TABLE seen")
