"""A real standby, made by pg_basebackup and held back on purpose; and servers that stop, crash and take over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from central.database import Database, url_of
from central.history import check, head_of
from central.problems import NotServed
from postcmd.ops import Void, numbered
from tests.central.field import Field, WallClock, a_field, add, app_on, new_app
from tests.centre_fixture import ACCOUNTS, world
from tests.postgres import Server, own_server

pytestmark = pytest.mark.anyio


@dataclass
class Pair:
    """Two servers, of which the second follows the first, and a database that is on both."""

    primary: Server
    standby: Server
    name: str
    tokens: dict[str, str]
    apps: int = 0

    @asynccontextmanager
    async def at(self, server: Server) -> AsyncIterator[Field]:
        wall = WallClock()
        app, database = app_on(server.url(self.name), wall)
        self.apps += 1
        async with a_field(app, database, self.tokens, wall) as field:
            field._posts = 100 * self.apps  # every post of this database has a number of its own
            yield field


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with own_server() as primary:
        url = primary.fresh_database()
        made = new_app(tmp_path_factory.mktemp("standby"), world(), ACCOUNTS, WallClock(), database=url)
        asyncio.run(made[1].close())
        name = url.partition("@/")[2].partition("?")[0]
        yield Pair(primary, primary.standby(), name, made[2])


async def test_a_standby_that_is_behind_never_says_reset(pair: Pair) -> None:
    """I6: only the primary knows whether a cursor it never heard of is of a lost history."""
    async with pair.at(pair.primary) as primary, pair.at(pair.standby) as standby:
        post = await primary.post("chaoyang")
        assert (await post.hello())["role"] == "primary"
        await asyncio.to_thread(pair.standby.sql, "SELECT pg_wal_replay_pause()", pair.name)
        await post.push(add(+1))
        await post.pull()

        post.http = standby.http
        hello, behind = await post.hello(), await post.ask()
        assert (hello["role"], hello["head"] < await primary.head()) == ("standby", True)
        assert (behind.status_code, behind.json()["code"]) == (503, "standby_behind")
        assert behind.headers["retry-after"] == "1"
        for known in ({"epoch": post.epoch, "seen": post.cursor}, {"epoch": "of-later"}):
            anew = await post.ask(cursor=None, **known)
            assert (anew.status_code, anew.json()["code"]) == (503, "standby_behind")

        await asyncio.to_thread(pair.standby.sql, "SELECT pg_wal_replay_resume()", pair.name)
        while (answer := await post.ask()).status_code == 503:
            pass
        assert answer.status_code == 200
        epoch = hello["epoch"]
        assert (await primary.rows("SELECT epoch FROM head")) == [(epoch,)]


async def test_a_standby_takes_no_changes_and_says_so(pair: Pair) -> None:
    async with pair.at(pair.standby) as standby:
        post = await standby.post("miyun")
        signed_in = {"account": "miyun", "password": "let me in, please"}
        for answer in (await post.push(add(+1)), await standby.http.post("/v1/login", json=signed_in)):
            assert (answer.status_code, answer.json()["code"]) == (503, "standby")
            assert int(answer.headers["retry-after"]) > 0


async def test_a_server_that_crashes_under_the_centre_is_a_503_until_it_is_back(pair: Pair) -> None:
    async with pair.at(pair.primary) as field:
        post = await field.post("city")
        await post.push(add(+1))
        await asyncio.to_thread(pair.primary.stop, "immediate")
        for answer in (await post.push(add(+1)), await post.ask(), await field.http.get("/healthz")):
            assert (answer.status_code, answer.json()["code"]) == (503, "busy")
        await asyncio.to_thread(pair.primary.start)
        assert (await post.send([numbered(add(+1), 2)])).status_code == 200
        assert {result.status for result in (await post.results()).values()} == {"applied"}


async def test_a_standby_that_takes_over_serves_at_once(pair: Pair) -> None:
    successor = await asyncio.to_thread(pair.primary.standby, "successor")
    async with pair.at(successor) as field:
        post = await field.post("city")
        assert (await post.push(Void())).status_code == 503
        await asyncio.to_thread(successor.promote)
        while (answer := await post.send([numbered(Void(), 1)])).status_code == 503:
            pass
        assert answer.status_code == 200
        assert (await post.hello())["role"] == "primary"


async def test_an_sqlite_copy_that_is_told_so_is_a_standby_too(tmp_path: Path) -> None:
    wall = WallClock()
    app, database, tokens = await asyncio.to_thread(new_app, tmp_path, world(), ACCOUNTS, wall)
    async with a_field(app, database, tokens, wall) as field:
        lost = f"{(await field.post('city')).epoch}.99.0011223344556677"
        copy = Database(url_of(tmp_path / "central.sqlite"), standby=True)
        assert (await database.role(), await copy.role()) == ("primary", "standby")
        with pytest.raises(NotServed, match="standby_behind"):
            await copy.read(lambda connection: check(connection, head_of(connection), lost))
        with pytest.raises(NotServed, match="standby"):
            await copy.write(head_of)
        await copy.close()
