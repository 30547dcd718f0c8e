"""Pushing ops to a real centre on either kind of database: a hundred at a time, and one by one.

Run as `python -m bench.push`. Floors: `bench.floors.batch`, the same rows changed and logged in one durable transaction
a batch; `bench.floors.single`, pgbench with the same statements over one connection.

1. Every op is authorised, decided and recorded, through the centre's own use case, and once more over HTTP with the
   centre as a process of its own on loopback.
2. Each op of a batch changes another quota, so that nothing is saved by changing one row a hundred times.
3. Ours and the floor take turns on one database, so that both meet the same disk and the same tables.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import httpx
import msgspec
from sqlalchemy import Engine

from bench.figures import Figure, table
from bench.floors.batch import on_postgresql, on_sqlite, prepare
from bench.floors.single import with_pgbench
from central.database import url_of
from central.engines import engine_of
from central.history import head_of
from central.push import take
from central.reading import push_request
from postcmd.ops import Op, QuotaAdd, numbered
from postcmd.records import Quota
from postcmd.wire import PullAnswer
from tests.centre_fixture import RunningCentre, many_quotas, running_centre
from tests.postgres import own_server

ROUNDS: Final = 5
BATCHES: Final = 10
SINGLES: Final = 40
AT_ONCE: Final = 100
SNAPSHOT: Final = 20_000
AT_MOST: Final = 3.0
"""Times the floor."""
QUOTAS: Final = [quota for quota in many_quotas(AT_ONCE) if isinstance(quota, Quota)]
IDS: Final = [quota.id for quota in QUOTAS]


class Spent(NamedTuple):
    """Seconds per op: the use case in this process, over HTTP, the floor."""

    use_case: float
    http: float
    floor: float


def figures() -> list[Figure]:
    return [*_on_sqlite(), *_on_postgresql()]


def _on_sqlite() -> list[Figure]:
    with tempfile.TemporaryDirectory() as name, running_centre(Path(name), many_quotas(SNAPSHOT)) as centre:
        snapshot, packed = _snapshot(centre)
        file = Path(str(centre.database))
        _prepare(file)
        batch = _alternately(centre, AT_ONCE, lambda: on_sqlite(file, IDS, BATCHES) / AT_ONCE)
    return [
        *_compared("a push of 100, SQLite", batch, "same rows"),
        Figure("snapshot of 20,000 quotas, all pages, received", snapshot, "s", at_most=1.5, of="ours"),
        Figure("the same, as it travels", packed / 1e3, "kB"),
    ]


def _on_postgresql() -> list[Figure]:
    with tempfile.TemporaryDirectory() as name, own_server() as server:
        folder, url = Path(name), server.fresh_database()
        conninfo = url.replace("+psycopg", "")
        with running_centre(folder, many_quotas(SNAPSHOT), database=url) as centre:
            _prepare(url)
            batch = _alternately(centre, AT_ONCE, lambda: on_postgresql(conninfo, IDS, BATCHES) / AT_ONCE)
            single = _alternately(centre, 1, lambda: with_pgbench(folder, conninfo, IDS[0], SINGLES))
    return [
        *_compared("a push of 100, PostgreSQL", batch, "same rows"),
        *_compared("a push of 1, PostgreSQL", single, "pgbench", http_at_most=None),
    ]


def _compared(what: str, spent: Spent, peer: str, http_at_most: float | None = AT_MOST) -> list[Figure]:
    return [
        Figure(f"an op of {what}", spent.use_case * 1e6, "us", spent.floor * 1e6, peer, at_most=AT_MOST),
        Figure(f"an op of {what}, over HTTP", spent.http * 1e6, "us", spent.floor * 1e6, peer, http_at_most),
    ]


def _alternately(centre: RunningCentre, at_once: int, floor: Callable[[], float]) -> Spent:
    """The best round of each: whatever else the machine does only adds to it."""
    engine = engine_of(url_of(centre.database), writing=True, size=1)
    use_case, http, bare = Pushes(f"USE{at_once}", at_once), Pushes(f"HTTP{at_once}", at_once), []
    for number in range(ROUNDS + 1):
        _through_use_case(engine, use_case)
        _over_http(centre, http)
        if number:  # the first round is to warm up
            bare.append(floor())
    engine.dispose()
    return Spent(use_case.best, http.best, min(bare))


class Pushes:
    """Pushes of one client, one after the other, and what a round of them took."""

    def __init__(self, client: str, at_once: int) -> None:
        self.client, self._at_once = client, at_once
        self._last = 0
        self._rounds: list[float] = []

    def round(self, epoch: str, send: Callable[[bytes], object]) -> None:
        count = BATCHES if self._at_once > 1 else SINGLES
        bodies = [self._next(epoch) for _ in range(count)]
        began = time.perf_counter()
        for body in bodies:
            send(body)
        self._rounds.append((time.perf_counter() - began) / (count * self._at_once))

    @property
    def best(self) -> float:
        return min(self._rounds[1:])

    def _next(self, epoch: str) -> bytes:
        first, self._last = self._last + 1, self._last + self._at_once
        adds: list[Op] = [
            QuotaAdd(request=quota.request, unit=quota.unit, day=quota.day, min=1, max=1)
            for quota in QUOTAS[: self._at_once]
        ]
        ops = [numbered(op, first + place) for place, op in enumerate(adds)]
        said = {"client": self.client, "epoch": epoch, "cursor": None, "low": 1, "ops": ops}
        return msgspec.json.encode(said)


def _through_use_case(engine: Engine, pushes: Pushes) -> None:
    with engine.connect() as connection:
        with connection.begin():
            epoch = head_of(connection).epoch

        def send(body: bytes) -> None:
            with connection.begin():
                take(connection, push_request(body), "city", datetime.now(UTC))

        pushes.round(epoch, send)


def _over_http(centre: RunningCentre, pushes: Pushes) -> None:
    with httpx.Client(base_url=centre.url, headers=centre.headers("city"), timeout=30) as http:
        epoch = http.get("/v1/sync/hello").json()["epoch"]
        pushes.round(epoch, lambda body: http.post("/v1/sync/push", content=body).raise_for_status())


def _prepare(place: Path | str) -> None:
    engine = engine_of(url_of(place), writing=True, size=1)
    with engine.begin() as connection:
        prepare(connection, IDS)
    engine.dispose()


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


def main() -> None:
    print(table(figures()))


if __name__ == "__main__":
    main()
