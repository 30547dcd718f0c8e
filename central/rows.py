"""Many rows with one statement, and many statements as one.

1. What is written is the same on every database; only the number of messages differs.

SQLite takes rows one by one without leaving the process. To PostgreSQL every row would be a message of its own: there
the rows travel as one JSON text, which costs a fifth of the time and, on our side, a quarter of the work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

import msgspec
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Dialect,
    Integer,
    Table,
    TypeDecorator,
    bindparam,
    delete,
    insert,
    update,
)

Rows = Sequence[dict[str, Any]]

_TYPES: Final = ((BigInteger, "bigint"), (Integer, "integer"), (Boolean, "boolean"))
_encode: Final = msgspec.json.Encoder().encode


class Sheaf:
    """Writes that are sent together: to PostgreSQL as one statement, so that nothing waits for the answers between.

    The parts of one statement do not see one another: what stands on an earlier write goes into another sheaf.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_local = connection.dialect.name == "sqlite"
        self._parts: list[str] = []
        self._values: list[Any] = []

    def insert(self, table: Table, rows: Rows) -> None:
        """Every row says the same columns."""
        if rows and self._is_local:
            self._connection.execute(_insert(table), rows)
        elif rows:
            names = tuple(rows[0])
            said = f"INSERT INTO {table.name} ({', '.join(names)}) SELECT * FROM {_recordset(table, names)}"  # noqa: S608 - all ours
            self._add(said, table, rows)

    def update(self, table: Table, keys: tuple[str, ...], rows: Rows) -> None:
        """Set the other columns of the rows that have these keys."""
        if rows and self._is_local:
            self._connection.execute(_update(table, keys), [_with_keys_apart(row, keys) for row in rows])
        elif rows:
            names = tuple(rows[0])
            new = ", ".join(f"{name} = new.{name}" for name in names if name not in keys)
            same = " AND ".join(f"{table.name}.{name} = new.{name}" for name in keys)
            self._add(f"UPDATE {table.name} SET {new} FROM {_recordset(table, names)} WHERE {same}", table, rows)  # noqa: S608 - all ours

    def delete(self, table: Table, rows: Rows) -> None:
        """Delete what has these values."""
        if rows and self._is_local:
            names = tuple(rows[0])
            self._connection.execute(_delete(table, names), [_with_keys_apart(row, names) for row in rows])
        elif rows:
            names = tuple(rows[0])
            same = " AND ".join(f"{table.name}.{name} = new.{name}" for name in names)
            self._add(f"DELETE FROM {table.name} USING {_recordset(table, names)} WHERE {same}", table, rows)  # noqa: S608 - all ours

    def send(self) -> None:
        if self._parts:
            *before, last = self._parts
            named = ", ".join(f"part{number} AS ({part})" for number, part in enumerate(before))
            self._connection.exec_driver_sql(f"WITH {named} {last}" if before else last, tuple(self._values))
        self._parts, self._values = [], []

    def _add(self, said: str, table: Table, rows: Rows) -> None:
        self._parts.append(said)
        self._values.append(_as_json(self._connection, table, rows))


@cache
def _recordset(table: Table, names: tuple[str, ...]) -> str:
    columns = ", ".join(f"{name} {_type_of(table.c[name])}" for name in names)
    return f"json_to_recordset(%s::json) AS new({columns})"


def _as_json(connection: Connection, table: Table, rows: Rows) -> str:
    processors = _processors(table, connection.dialect)
    if processors:
        rows = [
            {name: processors[name](value) if name in processors else value for name, value in row.items()}
            for row in rows
        ]
    return _encode(rows).decode()


@cache
def _processors(table: Table, dialect: Dialect) -> dict[str, Callable[[Any], Any]]:
    """How values of this table's columns become what the database keeps, where they differ."""
    made = {
        column.name: column.type.bind_processor(dialect) for column in table.c if isinstance(column.type, TypeDecorator)
    }
    return {name: processor for name, processor in made.items() if processor is not None}


def _type_of(column: Column[Any]) -> str:
    kind = getattr(column.type, "impl_instance", column.type)
    return next((name for type_, name in _TYPES if isinstance(kind, type_)), "text")


@cache
def _insert(table: Table) -> Any:
    return insert(table)


@cache
def _update(table: Table, keys: tuple[str, ...]) -> Any:
    return update(table).where(*(table.c[name] == bindparam(f"the_{name}") for name in keys))


@cache
def _delete(table: Table, names: tuple[str, ...]) -> Any:
    return delete(table).where(*(table.c[name] == bindparam(f"the_{name}") for name in names))


def _with_keys_apart(row: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {f"the_{name}" if name in keys else name: value for name, value in row.items()}
