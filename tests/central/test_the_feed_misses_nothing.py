"""PostgreSQL, eight replicas that write at once: whoever asks what is new misses nothing of it.

The writers push through the product's own use case, 250 ops in a transaction, of which two change records that
the others change too. They hold their locks for random moments, before the head and after, and some transactions are
rolled back and pushed again. A reader polls as a pull does: everything after its cursor, in one cut, and the cursor is
then the head of that cut.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Final

import pytest
from sqlalchemy import Connection, select

from central import tables
from central.database import Database, url_of
from central.history import head_of
from central.push import last_of, take
from postcmd.ops import Op, QuotaAdd, Void, numbered
from postcmd.records import Quota
from postcmd.wire import PushRequest
from tests.centre_fixture import ACCOUNTS, many_quotas, new_database, world
from tests.postgres import Server

pytestmark = pytest.mark.anyio

WRITERS: Final = 8
ROWS: Final = 100_000
AT_ONCE: Final = 250
LONGEST_HOLD: Final = 0.005
QUOTAS: Final = [quota for quota in many_quotas(5) if isinstance(quota, Quota)]
WALL: Final = datetime(2022, 11, 20, 12, 0, tzinfo=UTC)


class RolledBack(Exception):
    """The writer changed its mind."""


class Reader:
    """Polls; remembers every seq it was given, and the records as it was given them."""

    def __init__(self, first: int) -> None:
        self.cursor = first
        self.seen: list[int] = []
        self.records: dict[str, int] = {}
        self.polls = 0

    def poll(self, connection: Connection) -> None:
        head, commits, records = head_of(connection), tables.commits, tables.records
        new = connection.execute(select(commits.c.seq).where(commits.c.seq > self.cursor).order_by(commits.c.seq))
        self.seen += new.scalars()
        changed = connection.execute(select(records.c.id, records.c.seq).where(records.c.seq > self.cursor))
        self.records.update((row.id, row.seq) for row in changed)
        self.cursor = head.seq
        self.polls += 1


@pytest.fixture
async def url(postgres: Server) -> str:
    return await asyncio.to_thread(postgres.fresh_database)


@pytest.fixture
async def replicas(url: str) -> AsyncIterator[list[Database]]:
    await asyncio.to_thread(new_database, url, [*world(), *many_quotas(5)], ACCOUNTS, WALL)
    databases = [Database(url_of(url)) for _ in range(WRITERS + 1)]
    yield databases
    for database in databases:
        await database.close()


async def test_eight_writers_with_holds_and_rollbacks_and_a_reader_who_misses_none(replicas: list[Database]) -> None:
    *writers, reading = replicas
    start = await reading.read(head_of)
    reader = Reader(start.seq)
    done = asyncio.Event()
    polling = asyncio.ensure_future(poll(reader, reading, done))
    rolled_back = await asyncio.gather(*(write(database, f"W{n}", start.epoch) for n, database in enumerate(writers)))
    done.set()
    await polling

    assert reader.seen == list(range(start.seq + 1, start.seq + ROWS + 1))
    assert sum(rolled_back) > WRITERS
    assert reader.polls > 50
    assert reader.records == await reading.read(present, start.seq)
    heads = await reading.read(heads_of)
    assert heads == {quota.id: quota.min + ROWS // AT_ONCE * 2 // len(QUOTAS) for quota in QUOTAS}


async def poll(reader: Reader, database: Database, done: asyncio.Event) -> None:
    while not done.is_set():
        await database.read(reader.poll)
    await database.read(reader.poll)


async def write(database: Database, client: str, epoch: str) -> int:
    """Push this writer's share of the rows; how many transactions were rolled back."""
    chance, rolled_back = random.Random(client), 0
    for number in range(ROWS // AT_ONCE // WRITERS):
        push = PushRequest(client=client, epoch=epoch, cursor=None, low=1, ops=batch(number))
        while True:
            try:
                await database.write(held, push, chance)
                break
            except RolledBack:
                rolled_back += 1
    return rolled_back


def held(connection: Connection, push: PushRequest, chance: random.Random) -> None:
    last_of(connection, push.client, "city", lock=True)
    time.sleep(chance.uniform(0, LONGEST_HOLD))
    take(connection, push, "city", WALL)
    time.sleep(chance.uniform(0, LONGEST_HOLD) / 4)  # all others wait for this one
    if chance.random() < 0.05:
        raise RolledBack


def batch(number: int) -> list[Op]:
    first = number * AT_ONCE + 1
    ops: list[Op] = [Void() for _ in range(AT_ONCE)]
    for place, quota in ((17, QUOTAS[number % 5]), (83, QUOTAS[(number + 2) % 5])):
        ops[place] = QuotaAdd(request=quota.request, unit=quota.unit, day=quota.day, min=1, max=1)
    return [numbered(op, first + place) for place, op in enumerate(ops)]


def present(connection: Connection, since: int) -> dict[str, int]:
    records = tables.records
    return {
        row.id: row.seq for row in connection.execute(select(records.c.id, records.c.seq).where(records.c.seq > since))
    }


def heads_of(connection: Connection) -> dict[str, int]:
    from central.shelf import CentreShelf

    shelf = CentreShelf(connection)
    found = (shelf.get("quota", quota.id) for quota in QUOTAS)
    return {quota.id: quota.min for quota in found if isinstance(quota, Quota)}
