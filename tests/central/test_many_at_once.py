"""Many posts at once, readers between them, a centre killed meanwhile: nothing lost, nothing twice, nothing half."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import httpx
import msgspec
import pytest
from sqlalchemy import Connection

from central.shelf import CentreShelf
from postcmd.ops import numbered
from postcmd.records import Kind, Quota
from tests.central.field import SUNHE, Field, Post, add
from tests.centre_fixture import RunningCentre, running_centre

pytestmark = pytest.mark.anyio


async def test_every_head_of_twenty_posts_is_counted_once(field: Field) -> None:
    posts = [await field.post("chaoyang") for _ in range(20)]
    before = await field.head()
    answers = await asyncio.gather(*[post.push(add(+1), add(+1)) for post in posts])
    assert [answer.status_code for answer in answers] == [200] * 20
    assert (await field.quota()).max == 12 + 40
    seqs = [row[0] for row in await field.rows(f"SELECT seq FROM commits WHERE seq > {before} ORDER BY seq")]
    assert seqs == list(range(before + 1, before + 41))


async def test_the_same_push_sent_twice_at_once_counts_once(field: Field) -> None:
    post = await field.post("chaoyang")
    same = [numbered(add(+1), 1), numbered(add(+1), 2)]
    answers = await asyncio.gather(*[post.send(same) for _ in range(5)])
    assert [answer.json() for answer in answers] == [{"upto": 2}] * 5
    assert (await field.quota()).max == 14


async def test_a_reader_between_writers_sees_whole_messages_only(field: Field) -> None:
    """Every message adds three and then takes one: nobody may see the three."""
    writer, reader = await field.post("city"), await field.post("chaoyang")

    async def write() -> None:
        for _ in range(15):
            await writer.push(add(+3), add(-1))

    async def read() -> list[int]:
        seen = []
        for _ in range(30):
            cut = await reader.pull()
            seen += [put.record.max or 0 for put in cut.puts.quota]
            assert all(put.record.rev <= int(str(reader.cursor).split(".")[1]) for put in cut.puts.quota)
        return seen

    _, seen = await asyncio.gather(write(), read())
    assert all((most - 12) % 2 == 0 for most in seen)


async def test_an_effect_never_comes_without_its_result(field: Field) -> None:
    """I2 stands on this: a post that sees its effect knows that the op is done."""
    post = await field.post("chaoyang")
    other = Post(post.http, post.token, post.client)
    await other.pull()

    async def write() -> None:
        for _ in range(15):
            await post.push(add(+1))

    async def read() -> None:
        for _ in range(30):
            cut = await other.pull()
            for put in cut.puts.quota:
                assert (put.record.max or 0) - 12 == len(cut.mine)

    await asyncio.gather(write(), read())


async def test_what_was_not_read_ahead_is_read_on_demand(field: Field) -> None:
    """Reading ahead is about speed only: a shelf without it holds the same."""

    def compare(connection: Connection) -> None:
        ahead, on_demand = CentreShelf(connection), CentreShelf(connection)
        ahead.preload([add(+1), add(+1, request="gubei", unit="miyun"), add(+1, request="nowhere")])
        for kind, key in NAMED:
            assert ahead.get(kind, key) == on_demand.get(kind, key)
            assert ahead.stamp(kind, key, "max") == on_demand.stamp(kind, key, "max")
        assert ahead.children(SUNHE) == on_demand.children(SUNHE)

    await field.database.read(compare)


KILLS = 3
NAMED: list[tuple[Kind, str]] = [
    ("quota", SUNHE),
    ("request", "sunhe"),
    ("unit", "lianjia"),
    ("place", "sunhe-p"),
    ("request", "nowhere"),
]


def test_a_centre_killed_while_it_takes_ops_loses_none_and_doubles_none(tmp_path: Path) -> None:
    with running_centre(tmp_path) as centre:
        headers = centre.headers("city")
        epoch = httpx.get(f"{centre.url}/v1/sync/hello", headers=headers).json()["epoch"]
        sent = 0
        for _ in range(KILLS):
            taken = threading.Event()
            killer = threading.Thread(target=_kill_after, args=(taken, centre))
            killer.start()
            try:
                while True:
                    _push_one(centre.url, headers, epoch, sent + 1)
                    sent += 1
                    if sent % 5 == 0:
                        taken.set()
            except httpx.TransportError:
                killer.join()
                centre.start()
        _push_one(centre.url, headers, epoch, sent + 1)
        answer = httpx.get(f"{centre.url}/v1/quotas/{SUNHE}", headers=headers)
        assert msgspec.json.decode(answer.content, type=Quota).max == 12 + sent + 1


def _kill_after(taken: threading.Event, centre: RunningCentre) -> None:
    taken.wait(10)
    centre.kill()


def _push_one(url: str, headers: dict[str, str], epoch: str, n: int) -> None:
    body = {"client": "KILLED", "epoch": epoch, "cursor": None, "low": 1, "ops": [numbered(add(+1), n)]}
    answer = httpx.post(f"{url}/v1/sync/push", content=msgspec.json.encode(body), headers=headers)
    assert answer.json() == {"upto": n}
