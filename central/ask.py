"""Asking for many records at once, in the words of each database.

1. What is asked is the same on every database; only how a list is handed over differs.
2. The text of a statement hardly depends on how much is asked for, so that few are made and prepared, once each.

To PostgreSQL a list is one value. SQLite takes its items: asked kind by kind, some at once, the list filled up with
what is in it already. (`json_each` would take one value too; SQLite 3.40 crashes in it once another database was laid
into the connection.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from typing import Any, Final

from sqlalchemy import Connection

_RECORDS: Final = "SELECT kind, id, body, stamps, log, deleted FROM records"
_SIZES: Final = (1, 2, 4, 16, 64, 256)
_MOST: Final = _SIZES[-1]


def records(connection: Connection, ids: dict[str, list[str]], parents: list[str]) -> Iterable[Any]:
    """Records by their ids, kind by kind, and those that stand below `parents` and are not deleted; some maybe twice.

    Kind by kind, since a list of pairs would make SQLite read the whole table.
    """
    asked = [(_of(kind), some) for kind, some in ids.items()] + ([(_CHILDREN, parents)] if parents else [])
    if connection.dialect.name == "sqlite":
        each = ((beginning, some) for beginning, all_ in asked for some in _filled(all_))
        return chain.from_iterable(
            _rows(connection, _one_by_one(beginning, len(some)), tuple(some)) for beginning, some in each
        )
    said = _together(tuple(beginning for beginning, _ in asked))
    return _rows(connection, said, tuple(values for _, values in asked)) if asked else ()


# Naming the kind too would lead SQLite to the wrong index.
_CHILDREN: Final = f"{_RECORDS} WHERE NOT deleted AND parent"


def _of(kind: str) -> str:
    return f"{_RECORDS} WHERE kind = '{kind}' AND id"


@cache
def _one_by_one(beginning: str, count: int) -> str:
    return f"{beginning} IN ({', '.join('?' * count)})"


@cache
def _together(beginnings: tuple[str, ...]) -> str:
    return " UNION ALL ".join(f"{beginning} = ANY(%s)" for beginning in beginnings)


def _filled(values: list[str]) -> Iterator[list[str]]:
    """The values in lists of few different lengths; a value may be there more than once."""
    for start in range(0, len(values), _MOST):
        some = values[start : start + _MOST]
        size = next(size for size in _SIZES if size >= len(some))
        yield some + some[-1:] * (size - len(some))


def _rows(connection: Connection, said: str, values: tuple[Any, ...]) -> Iterable[Any]:
    return connection.exec_driver_sql(said, values).all()
