"""Pushing ops to a real centre, a hundred at a time.

Run as `python -m bench.push`. Floor: the rows that such a batch leaves behind, written with `executemany` in one
transaction of bare SQLite with the same promises (WAL, synchronous=FULL).

1. The centre is a process of its own on loopback; every op is authorised, decided, recorded and answered over HTTP.
2. Each op of a batch changes another quota, so that nothing is saved by changing one row a hundred times.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec

from bench.figures import Figure, table
from postcmd.ops import Op, QuotaAdd, numbered
from postcmd.records import Quota
from postcmd.wire import PullAnswer
from tests.centre_fixture import RunningCentre, many_quotas, running_centre

BATCHES: Final = 50
AT_ONCE: Final = 100
SNAPSHOT: Final = 20_000
_TABLES: Final = (
    "commits(seq INTEGER PRIMARY KEY, nonce TEXT, at INTEGER, op_at INTEGER)",
    "events(seq INTEGER, part INTEGER, kind TEXT, id TEXT, body TEXT, PRIMARY KEY (seq, part))",
    "ledger(client TEXT, n INTEGER, hash TEXT, status TEXT, seq INTEGER, info TEXT, PRIMARY KEY (client, n))",
    "records(id TEXT PRIMARY KEY, seq INTEGER, body TEXT, stamps TEXT, log TEXT)",
    "head(seq INTEGER)",
)


def figures() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        floor = _floor(Path(folder) / "floor.sqlite")
        with running_centre(Path(folder), many_quotas(SNAPSHOT)) as centre:
            snapshot, packed = _snapshot(centre)
            ours = _pushed(centre)
    return [
        Figure("one op of a push of 100, over HTTP", ours * 1e6, "us", floor * 1e6, "bare executemany"),
        Figure("ops a second", 1 / ours, "/s", 1 / floor, "bare executemany"),
        Figure("snapshot of 20,000 quotas, all pages, received", snapshot, "s", at_most=1.5, of="ours"),
        Figure("the same, as it travels", packed / 1e3, "kB"),
    ]


def _pushed(centre: RunningCentre) -> float:
    """Seconds per op."""
    with httpx.Client(base_url=centre.url, headers=centre.headers("city"), timeout=30) as http:
        hello = http.get("/v1/sync/hello").json()
        quotas = [quota for quota in many_quotas(AT_ONCE) if isinstance(quota, Quota)]
        bodies = [_body(hello["epoch"], _batch(quotas, number)) for number in range(BATCHES + 1)]
        http.post("/v1/sync/push", content=bodies[0]).raise_for_status()
        began = time.perf_counter()
        for body in bodies[1:]:
            http.post("/v1/sync/push", content=body).raise_for_status()
        return (time.perf_counter() - began) / (BATCHES * AT_ONCE)


def _batch(quotas: list[Quota], number: int) -> list[Op]:
    first = number * AT_ONCE + 1
    adds = [QuotaAdd(request=quota.request, unit=quota.unit, day=quota.day, min=1, max=1) for quota in quotas]
    return [numbered(op, first + place) for place, op in enumerate(adds)]


def _body(epoch: str, ops: list[Op]) -> bytes:
    return msgspec.json.encode({"client": "BENCH", "epoch": epoch, "cursor": None, "low": 1, "ops": ops})


def _snapshot(centre: RunningCentre) -> tuple[float, int]:
    """Seconds until the last page is there, and the bytes of all pages on the wire."""
    with httpx.Client(base_url=centre.url, headers=centre.headers("city"), timeout=30) as http:
        page, size, began = None, 0, time.perf_counter()
        while True:
            answer = http.post("/v1/sync/pull", json={"client": "SNAPSHOT", "cursor": None, "page": page})
            size += answer.num_bytes_downloaded
            cut = msgspec.json.decode(answer.content, type=PullAnswer)
            page = cut.page
            if not cut.more:
                return time.perf_counter() - began, size


def _floor(file: Path) -> float:
    """Seconds per op of nothing but writing the rows."""
    connection = sqlite3.connect(file, isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL"):
        connection.execute(statement)
    for made in _TABLES:
        connection.execute(f"CREATE TABLE {made}")
    connection.execute("INSERT INTO head VALUES (0)")
    connection.executemany("INSERT INTO records VALUES (?, 0, '', '', '')", [(f"q{n}",) for n in range(AT_ONCE)])
    began = time.perf_counter()
    for number in range(BATCHES):
        _write(connection, number * AT_ONCE)
    spent = time.perf_counter() - began
    connection.close()
    return spent / (BATCHES * AT_ONCE)


def _write(connection: sqlite3.Connection, first: int) -> None:
    """The rows of one batch, about as long as the real ones."""
    seqs = range(first + 1, first + AT_ONCE + 1)
    body, stamps, event = "b" * 250, "s" * 120, "e" * 220
    rows: list[tuple[str, list[tuple[Any, ...]]]] = [
        ("INSERT INTO commits VALUES (?, ?, ?, ?)", [(seq, "n" * 16, seq, seq) for seq in seqs]),
        ("INSERT INTO events VALUES (?, 0, 'quota', ?, ?)", [(seq, f"q{seq}", event) for seq in seqs]),
        ("INSERT INTO ledger VALUES ('c', ?, ?, 'applied', ?, NULL)", [(seq, "h" * 35, seq) for seq in seqs]),
        (
            "UPDATE records SET seq = ?, body = ?, stamps = ?, log = ? WHERE id = ?",
            [(seq, body, stamps, event * 20, f"q{seq - first - 1}") for seq in seqs],
        ),
    ]
    connection.execute("BEGIN IMMEDIATE")
    for statement, values in rows:
        connection.executemany(statement, values)
    connection.execute("UPDATE head SET seq = ?", (seqs[-1],))
    connection.execute("COMMIT")


def main() -> None:
    print(table(figures()))


if __name__ == "__main__":
    main()
