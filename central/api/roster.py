"""The roster for whoever was granted it: read when a roster is opened, written person by person.

1. It is in no feed: nobody gets it who did not ask for it here.
2. A write says in `If-Match` which version it changes; `"0"` is that of somebody who is not there yet.
"""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, delete, get, put

from central.api.docs import Doc
from central.api.http import Asked, answer, body_of, centre_of, signed_in
from central.api.rest import named, query_of
from central.problems import NotServed
from central.reading import message
from central.roster import Wanted, find, remove, show, write
from postcmd.roster import Person, PersonSaid


@get("/v1/roster", opt={"doc": Doc("Volunteers by name, by their numbers.", answer=list[Person], query=Wanted)})
async def list_people(request: Asked) -> Response[bytes]:
    session = await signed_in(request)
    centre = centre_of(request)
    found = await centre.database.read(find, query_of(request, Wanted), session, centre.wall())
    return await answer(request, found)


@get("/v1/roster/{key:str}", opt={"doc": Doc("One volunteer.", answer=Person, problems=(404,))})
async def show_person(request: Asked) -> Response[bytes]:
    session = await signed_in(request)
    centre = centre_of(request)
    person = await centre.database.read(show, named(request), session, centre.wall())
    return await answer(request, person, headers=_version(person))


@put(
    "/v1/roster/{key:str}",
    opt={
        "doc": Doc(
            "Write a volunteer, by the number of the roster.",
            body=PersonSaid,
            answer=Person,
            headers=("If-Match",),
            problems=(404, 412, 428),
        )
    },
)
async def write_person(request: Asked) -> Response[bytes]:
    session = await signed_in(request)
    centre = centre_of(request)
    said = message(await body_of(request), PersonSaid)
    seen = request.headers.get("if-match", "")
    if not seen:
        raise NotServed("if_match_needed")
    person = await centre.database.write(write, named(request), said, seen, session.account, centre.wall())
    return await answer(request, person, headers=_version(person))


@delete(
    "/v1/roster/{key:str}",
    status_code=204,
    opt={"doc": Doc("Take a volunteer off the roster.", headers=("If-Match",), problems=(404, 412, 428))},
)
async def remove_person(request: Asked) -> None:
    session = await signed_in(request)
    centre = centre_of(request)
    seen = request.headers.get("if-match", "")
    if not seen:
        raise NotServed("if_match_needed")
    await centre.database.write(remove, named(request), seen, session.account, centre.wall())


def _version(person: Person) -> dict[str, str]:
    return {"etag": f'"{person.rev}"'}


HANDLERS: Final[tuple[Any, ...]] = (list_people, show_person, write_person, remove_person)
