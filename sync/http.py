"""The way to the centre over HTTP.

1. A token goes over https, or to this very machine; anything else is refused before a byte is sent.
2. No error of the transport leaves this module: it becomes Unreachable, SignInNeeded, UpgradeNeeded or BadConfig.
3. An answer that is not the centre's (a captive portal's page, broken JSON, a body beyond MOST_ANSWER) is Unreachable.
4. The token stands in one header of a request and nowhere else (I14).
"""

from __future__ import annotations

import gzip
import ipaddress
import math
import ssl
import zlib
from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Final, TypeVar
from urllib.parse import urlencode, urlsplit

import msgspec

from postcmd.decoding import decode
from postcmd.errors import BadConfig, PostError, Refused, SignInNeeded, Unreachable, UpgradeNeeded
from postcmd.roster import Person
from postcmd.wire import (
    VERSION,
    Hello,
    Poke,
    PokeKind,
    Problem,
    PullAnswer,
    PullRequest,
    PushAnswer,
    PushRequest,
    SignIn,
    Token,
)
from sync import lean
from sync.aside import aside
from sync.ports import Keys, Secret

lean.leave_out_the_command_line_of_httpx()

import httpx  # noqa: E402
import httpx_sse  # noqa: E402

MOST_ANSWER: Final = 64 * 1024 * 1024
"""Bytes of an answer after decompression; a page of a cut is far below."""
MOST_WAIT: Final = 600.0
"""Seconds."""
WORTH_PACKING: Final = 4 * 1024
TIMEOUT: Final = httpx.Timeout(connect=5, read=40, write=10, pool=5)
PROMPT: Final = 15.0
"""Seconds without a byte in which an answer counts as lost; after them a new connection is tried."""
LIMITS: Final = httpx.Limits(max_connections=4, max_keepalive_connections=2, keepalive_expiry=60)
FOR_THE_CORE: Final = frozenset({409, 410, 413, 422})
REFUSALS: Final = frozenset({400, 403, 404, 422})
POKES: Final[tuple[PokeKind, ...]] = ("hello", "poke", "hb", "scope", "reset", "bye")

A = TypeVar("A")


class HttpCentre:
    """A centre behind an address. Make it in the thread and loop that uses it."""

    def __init__(
        self,
        url: str,
        token: Secret | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        keys: Keys | None = None,
    ) -> None:
        # Another character would come back in the text of an encoding error, and the token with it.
        if token is not None and not (token.reveal().isascii() and token.reveal().isprintable()):
            raise SignInNeeded("token_malformed")
        self._token, self._keys = token, keys
        self._client = httpx.AsyncClient(
            base_url=checked(url),
            timeout=TIMEOUT,
            limits=LIMITS,
            transport=transport,
            # A proxy from the environment would read a token on its way to this very machine.
            trust_env=url.startswith("https:"),
            verify=_trusted(url),
            headers={"Sync-Version": str(VERSION), "Accept": "application/json"},
        )

    async def sign_in(self, account: str, password: Secret) -> Token:
        """A fresh token. SignInNeeded where account and password do not fit."""
        body = msgspec.json.encode(SignIn(account, password.reveal()))
        return _wanted(await self._ask("POST", "/v1/login", Token, body))

    async def sign_out(self) -> None:
        """The centre forgets this token."""
        response, body = await self._send("POST", "/v1/logout", b"{}")
        if not response.is_success:
            raise _translated(response, body)

    async def renew(self) -> bool:
        keys = self._keys
        if keys is None or self._token is None or not keys.is_renewable:
            return False
        fresh = Secret(_wanted(await self._ask("POST", "/v1/refresh", Token, b"{}")).token)
        await aside(partial(keys.renew, fresh))
        self._token = fresh
        return True

    async def hello(self, client: str) -> Hello:
        return _wanted(await self._ask("GET", f"/v1/sync/hello?client={client}", Hello))

    async def pull(self, request: PullRequest) -> PullAnswer | Problem:
        # A snapshot may have to queue at the centre; anything else is soon there, or on a connection that is dead.
        patience = TIMEOUT.read if request.cursor is None else request.wait + PROMPT
        return await self._ask("POST", "/v1/sync/pull", PullAnswer, msgspec.json.encode(request), patience)

    async def push(self, request: PushRequest) -> PushAnswer | Problem:
        return await self._ask("POST", "/v1/sync/push", PushAnswer, msgspec.json.encode(request))

    async def events(self, client: str) -> AsyncIterator[tuple[PokeKind, Poke]]:
        try:
            stream = httpx_sse.aconnect_sse(
                self._client, "GET", "/v1/sync/events", params={"client": client}, headers=self._headers()
            )
            async with stream as source:
                if source.response.status_code != 200:
                    raise _translated(source.response, await source.response.aread())
                async for event in source.aiter_sse():
                    kind = next((kind for kind in POKES if kind == event.event), None)
                    if kind is not None:
                        yield kind, decode(event.data or "{}", Poke)
        except httpx_sse.SSEError as wrong:
            raise Unreachable("not_the_centre") from wrong
        except msgspec.DecodeError as wrong:
            raise Unreachable("bad_answer") from wrong
        except httpx.HTTPError as lost:
            raise _unreachable(lost) from None

    async def roster(self, unit: str = "", q: str = "", after: str = "") -> list[Person]:
        """A page of the people whose names may be read here, by their numbers. Refused where no grant has the roster.

        Nobody keeps it: it is no part of a cut.
        """
        asked = urlencode({name: said for name, said in (("unit", unit), ("q", q), ("after", after)) if said})
        response, found = await self._send("GET", f"/v1/roster?{asked}", b"")
        if response.status_code == 403:
            raise Refused(_said(found) or "forbidden_roster")
        return _wanted(_read(response, found, list[Person]))

    async def look(self, path: str, asked: Mapping[str, str], shape: type[A]) -> A:
        """What the centre tells beside its cuts, as figures are. Refused where it is not ours to ask."""
        said = urlencode({name: value for name, value in asked.items() if value})
        response, found = await self._send("GET", f"{path}?{said}", b"", TIMEOUT.read)
        if response.status_code in REFUSALS:
            problem = _problem(response, found)
            raise Refused(problem.code, **problem.facts)
        return _wanted(_read(response, found, shape))

    async def close(self) -> None:
        await self._client.aclose()

    def _headers(self, packed: bool = False) -> dict[str, str]:
        headers = {"Content-Type": "application/json"}
        if packed:
            headers["Content-Encoding"] = "gzip"
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token.reveal()}"
        return headers

    async def _ask(
        self, method: str, path: str, answer: type[A], body: bytes = b"", patience: float | None = PROMPT
    ) -> A | Problem:
        response, found = await self._send(method, path, body, patience)
        return _read(response, found, answer)

    async def _send(
        self, method: str, path: str, body: bytes, patience: float | None = PROMPT
    ) -> tuple[httpx.Response, bytes]:
        packed = len(body) > WORTH_PACKING
        content, headers = gzip.compress(body, 5) if packed else body, self._headers(packed)
        limits = httpx.Timeout(**{**TIMEOUT.as_dict(), "read": patience})
        try:
            async with self._client.stream(method, path, content=content, headers=headers, timeout=limits) as response:
                return response, await _bounded(response)
        except httpx.HTTPError as lost:
            # Not chained: a transport error carries the request, and with it the token.
            raise _unreachable(lost) from None
        except zlib.error:
            raise Unreachable("bad_answer") from None


