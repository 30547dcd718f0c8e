"""The figures over HTTP: of a scope and a period, as of any commit.

1. What lies outside the asker's grants is refused, whatever is asked about it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, TypeVar

from litestar import Response, get
from msgspec import Struct
from sqlalchemy import Connection

from central.accounts import Session
from central.api.docs import Doc
from central.api.http import Asked, answer, centre_of, signed_in
from central.api.rest import query_of
from central.figures import report
from central.figures_trace import trace
from central.figures_versions import frozen_days
from postcmd.figures_wire import FigureReport, FiguresAsked, FreezesAsked, FrozenDay, TraceAsked, TracePage

_PROBLEMS: Final = (404,)
Wanted = TypeVar("Wanted", bound=Struct)
Tell = Callable[[Connection, Wanted, Session, datetime, str], Any]


async def _told(request: Asked, of: type[Wanted], tell: Tell[Wanted]) -> Response[bytes]:
    """What the asker's grants let be told of what the query wants, read in one cut."""
    session = await signed_in(request)
    centre = centre_of(request)
    wanted = query_of(request, of)
    return await answer(request, await centre.database.read(tell, wanted, session, centre.wall(), centre.settings.zone))


@get(
    "/v1/figures",
    opt={
        "doc": Doc(
            "Figures of a unit, a place, or a unit's people at a place, of the days from–to, as of a commit.",
            answer=FigureReport,
            query=FiguresAsked,
            problems=_PROBLEMS,
        )
    },
)
async def show_figures(request: Asked) -> Response[bytes]:
    return await _told(request, FiguresAsked, report)


@get(
    "/v1/figures/trace",
    opt={
        "doc": Doc(
            "The records that one figure was counted from, page by page.",
            answer=TracePage,
            query=TraceAsked,
            problems=_PROBLEMS,
        )
    },
)
async def trace_figure(request: Asked) -> Response[bytes]:
    return await _told(request, TraceAsked, trace)


@get(
    "/v1/freezes",
    opt={
        "doc": Doc(
            "Frozen days of a unit, a place or both, version by version, and what differs between them.",
            answer=list[FrozenDay],
            query=FreezesAsked,
            problems=_PROBLEMS,
        )
    },
)
async def list_freezes(request: Asked) -> Response[bytes]:
    return await _told(request, FreezesAsked, frozen_days)


HANDLERS: Final[tuple[Any, ...]] = (show_figures, trace_figure, list_freezes)
