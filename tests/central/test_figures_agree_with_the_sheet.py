"""The centre's figures of a day are those of the sheet on a board that holds the same records; and so is a direct count
of what the tallies say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from central.database import url_of
from central.engines import engine_of
from central.figures import Known, as_of, read
from central.figures_live import live
from central.figures_scope import Asked, Scope
from central.figures_standing import of_earlier_days
from central.figures_sums import of_services, seen_here
from central.figures_told import figures_of
from central.history import head_of
from central.shelf import CentreShelf
from central.upgrade import upgrade
from postcmd.board import Board
from postcmd.edits import Link, Update
from postcmd.figures import Figure
from postcmd.records import Place, Unit
from postcmd.sheet import day_sheet
from tests.central.figures_world import DAYS, IDS, SPOTS, WALL, WORLD, City
from tests.postgres import Server

Said = dict[tuple[str, str], tuple[int, str, int | None]]


@contextmanager
def city(engine: Engine, seed: int, steps: int, *, moves: bool) -> Iterator[City]:
    with engine.connect() as connection:
        transaction = connection.begin()
        upgrade(connection, WALL)
        made = City(connection, seed, moves=moves)
        for _ in range(steps):
            made.step()
        yield made
        transaction.rollback()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        url = str(tmp_path / "central.sqlite")
    else:
        server: Server = request.getfixturevalue("postgres")
        url = server.fresh_database()
    made = engine_of(url_of(url), writing=True, size=1)
    yield made
    made.dispose()


def board_of(known: City, now: datetime = WALL) -> Board:
    board = Board()
    records = (*WORLD, *known.known.values())
    board.apply(Update(puts=records, link=Link(state="online", as_of=now, clock_at=now, epoch="e1")))
    return board


def scopes(connection: Connection) -> Iterator[Scope]:
    shelf = CentreShelf(connection)
    for named in IDS:
        unit = shelf.get("unit", named)
        assert isinstance(unit, Unit)
        yield Scope(unit, None)
    for spot in SPOTS:
        place = shelf.get("place", spot)
        assert isinstance(place, Place)
        yield Scope(None, place)


def said(figures: tuple[Figure, ...]) -> Said:
    return {(one.key, one.task): (one.value, one.said, one.verified) for one in figures if one.value}


def test_of_every_unit_and_place_on_every_day(engine: Engine) -> None:
    with city(engine, seed=5, steps=60, moves=False) as known:
        board, shelf, seq = board_of(known), CentreShelf(known.connection), head_of(known.connection).seq
        compared = 0
        for scope in scopes(known.connection):
            for day in DAYS:
                sheet = said(day_sheet(board, (scope.side, scope.top.id), day).figures)  # type: ignore[arg-type]
                assert said(as_of(known.connection, scope, Asked(day, day, seq, None), shelf)) == sheet
                compared += len(sheet)
        assert compared > 100


def test_who_stands_on_from_earlier_days_is_said_alike_and_of_the_present_alone(engine: Engine) -> None:
    with city(engine, seed=6, steps=60, moves=False) as known:
        last = datetime.combine(DAYS[-1], time(12), UTC)
        board, connection = board_of(known, now=last), known.connection
        seq, said_of = head_of(connection).seq, 0
        for scope in scopes(connection):
            for day in DAYS:
                asked = Asked(day, day, seq, None)
                said = of_earlier_days(connection, scope, asked, DAYS[-1])
                assert said == day_sheet(board, (scope.side, scope.top.id), day).standing_on  # type: ignore[arg-type]
                assert of_earlier_days(connection, scope, asked._replace(seq=seq - 1), DAYS[-1]) == 0
                said_of += said
        assert said_of > 20


def test_a_period_is_told_alike_by_the_tallies_and_by_what_stands_behind_them(engine: Engine) -> None:
    with city(engine, seed=8, steps=60, moves=True) as known:
        connection, shelf = known.connection, CentreShelf(known.connection)
        for seq in (head_of(connection).seq, head_of(connection).seq // 2):
            asked = Asked(DAYS[0], DAYS[0] + timedelta(days=2), seq, None)
            for scope in scopes(connection):
                if seq == head_of(connection).seq or scope.unit is None:  # units have moved since
                    assert said(counted(connection, scope, asked)) == said(as_of(connection, scope, asked, shelf))


def counted(connection: Connection, scope: Scope, asked: Asked) -> tuple[Figure, ...]:
    """From the records themselves, no tally read."""
    from central.figures import _counted, _held

    found = live(connection, scope, asked)
    rows = [*_counted(found), *of_services(connection, scope, asked)]
    known = Known(rows, list(_held(found)), seen_here(connection, scope, asked, by_day=False))
    return figures_of(known.of_period(asked), CentreShelf(connection))


def test_the_people_of_a_unit_at_a_place_are_what_both_have(engine: Engine) -> None:
    with city(engine, seed=9, steps=60, moves=True) as known:
        shelf, seq = CentreShelf(known.connection), head_of(known.connection).seq
        every = list(scopes(known.connection))
        asked = Asked(DAYS[0], DAYS[-1], seq, None)
        top = next(scope.unit for scope in every if scope.unit is not None and scope.unit.id == "centre")
        for scope in every:
            if scope.place is not None:
                both = read(known.connection, Scope(top, scope.place), asked, by_day=False).of_period(asked)
                assert said(figures_of(both, shelf)) == said(as_of(known.connection, scope, asked, shelf))
