"""An observer who reads back, over what the centre serves to others, a record that is being replayed to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TypeVar

import httpx

from postcmd.decoding import decode
from postcmd.records import (
    Attrition,
    Availability,
    Duty,
    Event,
    Notice,
    Placement,
    Post,
    Quota,
    Receipt,
    Record,
    Request,
    SignUp,
    Squad,
    Work,
)
from postcmd.scenario.expand import expand
from postcmd.wire import Problem, PullRequest
from sync.http import HttpCentre
from sync.ports import Secret
from tests.demo.people import LONG, Up
from tui.demo_replayer import Replayer

R = TypeVar("R", bound=Record)
PATHS: dict[type[Record], str] = {
    Attrition: "attrition",
    Availability: "availability",
    Duty: "duties",
    Notice: "notices",
    Placement: "placements",
    Post: "posts",
    Quota: "quotas",
    Receipt: "receipts",
    Request: "requests",
    SignUp: "signups",
    Squad: "squads",
    Work: "work",
}


class Reader:
    """An observer at the centre: another system that only asks."""

    def __init__(self, up: Up, http: httpx.AsyncClient) -> None:
        self._up, self._http = up, http

    async def told_up_to(self, moment: datetime) -> None:
        """The record, replayed up to that moment; it goes on from where it stopped."""
        way = HttpCentre(self._up.url, Secret(self._up.tokens["replay"]))
        await asyncio.wait_for(Replayer(way, expand(), until=moment).run(), LONG)
        await way.close()

    async def one(self, kind: type[R], key: str) -> R:
        return decode(await self._asked(f"/v1/{PATHS[kind]}/{key}"), kind)

    async def all(self, kind: type[R], **wanted: str) -> list[R]:
        found: list[R] = decode(await self._asked(f"/v1/{PATHS[kind]}", **wanted), list[kind])  # type: ignore[valid-type]
        return found

    async def is_there(self, kind: type[Record], key: str) -> bool:
        return (await self._http.get(f"/v1/{PATHS[kind]}/{key}")).status_code == 200

    async def _asked(self, path: str, **wanted: str) -> bytes:
        answer = await self._http.get(path, params=wanted)
        assert answer.status_code == 200, answer.text
        return answer.content

    async def whole(self) -> tuple[dict[tuple[str, str], Record], dict[tuple[str, str], list[Event]]]:
        """Every record with its history, as a post learns them."""
        way = HttpCentre(self._up.url, Secret(self._up.tokens["observer"]))
        cut = await way.pull(PullRequest(client="reader", cursor=None))
        await way.close()
        assert not isinstance(cut, Problem)
        assert not cut.more
        puts = {(kind, put.record.id): put for kind in cut.puts.__struct_fields__ for put in getattr(cut.puts, kind)}
        return {key: put.record for key, put in puts.items()}, {
            key: decode(bytes(put.log), list[Event]) for key, put in puts.items()
        }


@asynccontextmanager
async def reading(up: Up) -> AsyncIterator[Reader]:
    headers = {"authorization": f"Bearer {up.tokens['observer']}"}
    async with httpx.AsyncClient(base_url=up.url, headers=headers) as http:
        yield Reader(up, http)
