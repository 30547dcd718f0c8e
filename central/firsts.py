"""What counts once each, whatever it is: how many there were of it on a day that were there before last on another.

1. Of a period, those count that were there on one of its days and last before the period began, or never: a range of
   rows, however many people there are.
2. Only those whom a commit changes are looked at. Whoever was there on one day more or less is looked at between the
   days before and after it (`neighbours.py`); of many at once, what they were and what they are is compared.
3. Scopes that nothing lies below are not kept: their own rows are as few.
4. A service record shows its volunteer, its team or else its unit, the post that it names and the community of its
   place to have been there, like a duty does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, get_args

from sqlalchemy import Connection, bindparam, text

from central import neighbours
from central.tables_of_figures import NEVER
from central.tallying import Spot
from postcmd.counting import What

WHATS: Final[tuple[What, ...]] = get_args(What)
AT_ONCE: Final = 500
MANY: Final = 1_000
"""Spots of one transaction from which on it pays to let PostgreSQL look at the tables first."""
SIDES: Final = neighbours.SIDES
STANDING: Final = "{t}until IS NULL"
AFTER: Final = neighbours.AFTER.format(t="{t}", at=":seq")
BEFORE: Final = neighbours.BEFORE.format(t="{t}", at=":seq")
Narrowed = dict[str, str]
"""How those who changed are named: conditions for presences and for services, by what they are."""

_NAMED: Final[Narrowed] = {
    "presences": "thing IN :things",
    "people": "volunteer IN :things",
    "teams": "unit IN :things AND team = ''",
    "communities": "l.above IN :things",
}
"""A record's post or squad is no service's; its unit may be a service's team."""


def note(connection: Connection, spots: Mapping[int, Iterable[Spot]]) -> None:
    """These came to be seen, or no more, in these commits, by live records."""
    one_day: dict[What, list[tuple[int, Spot]]] = defaultdict(list)
    several: dict[tuple[int, What], list[str]] = defaultdict(list)
    for seq, changed in spots.items():
        days: dict[tuple[What, str], list[Spot]] = defaultdict(list)
        for spot in changed:
            days[spot[0], spot[1]].append(spot)
        for (what, thing), some in days.items():
            if len({spot[2] for spot in some}) == 1:
                one_day[what].append((seq, some[0]))
            else:
                several[seq, what].append(thing)
    if sum(map(len, one_day.values())) + sum(map(len, several.values())) >= MANY:
        _let_look(connection)
    for (seq, what), things in several.items():
        _note_days(connection, seq, what, things)
    for what, told in sorted(one_day.items()):
        neighbours.note(connection, what, told)


def _let_look(connection: Connection) -> None:
    """What one transaction wrote is unknown to the planner: it would read the whole table for each of the things."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ANALYZE presences, lines")


def _note_days(connection: Connection, seq: int, what: What, things: list[str]) -> None:
    """What changes on several days at once is looked at with all its days."""
    for side in SIDES:
        asked = text(_note(what, side, _NAMED) + _ADDED).bindparams(bindparam("things", expanding=True))
        for start in range(0, len(things), AT_ONCE):
            some = things[start : start + AT_ONCE]
            connection.execute(asked, {"seq": seq, "what": what, "things": some})


_ADDED: Final = " ON CONFLICT (scope, what, day, prev, seq) DO UPDATE SET delta = firsts.delta + excluded.delta"


def shown(what: What, valid: str, narrowed: Narrowed | None = None, where: str = "") -> str:
    """Everything that shows something of that kind to have been there: thing, unit, place, day.

    `where`: what must be so of unit, place and day; said of each source, since SQLite would read all of them first. It
    is told to begin with the services then, too: it would look at those of every community there is.
    """
    first = " CROSS JOIN" if where else ","
    also = {key: f" AND {condition}" for key, condition in (narrowed or {}).items()}
    valid = f"{valid} AND {where}" if where else valid
    live = f"{valid.format(t='')}{also.get('presences', '')}"
    parts = [f"SELECT thing, unit, place, day FROM presences WHERE what = '{what}' AND {live}"]  # noqa: S608 - all ours
    if narrowed is None or what in narrowed:
        parts.append(_OF_SERVICES[what].format(valid=valid.format(t="s."), also=also.get(what, ""), first=first))
    return " UNION ALL ".join(parts)


_OF_SERVICES: Final[dict[What, str]] = {
    "people": "SELECT volunteer AS thing, unit, place, day FROM services s WHERE {valid}{also}",
    "teams": "SELECT CASE WHEN team = '' THEN unit ELSE unit || '/' || team END AS thing, unit, place, day "
    "FROM services s WHERE {valid}{also}",
    "posts": "SELECT unit || '/' || post AS thing, unit, place, day FROM services s WHERE post <> '' AND {valid}{also}",
    "communities": "SELECT l.above AS thing, s.unit, s.place, s.day FROM services s{first} lines l "
    "WHERE l.kind = 'community' AND l.id = s.place AND {valid}{also}",
}


def led(sources: str, side: str, also: str = "") -> str:
    """Each once for every scope and day, with the day it was there before last. Of each source (`sign`) apart.

    Whoever is there twice on a day is last there on that day: so one sort tells both, and nothing is made distinct.
    """
    return f"""
        SELECT above, sign, day, coalesce(last, {NEVER}) AS prev FROM (
            SELECT l.above, b.sign, b.day,
                lag(b.day) OVER (PARTITION BY b.thing, b.sign, l.above ORDER BY b.day) AS last
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
    else:
        # Else SQLite sorts all of it once more for each side: so it sorts what one of them did, one after another.
        connection.exec_driver_sql("CREATE INDEX temp.seen_each ON seen (thing, sign)")
    for side in SIDES:
        connection.execute(text(_noted("SELECT * FROM seen", side)), {"seq": seq, "what": what})
    connection.exec_driver_sql("DROP TABLE seen")
