"""The figures that are kept are those that a count from nothing gives: now, and as of every commit there was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text

from central import figures_of_old, recount
from central.database import url_of
from central.engines import engine_of
from central.history import head_of
from central.shelf import CentreShelf
from central.upgrade import upgrade
from tests.central.figures_world import WALL, City
from tests.postgres import Server

TABLES = ("tallies", "standing", "firsts")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = engine_of(url_of(Path(tmp_path_factory.mktemp("figures")) / "central.sqlite"), writing=True, size=1)
    with made.begin() as connection:
        upgrade(connection, WALL)
    yield made
    made.dispose()


@contextmanager
def undone(engine: Engine) -> Iterator[Connection]:
    """A transaction of which nothing stays."""
    with engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


def counted(connection: Connection) -> dict[str, recount.Sums]:
    found = recount.counted(connection, None, CentreShelf(connection))
    return {table: {key: sums for key, sums in found[table].items() if any(sums.values())} for table in TABLES}


def live(connection: Connection, seed: int, steps: int) -> None:
    """Whatever happens, what is kept is what there is; and what was kept as of a commit stays what there was."""
    city, told = City(connection, seed), {}
    for _ in range(steps):
        city.step()
        told[head_of(connection).seq] = counted(connection)
    for seq, real in told.items():
        for table in TABLES:
            assert recount.kept(connection, table, None, seq) == real[table], (table, seq)


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 1_000_000))
def test_whatever_happens_the_tallies_say_what_a_count_from_nothing_says(engine: Engine, seed: int) -> None:
    with undone(engine) as connection:
        live(connection, seed, steps=25)


def test_the_same_on_postgresql(postgres: Server) -> None:
    engine = engine_of(url_of(postgres.fresh_database()), writing=True, size=1)
    with undone(engine) as connection:
        live(connection, seed=7, steps=25)
    engine.dispose()


def test_a_database_that_kept_none_keeps_them_also_of_what_happened_before(engine: Engine) -> None:
    with undone(engine) as connection:
        city = City(connection, seed=11, moves=False)
        for _ in range(40):
            city.step()
        told = {seq: all_kept(connection, seq) for seq in range(head_of(connection).seq + 1)}
        for table in (*TABLES, "entries", "presences", "lines"):
            connection.execute(text(f"DELETE FROM {table}"))
        figures_of_old.fill(connection)
        assert all(told[max(told)][table] for table in TABLES)
        for seq, was in told.items():
            assert all_kept(connection, seq) == was


def all_kept(connection: Connection, seq: int) -> dict[str, recount.Sums]:
    return {table: recount.kept(connection, table, None, seq) for table in TABLES}
