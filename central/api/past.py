"""The past over HTTP: the board as it stood."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get

from central.api.docs import Doc
from central.api.http import Asked, answer, centre_of, signed_in
from central.api.rest import query_of
from central.past import past
from postcmd.past import PastAnswer, PastQuestion


@get(
    "/v1/past",
    opt={
        "doc": Doc(
            "Everything in scope as it stood at a moment, or at a commit.", answer=PastAnswer, query=PastQuestion
        )
    },
)
async def show_past(request: Asked) -> Response[bytes]:
    session = await signed_in(request)
    centre = centre_of(request)
    asked = query_of(request, PastQuestion)
    async with centre.snapshots:
        return await answer(request, await centre.database.read(past, asked, session, centre.wall()))


HANDLERS: Final[tuple[Any, ...]] = (show_past,)
