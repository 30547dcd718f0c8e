"""Two processes of a centre on one PostgreSQL: posts may ask either, at any time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import msgspec
import psycopg
import pytest
from litestar import Litestar

from central.database import Database
from central.feed import Rhythm
from central.history import operational_now
from central.load import demo_clock
from postcmd.ops import numbered
from postcmd.scope import Grant
from postcmd.wire import PullAnswer
from tests.central.field import GUBEI, Field, WallClock, a_field, add, app_on, new_app, records_of, until
from tests.central.test_pokes_reach_who_sees_the_change import listening
from tests.centre_fixture import ACCOUNTS, RunningCentre, two_replicas, world
from tests.postgres import Server
from tests.postgres_pool import lent_database

pytestmark = pytest.mark.anyio

encode = msgspec.json.Encoder().encode
SLOW_TO_LOOK = Rhythm(pause=0.0, heartbeat=30.0, age=60.0, watch=30.0)
"""So slow that only an announcement can be why somebody was told."""


@pytest.fixture
async def url() -> AsyncIterator[str]:
    async with lent_database() as url:
        yield url


@pytest.fixture
async def pair(tmp_path: Path, url: str, request: pytest.FixtureRequest) -> AsyncIterator[tuple[Field, Field]]:
    """Two replicas; with a parameter, in that rhythm."""
    rhythm: Rhythm = getattr(request, "param", SLOW_TO_LOOK)
    wall = WallClock()
    made = await asyncio.to_thread(new_app, tmp_path, world(), ACCOUNTS, wall, rhythm, url)
    async with opened(made, wall) as one, opened((*app_on(url, wall, rhythm), made[2]), wall) as other:
        other._posts = 100  # each numbers its own
        await listens(one)
        await listens(other)
        yield one, other


def opened(made: tuple[Litestar, Database, dict[str, str]], wall: WallClock) -> Any:
    app, database, tokens = made
    return a_field(app, database, tokens, wall)


async def listens(field: Field) -> None:
    """Until the replica would hear an announcement."""
    while len(await field.rows(LISTENING)) < 1:  # noqa: ASYNC110 - what is waited for has no event
        await asyncio.sleep(0.01)


LISTENING = (
    "SELECT pid FROM pg_stat_activity WHERE query = 'LISTEN feed' AND state = 'idle' AND datname = current_database()"
)


async def test_what_is_pushed_at_one_is_pulled_at_the_other(pair: tuple[Field, Field]) -> None:
    one, other = pair
    here, there = await one.post("chaoyang"), await other.post("lianjia")
    await here.push(add(+3))
    assert max(record.rev for record in records_of(await there.pull()).values()) == await one.head()


async def test_a_client_may_go_on_at_another_replica(pair: tuple[Field, Field]) -> None:
    """No sticky sessions: everything is in the database."""
    one, other = pair
    post = await one.post("chaoyang")
    await post.push(add(+1))
    post.http = other.http
    assert (await post.send([numbered(add(+1), 1)])).status_code == 200
    assert await post.ends(add(+1)) == ["applied"]
    assert (await other.quota()).max == 14


async def test_an_announcement_pokes_at_once_whoever_sees_it_and_nobody_else(pair: tuple[Field, Field]) -> None:
    one, other = pair
    async with listening(other, "lianjia") as lianjia, listening(other, "miyun") as miyun:
        await lianjia.hears("hello")
        await miyun.hears("hello")
        await until(lambda: other.centre.feed.seq > 0)
        await (await one.post("city")).push(add(+1))
        await lianjia.hears("poke")
        assert miyun.said.empty()


@pytest.mark.parametrize("pair", [Rhythm(pause=0.0, heartbeat=5.0, age=60.0, watch=0.05)], indirect=True)
async def test_a_lost_listening_connection_costs_a_look_and_no_more(pair: tuple[Field, Field]) -> None:
    one, other = pair
    async with listening(other, "chaoyang") as ear:
        await ear.hears("hello")
        await one.rows(f"SELECT pg_terminate_backend(pid) FROM ({LISTENING}) AS listening")
        await (await one.post("city")).push(add(+1))
        await ear.hears("poke")
    await listens(other)


async def test_a_change_of_grants_at_one_is_told_at_the_other(pair: tuple[Field, Field]) -> None:
    one, other = pair
    async with listening(other, "chaoyang") as ear:
        await ear.hears("hello")
        await until(lambda: other.centre.feed.seq > 0)
        await one.grant("chaoyang", Grant("dispatcher", "u:centre/miyun"))
        other.centre.feed.committed_something.set()  # what an operator's command does not announce, the next look finds
        await ear.hears("scope")


async def test_who_signs_out_at_one_is_no_longer_told_anything_at_the_other(pair: tuple[Field, Field]) -> None:
    one, other = pair
    async with listening(other, "chaoyang") as ear:
        await ear.hears("hello")
        await until(lambda: other.centre.feed.seq > 0)
        said = {"authorization": f"Bearer {one.tokens['chaoyang']}"}
        assert (await one.http.post("/v1/logout", headers=said)).status_code == 204
        assert (await ear.hears("bye")).why == "token"


async def test_a_demo_clock_runs_on_when_another_process_begins_to_serve(tmp_path: Path, url: str) -> None:
    wall = WallClock()
    made = await asyncio.to_thread(new_app, tmp_path, world(), ACCOUNTS, wall, SLOW_TO_LOOK, url)
    async with opened(made, wall) as one:
        await listens(one)
        await one.write(demo_clock(wall(), 60.0, wall()))
        wall.pass_by(hours=1)
        before = await one.database.read(operational_now, wall())
        async with opened((*app_on(url, wall, SLOW_TO_LOOK), made[2]), wall):
            assert await one.database.read(operational_now, wall()) == before
    async with opened((*app_on(url, wall, SLOW_TO_LOOK), made[2]), wall) as again:
        assert await again.database.read(operational_now, wall()) < before, "nobody served in between"


async def test_two_first_pushes_of_one_client_are_one(pair: tuple[Field, Field]) -> None:
    one, other = pair
    here = await one.post("chaoyang")
    there = await other.post("chaoyang")
    there.client = here.client
    ops = [numbered(add(+1), n) for n in range(1, 21)]
    answers = await asyncio.gather(*(post.send(ops) for post in (here, there) * 4))
    assert {answer.status_code for answer in answers} == {200}
    assert (await one.quota()).max == 12 + 20


async def test_many_at_both_collide_and_every_head_is_counted_once(pair: tuple[Field, Field]) -> None:
    posts = [await field.post("city") for field in pair for _ in range(6)]
    answers = await asyncio.gather(*(post.push(add(+1), add(+1, "gubei", "miyun")) for post in posts for _ in range(5)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    for post in posts:
        await post.pull()
    results = [result for post in posts for result in (await post.results()).values()]
    applied = sum(result.status == "applied" for result in results)
    assert (await pair[0].quota()).min - 12 + (await pair[1].quota(GUBEI)).min - 5 == applied


async def test_who_holds_the_head_and_hangs_keeps_others_waiting_for_a_moment_only(
    pair: tuple[Field, Field], url: str
) -> None:
    one, _ = pair
    post = await one.post("chaoyang")
    with suppress(psycopg.Error), psycopg.connect(url.replace("+psycopg", "")) as hanging:
        hanging.execute("SET idle_in_transaction_session_timeout = '4s'")
        hanging.execute("SELECT * FROM head FOR UPDATE")
        answer = await post.push(add(+1))
        assert (answer.status_code, answer.json()["code"]) == (503, "busy")
        assert answer.headers["retry-after"]
        while (answer := await post.send([numbered(add(+1), 1)])).status_code == 503:
            pass
        assert answer.status_code == 200


async def test_lost_connections_are_made_anew_and_nobody_notices(pair: tuple[Field, Field]) -> None:
    one, other = pair
    post = await one.post("chaoyang")
    await post.push(add(+1))
    await other.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    assert await post.ends(add(+1)) == ["applied"]
    assert (await one.quota()).max == 14


class Pusher(threading.Thread):
    """Pushes one op after the other until told to stop, or until its centre is gone."""

    def __init__(self, centre: RunningCentre, client: str) -> None:
        super().__init__()
        self._centre, self._client = centre, client
        self.answered: list[int] = []
        self.progress = threading.Condition()
        self.is_told_to_stop = False

    def run(self) -> None:
        with httpx.Client(base_url=self._centre.url, headers=self._centre.headers("city"), timeout=10) as http:
            epoch = http.get("/v1/sync/hello").json()["epoch"]
            said = {"client": self._client, "epoch": epoch, "cursor": None, "low": 1}
            while not self.is_told_to_stop:
                n = len(self.answered) + 1
                try:
                    answer = http.post("/v1/sync/push", content=encode({**said, "ops": [numbered(add(+1), n)]}))
                except httpx.HTTPError:
                    return
                assert answer.status_code == 200, answer.text
                with self.progress:
                    self.answered.append(n)
                    self.progress.notify_all()

    def has_pushed(self, more: int) -> None:
        with self.progress:
            enough = len(self.answered) + more
            assert self.progress.wait_for(lambda: len(self.answered) >= enough, timeout=20)

    def stop(self) -> None:
        self.is_told_to_stop = True
        self.join()


def test_a_replica_that_is_killed_leaves_the_other_at_work(tmp_path: Path, postgres: Server) -> None:
    """kill -9 while it commits, head in hand: the other goes on, and what was answered is there."""
    with two_replicas(tmp_path, postgres.fresh_database()) as (one, other):
        here, there = Pusher(one, "ONE"), Pusher(other, "OTHER")
        here.start()
        there.start()
        here.has_pushed(10)
        one.kill()
        there.has_pushed(10)
        here.stop()
        there.stop()
        with httpx.Client(base_url=other.url, headers=other.headers("city")) as http:
            asked = {"client": "ONE", "cursor": None, "low": 1}
            cut = msgspec.json.decode(http.post("/v1/sync/pull", json=asked).content, type=PullAnswer)
            assert [result.n for result in cut.mine][: len(here.answered)] == here.answered
            assert len(cut.mine) <= len(here.answered) + 1
            quota = http.get("/v1/quotas/sunhe.lianjia.2022-11-20").json()
            assert quota["max"] == 12 + len(cut.mine) + len(there.answered)
