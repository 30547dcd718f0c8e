"""The sync protocol over HTTP: hello, pull, push."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from sqlalchemy import Connection

from central import history
from central.accounts import Session
from central.api.docs import Doc
from central.api.http import Asked, answer, body_of, centre_of, signed_in, speaks_our_version
from central.centre import Centre
from central.problems import NotServed
from central.pull import pull
from central.push import last_of, take
from central.reading import message, must_be_client, push_request
from postcmd.op_kinds import TAKEN
from postcmd.scope import prefixes_of
from postcmd.wire import Hello, PullAnswer, PullRequest, PushAnswer, PushRequest


@get(
    "/v1/sync/hello",
    opt={"doc": Doc("Who we are to the centre, and where it stands.", answer=Hello, query=("client",))},
)
async def hello(request: Asked) -> Response[bytes]:
    speaks_our_version(request)
    session = await signed_in(request)
    client = request.query_params.get("client")
    if client is not None:
        must_be_client(client)
    return await answer(request, await centre_of(request).database.read(_hello, centre_of(request), session, client))


@post(
    "/v1/sync/pull",
    status_code=200,
    opt={"doc": Doc("Everything, or what changed.", body=PullRequest, answer=PullAnswer, problems=(409, 410, 426))},
)
async def pull_records(request: Asked) -> Response[bytes]:
    speaks_our_version(request)
    session = await signed_in(request)
    ask = message(await body_of(request), PullRequest)
    must_be_client(ask.client)
    centre = centre_of(request)
    cut = await _cut(centre, ask, session)
    if ask.wait > 0 and ask.cursor is not None and _says_nothing(cut):
        cut = await _waited_for(request, ask, session, cut)
    return await answer(request, cut)


@post(
    "/v1/sync/push",
    status_code=200,
    opt={
        "doc": Doc("Ops of one client, in order.", body=PushRequest, answer=PushAnswer, problems=(409, 410, 413, 426))
    },
)
async def push_ops(request: Asked) -> Response[bytes]:
    speaks_our_version(request)
    session = await signed_in(request)
    push = push_request(await body_of(request))
    centre = centre_of(request)
    try:
        taken = await centre.database.write(take, push, session.account, centre.wall())
    except history.EpochMustChange as proof:
        raise await new_epoch(centre, proof.old) from None
    centre.feed.committed(taken.before, taken.seq, taken.touched)
    return await answer(request, PushAnswer(taken.upto))


async def new_epoch(centre: Centre, old: str) -> NotServed:
    """This database was restored from a backup unannounced: say so to everybody."""
    epoch = await centre.database.write(history.change_epoch, old)
    centre.feed.everyone("reset")
    return NotServed("reset", epoch=epoch)


async def _cut(centre: Centre, ask: PullRequest, session: Session) -> PullAnswer:
    try:
        if ask.cursor is not None:
            return await centre.database.read(pull, ask, session, centre.wall())
        async with centre.snapshots:
            return await centre.database.read(pull, ask, session, centre.wall())
    except history.EpochMustChange as proof:
        raise await new_epoch(centre, proof.old) from None


def _says_nothing(cut: PullAnswer) -> bool:
    return not (cut.puts.count or cut.gone or cut.mine or cut.more)


async def _waited_for(request: Asked, ask: PullRequest, session: Session, cut: PullAnswer) -> PullAnswer:
    """The next cut that says something; the empty one when the wait is over, or where too many wait already."""
    centre = centre_of(request)
    if centre.feed.is_full(session.account, streams=False):
        return cut
    listener = centre.feed.listen(session.account, cut.prefixes, streams=False)
    try:
        cut = await _cut(centre, ask, session)  # what came between the first look and the listening
        if _says_nothing(cut):
            await listener.next(min(float(ask.wait), centre.settings.longest_wait))
            # Grants, or the account itself, may have been taken back meanwhile.
            cut = await _cut(centre, ask, await signed_in(request))
        return cut
    finally:
        centre.feed.leave(listener)


def _hello(connection: Connection, centre: Centre, session: Session, client: str | None) -> Hello:
    head, wall = history.head_of(connection), centre.wall()
    clock = history.clock_of(connection)
    return Hello(
        epoch=head.epoch,
        head=head.seq,
        t=wall,
        now=history.operational_now(connection, wall),
        account=session.account,
        prefixes=prefixes_of(session.grants, wall),
        grants=[grant for grant in session.grants if grant.holds(wall)],
        zone=centre.settings.zone,
        name=centre.settings.name,
        last=(last_of(connection, client, session.account) or 0) if client else 0,
        demo=clock is not None,
        role="standby" if history.is_standby(connection) else "primary",
        op_at=history.began_at(connection),
        kinds=TAKEN,
    )


HANDLERS: tuple[Any, ...] = (hello, pull_records, push_ops)
