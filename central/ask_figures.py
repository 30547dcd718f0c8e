"""Asking for what the figures are kept in, in the words of each database: few questions, whatever is asked for.

1. Only what stands is asked for here: what ceased to count is for who looks at the past.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from sqlalchemy import Connection, text

from postcmd.counting import What

_ENTRIES: Final = "SELECT seq, body FROM entries WHERE until IS NULL AND "
_PRESENCES: Final = "SELECT what, thing, day, unit, place, seq, n FROM presences WHERE until IS NULL AND "
_STOOD: Final = (
    "SELECT request, day, unit, count(DISTINCT volunteer), count(*) FROM services "
    "WHERE until IS NULL AND request <> '' AND "
)
_BY_UNIT: Final = " GROUP BY request, day, unit"
Values = Sequence[Any]
_MOST: Final = 256
Asked = tuple[tuple[str, Values], ...]
"""Columns, each with the values one of which it must have."""


def entries(
    connection: Connection,
    *,
    ids: Mapping[str, Values] | None = None,
    posts: Values = (),
    requests: Values = (),
    families: Values = (),
    placed: Values = (),
    units: Values = (),
    days: Values | None = None,
) -> Iterable[Any]:
    """Entries (since which commit, what it says) by any of these; those with days on one of `days`, if any are said.

    `placed`: the placements of these units."""
    on_days = (("day", days),) if days is not None else ()
    asked: list[tuple[str, Asked]] = [
        *((f"kind = '{kind}' AND ", (("id", some),)) for kind, some in (ids or {}).items()),
        ("", (("post", posts),)),
        ("", (*on_days, ("request", requests))),
        ("", (*on_days, ("family", families))),
        ("kind = 'placement' AND ", (("unit", placed),)),
        ("", (*on_days, ("unit", units))),
    ]
    # A squad sent to a request stands beside its days.
    if days is not None and requests:
        asked.append(("kind = 'squad' AND ", (("request", requests),)))
    return _either(connection, _ENTRIES, [one for one in asked if all(values for _, values in one[1])])


def presences(connection: Connection, spots: Sequence[tuple[What, str, Any, str, str]]) -> Iterable[Any]:
    """What stands of these things on these days, for whatever unit, at whatever place."""
    whats, things, days = (sorted({spot[part] for spot in spots}) for part in range(3))
    return _either(connection, _PRESENCES, [("", (("what", whats), ("day", days), ("thing", things)))])


def stood(connection: Connection, requests: Values, days: Values | None) -> Iterable[Any]:
    """Of these requests, by day and unit: how many people, how often, have a service record of it."""
    on_days = (("day", days),) if days is not None else ()
    asked = [("", (*on_days, ("request", requests)))] if requests and days != [] else []
    return _either(connection, _STOOD, asked, _BY_UNIT)


def _either(
    connection: Connection, beginning: str, asked: Sequence[tuple[str, Asked]], ending: str = ""
) -> Iterable[Any]:
    if not asked:
        return ()
    if connection.dialect.name == "sqlite":
        each = (_one_by_one(connection, beginning + also, columns, ending) for also, columns in asked)
        return chain.from_iterable(each)
    said = " UNION ALL ".join(
        beginning + also + " AND ".join(f"{column} = ANY(%s)" for column, _ in columns) + ending
        for also, columns in asked
    )
    values = tuple(list(some) for _, columns in asked for _, some in columns)
    return connection.exec_driver_sql(said, values).all()


def _one_by_one(connection: Connection, beginning: str, columns: Asked, ending: str) -> Iterable[Any]:
    """Lists are filled up to one of few lengths, so that few statements are made; the last one comes in parts."""
    *others, (last, values) = columns
    whole = [(name, _padded(list(some))) for name, some in others]
    for start in range(0, len(values), _MOST):
        lists = [*whole, (last, _padded(list(values[start : start + _MOST])))]
        said = " AND ".join(f"{name} IN ({', '.join('?' * len(some))})" for name, some in lists)
        given = tuple(chain.from_iterable(some for _, some in lists))
        yield from connection.exec_driver_sql(beginning + said + ending, given).all()


def _padded(values: list[Any]) -> list[Any]:
    size = 1 << (len(values) - 1).bit_length() if values else 0
    return values + values[-1:] * (size - len(values))


def stood_by_day(connection: Connection) -> Iterable[Any]:
    """The same of every request and day: request, day, unit, people, times."""
    return connection.exec_driver_sql(
        "SELECT request, day, unit, count(DISTINCT volunteer), count(*) FROM services "
        "WHERE request <> '' AND until IS NULL GROUP BY request, day, unit"
    )


def stood_as_of(connection: Connection, request: str, day: int, seq: int) -> Iterable[Any]:
    """By unit, as of the commit: how many people, how often, have a service record of the request on the day."""
    said = text(
        "SELECT unit, count(DISTINCT volunteer), count(*) FROM services WHERE request = :request AND day = :day "
        "AND request <> '' AND seq <= :seq AND (until IS NULL OR until > :seq) GROUP BY unit"
    )
    return connection.execute(said, {"request": request, "day": day, "seq": seq}).all()


def requests_of(connection: Connection, units: Values) -> Iterable[str]:
    """The requests that service records of these units name."""
    beginning = "SELECT DISTINCT request FROM services WHERE until IS NULL AND request <> '' AND "
    return (request for (request,) in _either(connection, beginning, [("", (("unit", units),))] if units else []))
