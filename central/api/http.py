"""What every handler needs of HTTP: bounded bodies, tokens, JSON answers, problems.

1. No body is read beyond its limit, compressed or not; what is too large has changed nothing.
2. Answers are compressed where the asker takes it and it is worth it.
3. A token is looked for in the Authorization header only, and is never logged.
"""

from __future__ import annotations

import gzip
import logging
import zlib
from typing import Any, Final

import anyio.to_thread
import msgspec
from litestar import Request, Response
from litestar.datastructures import State
from sqlalchemy.exc import DBAPIError

from central import accounts
from central.centre import Centre
from central.problems import NotServed
from postcmd.wire import MOST_BYTES, VERSION, Problem

Asked = Request[Any, Any, State]
JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"

WORTH_COMPRESSING: Final = 1_400
WORTH_A_THREAD: Final = 64 * 1024
DRAINED: Final = 8 * 1024 * 1024
"""So much of an oversized body is read and dropped, so that the sender gets to see the answer."""

encode = msgspec.json.Encoder().encode
log = logging.getLogger("postcmd.central")


def centre_of(request: Asked) -> Centre:
    centre: Centre = request.app.state["centre"]
    return centre


def token_of(request: Asked) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.startswith("pc_"):
        raise _sign_in()
    return token.strip()


async def signed_in(request: Asked) -> accounts.Session:
    """The session of the token in the request; NotServed (401) without a good one."""
    centre = centre_of(request)
    session = await centre.database.read(accounts.session_of, token_of(request), centre.wall())
    if session is None:
        raise _sign_in()
    if session.is_fresh:
        await _note_first_use(centre, token_of(request))
    return session


async def _note_first_use(centre: Centre, token: str) -> None:
    """Where that cannot be written just now, reading goes on all the same, and the next request tries again."""
    try:
        if await centre.database.role() == "primary":
            await centre.database.write(accounts.first_used, token, centre.wall())
    except (DBAPIError, NotServed) as error:
        log.warning("a token that was exchanged stays good for longer: %s", error)


def speaks_our_version(request: Asked) -> None:
    """Who names no version speaks ours."""
    if request.headers.get("sync-version", str(VERSION)) != str(VERSION):
        raise NotServed("upgrade_needed", versions=[VERSION])


async def body_of(request: Asked, most: int = MOST_BYTES) -> bytes:
    """The body, decompressed; NotServed where it is larger than `most` bytes, or no gzip although it says so."""
    encoding = request.headers.get("content-encoding", "identity").lower()
    if encoding not in ("identity", "gzip"):
        raise NotServed("malformed", detail="Content-Encoding")
    read, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= most:
            read += chunk
        elif size > DRAINED:
            break
    if size > most:
        raise NotServed("too_large", most=most)
    return bytes(read) if encoding == "identity" else _unzipped(bytes(read), most)


async def answer(request: Asked, content: Any, headers: dict[str, str] | None = None) -> Response[bytes]:
    """`content` as JSON."""
    body = encode(content)
    sent = {"vary": "accept-encoding", "cache-control": "no-store", **(headers or {})}
    if len(body) >= WORTH_COMPRESSING and "gzip" in request.headers.get("accept-encoding", ""):
        sent["content-encoding"] = "gzip"
        body = await anyio.to_thread.run_sync(_zipped, body) if len(body) >= WORTH_A_THREAD else _zipped(body)
    return Response(body, media_type=JSON, headers=sent)


def problem_response(problem: Problem, headers: dict[str, str] | None = None) -> Response[bytes]:
    sent = {"cache-control": "no-store", **(headers or {})}
    return Response(encode(problem), status_code=problem.status, media_type=PROBLEM, headers=sent)


def _sign_in() -> NotServed:
    return NotServed("sign_in_needed", headers={"www-authenticate": "Bearer"})


def _unzipped(body: bytes, most: int) -> bytes:
    reader = zlib.decompressobj(wbits=31)
    try:
        plain = reader.decompress(body, most + 1)
    except zlib.error:
        raise NotServed("malformed", detail="gzip") from None
    if len(plain) > most:
        raise NotServed("too_large", most=most)
    if not reader.eof or reader.unused_data:
        raise NotServed("malformed", detail="gzip")
    return plain


def _zipped(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=1, mtime=0)
