"""Long waits and long answers: bounded, ended politely, and gone on with after a restart of the centre."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection

from central import accounts
from postcmd.records import AnyRecord
from postcmd.wire import PullAnswer
from tests.central.field import Field, WallClock, a_field, add, app_on, new_app, records_of, until
from tests.centre_fixture import ACCOUNTS, many_quotas, world

pytestmark = pytest.mark.anyio


async def test_an_account_has_at_most_four_waiting_pulls_and_the_next_is_answered_at_once(field: Field) -> None:
    """Refused, a board that shows everything there is would say that it is cut off."""
    posts = [await field.post("chaoyang") for _ in range(5)]
    city = await field.post("city")
    waiting = [asyncio.create_task(post.ask(wait=20)) for post in posts[:4]]
    await until(lambda: field.centre.feed.listeners == 4)
    answer = await posts[4].ask(wait=20)
    assert (answer.status_code, answer.json()["cursor"]) == (200, posts[4].cursor)
    assert field.centre.feed.listeners == 4
    await city.push(add(+1))
    assert [answer.status_code for answer in await asyncio.gather(*waiting)] == [200] * 4
    assert field.centre.feed.listeners == 0


async def test_who_loses_a_right_while_waiting_is_answered_without_it(field: Field) -> None:
    """I8: what is looked up when the wait begins does not count when it ends."""
    posts = [await field.post(name) for name in ("chaoyang", "miyun")]
    waiting = [asyncio.create_task(post.ask(wait=20)) for post in posts]
    await until(lambda: field.centre.feed.listeners == 2)
    await field.database.write(_take_away, field.wall())
    moved, out = await asyncio.gather(*waiting)
    assert (moved.status_code, moved.json()["prefixes"]) == (200, ["r:"])
    assert out.status_code == 401


def _take_away(connection: Connection, wall: datetime) -> None:
    """In one commit: after the first of two, both would be answered."""
    accounts.revoke_grants(connection, "chaoyang", None, wall)
    accounts.disable(connection, "miyun", wall)


async def test_a_waiting_pull_is_answered_when_the_centre_leaves(field: Field) -> None:
    post = await field.post("chaoyang")
    waiting = asyncio.create_task(post.ask(wait=20))
    await until(lambda: field.centre.feed.listeners == 1)
    field.centre.feed.say_bye()
    assert (await waiting).status_code == 200


async def test_a_snapshot_goes_on_where_it_was_after_a_restart(tmp_path: Path) -> None:
    """The page token says everything: any process of the centre can answer it, and the whole is one cut."""
    wall, records = WallClock(), [*world(), *many_quotas(40)]
    app, database, tokens = await asyncio.to_thread(new_app, tmp_path, records, ACCOUNTS, wall)
    held: dict[str, AnyRecord] = {}
    async with a_field(app, database, tokens, wall) as field:
        post = await field.post("city")
        post.cursor, post.held = None, []
        first = msgspec.json.decode((await post.ask(limit=20)).content, type=PullAnswer)
        assert first.more
        held |= records_of(first)
        await (await field.post("city")).push(add(+3))
    again, database = app_on(tmp_path / "central.sqlite", wall)
    async with a_field(again, database, tokens, wall) as field:
        post.http = field.http
        async for page in post.pages(page=first.page, limit=20):
            held |= records_of(page)
        whole = await post.pull()
        assert held == records_of(whole)
        assert page.digest == whole.digest


async def test_a_request_that_is_given_up_leaves_its_transaction_whole_and_its_connection_free(field: Field) -> None:
    """More are given up than there are connections; what they began is done or not, never half."""
    post = await field.post("chaoyang")
    for _ in range(12):
        given_up = asyncio.create_task(post.push(add(+1)))
        await asyncio.sleep(0)
        given_up.cancel()
        await asyncio.gather(given_up, return_exceptions=True)
        reading = asyncio.create_task(field.rows("SELECT count(*) FROM records"))
        await asyncio.sleep(0)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
    seqs, ledger = await field.rows("SELECT seq FROM head"), await field.rows("SELECT max(seq) FROM commits")
    assert seqs == ledger


async def test_closing_waits_for_what_runs(field: Field) -> None:
    def slowly(connection: Connection) -> str:
        loop.call_soon_threadsafe(began.set_result, None)
        connection.exec_driver_sql("UPDATE head SET safe = 3")
        return "done"

    loop = asyncio.get_running_loop()
    began: asyncio.Future[None] = loop.create_future()
    writing = asyncio.create_task(field.database.write(slowly))
    await began
    await field.database.close()
    assert await writing == "done"
