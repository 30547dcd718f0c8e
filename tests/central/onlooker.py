"""A centre for tests that are not async themselves: asked in process, and looked at from beside."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast

import httpx
import msgspec
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import URL

from central import accounts, commands, retention
from central.app import create_app
from central.centre import Settings
from central.database import Database, url_of
from central.feed import Rhythm
from postcmd.wire import Problem
from tests.central.field import WallClock
from tests.centre_fixture import ACCOUNTS, new_database, world
from tests.postgres import fresh_database

QUICK = Settings(rhythm=Rhythm(pause=0.0, heartbeat=0.02, age=0.05, watch=30.0), longest_wait=0.01)
"""Streams end and waits are over at once."""


DATABASES = ("sqlite", "postgresql")
RESULTS = ("answers", "clients", "commits", "head", "ledger")
"""Where a refusal by the rules is a result like any other."""
OF_PEOPLE = ("volunteers", "services", "batches")
COUNTED = (*RESULTS, *OF_PEOPLE, "records", "paths", "moves", "events", "accounts", "grants", "tokens")


class Onlooker:
    """Asks the centre, and knows whether anything in its database has changed."""

    def __init__(
        self, portal: BlockingPortal, http: httpx.AsyncClient, url: URL, look: Connection, tokens: dict[str, str]
    ) -> None:
        self._portal, self._http, self._look = portal, http, look
        self.url, self.tokens = url, tokens
        self._version = "PRAGMA data_version" if url.drivername == "sqlite" else "SELECT pg_current_wal_insert_lsn()"
        self._known: dict[tuple[str, ...], tuple[Any, str]] = {}

    def ask(self, method: str, url: str, **said: Any) -> httpx.Response:
        return self._portal.call(partial(self._http.request, method, url, **said))

    def refuses(self, method: str, url: str, **said: Any) -> tuple[int, str]:
        """Status and code of a refusal, which must be one, and change nothing."""
        before, answer = self.state(), self.ask(method, url, **said)
        assert answer.status_code >= 400, (method, url, said, answer.text)
        assert what_is_wrong(answer) == "", (method, url, said)
        assert self.state() == before, (method, url, said)
        return answer.status_code, answer.json()["code"]

    def refuses_post(self, path: str, content: bytes | AsyncIterator[bytes], **headers: str) -> tuple[int, str]:
        return self.refuses("POST", path, content=content, headers=self.headers() | headers)

    def headers(self, account: str = "city") -> dict[str, str]:
        return {"authorization": f"Bearer {self.tokens[account]}", "sync-version": "1"}

    def let_in(self, account: str = "city") -> None:
        """With another token than before."""
        self.tokens[account] = commands.change(self.url, accounts.new_token, account, WallClock.now).token

    def state(self, besides: tuple[str, ...] = ()) -> str:
        """A hash of every row of every table; read anew only where anybody has written since."""
        with self._look.begin():
            version = self._look.exec_driver_sql(self._version).scalar()
        if besides not in self._known or self._known[besides][0] != version:
            self._known[besides] = version, self._read(besides)
        return self._known[besides][1]

    def _read(self, besides: tuple[str, ...]) -> str:
        with self._look.begin():
            tables = [name for name in COUNTED if name not in besides]
            rows = [[tuple(row) for row in self._look.exec_driver_sql(f"SELECT * FROM {name}")] for name in tables]
        return hashlib.sha256(repr([sorted(some, key=repr) for some in rows]).encode()).hexdigest()


@contextmanager
def onlooker(place: Path | str, settings: Settings = QUICK) -> Iterator[Onlooker]:
    """A centre with the small world on the database, which is made where it is a file."""
    wall, url = WallClock(), url_of(place)
    tokens = new_database(place, world(), ACCOUNTS, wall())
    database, engine = Database(url), create_engine(url)
    app = create_app(database, settings, wall)
    transport = httpx.ASGITransport(app=cast(Any, app), raise_app_exceptions=False)
    with start_blocking_portal() as portal, engine.connect() as look:
        client = httpx.AsyncClient(transport=transport, base_url="http://centre")
        with portal.wrap_async_context_manager(app.lifespan()), portal.wrap_async_context_manager(client):
            # The centre does this by itself, a moment after its start; on the same day once more changes nothing.
            portal.call(database.write, retention.grow_old, wall())
            yield Onlooker(portal, client, url, look, tokens)
    engine.dispose()


@contextmanager
def onlooker_on(kind: str, folders: pytest.TempPathFactory) -> Iterator[Onlooker]:
    """The same on a fresh database of this kind."""
    with onlooker(folders.mktemp("centre") / "central.sqlite" if kind == "sqlite" else fresh_database()) as here:
        yield here


def what_is_wrong(answer: httpx.Response) -> str:
    """Why this is no way for the centre to refuse; "" where it is one."""
    if answer.status_code >= 500:
        return f"failed: {answer.text}"
    if answer.headers.get("content-type") != "application/problem+json":
        return f"no problem: {answer.headers.get('content-type')}"
    problem = msgspec.json.decode(answer.content, type=Problem)
    if problem.status != answer.status_code or not problem.code:
        return f"a problem without its code: {answer.text}"
    return "" if problem.title.endswith(".") else f"no sentence: {problem.title}"
