"""Builders for stories at the centre: a centre in this process on a real database file, and posts that talk to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import httpx
import msgspec
from litestar import Litestar
from sqlalchemy import text

from central import accounts
from central.app import create_app
from central.centre import Centre, Settings
from central.database import Database, url_of
from central.feed import Feed, Rhythm
from central.load import write_records
from postcmd.ops import Base, Op, QuotaAdd, QuotaSet, Void, numbered
from postcmd.puts import Put, puts_of
from postcmd.records import AnyRecord, Quota, quota_id
from postcmd.scope import Grant
from postcmd.wire import PullAnswer, Result
from tests.centre_fixture import DAY, filled_database

SUNHE = quota_id("sunhe", "lianjia", DAY)
GUBEI = quota_id("gubei", "miyun", DAY)
QUICK = Rhythm(pause=0.0, heartbeat=5.0, age=60.0, watch=0.02)


async def until(happened: Callable[[], bool]) -> None:
    """Let the others run until it has happened."""
    async with asyncio.timeout(10):
        while not happened():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0)


@dataclass
class WallClock:
    """A wall clock that stands still until somebody moves it."""

    now: datetime = datetime(2022, 11, 20, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


def add(heads: int, request: str = "sunhe", unit: str = "lianjia", **fields: Any) -> QuotaAdd:
    """`+heads` on a quota."""
    return QuotaAdd(request=request, unit=unit, day=DAY, min=heads, max=heads, **fields)


def set_to(heads: int, seen: Quota, epoch: str, **fields: Any) -> QuotaSet:
    """Set both bounds of a quota, as it was seen."""
    base = Base(epoch=epoch, rev=seen.rev, values={"min": seen.min, "max": seen.max})
    return QuotaSet(request=seen.request, unit=seen.unit, day=seen.day, min=heads, max=heads, base=base, **fields)


VOID = Void()


@dataclass
class Post:
    """A post of one account: numbers its ops, remembers its cursor."""

    http: httpx.AsyncClient
    token: str
    client: str
    cursor: str | None = None
    epoch: str = ""
    n: int = 0
    held: list[str] = field(default_factory=list)

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}", "sync-version": "1"}

    async def hello(self) -> dict[str, Any]:
        answer = await self.http.get("/v1/sync/hello", headers=self.headers, params={"client": self.client})
        return dict(answer.json())

    async def pull(self, **asked: Any) -> PullAnswer:
        """The next cut, all pages of it; the post remembers where it stands then."""
        pages = [page async for page in self.pages(**asked)]
        last = pages[-1]
        every = [put for page in pages for put in page.puts.every()]
        self.cursor, self.epoch, self.held = last.cursor, last.epoch, last.prefixes
        return msgspec.structs.replace(last, puts=_sorted(every))

    async def pages(self, **asked: Any) -> AsyncIterator[PullAnswer]:
        """One answer after the other, until the last page."""
        page: str | None = asked.pop("page", None)
        while True:
            answer = await self.ask(page=page, **asked)
            answer.raise_for_status()
            read = msgspec.json.decode(answer.content, type=PullAnswer)
            yield read
            page = read.page
            if not read.more:
                return

    async def ask(self, **asked: Any) -> httpx.Response:
        """One pull request as it stands."""
        said = {"client": self.client, "cursor": self.cursor, "held": self.held, **asked}
        return await self.http.post("/v1/sync/pull", json=said, headers=self.headers)

    async def push(self, *ops: Op, **said: Any) -> httpx.Response:
        """Number the ops and send them."""
        numbers = range(self.n + 1, self.n + len(ops) + 1)
        self.n += len(ops)
        return await self.send([numbered(op, n) for op, n in zip(ops, numbers, strict=True)], **said)

    async def send(self, ops: Sequence[Any], **said: Any) -> httpx.Response:
        """Send ops as they are."""
        body = {"client": self.client, "epoch": self.epoch, "cursor": self.cursor, "low": 1, "ops": ops, **said}
        return await self.http.post("/v1/sync/push", content=msgspec.json.encode(body), headers=self.headers)

    async def results(self) -> dict[int, Result]:
        return {result.n: result for result in (await self.pull()).mine}

    async def ends(self, *ops: Op) -> list[str]:
        """Push the ops; how each of them ended."""
        first = self.n + 1
        (await self.push(*ops)).raise_for_status()
        ended = await self.results()
        return [ended[n].status for n in range(first, self.n + 1)]


@dataclass
class Field:
    """A centre and everybody at it."""

    app: Litestar
    http: httpx.AsyncClient
    database: Database
    tokens: dict[str, str]
    wall: WallClock
    _posts: int = 0

    @property
    def centre(self) -> Centre:
        centre: Centre = self.app.state["centre"]
        return centre

    async def post(self, account: str) -> Post:
        """A new post of the account that has pulled everything."""
        self._posts += 1
        post = Post(self.http, self.tokens[account], f"POST{self._posts}")
        await post.pull()
        return post

    async def quota(self, key: str = SUNHE) -> Quota:
        answer = await self.http.get(f"/v1/quotas/{key}", headers={"authorization": f"Bearer {self.tokens['city']}"})
        return msgspec.json.decode(answer.content, type=Quota)

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What stands in the database."""
        return await self.database.read(lambda connection: [tuple(row) for row in connection.execute(text(query))])

    async def write(self, *records: AnyRecord) -> None:
        """Change records as `load` does, behind the back of the app."""
        await self.database.write(write_records, records, self.wall())

    async def grant(self, account: str, *given: Grant) -> None:
        """These grants and no others."""

        def change(connection: Any) -> None:
            accounts.revoke_grants(connection, account, None, self.wall())
            for one in given:
                accounts.grant(connection, account, one, self.wall())

        await self.database.write(change)

    async def new_token(self, account: str) -> str:
        self.tokens[account] = (await self.database.write(accounts.new_token, account, self.wall())).token
        return self.tokens[account]

    async def head(self) -> int:
        return int((await self.rows("SELECT seq FROM head"))[0][0])


