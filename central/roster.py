"""The roster 名册 at the centre: who may read and write it, how it is searched, what is written.

1. Nobody without a grant with the roster that covers a unit learns anything of its people, not even whether there are
   any; a role decides what may be done, the roster where.
2. A search finds who has all its words, each anywhere in number, name, phone or skills.
3. A write names the version it changes, 0 where there is none. What is as it was is not written again: the same write
   twice is one.
4. A person of another unit is moved only by who may write both.
5. Who is taken off the roster is named by number alone, also in the log.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Final, NamedTuple

import msgspec
from msgspec import Meta, Struct
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from central.accounts import Session, grants_of
from central.problems import NotServed
from central.tables import records, volunteers
from postcmd.clean import clean_record, fold
from postcmd.decoding import decode, decoder
from postcmd.records import SLUG, Unit
from postcmd.roster import MOST_PEOPLE, Person, PersonSaid
from postcmd.scope import EVERYTHING, RANK, Grant, under

log = logging.getLogger("postcmd.central")

MOST_WORDS: Final = 8
_SAID: Final = PersonSaid.__struct_fields__


class Wanted(Struct, frozen=True, forbid_unknown_fields=True):
    """Of a unit and those below it; `q`: words; on after the person numbered `after`."""

    unit: str = ""
    q: str = ""
    after: str = ""
    limit: Annotated[int, Meta(ge=1)] = MOST_PEOPLE


class Counted(NamedTuple):
    """What an import came to."""

    new: int
    changed: int
    same: int


class _Lying(Struct):
    path: str


_lying = decoder(_Lying)
_UNITS: Final = select(records.c.id, records.c.body).where(records.c.kind == "unit", records.c.deleted.is_(False))


def find(connection: Connection, wanted: Wanted, session: Session, wall: datetime) -> list[Person]:
    """People by their numbers. Refused where nothing of what is asked for is covered."""
    units = _covered(connection, _in_force(session.grants, wall), wanted.unit)
    found = select(volunteers).where(volunteers.c.id > wanted.after).order_by(volunteers.c.id)
    if units is not None:
        found = found.where(volunteers.c.unit.in_(sorted(units)))
    for word in _words(wanted.q)[:MOST_WORDS]:
        found = found.where(volunteers.c.words.contains(word, autoescape=True))
    return [_person(row) for row in connection.execute(found.limit(min(wanted.limit, MOST_PEOPLE)))]


def show(connection: Connection, number: str, session: Session, wall: datetime) -> Person:
    """One of them; whoever is out of reach looks as if not there."""
    units = _covered(connection, _in_force(session.grants, wall), "")
    person = _standing(connection, number)
    if person is None or (units is not None and person.unit not in units):
        raise NotServed("not_found")
    return person


def write(connection: Connection, number: str, said: PersonSaid, seen: str, user: str, wall: datetime) -> Person:
    """The person as it stands then."""
    said = clean_record(said)
    old = _standing(connection, number, lock=True)
    held = _in_force(grants_of(connection, user), wall)
    _must_be_writable(connection, held, {said.unit, *([old.unit] if old else [])})
    if not SLUG.fullmatch(number):
        raise NotServed("bad_number")
    if old is not None and _said_of(old) == said:
        return old
    rev = old.rev if old else 0
    if f'"{rev}"' not in [named.strip() for named in seen.split(",")] and not (old and seen.strip() == "*"):
        raise NotServed("stale", rev=rev)
    new = _written(number, said, rev + 1, user, wall)
    _keep(connection, [new] if old is None else [], [] if old is None else [new])
    return new


def remove(connection: Connection, number: str, seen: str, user: str, wall: datetime) -> None:
    """Take a person off the roster; what stands by their number in sign-ups stays, and tells nobody who it was."""
    held = _in_force(grants_of(connection, user), wall)
    old = _standing(connection, number, lock=True)
    if old is None or not _reads(connection, held, old.unit):
        raise NotServed("not_found")
    _must_be_writable(connection, held, {old.unit})
    if f'"{old.rev}"' not in [named.strip() for named in seen.split(",")] and seen.strip() != "*":
        raise NotServed("stale", rev=old.rev)
    _taken_off(connection, number, user)


def take_off(connection: Connection, number: str, by: str) -> bool:
    """Whether there was such a person; by whoever looks after the centre."""
    there = _standing(connection, number, lock=True) is not None
    if there:
        _taken_off(connection, number, by)
    return there


def _taken_off(connection: Connection, number: str, by: str) -> None:
    connection.execute(delete(volunteers).where(volunteers.c.id == number))
    log.info("%s was taken off the roster by %s", number, by)


def _reads(connection: Connection, held: list[Grant], unit: str) -> bool:
    path = _paths(connection).get(unit, "")
    return _covers([grant for grant in held if grant.roster], path)


def keep_all(connection: Connection, people: dict[str, PersonSaid], by: str, wall: datetime) -> Counted:
    """Number → person, each of a unit that is there. Nobody else is touched."""
    old = {row.id: _person(row) for row in connection.execute(select(volunteers)) if row.id in people}
    said = {number: clean_record(person) for number, person in people.items()}
    fresh = [_written(number, one, 1, by, wall) for number, one in said.items() if number not in old]
    changed = [
        _written(number, said[number], was.rev + 1, by, wall)
        for number, was in old.items()
        if _said_of(was) != said[number]
    ]
    _keep(connection, fresh, changed)
    return Counted(len(fresh), len(changed), len(people) - len(fresh) - len(changed))


def units(connection: Connection) -> list[Unit]:
    return [decode(row.body, Unit) for row in connection.execute(_UNITS)]


def _paths(connection: Connection) -> dict[str, str]:
    """Unit → its path."""
    return {row.id: _lying.decode(row.body).path for row in connection.execute(_UNITS)}


def _covered(connection: Connection, held: list[Grant], unit: str) -> set[str] | None:
    """The units asked for whose people may be read; None: of every unit there is or was."""
    rosters = [grant for grant in held if grant.roster]
    if not unit and _covers(rosters, ""):
        return None
    paths = _paths(connection)
    within = paths.get(unit, "") if unit else EVERYTHING
    units = {one for one, path in paths.items() if within and under(path, within) and _covers(rosters, path)}
    if not units:
        raise NotServed("forbidden_roster")
    return units


def _must_be_writable(connection: Connection, held: list[Grant], units: set[str]) -> None:
    paths, needed = _paths(connection), RANK["recorder"]
    for unit in sorted(units):
        path = paths.get(unit, "")
        if not _covers([grant for grant in held if grant.roster], path):
            raise NotServed("forbidden_roster")
        if not _covers([grant for grant in held if RANK[grant.role] >= needed], path):
            raise NotServed("forbidden_role")
        if not path:
            raise NotServed("unknown_unit")


def _covers(grants: Iterable[Grant], path: str) -> bool:
    """Whether one of them holds for the unit on this path; "" is a unit that is not there."""
    return any(grant.prefix == EVERYTHING or (path and under(f"u:{path}", grant.prefix)) for grant in grants)


def _in_force(grants: Iterable[Grant], wall: datetime) -> list[Grant]:
    return [grant for grant in grants if grant.holds(wall)]


def _words(text: str) -> list[str]:
    return fold(text).casefold().split()


def _searched(number: str, said: PersonSaid) -> str:
    """What a search looks in; a phone also without what is typed between its digits."""
    digits = re.sub(r"[^0-9+]", "", said.phone)
    return " ".join(_words(" ".join((number, said.name, said.phone, digits, *said.skills))))


def _standing(connection: Connection, number: str, lock: bool = False) -> Person | None:
    wanted = select(volunteers).where(volunteers.c.id == number)
    row = connection.execute(wanted.with_for_update() if lock else wanted).first()
    return None if row is None else _person(row)


def _person(row: Any) -> Person:
    said = {name: getattr(row, name) for name in _SAID}
    said["skills"] = tuple(msgspec.json.decode(row.skills))
    return Person(id=row.id, rev=row.rev, updated_at=row.updated_at, updated_by=row.updated_by, **said)


def _said_of(person: Person) -> PersonSaid:
    return PersonSaid(**{name: getattr(person, name) for name in _SAID})


def _written(number: str, said: PersonSaid, rev: int, by: str, wall: datetime) -> Person:
    fields = {name: getattr(said, name) for name in _SAID}
    return Person(id=number, rev=rev, updated_at=wall, updated_by=by, **fields)


def _keep(connection: Connection, fresh: list[Person], changed: list[Person]) -> None:
    if fresh:
        connection.execute(insert(volunteers), [_row(person) for person in fresh])
    if changed:
        rows = [{"number": person.id, **_row(person)} for person in changed]
        connection.execute(update(volunteers).where(volunteers.c.id == bindparam("number")), rows)


def _row(person: Person) -> dict[str, Any]:
    row = {name: getattr(person, name) for name in Person.__struct_fields__}
    skills = msgspec.json.encode(person.skills).decode()
    return {**row, "skills": skills, "words": _searched(person.id, _said_of(person))}
