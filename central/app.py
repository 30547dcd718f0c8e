"""The application: handlers, feed and database put together.

1. Every error leaves as problem+json with a code and a sentence, also those of the framework and our own faults.
2. While the app lives, the commits of other processes are watched; when it ends, every stream has said `bye`.
3. Where a cut-off was named, each day is frozen at it.
4. What the database cannot do just now is a 503 with Retry-After; on a standby, every write is.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any, Final

from litestar import Litestar, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from central import retention
from central.api import (
    docs,
    events,
    figures,
    http,
    past,
    rest,
    rest_of_calls,
    rest_of_the_ground,
    roster,
    session,
    sync,
)
from central.centre import Centre, Settings, wall_clock
from central.database import Database, must_fit
from central.engines import is_passing, is_read_only, is_served
from central.feed import Feed
from central.freezing import freeze_what_is_due
from central.news import News
from central.problems import NotServed, retry_after
from postcmd.errors import BadInput
from postcmd.wire import MOST_BYTES

_BY_STATUS: Final = {
    400: "bad_request",
    401: "sign_in_needed",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
}
HANDLERS: Final[tuple[Any, ...]] = (
    session.login,
    session.refresh,
    session.logout,
    session.healthz,
    *sync.HANDLERS,
    events.events,
    *rest.HANDLERS,
    *rest_of_calls.HANDLERS,
    *rest_of_the_ground.HANDLERS,
    *roster.HANDLERS,
    *figures.HANDLERS,
    *past.HANDLERS,
    docs.openapi,
)

A_DAY: Final = 24 * 3600.0
A_WHILE: Final = 600.0
A_MOMENT: Final = 30.0

log = logging.getLogger("postcmd.central")


def create_app(
    database: Database, settings: Settings | None = None, wall: Callable[[], datetime] = wall_clock
) -> Litestar:
    """The centre on this database, with this clock."""
    settings = settings or Settings()
    centre = Centre(database, Feed(settings.rhythm), settings, wall)
    return Litestar(
        route_handlers=list(HANDLERS),
        lifespan=[_living],
        state=State({"centre": centre}),
        exception_handlers={
            NotServed: _not_served,
            HTTPException: _framework_problem,
            BadInput: _bad_input,
            DBAPIError: _database_problem,
            Exception: _our_fault,
        },
        openapi_config=None,
        request_max_body_size=None,
        logging_config=None,
    )


@asynccontextmanager
async def _living(app: Litestar) -> AsyncIterator[None]:
    centre: Centre = app.state["centre"]
    await centre.database.read(must_fit)
    if await centre.database.role() == "primary":
        await centre.database.write(_resume_clock, centre.wall())
    news = News(centre)
    work = (news.watch(), news.listen(), news.announce(), _tidy_up(centre), _freeze_on_time(centre))
    chores = [_chore(one) for one in work]
    try:
        yield
    finally:
        centre.feed.say_bye()
        for chore in chores:
            chore.cancel()
        await asyncio.gather(*chores, return_exceptions=True)
        await centre.database.close()


def _resume_clock(connection: Connection, wall: datetime) -> None:
    """A demo's clock runs on where another process serves already: the centre was not away."""
    if not is_served(connection):
        retention.resume_clock(connection, wall)


def _chore(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Work in the background whose failure does not go unseen."""
    task = asyncio.ensure_future(work)
    task.add_done_callback(_say_if_failed)
    return task


def _say_if_failed(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("a chore of the centre failed", exc_info=task.exception())


async def _tidy_up(centre: Centre) -> None:
    """Count the day, and forget what is too old, once a day; where that could not be done, after a while again."""
    while True:
        pause = A_DAY
        try:
            if await centre.database.role() == "primary":
                await centre.database.write(retention.grow_old, centre.wall())
        except (DBAPIError, NotServed) as error:
            log.error("forgetting what is too old failed: %s", error)
            pause = A_WHILE
        await asyncio.sleep(pause)


async def _freeze_on_time(centre: Centre) -> None:
    """Look now and then whether the cut-off has come: a demo's clock runs faster than ours."""
    frozen: date | None = None
    while (cut_off := centre.settings.freeze_at) is not None:
        try:
            if await centre.database.role() == "primary":
                frozen = await freeze_what_is_due(centre, cut_off, frozen)
        except (DBAPIError, NotServed) as error:
            log.error("freezing the day failed: %s", error)
        await asyncio.sleep(A_MOMENT)


def _not_served(_request: http.Asked, error: NotServed) -> Response[bytes]:
    return http.problem_response(error.problem(), error.headers)


def _bad_input(request: http.Asked, error: BadInput) -> Response[bytes]:
    """What was sent can be read, and yet no op can be made of it."""
    return _not_served(request, NotServed("malformed", detail=error.facts.get("detail", error.code)))


def _framework_problem(_request: http.Asked, error: HTTPException) -> Response[bytes]:
    code = _BY_STATUS.get(error.status_code, "bad_request" if error.status_code < 500 else "internal")
    facts: dict[str, Any] = {"most": MOST_BYTES} if code == "too_large" else {}
    return http.problem_response(NotServed(code, **facts).problem(), dict(error.headers or {}))


def _database_problem(request: http.Asked, error: DBAPIError) -> Response[bytes]:
    """Locked, full, unreachable, a standby: nothing was changed, and later or elsewhere it may work."""
    if not is_passing(error):
        return _our_fault(request, error)
    if is_read_only(error):
        return _not_served(request, retry_after("standby", 5))
    log.error("%s %s: the database failed: %s", request.method, request.url.path, error.orig)
    return _not_served(request, retry_after("busy", 5))


def _our_fault(request: http.Asked, error: Exception) -> Response[bytes]:
    """The last resort: whatever was not foreseen is logged here, and nowhere else caught."""
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return http.problem_response(NotServed("internal").problem())
