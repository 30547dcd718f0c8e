"""A centre's database for stories of backup and restore: changed by single commits, without a server."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

from central import commands, tables
from central.database import url_of
from central.history import Head, head_of
from central.push import take
from central.upgrade import upgrade
from postcmd.ops import numbered
from postcmd.wire import PushRequest
from tests.central.field import add
from tests.centre_fixture import ACCOUNTS, WALL, new_database, world

CLIENT = "post-1"


class Town:
    """A database, and one post of chaoyang that changes it."""

    def __init__(self, place: Path | str) -> None:
        self.url: URL = url_of(place)
        self.tokens = new_database(place, world(), ACCOUNTS, WALL)
        self.n = 0

    @property
    def file(self) -> Path:
        return Path(str(self.url.database))

    @property
    def head(self) -> Head:
        return commands.run_on(self.url, head_of)

    def change(self, times: int = 1) -> int:
        """So many adds, each a commit of its own; the number of the last."""
        for _ in range(times):
            self.n += 1
            self.send(self.n)
        return self.head.seq

    def send(self, n: int, **said: Any) -> None:
        commands.run_on(self.url, _send, n, said)

    def rows(self, statement: str) -> list[Any]:
        return rows(self.url, statement)


def rows(url: URL, statement: str) -> list[Any]:
    return commands.run_on(url, lambda connection: [tuple(row) for row in connection.execute(text(statement))])


def old_database(url: URL, schema: str) -> None:
    """An empty database as programs before there were proofs made it, at one of their schemas."""

    def begin(connection: Connection, _now: Any) -> None:
        connection.execute(text("INSERT INTO head (id, epoch, seq, min_seq, safe) VALUES (1, 'old', 7, 7, 0)"))
        commit = "INSERT INTO commits (seq, nonce, at, op_at) VALUES (7, '0011223344556677', 0, 0)"
        connection.execute(text(commit))

    with pytest.MonkeyPatch.context() as older:
        older.setattr(tables, "SCHEMA", schema)
        older.setattr("central.upgrade._begin_history", begin)
        commands.run_on(url, upgrade, WALL)


def everything(file: Path, besides: tuple[str, ...] = ("head", "sqlite_sequence")) -> dict[str, list[Any]]:
    """Every row of every table in an SQLite file."""
    with closing(sqlite3.connect(file)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for name in names
            if name not in besides
        }


def _send(connection: Connection, n: int, said: dict[str, Any]) -> None:
    push = PushRequest(
        client=CLIENT, epoch=head_of(connection).epoch, cursor=None, low=1, ops=[numbered(add(+1), n)], **said
    )
    take(connection, push, "chaoyang", WALL)
