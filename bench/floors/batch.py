"""The rows of a push of so many ops, changed and logged in one durable transaction: no HTTP, no rules, no scope.

1. A floor writes on the centre's own tables, about as many bytes as a real batch, by the fastest way we know:
   executemany where the database lies in the process, one JSON text a table where it does not.
2. Every batch is a transaction of its own, and as durable as the centre's.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec
import psycopg
from sqlalchemy import Connection, insert

from central import tables

BODY, STAMPS, EVENT, HASH, NONCE = "b" * 250, "s" * 240, '"' + "e" * 160 + '"', "h" * 35, "n" * 16
LOG: Final = "[" + ",".join([EVENT] * 20) + "]"
CLIENT: Final = "FLOOR"
KIND: Final = "floor"
"""Records that nobody else reads: what is written into them says nothing."""

Batch = dict[str, list[dict[str, Any]]]

INSERTED: Final = {
    "commits": "seq bigint, nonce text, at bigint, op_at bigint",
    "events": "seq bigint, part integer, kind text, id text, body text",
    "ledger": "client text, n bigint, hash text, status text, seq bigint, at bigint",
}
CHANGED: Final = "kind text, id text, seq bigint, body text, stamps text, log text"


def batch_of(ids: list[str], seq: int) -> Batch:
    """One change of each record, the commits from `seq` on."""
    seqs = range(seq, seq + len(ids))
    return {
        "commits": [{"seq": at, "nonce": NONCE, "at": at, "op_at": at} for at in seqs],
        "events": [
            {"seq": at, "part": 0, "kind": KIND, "id": id_, "body": EVENT} for at, id_ in zip(seqs, ids, strict=True)
        ],
        "ledger": [{"client": CLIENT, "n": at, "hash": HASH, "status": "applied", "seq": at, "at": at} for at in seqs],
        "records": [
            {"kind": KIND, "id": id_, "seq": at, "body": BODY, "stamps": STAMPS, "log": LOG}
            for at, id_ in zip(seqs, ids, strict=True)
        ],
    }


def prepare(connection: Connection, ids: list[str]) -> None:
    """The records to change, and the client that changes them."""
    rows = [
        {"kind": KIND, "id": id_, "seq": 0, "deleted": False, "body": BODY, "stamps": STAMPS, "log": LOG} for id_ in ids
    ]
    connection.execute(insert(tables.records), rows)
    connection.execute(insert(tables.clients).values(client=CLIENT, account="city", last=0))


def on_sqlite(file: Path, ids: list[str], batches: int) -> float:
    """Seconds per batch."""
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")

    def write(batch: Batch, last: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        for table in INSERTED:
            names = list(batch[table][0])
            marks = ", ".join(f":{name}" for name in names)
            connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", batch[table])
        connection.executemany(
            "UPDATE records SET seq = :seq, body = :body, stamps = :stamps, log = :log WHERE kind = :kind AND id = :id",
            batch["records"],
        )
        connection.execute("UPDATE head SET seq = ?", (last,))
        connection.execute("COMMIT")

    spent = _timed(write, ids, batches, connection.execute("SELECT seq FROM head").fetchone()[0])
    connection.close()
    return spent


def on_postgresql(conninfo: str, ids: list[str], batches: int) -> float:
    """Seconds per batch."""
    connection = psycopg.connect(conninfo, autocommit=True)

    def write(batch: Batch, last: int) -> None:
        with connection.transaction():
            for table, columns in INSERTED.items():
                names = ", ".join(batch[table][0])
                said = f"INSERT INTO {table} ({names}) SELECT * FROM json_to_recordset(%s::json) AS new({columns})"
                connection.execute(said.encode(), (_json(batch[table]),))
            said = (
                "UPDATE records SET seq = new.seq, body = new.body, stamps = new.stamps, log = new.log"
                f" FROM json_to_recordset(%s::json) AS new({CHANGED})"
                " WHERE records.kind = new.kind AND records.id = new.id"
            )
            connection.execute(said.encode(), (_json(batch["records"]),))
            connection.execute("UPDATE head SET seq = %s", (last,))

    (head,) = connection.execute("SELECT seq FROM head").fetchone() or (0,)
    spent = _timed(write, ids, batches, head)
    connection.close()
    return spent


def _timed(write: Callable[[Batch, int], None], ids: list[str], batches: int, seq: int) -> float:
    """Without the making of the rows, which a floor gets for nothing."""
    spent = 0.0
    for _ in range(batches):
        batch = batch_of(ids, seq + 1)
        seq += len(ids)
        began = time.perf_counter()
        write(batch, seq)
        spent += time.perf_counter() - began
    return spent / batches


def _json(rows: list[dict[str, Any]]) -> str:
    return msgspec.json.encode(rows).decode()
