"""Asking the tallies: few rows, whatever stands behind them.

1. What is asked as of a commit is the sum of the rows up to it.
2. Of a wide scope the tallies say everything. Of another one, service records are summed themselves: its own, of the
   days asked for.
3. Of a unit's people at a place, records are counted themselves, as far as they lie in both.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, bindparam, text

from central.figures_scope import Asked, Scope
from central.firsts import AFTER, WHATS, shown
from central.recount import OF_SERVICES
from central.tables_of_figures import MEASURES
from postcmd.counting import What

_SUMS: Final = ", ".join(f"sum({name})" for name in MEASURES)
_STANDS: Final = "sum(placements), sum(heads), sum(unsaid)"
VALID: Final = AFTER


class Row(NamedTuple):
    """What one scope says of a day (None: of all of them), a task and a qualifier."""

    scope: str
    day: int | None
    task: str
    said: str
    values: Mapping[str, int]


class Held(NamedTuple):
    """Placements that hold from the day on, or (less than none) do no more."""

    scope: str
    day: int
    said: str
    placements: int
    heads: int
    unsaid: int


class Things(NamedTuple):
    """How many of what count once each: by scope, in the whole period, and by day where that was asked for."""

    of_period: Counter[tuple[str, What]]
    by_day: Counter[tuple[str, What, int]]


def tallied(connection: Connection, scopes: Sequence[str], asked: Asked) -> Iterator[Row]:
    """By day."""
    said = f"""
        SELECT scope, day, task, said, {_SUMS} FROM tallies
        WHERE scope IN :scopes AND day BETWEEN :first AND :last AND seq <= :seq GROUP BY scope, day, task, said
    """  # noqa: S608 - all ours
    for scope, day, task, qualifier, *values in _of(connection, said, scopes, asked):
        yield Row(scope, day, task, qualifier, _named(MEASURES, values))


def tallied_in_all(connection: Connection, scopes: Sequence[str], asked: Asked) -> Iterator[Row]:
    """Over the days; what may not be summed over them (`unnamed`, `seen`) by day."""
    said = f"""
        SELECT scope, task, said, {_SUMS} FROM tallies
        WHERE scope IN :scopes AND day BETWEEN :first AND :last AND seq <= :seq GROUP BY scope, task, said
    """  # noqa: S608 - all ours
    for scope, task, qualifier, *values in _of(connection, said, scopes, asked):
        summed = _named(MEASURES, values) | {"unnamed": 0, "seen": 0}
        yield Row(scope, None, task, qualifier, summed)
    by_day = """
        SELECT scope, day, said, sum(unnamed), sum(seen) FROM tallies
        WHERE scope IN :scopes AND day BETWEEN :first AND :last AND seq <= :seq AND (unnamed <> 0 OR seen <> 0)
        GROUP BY scope, day, said
    """
    for scope, day, qualifier, *values in _of(connection, by_day, scopes, asked):
        yield Row(scope, day, "", qualifier, _named(("unnamed", "seen"), values))


def held(connection: Connection, scopes: Sequence[str], asked: Asked) -> list[Held]:
    """Up to the last day."""
    said = f"""
        SELECT scope, day, said, {_STANDS} FROM standing
        WHERE scope IN :scopes AND day <= :last AND seq <= :seq GROUP BY scope, day, said ORDER BY day
    """  # noqa: S608 - all ours
    rows = _of(connection, said, scopes, asked)
    return [Held(scope, day, qualifier, *map(int, stands)) for scope, day, qualifier, *stands in rows]


def first_seen(connection: Connection, scopes: Sequence[str], asked: Asked, *, by_day: bool) -> Things:
    """From the rows of `firsts`: of wide scopes."""
    day = "day" if by_day else "0"
    said = f"""
        SELECT scope, what, {day}, sum(delta), sum(CASE WHEN prev < :first THEN delta ELSE 0 END) FROM firsts
        WHERE scope IN :scopes AND what IN :whats AND day BETWEEN :first AND :last AND seq <= :seq
        GROUP BY scope, what{", day" if by_day else ""}
    """  # noqa: S608 - all ours
    found = Things(Counter(), Counter())
    for scope, what, on, many, new in _of(connection, said, scopes, asked):
        found.of_period[scope, what] += int(new)
        if by_day:
            found.by_day[scope, what, on] += int(many)
    return found


def of_services(connection: Connection, scope: Scope, asked: Asked, *, alone: bool = False) -> Iterator[Row]:
    """Service records of the scope, or of it `alone`, summed by day."""
    where, named = within(scope, alone=alone)
    sums = ", ".join(OF_SERVICES.values())
    said = f"""
        SELECT day, task, said, {sums} FROM services
        WHERE {where} AND day BETWEEN :first AND :last AND {VALID.format(t="")} GROUP BY day, task, said
    """  # noqa: S608 - all ours
    for day, task, qualifier, *values in _rows(connection, said, {**named, **_days(asked)}):
        yield Row("", day, task, qualifier, _named(tuple(OF_SERVICES), values))


def is_spread(connection: Connection, scope: Scope, asked: Asked) -> bool:
    """Whether any of its service records only stands for a share of a total."""
    # Hardly any centre has one; where there is none, the first question costs nothing however much there is.
    if connection.execute(text("SELECT 1 FROM services WHERE spread LIMIT 1")).first() is None:
        return False
    where, named = within(scope)
    days = "day BETWEEN :first AND :last"
    said = f"SELECT 1 FROM services WHERE spread AND {where} AND {days} AND {VALID.format(t='')} LIMIT 1"  # noqa: S608
    return any(True for _row in _rows(connection, said, {**named, **_days(asked)}))


def of_services_of_each(connection: Connection, side: str, ids: Sequence[str], asked: Asked) -> Iterator[Row]:
    """The same of several that nothing lies below, over the days."""
    sums = ", ".join(OF_SERVICES.values())
    said = f"""
        SELECT {side}, task, said, {sums} FROM services
        WHERE {side} IN :scopes AND day BETWEEN :first AND :last AND {VALID.format(t="")} GROUP BY {side}, task, said
    """  # noqa: S608 - all ours
    for named, task, qualifier, *values in _of(connection, said, ids, asked):
        yield Row(f"{side[0]}:{named}", None, task, qualifier, _named(tuple(OF_SERVICES), values))


def seen_here(connection: Connection, scope: Scope, asked: Asked, *, by_day: bool, alone: bool = False) -> Things:
    """Counted from what shows them to have been there: of scopes that are not wide, and of a unit at a place."""
    where, named = within(scope, alone=alone)
    asking = {**named, **_days(asked)}
    found = Things(Counter(), Counter())
    for what in WHATS:
        sources = shown(what, VALID, where=f"{where} AND day BETWEEN :first AND :last")
        for many in _rows(connection, f"SELECT count(DISTINCT thing) FROM ({sources}) t", asking):  # noqa: S608
            found.of_period["", what] += many[0]
        each = f"SELECT day, count(DISTINCT thing) FROM ({sources}) t GROUP BY day"  # noqa: S608 - all ours
        for day, many in _rows(connection, each, asking) if by_day else ():
            found.by_day["", what, day] += many
    return found


def seen_at_each(connection: Connection, side: str, ids: Sequence[str], asked: Asked) -> Counter[tuple[str, What]]:
    """The same of several that nothing lies below, in the whole period."""
    found: Counter[tuple[str, What]] = Counter()
    for what in WHATS:
        said = f"""
            SELECT {side}, count(DISTINCT thing) FROM (
                {shown(what, VALID, where=f"{side} IN :scopes AND day BETWEEN :first AND :last")}
            ) s GROUP BY {side}
        """  # noqa: S608 - all ours
        for named, many in _of(connection, said, ids, asked):
            found[f"{side[0]}:{named}", what] += many
    return found


def within(scope: Scope, *, alone: bool = False) -> tuple[str, dict[str, Any]]:
    """The condition that a row lies in the scope, or (`alone`) nowhere below it, and its parameters."""
    found, named = [], {}
    for side, one in (("unit", scope.unit), ("place", scope.place)):
        if one is not None:
            below = f"IN (SELECT id FROM lines WHERE kind = '{side}' AND above = :in_{side})"  # noqa: S608 - all ours
            found.append(f"{side} {f'= :in_{side}' if alone else below}")
            named[f"in_{side}"] = one.id
    return " AND ".join(found), named


def by_scope(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.scope].append(row)
    return found


def _days(asked: Asked) -> dict[str, Any]:
    first, last = asked.days
    return {"first": first, "last": last, "seq": asked.seq}


def _of(connection: Connection, said: str, scopes: Sequence[str], asked: Asked) -> Iterable[Any]:
    if not scopes:
        return ()
    return _rows(connection, said, {**_days(asked), "scopes": list(scopes), "whats": list(WHATS)})


def _rows(connection: Connection, said: str, asked: dict[str, Any]) -> Iterable[Any]:
    """Only what the statement names is handed over."""
    statement = text(said)
    lists = [name for name in ("scopes", "whats") if f":{name}" in said]
    statement = statement.bindparams(*(bindparam(name, expanding=True) for name in lists))
    return connection.execute(statement, {name: value for name, value in asked.items() if f":{name}" in said})


def _named(names: Sequence[str], values: Sequence[Any]) -> dict[str, int]:
    return {name: int(value) for name, value in zip(names, values, strict=True)}
