"""Requests, quotas and squads for other systems: plain REST on top of the same ops.

1. A change says which version it changes (`If-Match`: 428 without, 412 stale, `*` is whichever there is) and carries an
   `Idempotency-Key`.
2. The same key again gets the same answer and has no effect; for something else it is refused.
3. Every write is an op, decided and recorded like a post's, under the client `rest:ACCOUNT`.
4. Nothing outside the asker's scope is listed, shown or changed; it looks as if it were not there.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec
from litestar import Response, get, patch, post
from msgspec import UNSET, Meta, Struct, UnsetType

from central.api.docs import Doc
from central.api.http import Asked, answer, body_of, centre_of, signed_in
from central.browse import MOST, Filter, find, one
from central.problems import NotServed
from central.reading import message, unsound
from central.rest import Change, apply
from postcmd.decoding import convert
from postcmd.intent import Choice
from postcmd.ops import Op, QuotaIssue, RequestOpen, SquadForm
from postcmd.records import AnyRecord, Kind, Quota, Request, RequestStatus, Squad, SquadStatus

LONGEST_KEY: Final = 200
Limit = Annotated[int, Meta(ge=1)]
Q = TypeVar("Q", bound=Struct)
_WRITE: Final = ("Idempotency-Key",)
_CHANGE: Final = ("Idempotency-Key", "If-Match")
_PROBLEMS: Final = (404, 409, 428)


class RequestChange(Struct, frozen=True, forbid_unknown_fields=True):
    """Move a request to another state."""

    status: RequestStatus
    reason: str = ""


class QuotaChange(Struct, frozen=True, forbid_unknown_fields=True):
    """Set the bounds, report the counts, or withdraw it: one of the three. `surplus` says what becomes of people beyond
    the bounds; of one that is withdrawn nobody is kept."""

    min: int | UnsetType = UNSET
    max: int | UnsetType | None = UNSET
    offered: int | UnsetType = UNSET
    confirmed: int | UnsetType = UNSET
    present: int | UnsetType = UNSET
    reserve: int | UnsetType = UNSET
    status: Literal["withdrawn"] | UnsetType = UNSET
    surplus: Choice = ""
    reason: str = ""


class SquadChange(Struct, frozen=True, forbid_unknown_fields=True):
    """Move a squad to another status (and place), or report its heads: one of the two."""

    status: SquadStatus | UnsetType = UNSET
    place: str | UnsetType = UNSET
    strength: int | UnsetType = UNSET
    present: int | UnsetType = UNSET
    helpers: int | UnsetType = UNSET
    reason: str = ""


class RequestFilter(Struct, frozen=True, forbid_unknown_fields=True):
    status: str = ""
    place: str = ""
    task: str = ""
    after: str = ""
    limit: Limit = MOST


class QuotaFilter(Struct, frozen=True, forbid_unknown_fields=True):
    request: str = ""
    unit: str = ""
    day: date | None = None
    after: str = ""
    limit: Limit = MOST


class SquadFilter(Struct, frozen=True, forbid_unknown_fields=True):
    status: str = ""
    unit: str = ""
    request: str = ""
    place: str = ""
    after: str = ""
    limit: Limit = MOST


@get("/v1/requests", opt={"doc": Doc("Requests in scope, by id.", answer=list[Request], query=RequestFilter)})
async def list_requests(request: Asked) -> Response[bytes]:
    return await listed(request, "request", RequestFilter)


@get("/v1/quotas", opt={"doc": Doc("Quotas in scope, by id.", answer=list[Quota], query=QuotaFilter)})
async def list_quotas(request: Asked) -> Response[bytes]:
    return await listed(request, "quota", QuotaFilter)


@get("/v1/squads", opt={"doc": Doc("Squads in scope, by id.", answer=list[Squad], query=SquadFilter)})
async def list_squads(request: Asked) -> Response[bytes]:
    return await listed(request, "squad", SquadFilter)


@get("/v1/requests/{key:str}", opt={"doc": Doc("One request.", answer=Request, problems=(404,))})
async def show_request(request: Asked) -> Response[bytes]:
    return await shown(request, "request")


@get("/v1/quotas/{key:str}", opt={"doc": Doc("One quota.", answer=Quota, problems=(404,))})
async def show_quota(request: Asked) -> Response[bytes]:
    return await shown(request, "quota")


@get("/v1/squads/{key:str}", opt={"doc": Doc("One squad.", answer=Squad, problems=(404,))})
async def show_squad(request: Asked) -> Response[bytes]:
    return await shown(request, "squad")


@post(
    "/v1/requests",
    opt={"doc": Doc("Open a request.", body=RequestOpen, answer=Request, headers=_WRITE, problems=_PROBLEMS)},
)
async def open_request(request: Asked) -> Response[bytes]:
    return await _create(request, RequestOpen)


@post(
    "/v1/quotas",
    opt={"doc": Doc("Issue a quota.", body=QuotaIssue, answer=Quota, headers=_WRITE, problems=_PROBLEMS)},
)
async def issue_quota(request: Asked) -> Response[bytes]:
    return await _create(request, QuotaIssue)


@post(
    "/v1/squads",
    opt={"doc": Doc("Form a squad.", body=SquadForm, answer=Squad, headers=_WRITE, problems=_PROBLEMS)},
)
async def form_squad(request: Asked) -> Response[bytes]:
    return await _create(request, SquadForm)


@patch(
    "/v1/requests/{key:str}",
    opt={
        "doc": Doc("Move a request.", body=RequestChange, answer=Request, headers=_CHANGE, problems=(*_PROBLEMS, 412))
    },
)
async def change_request(request: Asked) -> Response[bytes]:
    return await _change(request, "request", RequestChange)


@patch(
    "/v1/quotas/{key:str}",
    opt={
        "doc": Doc(
            "Set a quota's bounds, report its counts, or withdraw it.",
            body=QuotaChange,
            answer=Quota,
            headers=_CHANGE,
            problems=(*_PROBLEMS, 412),
        )
    },
)
async def change_quota(request: Asked) -> Response[bytes]:
    return await _change(request, "quota", QuotaChange)


@patch(
    "/v1/squads/{key:str}",
    opt={
        "doc": Doc(
            "Move a squad or report its heads.",
            body=SquadChange,
            answer=Squad,
            headers=_CHANGE,
            problems=(*_PROBLEMS, 412),
        )
    },
)
async def change_squad(request: Asked) -> Response[bytes]:
    return await _change(request, "squad", SquadChange)


async def listed(request: Asked, kind: Kind, shape: type[Filter]) -> Response[bytes]:
    session = await signed_in(request)
    centre = centre_of(request)
    wanted = query_of(request, shape)
    found = await centre.database.read(find, kind, wanted, session, centre.wall())
    return await answer(request, found)


async def shown(request: Asked, kind: Kind) -> Response[bytes]:
    session = await signed_in(request)
    centre = centre_of(request)
    record = await centre.database.read(one, kind, named(request), session, centre.wall())
    return await answer(request, record, headers={"etag": etag(record)})


async def _create(request: Asked, shape: type[Op]) -> Response[bytes]:
    return await _write(request, Change(201, "", None, message(await body_of(request), shape), _key(request)))


async def _change(request: Asked, kind: Kind, shape: type[Struct]) -> Response[bytes]:
    wanted = message(await body_of(request), shape)
    seen = request.headers.get("if-match", "")
    if not seen:
        raise NotServed("if_match_needed")
    return await _write(request, Change(200, seen, (kind, named(request)), wanted, _key(request)))


async def _write(request: Asked, change: Change) -> Response[bytes]:
    session = await signed_in(request)
    centre = centre_of(request)
    written = await centre.database.write(apply, change, session.account, centre.wall())
    centre.feed.committed(written.before, written.seq, written.touched)
    headers = {"etag": written.etag} if written.etag else {}
    media = "application/problem+json" if written.status >= 400 else "application/json"
    return Response(written.body.encode(), status_code=written.status, media_type=media, headers=headers)


def query_of(request: Asked, shape: type[Q]) -> Q:
    """What is asked for behind the `?`."""
    try:
        wanted = convert(dict(request.query_params), shape, strict=False)
    except msgspec.ValidationError as error:
        raise NotServed("malformed", detail=str(error)) from None
    if wrong := unsound(wanted):
        raise NotServed("malformed", detail=wrong)
    return wanted


def named(request: Asked) -> str:
    key: str = request.path_params["key"]
    if "\0" in key:
        raise NotServed("not_found")
    return key


def _key(request: Asked) -> str:
    key = request.headers.get("idempotency-key", "")
    if not key:
        raise NotServed("key_needed")
    if len(key) > LONGEST_KEY:
        raise NotServed("malformed", detail=f"$.Idempotency-Key: longer than {LONGEST_KEY} characters")
    return key


def etag(record: AnyRecord) -> str:
    """The version of a record: its rev."""
    return f'"{record.rev}"'


HANDLERS: Final[tuple[Any, ...]] = (
    list_requests,
    list_quotas,
    list_squads,
    show_request,
    show_quota,
    show_squad,
    open_request,
    issue_quota,
    form_squad,
    change_request,
    change_quota,
    change_squad,
)