def checked(url: str) -> str:
    """The address, where a token may be sent to it. BadConfig `bad_url` or `plain_http`."""
    try:
        parts = urlsplit(url)
        port_is_one = parts.port is None or parts.port > 0
    except ValueError:
        raise BadConfig("bad_url", url=url) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or not port_is_one:
        raise BadConfig("bad_url", url=parts._replace(netloc=parts.hostname or "").geturl())
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise BadConfig("plain_http", url=url)
    return url.rstrip("/")


def _trusted(url: str) -> bool | ssl.SSLContext:
    """Whom to trust on an encrypted way. Where the way is none, nobody: to read who takes longer than to ask."""
    return True if url.startswith("https:") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def _bounded(response: httpx.Response) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size > MOST_ANSWER:
            raise Unreachable("answer_too_large", most=MOST_ANSWER)
        parts.append(part)
    return b"".join(parts)


def _read(response: httpx.Response, body: bytes, answer: type[A]) -> A | Problem:
    if response.status_code in FOR_THE_CORE:
        return _problem(response, body)
    if not response.is_success:
        raise _translated(response, body)
    if "json" not in response.headers.get("content-type", ""):
        raise Unreachable("not_the_centre")
    try:
        return decode(body, answer)
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise Unreachable("bad_answer") from wrong


def _problem(response: httpx.Response, body: bytes) -> Problem:
    try:
        return decode(body, Problem)
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise Unreachable("not_the_centre", status=response.status_code) from wrong


def _translated(response: httpx.Response, body: bytes) -> PostError:
    status = response.status_code
    said = _said(body)
    match status:
        case 401 | 403:
            return SignInNeeded(said or "token_refused")
        case 426:
            return UpgradeNeeded(said or "upgrade")
        case 429 | 503:
            seconds = _seconds(response)
            facts = {"retry_after": seconds} if seconds else {}
            return Unreachable(said or "centre_busy", status=status, **facts)
        case _ if 300 <= status < 400:
            return Unreachable("not_the_centre", status=status)
        case _:
            return Unreachable("centre_failed" if status >= 500 else "centre_refused", status=status, said=said)


def _said(body: bytes) -> str:
    try:
        return decode(body, Problem).code
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""


def _seconds(response: httpx.Response) -> int:
    """Of Retry-After: whole seconds, at most MOST_WAIT; 0 where there is none."""
    try:
        return math.ceil(max(0.0, min(MOST_WAIT, float(response.headers.get("retry-after", "0")))))
    except ValueError:
        return 0


def _unreachable(lost: httpx.HTTPError) -> Unreachable:
    match lost:
        case httpx.TimeoutException():
            return Unreachable("timeout")
        case httpx.ConnectError():
            return Unreachable("no_connection")
        case httpx.DecodingError():
            return Unreachable("bad_answer")
        case _:
            return Unreachable("connection_lost")


def _wanted(answer: A | Problem) -> A:
    """The answer, where no problem is foreseen: then it is a centre that we do not understand."""
    if isinstance(answer, Problem):
        raise Unreachable("centre_refused", status=answer.status, said=answer.code)
    return answer
