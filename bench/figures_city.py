"""The figures of a city with a month of service records behind it: asked for, kept, and with half a year behind them.

Run as `python -m bench.figures_city [--share 0.05] [--months 6]`. The city of `tests/city.py`; a small run takes a
share of it. The demands are those of the whole one.

1. An answer is the centre's own use case: figures, days, children, the time before, everything that a screen shows.
2. The day's figure is asked for with one month behind it and with all of them, on one database, beside one another; it
   is asked of the first month's last day, so that nothing but what lies behind and after it differs.
3. What a board learns when it starts is asked for before any service record came and after all of them did.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import Connection, Engine

from bench.figures import Figure, percentile, table
from central.accounts import Session
from central.database import url_of
from central.engines import engine_of
from central.figures import report
from central.load import write_records
from central.pull import pull
from central.services import Bringer, ingest
from central.upgrade import upgrade
from postcmd.figures_wire import FiguresAsked
from postcmd.records import AnyRecord
from postcmd.scope import Grant
from postcmd.wire import PullRequest
from tests.city import FIRST_DAY, City, city, services
from tests.postgres import own_server

WALL: Final = datetime(2023, 6, 1, tzinfo=UTC)
EVERYTHING: Final = Session("city", WALL + timedelta(days=1), (Grant("admin", "*"),))
SHARE: Final = 0.1
"""Of the city, for the half year; its month is asked for whole."""
TIMES: Final = 5
AT_ONCE: Final = 1_000
AT_MOST: Final = {"PostgreSQL": 200.0, "SQLite": 400.0}
ZONE: Final = "Asia/Shanghai"


def figures(share: float = 1.0, months: int = 6) -> list[Figure]:
    whole = City().smaller(share) if share < 1 else City()
    half_year = City().smaller(share * SHARE)._replace(months=months)
    return [*_on_each(whole, _month), *_on_each(half_year, _half_a_year)]


def _on_each(size: City, measure: Callable[[str, Engine, City], Iterator[Figure]]) -> Iterator[Figure]:
    with own_server() as server:
        yield from _on("PostgreSQL", server.fresh_database(), size, measure)
    with tempfile.TemporaryDirectory() as name:
        yield from _on("SQLite", str(Path(name) / "central.sqlite"), size, measure)


def _on(
    which: str, place: str, size: City, measure: Callable[[str, Engine, City], Iterator[Figure]]
) -> Iterator[Figure]:
    engine = engine_of(url_of(place), writing=True, size=1)
    with engine.begin() as connection:
        upgrade(connection, WALL)
    for some in _parts(list(city(size))):
        with engine.begin() as connection:
            write_records(connection, some, WALL)
    yield from measure(which, engine, size)
    engine.dispose()


def _parts(records: list[AnyRecord]) -> Iterator[list[AnyRecord]]:
    """So few at a time that no transaction stands still for long."""
    return (records[start : start + AT_ONCE] for start in range(0, len(records), AT_ONCE))


def _month(which: str, engine: Engine, size: City) -> Iterator[Figure]:
    bare = _board(engine)
    kept = _keep(engine, size, 0)
    most = AT_MOST[which]
    corps = [_asked(engine, f"c{nth}", FIRST_DAY, size.last_day) for _ in range(3) for nth in range(size.corps)]
    whole = [_asked(engine, "city", FIRST_DAY, size.last_day) for _ in range(4 * TIMES)]
    places = [_asked(engine, f"d{nth}", FIRST_DAY, size.last_day, side="place") for nth in range(size.corps)]
    brigades = [_asked(engine, f"c{nth}b0", FIRST_DAY, size.last_day) for _ in range(3) for nth in range(size.corps)]
    said = f"{size.services:,} services, {which}"
    yield Figure(f"a corps' month, p95, {said}", percentile(corps, 0.95), "ms", at_most=most, of="ours")
    yield Figure(f"the city's month, p95, {said}", percentile(whole, 0.95), "ms", at_most=2 * most, of="ours")
    yield Figure(f"a district's month, p95, {said}", percentile(places, 0.95), "ms", at_most=most, of="ours")
    yield Figure(f"a brigade's month, p95, {said}", percentile(brigades, 0.95), "ms")
    yield Figure(f"a service brought and counted, {which}", kept / size.services * 1e6, "us")
    after = _board(engine)
    yield Figure(f"a board's first pull, {which}", after[0], "ms", bare[0], "without services")
    yield Figure(f"the same, as it travels, {which}", after[1] / 1e3, "kB", bare[1] / 1e3, "without services", 1.0)


def _half_a_year(which: str, engine: Engine, size: City) -> Iterator[Figure]:
    _keep(engine, size, 0)
    last = FIRST_DAY + timedelta(days=size.days - 1)

    def day() -> float:
        return statistics.median(_asked(engine, unit, last, last) for _ in range(TIMES) for unit in ("city", "c0"))

    before = day()
    for month in range(1, size.months):
        _keep(engine, size, month)
    behind = City._replace(size, months=1)
    newest = size.last_day
    of_newest = statistics.median(_asked(engine, unit, newest, newest) for _ in range(TIMES) for unit in ("city", "c0"))
    what = f"a day's figures, {size.months} months of {behind.services:,} services, {which}"
    yield Figure(f"{what}, the first", day(), "ms", before, "one month", 1.5)
    yield Figure(f"{what}, the last", of_newest, "ms", before, "one month", 1.5)


def _keep(engine: Engine, size: City, month: int) -> float:
    began = time.perf_counter()
    with engine.begin() as connection:
        ingest(connection, services(size, month), Bringer("city", f"month {month}"), WALL)
    spent = time.perf_counter() - began
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")  # as a database that runs for days has done by itself
    return spent


def _asked(engine: Engine, named: str, since: date, until: date, side: str = "unit") -> float:
    wanted = FiguresAsked(**{side: named}, since=since, until=until)

    def ask(connection: Connection) -> bytes:
        return msgspec.json.encode(report(connection, wanted, EVERYTHING, WALL, ZONE))

    return _timed(engine, ask)[0]


def _board(engine: Engine) -> tuple[float, int]:
    """Milliseconds and bytes of everything that a board learns first, the quickest of some."""

    def learn(connection: Connection) -> bytes:
        page, told = None, b""
        while True:
            answer = pull(connection, PullRequest(client="BENCH", page=page), EVERYTHING, WALL)
            told += msgspec.json.encode(answer)
            page = answer.page
            if not answer.more:
                return told

    spent = [_timed(engine, learn) for _ in range(TIMES)]
    return min(one[0] for one in spent), len(spent[0][1])


def _timed(engine: Engine, use: Callable[[Connection], bytes]) -> tuple[float, bytes]:
    with engine.connect() as connection, connection.begin():
        began = time.perf_counter()
        told = use(connection)
        return (time.perf_counter() - began) * 1e3, told


if __name__ == "__main__":
    words = argparse.ArgumentParser()
    words.add_argument("--share", type=float, default=1.0)
    words.add_argument("--months", type=int, default=6)
    said = words.parse_args()
    print(table(figures(said.share, said.months)))
