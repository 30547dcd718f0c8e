"""Posts, duties, limits, placements, work, losses and hand-overs for other systems, to read.

1. Nothing outside the asker's scope is listed or shown; limits are for everybody.
2. Of who stands at a post or was lost, no more is told than the number of the roster.
3. A count that was superseded is listed with the others: it says by what.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from litestar import Response, get
from msgspec import Struct

from central.api.http import Asked
from central.api.rest import Limit as Many
from central.api.rest import listed, shown
from central.api.rest_of_calls import listing, showing
from central.browse import MOST
from postcmd.records import Attrition, Duty, HandOver, Limit, Placement, Post, Work


class PostFilter(Struct, frozen=True, forbid_unknown_fields=True):
    place: str = ""
    task: str = ""
    request: str = ""
    after: str = ""
    limit: Many = MOST


class DutyFilter(Struct, frozen=True, forbid_unknown_fields=True):
    post: str = ""
    place: str = ""
    unit: str = ""
    squad: str = ""
    volunteer: str = ""
    day: date | None = None
    after: str = ""
    limit: Many = MOST


class LimitFilter(Struct, frozen=True, forbid_unknown_fields=True):
    after: str = ""
    limit: Many = MOST


class PlacementFilter(Struct, frozen=True, forbid_unknown_fields=True):
    unit: str = ""
    place: str = ""
    form: str = ""
    after: str = ""
    limit: Many = MOST


class WorkFilter(Struct, frozen=True, forbid_unknown_fields=True):
    unit: str = ""
    day: date | None = None
    task: str = ""
    request: str = ""
    squad: str = ""
    place: str = ""
    post: str = ""
    state: str = ""
    after: str = ""
    limit: Many = MOST


class AttritionFilter(Struct, frozen=True, forbid_unknown_fields=True):
    unit: str = ""
    squad: str = ""
    place: str = ""
    request: str = ""
    loss: str = ""
    day: date | None = None
    after: str = ""
    limit: Many = MOST


class HandOverFilter(Struct, frozen=True, forbid_unknown_fields=True):
    unit: str = ""
    place: str = ""
    after: str = ""
    limit: Many = MOST


@get("/v1/posts", opt=listing("Posts in scope with their shifts, by id.", Post, PostFilter))
async def list_posts(request: Asked) -> Response[bytes]:
    return await listed(request, "post", PostFilter)


@get("/v1/posts/{key:str}", opt=showing("One post.", Post))
async def show_post(request: Asked) -> Response[bytes]:
    return await shown(request, "post")


@get("/v1/duties", opt=listing("Duties in scope, as planned and as they happened, by id.", Duty, DutyFilter))
async def list_duties(request: Asked) -> Response[bytes]:
    return await listed(request, "duty", DutyFilter)


@get("/v1/duties/{key:str}", opt=showing("One duty.", Duty))
async def show_duty(request: Asked) -> Response[bytes]:
    return await shown(request, "duty")


@get("/v1/limits", opt=listing("Limits by default, of tasks, risks and posts, by id.", Limit, LimitFilter))
async def list_limits(request: Asked) -> Response[bytes]:
    return await listed(request, "limit", LimitFilter)


@get("/v1/limits/{key:str}", opt=showing("One limit.", Limit))
async def show_limit(request: Asked) -> Response[bytes]:
    return await shown(request, "limit")


@get("/v1/placements", opt=listing("Service without a request, by id.", Placement, PlacementFilter))
async def list_placements(request: Asked) -> Response[bytes]:
    return await listed(request, "placement", PlacementFilter)


@get("/v1/placements/{key:str}", opt=showing("One placement.", Placement))
async def show_placement(request: Asked) -> Response[bytes]:
    return await shown(request, "placement")


@get("/v1/work", opt=listing("Counts of work in scope, superseded ones too, by id.", Work, WorkFilter))
async def list_work(request: Asked) -> Response[bytes]:
    return await listed(request, "work", WorkFilter)


@get("/v1/work/{key:str}", opt=showing("One count of work.", Work))
async def show_work(request: Asked) -> Response[bytes]:
    return await shown(request, "work")


@get("/v1/attrition", opt=listing("Heads lost and free again, by id.", Attrition, AttritionFilter))
async def list_attrition(request: Asked) -> Response[bytes]:
    return await listed(request, "attrition", AttritionFilter)


@get("/v1/attrition/{key:str}", opt=showing("One loss.", Attrition))
async def show_attrition(request: Asked) -> Response[bytes]:
    return await shown(request, "attrition")


@get("/v1/handovers", opt=listing("What one watch left to the next, by id.", HandOver, HandOverFilter))
async def list_handovers(request: Asked) -> Response[bytes]:
    return await listed(request, "handover", HandOverFilter)


@get("/v1/handovers/{key:str}", opt=showing("One hand-over.", HandOver))
async def show_handover(request: Asked) -> Response[bytes]:
    return await shown(request, "handover")


HANDLERS: Final[tuple[Any, ...]] = (
    *(list_posts, show_post, list_duties, show_duty, list_limits, show_limit, list_placements, show_placement),
    *(list_work, show_work, list_attrition, show_attrition, list_handovers, show_handover),
)
