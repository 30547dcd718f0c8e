"""Availability, sign-ups, notices, receipts and notes for other systems, to read.

1. Nothing outside the asker's scope is listed or shown.
2. Of who signed up, no more is told than the number of the roster.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from litestar import Response, get
from msgspec import Struct

from central.api.docs import Doc
from central.api.http import Asked
from central.api.rest import Limit, listed, shown
from central.browse import MOST
from postcmd.records import Availability, Note, Notice, Receipt, SignUp


class AvailabilityFilter(Struct, frozen=True, forbid_unknown_fields=True):
    unit: str = ""
    day: date | None = None
    shift: str = ""
    after: str = ""
    limit: Limit = MOST


class SignUpFilter(Struct, frozen=True, forbid_unknown_fields=True):
    request: str = ""
    unit: str = ""
    day: date | None = None
    volunteer: str = ""
    after: str = ""
    limit: Limit = MOST


class NoticeFilter(Struct, frozen=True, forbid_unknown_fields=True):
    number: str = ""
    after_request: str = ""
    after: str = ""
    limit: Limit = MOST


class ReceiptFilter(Struct, frozen=True, forbid_unknown_fields=True):
    notice: str = ""
    unit: str = ""
    state: str = ""
    after: str = ""
    limit: Limit = MOST


class NoteFilter(Struct, frozen=True, forbid_unknown_fields=True):
    unit: str = ""
    place: str = ""
    after: str = ""
    limit: Limit = MOST


def listing(summary: str, record: type[Struct], query: type[Struct]) -> dict[str, Doc]:
    return {"doc": Doc(summary, answer=list[record], query=query)}  # type: ignore[valid-type]


def showing(summary: str, record: type[Struct]) -> dict[str, Doc]:
    return {"doc": Doc(summary, answer=record, problems=(404,))}


@get("/v1/availability", opt=listing("Who can go, by unit and day.", Availability, AvailabilityFilter))
async def list_availability(request: Asked) -> Response[bytes]:
    return await listed(request, "availability", AvailabilityFilter)


@get("/v1/availability/{key:str}", opt=showing("What one unit declared.", Availability))
async def show_availability(request: Asked) -> Response[bytes]:
    return await shown(request, "availability")


@get("/v1/signups", opt=listing("Sign-ups in scope, by id.", SignUp, SignUpFilter))
async def list_signups(request: Asked) -> Response[bytes]:
    return await listed(request, "signup", SignUpFilter)


@get("/v1/signups/{key:str}", opt=showing("One sign-up.", SignUp))
async def show_signup(request: Asked) -> Response[bytes]:
    return await shown(request, "signup")


@get("/v1/notices", opt=listing("Notices in scope, by id.", Notice, NoticeFilter))
async def list_notices(request: Asked) -> Response[bytes]:
    return await listed(request, "notice", NoticeFilter)


@get("/v1/notices/{key:str}", opt=showing("One notice.", Notice))
async def show_notice(request: Asked) -> Response[bytes]:
    return await shown(request, "notice")


@get("/v1/receipts", opt=listing("What units said to notices, by notice and unit.", Receipt, ReceiptFilter))
async def list_receipts(request: Asked) -> Response[bytes]:
    return await listed(request, "receipt", ReceiptFilter)


@get("/v1/receipts/{key:str}", opt=showing("One receipt.", Receipt))
async def show_receipt(request: Asked) -> Response[bytes]:
    return await shown(request, "receipt")


@get("/v1/notes", opt=listing("Notes taken on the phone, by id.", Note, NoteFilter))
async def list_notes(request: Asked) -> Response[bytes]:
    return await listed(request, "note", NoteFilter)


@get("/v1/notes/{key:str}", opt=showing("One note.", Note))
async def show_note(request: Asked) -> Response[bytes]:
    return await shown(request, "note")


HANDLERS: Final[tuple[Any, ...]] = (
    list_availability,
    show_availability,
    list_signups,
    show_signup,
    list_notices,
    show_notice,
    list_receipts,
    show_receipt,
    list_notes,
    show_note,
)
