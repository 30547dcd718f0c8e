"""The live channel: server-sent events that say when to pull, never what.

1. A stream begins with `hello` and ends with `bye`, and says `hb` when there is nothing else to say.
2. It ends when it is old, when its token is no longer good, when the centre leaves or its database does; who reads no
   more is cut off then.
3. A change of the asker's scope is told as `scope`.
"""

from __future__ import annotations

import asyncio
import logging
import random
from typing import Any, Final

import msgspec
from litestar import Response, get
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from central import accounts, history
from central.accounts import Session
from central.api.docs import Doc
from central.api.http import Asked, centre_of, signed_in, speaks_our_version, token_of
from central.centre import Centre
from central.feed import Happened, Listener
from postcmd.scope import prefixes_of
from postcmd.wire import Poke, PokeKind

RETRY_MS: Final = 1_000
_HEADERS: Final = {"cache-control": "no-store", "x-accel-buffering": "no"}

encode = msgspec.json.Encoder().encode
log = logging.getLogger("postcmd.central")


class Stream(Response[bytes]):
    """Handed to Litestar as a response; the talking is done by `Talk`."""

    def __init__(self, talk: Talk) -> None:
        super().__init__(b"", media_type="text/event-stream")
        self._talk = talk

    def to_asgi_response(self, *args: Any, **kwargs: Any) -> ASGIResponse:
        return self._talk


class Talk(ASGIResponse):
    """One stream of one account."""

    def __init__(self, centre: Centre, token: str, session: Session, listener: Listener) -> None:
        super().__init__(media_type="text/event-stream", headers=_HEADERS)
        self._centre, self._token, self._session, self._listener = centre, token, session, listener
        self._epoch = ""
        self._age = centre.feed.rhythm.age * random.uniform(0.8, 1.2)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        tasks = {asyncio.ensure_future(self._hung_up(receive)), asyncio.ensure_future(self._talk(send))}
        try:
            longest = self._age + self._centre.feed.rhythm.grace
            done, _ = await asyncio.wait(tasks, timeout=longest, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            self._centre.feed.leave(self._listener)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _hung_up(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    async def _talk(self, send: Send) -> None:
        self._send = send
        await send({"type": "http.response.start", "status": 200, "headers": _raw_headers()})
        try:
            async with asyncio.timeout(self._age):
                await self._say("hello", await self._read())
                why = await self._tell_news()
        except TimeoutError:
            why = "age"
        except OperationalError as error:
            log.error("a stream ends: the database failed: %s", error.orig)
            why = "database"
        await self._say("bye", Poke(retry_ms=RETRY_MS, why=why))
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _tell_news(self) -> str:
        """Say what happens, until there is a reason to end, which is returned."""
        rhythm = self._centre.feed.rhythm
        while True:
            news = await self._listener.next(rhythm.heartbeat)
            if "bye" in news:
                return "restart"
            poke = self._brief() if news == {"poke"} else await self._read(look_again=True)
            if self._session.expires <= self._centre.wall():
                return "token"
            await self._say(self._loudest(news), poke)
            if news != {"hb"}:
                await asyncio.sleep(rhythm.pause)

    def _loudest(self, news: set[Happened]) -> PokeKind:
        """One event for all that happened; each of them makes the post pull."""
        before = self._listener.prefixes
        self._listener.prefixes = prefixes_of(self._session.grants, self._centre.wall())
        if before != self._listener.prefixes:
            return "scope"
        if "reset" in news:
            return "reset"
        return "hb" if news == {"hb"} else "poke"

    def _brief(self) -> Poke:
        """What a poke needs to say is known without asking the database: there may be hundreds to tell."""
        return Poke(seq=self._centre.feed.newest, epoch=self._epoch, t=self._centre.wall())

    async def _read(self, look_again: bool = False) -> Poke:
        return await self._centre.database.read(self._poke, look_again)

    def _poke(self, connection: Connection, look_again: bool) -> Poke:
        """Where the centre stands; with `look_again` also whether the token is still good, and for what."""
        centre, wall = self._centre, self._centre.wall()
        if look_again:
            session = accounts.session_of(connection, self._token, wall)
            gone = msgspec.structs.replace(self._session, expires=wall, grants=())
            self._session = session or gone
        head = history.head_of(connection)
        self._epoch = head.epoch
        return Poke(
            seq=head.seq,
            epoch=head.epoch,
            safe=history.safe_seq(head),
            t=wall,
            now=history.operational_now(connection, centre.wall()),
            token_exp_in=int((self._session.expires - wall).total_seconds()),
        )

    async def _say(self, kind: PokeKind, poke: Poke) -> None:
        text = b"event: " + kind.encode() + b"\n"
        if poke.seq:
            text += f"id: {poke.epoch}.{poke.seq}\n".encode()
        await self._send(
            {
                "type": "http.response.body",
                "body": text + b"data: " + encode(poke) + b"\n\n",
                "more_body": True,
            }
        )


@get(
    "/v1/sync/events",
    opt={"doc": Doc("Server-sent events: when to pull.", answer=Poke, media="text/event-stream", problems=(426, 429))},
)
async def events(request: Asked) -> Stream:
    speaks_our_version(request)
    session = await signed_in(request)
    centre = centre_of(request)
    listener = centre.feed.listen(session.account, prefixes_of(session.grants, centre.wall()))
    return Stream(Talk(centre, token_of(request), session, listener))


def _raw_headers() -> list[tuple[bytes, bytes]]:
    headers = {"content-type": "text/event-stream; charset=utf-8", **_HEADERS}
    return [(name.encode(), value.encode()) for name, value in headers.items()]
