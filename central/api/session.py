"""Signing in and out, staying signed in, and whether the centre is well.

1. A failed sign-in says the same whether the account or the password was wrong, and takes as long.
2. Guessing is slowed down, by account and by address; so is who exchanges one token after the other.
"""

from __future__ import annotations

import anyio.to_thread
from litestar import Response, get, post
from msgspec import Struct
from sqlalchemy import Connection

from central import accounts, history
from central.api.docs import Doc
from central.api.http import Asked, answer, body_of, centre_of, signed_in, token_of
from central.centre import Centre
from central.problems import NotServed, retry_after
from central.reading import message
from central.tables import SCHEMA
from postcmd.wire import SignIn, Token

MOST_BYTES_TO_SIGN_IN = 4 * 1024


class Health(Struct, frozen=True):
    """The database answers, at this schema; the history stands here, and up to `safe` there is a backup (0: none)."""

    ok: bool
    schema: str
    epoch: str
    seq: int
    safe: int


@post(
    "/v1/login",
    status_code=200,
    opt={"doc": Doc("Password against token.", body=SignIn, answer=Token, problems=(401, 429), is_open=True)},
)
async def login(request: Asked) -> Response[bytes]:
    centre = centre_of(request)
    asked = message(await body_of(request, MOST_BYTES_TO_SIGN_IN), SignIn)
    account, address = asked.account[:64], request.client.host if request.client else ""
    _must_not_wait(centre, account, address)
    stored = await centre.database.read(accounts.password_hash_of, account)
    # Counted before the slow part: tries that run side by side must not all be free.
    centre.throttle.failed(account, address, centre.wall())
    if not await anyio.to_thread.run_sync(accounts.password_fits, stored, asked.password):
        raise NotServed("bad_credentials", headers={"www-authenticate": "Bearer"})
    centre.throttle.succeeded(account, address)
    return await answer(request, await centre.database.write(accounts.new_token, account, centre.wall()))


@post(
    "/v1/refresh",
    status_code=200,
    opt={
        "doc": Doc(
            "A fresh token for a good one, which is good until a minute after the fresh one is first used.",
            answer=Token,
            problems=(429,),
        )
    },
)
async def refresh(request: Asked) -> Response[bytes]:
    await signed_in(request)
    centre = centre_of(request)
    fresh = await centre.database.write(accounts.refresh, token_of(request), centre.wall())
    if fresh is None:
        raise NotServed("sign_in_needed", headers={"www-authenticate": "Bearer"})
    return await answer(request, fresh)


@post("/v1/logout", status_code=204, opt={"doc": Doc("Revoke the token of this request.")})
async def logout(request: Asked) -> None:
    await signed_in(request)
    centre = centre_of(request)
    await centre.database.write(accounts.revoke, token_of(request), centre.wall())
    centre.feed.committed_something.set()


@get("/healthz", opt={"doc": Doc("Whether the centre is well.", answer=Health, is_open=True)})
async def healthz(request: Asked) -> Response[bytes]:
    return await answer(request, await centre_of(request).database.read(_health))


def _must_not_wait(centre: Centre, account: str, address: str) -> None:
    seconds = centre.throttle.wait(account, address, centre.wall())
    if seconds:
        raise retry_after("too_many_tries", seconds)


def _health(connection: Connection) -> Health:
    head = history.head_of(connection)
    return Health(ok=True, schema=SCHEMA, epoch=head.epoch, seq=head.seq, safe=head.safe)
