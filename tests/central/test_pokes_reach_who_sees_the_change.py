"""The live channel: who is told, how often, and how it ends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from dataclasses import field as fields
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import text

from central import accounts
from central.feed import Feed, Rhythm
from postcmd.scope import Grant
from postcmd.wire import Poke
from tests.central.field import Field, WallClock, a_field, add, new_app, until
from tests.centre_fixture import ACCOUNTS, a_quota, world

pytestmark = pytest.mark.anyio


@dataclass
class Ear:
    """Reads one stream as its events come."""

    said: asyncio.Queue[tuple[str, Poke]] = fields(default_factory=asyncio.Queue)
    ended: asyncio.Event = fields(default_factory=asyncio.Event)
    status: int = 0

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            return
        for event in message["body"].decode().split("\n\n"):
            named = dict(line.split(": ", 1) for line in event.splitlines())
            if named:
                self.said.put_nowait((named["event"], msgspec.json.decode(named["data"], type=Poke)))
        if not message["more_body"]:
            self.ended.set()

    async def hears(self, kind: str) -> Poke:
        """The next event, which must be of this kind."""
        heard, poke = await asyncio.wait_for(self.said.get(), 5)
        assert heard == kind
        return poke


class DeafEar(Ear):
    """Opens a stream and reads nothing of it."""

    async def send(self, message: dict[str, Any]) -> None:
        await asyncio.Event().wait()


@asynccontextmanager
async def listening(field: Field, account: str, ear: Ear | None = None) -> AsyncIterator[Ear]:
    ear, hung_up = ear or Ear(), asyncio.Event()

    async def receive() -> dict[str, str]:
        await hung_up.wait()
        return {"type": "http.disconnect"}

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/v1/sync/events",
        "raw_path": b"/v1/sync/events",
        "root_path": "",
        "query_string": b"",
        "headers": [(b"authorization", f"Bearer {field.tokens[account]}".encode())],
        "client": ("127.0.0.1", 1),
        "server": ("centre", 80),
        "scheme": "http",
    }
    app: Any = field.app
    task = asyncio.ensure_future(app(scope, receive, ear.send))
    try:
        yield ear
    finally:
        hung_up.set()
        with suppress(asyncio.CancelledError):
            await task


async def test_a_commit_pokes_who_sees_it_and_nobody_else(field: Field) -> None:
    async with listening(field, "chaoyang") as chaoyang, listening(field, "miyun") as miyun:
        await chaoyang.hears("hello")
        await miyun.hears("hello")
        await (await field.post("city")).push(add(+1))
        assert (await chaoyang.hears("poke")).seq == await field.head()
        assert miyun.said.empty()


async def test_who_loses_sight_of_a_record_is_poked_too(field: Field) -> None:
    feed = Feed()
    listener = feed.listen("chaoyang", ["u:centre/chaoyang"])
    feed.committed(0, 1, frozenset({"u:centre/miyun", "u:centre/chaoyang/lianjia"}))
    assert await listener.next(5) == {"poke"}


async def test_a_slow_reader_finds_one_poke_for_all_that_happened() -> None:
    """Invariant 1: a poke is a flag."""
    feed = Feed()
    listener = feed.listen("chaoyang", ["*"])
    for seq in range(1, 1000):
        feed.committed(seq - 1, seq, frozenset({"u:centre"}))
    assert await listener.next(5) == {"poke"}
    assert await listener.next(0.0) == {"hb"}


async def test_a_change_of_grants_is_told_within_a_look(field: Field) -> None:
    async with listening(field, "chaoyang") as ear:
        await ear.hears("hello")
        await field.grant("chaoyang", Grant("dispatcher", "u:centre/miyun"))
        await ear.hears("scope")


async def test_a_load_by_another_process_is_told_to_who_sees_it(field: Field) -> None:
    async with listening(field, "lianjia") as lianjia, listening(field, "miyun") as miyun:
        await lianjia.hears("hello")
        await miyun.hears("hello")
        await field.write(a_quota("gubei", "lianjia", 3))
        await lianjia.hears("poke")
        assert miyun.said.empty()


async def test_a_revoked_token_ends_the_stream(field: Field) -> None:
    async with listening(field, "chaoyang") as ear:
        await ear.hears("hello")
        await field.database.write(accounts.disable, "chaoyang", field.wall())
        assert (await ear.hears("bye")).why == "token"
        await asyncio.wait_for(ear.ended.wait(), 5)


async def test_a_centre_that_leaves_says_bye(field: Field) -> None:
    async with listening(field, "chaoyang") as ear:
        await ear.hears("hello")
        field.centre.feed.say_bye()
        assert (await ear.hears("bye")).why == "restart"


async def test_a_stream_whose_database_fails_says_bye(field: Field) -> None:
    """A post comes back when it is told to; an exception half-way through an answer would only cut it off."""
    async with listening(field, "chaoyang") as ear:
        await ear.hears("hello")
        await field.database.write(lambda connection: connection.execute(text("ALTER TABLE head RENAME TO away")))
        field.centre.feed.everyone("scope")
        assert (await ear.hears("bye")).why == "database"
        await field.database.write(lambda connection: connection.execute(text("ALTER TABLE away RENAME TO head")))


async def test_an_account_has_at_most_four_streams(field: Field) -> None:
    async with listening(field, "chaoyang") as one, listening(field, "chaoyang") as two:
        async with listening(field, "chaoyang") as three, listening(field, "chaoyang") as four:
            for ear in (one, two, three, four):
                await ear.hears("hello")
            answer = await field.http.get(
                "/v1/sync/events", headers={"authorization": f"Bearer {field.tokens['chaoyang']}"}
            )
            assert (answer.status_code, answer.json()["code"]) == (429, "too_many_streams")
        async with listening(field, "chaoyang") as again:
            await again.hears("hello")


async def test_who_hangs_up_is_forgotten(field: Field) -> None:
    async with listening(field, "chaoyang") as ear:
        await ear.hears("hello")
        assert field.centre.feed.listeners == 1
    assert field.centre.feed.listeners == 0


@pytest.fixture
async def hurried(tmp_path: Path) -> AsyncIterator[Field]:
    """A centre whose streams say hb at once and are old soon."""
    wall = WallClock()
    rhythm = Rhythm(pause=0.0, heartbeat=0.01, age=0.3, grace=0.1, watch=0.02)
    app, database, tokens = await asyncio.to_thread(new_app, tmp_path, world(), ACCOUNTS, wall, rhythm)
    async with a_field(app, database, tokens, wall) as ready:
        yield ready


async def test_the_first_poke_comes_at_once_and_the_next_after_a_pause(tmp_path: Path) -> None:
    """Invariant 3: however much happens, a post is told at most so often."""
    rhythm = Rhythm(pause=0.3, watch=60.0)
    app, database, tokens = await asyncio.to_thread(new_app, tmp_path, world(), ACCOUNTS, WallClock(), rhythm)
    async with a_field(app, database, tokens, WallClock()) as field, listening(field, "chaoyang") as ear:
        await ear.hears("hello")
        city = await field.post("city")
        await city.push(add(+1))
        await ear.hears("poke")
        first = time.monotonic()
        for _ in range(5):
            await city.push(add(+1))
        assert (await ear.hears("poke")).seq == await field.head()
        assert time.monotonic() - first >= rhythm.pause * 0.9
        assert ear.said.empty()


async def test_silence_is_filled_with_heartbeats_that_say_both_times(hurried: Field) -> None:
    async with listening(hurried, "chaoyang") as ear:
        await ear.hears("hello")
        beat = await ear.hears("hb")
        assert (beat.t, beat.now) == (hurried.wall.now, hurried.wall.now)
        assert beat.token_exp_in == accounts.TOKEN_LIFE.total_seconds()


async def test_an_old_stream_ends_with_bye(hurried: Field) -> None:
    async with listening(hurried, "chaoyang") as ear:
        await asyncio.wait_for(ear.ended.wait(), 5)
        said = [ear.said.get_nowait() for _ in range(ear.said.qsize())]
        assert (said[-1][0], said[-1][1].why) == ("bye", "age")


async def test_who_reads_no_more_is_cut_off_when_the_stream_is_old(hurried: Field) -> None:
    """Only closing the stream cures a stopped reader."""
    feed = hurried.centre.feed
    async with listening(hurried, "chaoyang", DeafEar()):
        await until(lambda: feed.listeners == 1)
        await until(lambda: feed.listeners == 0)


async def test_a_stream_that_is_hung_up_leaves_no_read_behind(tmp_path: Path) -> None:
    """A read that outlives its stream would outlive the database too."""
    rhythm = Rhythm(heartbeat=0.01, watch=60.0)
    app, database, tokens = await asyncio.to_thread(new_app, tmp_path, world(), ACCOUNTS, WallClock(), rhythm)
    async with a_field(app, database, tokens, WallClock()) as field:
        await until(lambda: field.centre.feed.seq > 0)
        await database.write(lambda connection: None)  # after which no chore of the start is at work any more
        others = asyncio.all_tasks()
        for turns in range(40):
            async with listening(field, "chaoyang"):
                for _ in range(turns):
                    await asyncio.sleep(0)
            assert asyncio.all_tasks() <= others
