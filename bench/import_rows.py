"""Importing a file of service records, beside the bare rows of it laid into the same table.

Run as `python -m bench.import_rows [--rows 300000]`. Floors: PostgreSQL's own `COPY`, and on SQLite `executemany`, of
the same rows in text, ready, into the same table with its indexes in a database of its own, durable like ours.

1. Ours is the whole way: the file read, every cell looked at, what is known already asked for, one commit.
2. Ours and the floor take turns; the best round of each counts: whatever else the machine does only adds to it.
3. Both begin with an empty table every time.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import psycopg

from bench.figures import Figure, table
from central import commands
from central.database import url_of
from central.tables import day_number, services
from postcmd.service_records import SAID, Service
from tests.centre_fixture import new_database, world
from tests.postgres import own_server

ROWS: Final = 300_000
ROUNDS: Final = 3
AT_MOST: Final = 3.0
"""Times the floor: at least a third as fast."""
_COLUMNS: Final = tuple(column.name for column in services.columns)
_FIRST: Final = date(2022, 11, 1)
_FIRST_LOADED: Final = datetime(2022, 11, 20, 11, 0, tzinfo=UTC)
_UNITS: Final = ("chaoyang", "lianjia", "miyun")
_PLACES: Final = ("sunhe-p", "chaoyang-d", "miyun-d", "")


def figures(rows: int = ROWS) -> list[Figure]:
    told = services_of(rows)
    with tempfile.TemporaryDirectory() as name, own_server() as server:
        folder = Path(name)
        file = folder / "services.csv"
        write(file, told)
        bare = [tuple(_value(one, column) for column in _COLUMNS) for one in told]
        on_sqlite = _alternately(
            lambda number: _import(folder / f"ours-{number}.sqlite", file),
            lambda number: _executemany(folder / f"bare-{number}.sqlite", bare),
        )
        on_postgresql = _alternately(
            lambda _number: _import(server.fresh_database(), file),
            lambda _number: _copy(server.fresh_database(), bare),
        )
    return [
        _compared(f"importing {rows:,} services, PostgreSQL, a row", on_postgresql, rows, "COPY"),
        _compared(f"importing {rows:,} services, SQLite, a row", on_sqlite, rows, "executemany"),
    ]


def services_of(rows: int, seed: int = 1) -> list[Service]:
    """So many services of a month."""
    random.seed(seed)
    return [
        Service(
            id=f"s-{number:08d}",
            unit=random.choice(_UNITS),
            volunteer=f"v-{random.randrange(rows // 4 + 1):07d}",
            day=_FIRST + timedelta(days=random.randrange(19)),
            place=random.choice(_PLACES),
            task="screening",
            minutes=random.choice((120, 240, 480)),
            served=random.randrange(40),
        )
        for number in range(rows)
    ]


def write(file: Path, told: list[Service]) -> None:
    """As another program would: every column, what is left open empty."""
    with file.open("w") as opened:
        opened.write(",".join(SAID) + "\n")
        opened.writelines(",".join(_cell(getattr(one, name)) for name in SAID) + "\n" for one in told)


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _value(one: Service, column: str) -> Any:
    match column:
        case "seq":
            return 1
        case "until":
            return None
        case "day":
            return day_number(one.day)
        case _:
            return getattr(one, column)


def _alternately(ours: Callable[[int], float], floor: Callable[[int], float]) -> tuple[float, float]:
    rounds = [(ours(number), floor(number)) for number in range(ROUNDS)]
    return min(one for one, _other in rounds), min(other for _one, other in rounds)


def _import(place: Path | str, file: Path) -> float:
    new_database(place, world(), [], _FIRST_LOADED)
    began = time.perf_counter()
    commands.import_services(url_of(place), file, "", False, False, lambda _rows: None)
    return time.perf_counter() - began


def _copy(url: str, rows: list[tuple[Any, ...]]) -> float:
    with psycopg.connect(url.replace("+psycopg", "")) as connection, connection.cursor() as cursor:
        began = time.perf_counter()
        with cursor.copy(f"COPY services ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        connection.commit()
        return time.perf_counter() - began


def _executemany(file: Path, rows: list[tuple[Any, ...]]) -> float:
    new_database(file, world(), [], _FIRST_LOADED)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        began = time.perf_counter()
        connection.executemany(f"INSERT INTO services VALUES ({', '.join('?' for _ in _COLUMNS)})", rows)
        connection.commit()
        return time.perf_counter() - began


def _compared(what: str, spent: tuple[float, float], rows: int, peer: str) -> Figure:
    ours, floor = (seconds / rows * 1e6 for seconds in spent)
    return Figure(what, ours, "us", floor, f"bare {peer}", AT_MOST if peer == "COPY" else None)


if __name__ == "__main__":
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--rows", type=int, default=ROWS)
    print(table(figures(said.parse_args().rows)))