_closed: list[Litestar] = []
"""Apps that nobody is at any more: to put one together again takes longer than most stories."""


@asynccontextmanager
async def a_field(app: Litestar, database: Database, tokens: dict[str, str], wall: WallClock) -> AsyncIterator[Field]:
    transport = httpx.ASGITransport(app=cast(Any, app), raise_app_exceptions=False)
    async with app.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://centre") as http:
        yield Field(app, http, database, tokens, wall)
    _closed.append(app)


def new_app(
    folder: Path,
    records: list[AnyRecord],
    people: Any,
    wall: WallClock,
    rhythm: Rhythm = QUICK,
    database: str | None = None,
) -> tuple[Litestar, Database, dict[str, str]]:
    """On a file in `folder`, or on the empty database at the URL `database`."""
    place = database or folder / "central.sqlite"
    tokens = filled_database(place, records, people, wall())
    app, opened = app_on(place, wall, rhythm)
    return app, opened, tokens


def app_on(place: Path | str, wall: WallClock, rhythm: Rhythm = QUICK) -> tuple[Litestar, Database]:
    """An app on a database that is there already: another replica."""
    database, settings = Database(url_of(place)), Settings(rhythm=rhythm)
    if not _closed:
        return create_app(database, settings, wall), database
    app = _closed.pop()
    app.state["centre"] = Centre(database, Feed(rhythm), settings, wall)
    return app, database


def records_of(cut: PullAnswer) -> dict[str, AnyRecord]:
    """Id → record of everything put."""
    return {put.record.id: put.record for put in cut.puts.every()}


def _sorted(every: list[Put[Any]]) -> Any:
    newest = {(type(put.record), put.record.id): put for put in sorted(every, key=lambda put: put.record.rev)}
    return puts_of(list(newest.values()))
