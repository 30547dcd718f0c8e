"""The database: made, brought up to date, refused when newer; and what is kept how long."""

from __future__ import annotations

import asyncio
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from central import app, database, retention, tables
from central.database import Database, must_fit, url_of
from central.history import clock_of, operational_now
from central.load import demo_clock, write_records
from central.upgrade import upgrade
from postcmd.errors import BadConfig
from tests.central.field import Field, add, until
from tests.centre_fixture import WALL, a_request, world

pytestmark = pytest.mark.anyio


@pytest.fixture
async def empty(tmp_path: Path) -> Database:
    database = Database(url_of(tmp_path / "central.sqlite"))
    await database.write(upgrade, WALL)
    return database


async def test_the_migrations_make_the_tables_that_the_program_uses(empty: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), tables.metadata))

    assert await empty.read(differences) == []
    await empty.close()


def test_the_newest_migration_is_the_schema_the_program_knows() -> None:
    scripts = ScriptDirectory(str(Path(tables.__file__).parent / "migrations"))
    assert scripts.get_current_head() == tables.SCHEMA


async def test_making_it_twice_changes_nothing(empty: Database) -> None:
    def history(connection: Connection) -> list[object]:
        return [tuple(row) for row in connection.execute(text("SELECT * FROM head"))]

    before = await empty.read(history)
    await empty.write(upgrade, WALL + timedelta(days=1))
    assert await empty.read(history) == before
    await empty.close()


@pytest.mark.parametrize(("version", "code"), [("9999", "database_newer"), ("0000", "database_older")])
async def test_another_version_is_refused(empty: Database, version: str, code: str) -> None:
    change = text(f"UPDATE alembic_version SET version_num = '{version}'")
    await empty.write(lambda connection: connection.execute(change))
    with pytest.raises(BadConfig) as refused:
        await empty.read(must_fit)
    assert refused.value.code == code
    if code == "database_newer":
        with pytest.raises(BadConfig):
            await empty.write(upgrade, WALL)
    await empty.close()


async def test_a_confirmed_commit_survives_a_power_cut(empty: Database) -> None:
    """NORMAL may roll a confirmed commit back when the power goes."""

    def settings(connection: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    assert await empty.read(settings) == ["wal", 2, 1]
    await empty.close()


async def test_a_write_that_fails_leaves_nothing(empty: Database) -> None:
    def fail(connection: Connection) -> None:
        connection.execute(text("UPDATE head SET seq = 99"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await empty.write(fail)
    assert await empty.read(lambda connection: connection.execute(text("SELECT seq FROM head")).scalar()) == 0
    await empty.close()


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    from central import commands

    file = tmp_path / "deep" / "central.sqlite"
    commands.init(url_of(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


async def test_loading_the_same_again_changes_nothing(field: Field) -> None:
    before = await field.head()
    await field.write(*world())
    assert await field.head() == before


async def test_what_is_old_is_forgotten_and_the_ledger_is_not(field: Field) -> None:
    post = await field.post("chaoyang")
    await post.push(add(+1), add(-100))
    field.wall.pass_by(days=36)
    await field.write(a_request("later", "miyun-d", 1))
    field.wall.pass_by(days=36)
    await field.database.write(retention.prune, field.wall())
    head = await field.head()
    assert await field.rows("SELECT min_seq FROM head") == [(head,)]
    assert await field.rows("SELECT min(seq), count(*) FROM commits") == [(0, head + 1)], "they date the events"
    assert [row[0] for row in await field.rows("SELECT status FROM ledger ORDER BY n")] == ["applied", "rejected"]
    assert (await field.rows("SELECT op IS NULL FROM ledger WHERE n = 2"))[0][0] == 0
    field.wall.pass_by(days=30)
    await field.database.write(retention.prune, field.wall())
    assert (await field.rows("SELECT op IS NULL FROM ledger WHERE n = 2"))[0][0] == 1


async def test_a_commit_with_a_wrong_date_takes_nothing_with_it(field: Field) -> None:
    """Neither one made while the clock ran behind, nor one made while it ran ahead stops or hastens anything."""
    first = await field.head()
    field.wall.pass_by(days=30)
    await field.write(a_request("on-time", "miyun-d", 1))
    for name, days in (("behind", -3000), ("ahead", 3000)):
        field.wall.pass_by(days=days)
        await field.write(a_request(name, "miyun-d", 1))
        field.wall.pass_by(days=-days)
    await field.write(a_request("on-time-again", "miyun-d", 1))
    field.wall.pass_by(days=10)
    await field.database.write(retention.prune, field.wall())
    assert await field.rows("SELECT min_seq FROM head") == [(first,)]
    field.wall.pass_by(days=30)
    await field.database.write(retention.prune, field.wall())
    head = await field.head()
    assert await field.rows("SELECT min_seq FROM head") == [(head,)]


async def test_what_is_too_old_goes_although_the_centre_was_busy_when_its_time_came(
    field: Field, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await field.write(a_request("later", "miyun-d", 1))
    field.wall.pass_by(days=36)
    monkeypatch.setattr(app, "A_WHILE", 0.0)
    monkeypatch.setattr(database, "MOST_WAITING", 0)
    chore = asyncio.create_task(app._tidy_up(field.centre))
    await until(lambda: "forgetting what is too old" in caplog.text)
    monkeypatch.undo()
    head = await field.head()
    async with asyncio.timeout(10):
        while await field.rows("SELECT min_seq FROM head") != [(head,)]:
            pass
    chore.cancel()


async def test_the_clock_of_a_demo_stands_while_the_centre_is_away(field: Field) -> None:
    evening = datetime(2022, 11, 20, 11, 30, tzinfo=UTC)
    await field.write(demo_clock(evening, 60.0, field.wall()))
    field.wall.pass_by(seconds=10)
    await field.write(a_request("ten-minutes-later", "sunhe-p", 1))
    field.wall.pass_by(hours=8)
    await field.database.write(retention.resume_clock, field.wall())
    reached = await field.database.read(operational_now, field.wall())
    assert reached == evening + timedelta(minutes=10)
    field.wall.pass_by(seconds=1)
    assert await field.database.read(operational_now, field.wall()) == evening + timedelta(minutes=11)


async def test_a_demo_says_that_it_is_one_and_its_clock_obeys(field: Field) -> None:
    from postcmd.ops import ClockSet

    await field.write(demo_clock(field.wall(), 60.0, field.wall()))
    post = await field.post("chaoyang")
    assert (await post.hello())["demo"] is True
    assert await post.ends(ClockSet(rate=60.0, paused=True)) == ["applied"]
    clock = await field.database.read(clock_of)
    assert clock is not None
    assert clock.paused


async def test_operational_time_stands_on_what_happens_in_a_demo(field: Field) -> None:
    evening = datetime(2022, 11, 20, 11, 30, tzinfo=UTC)
    field.wall.now = datetime(2026, 1, 1, tzinfo=UTC)
    await field.new_token("city")
    await field.new_token("chaoyang")
    await field.write(demo_clock(evening, 60.0, field.wall()))
    post = await field.post("chaoyang")
    await post.push(add(+1))
    assert (await field.quota()).updated_at == evening
    assert await field.database.read(write_records, [], field.wall()) == 0
