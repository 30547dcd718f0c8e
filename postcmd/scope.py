"""Scope: which records a coordinator sees.

1. A record lies on a set of typed paths: `u:` unit paths, `p:` place paths, `r:` reference data everybody reads.
2. It is visible if any of its paths lies under one of the reader's prefixes. `u:a/b` covers `u:a/b` and `u:a/b/c`,
   never `u:a/bc`.
3. What says who somebody is (a sign-up, what a unit can send) lies at the unit alone, never at the place it goes to.
4. A record that lies nowhere is in nobody's scope but that of who holds everything.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, Literal, Protocol

from msgspec import Struct

from postcmd.records import (
    AnyRecord,
    Attrition,
    Availability,
    Clock,
    Duty,
    Freeze,
    HandOver,
    Kind,
    Limit,
    Moment,
    Note,
    Notice,
    Place,
    Placement,
    Post,
    Quota,
    Receipt,
    Request,
    SignUp,
    Squad,
    Task,
    Unit,
    Work,
)

Role = Literal["observer", "recorder", "dispatcher", "admin"]
RANK: Final[dict[Role, int]] = {"observer": 0, "recorder": 1, "dispatcher": 2, "admin": 3}

EVERYTHING: Final = "*"
NOWHERE: Final[frozenset[str]] = frozenset()
REFERENCE: Final = "r:"
"""Where units, places, tasks and the clock lie: names that every screen needs."""


class Grant(Struct, frozen=True, omit_defaults=True):
    """授权: a role on a unit subtree (`u:…`), a place subtree (`p:…`) or everything (`*`), from–to.

    `roster`: the names and phones of its units' volunteers too, as far as the role goes.
    """

    role: Role
    prefix: str
    since: Moment | None = None
    until: Moment | None = None
    roster: bool = False

    def holds(self, at: datetime) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


class Reader(Protocol):
    """Reads the present record of a kind by its id."""

    def get(self, kind: Kind, record_id: str) -> AnyRecord | None: ...


class Archive(Reader, Protocol):
    """Reads deleted records too."""

    def buried(self, kind: Kind, record_id: str) -> AnyRecord | None: ...


def under(path: str, prefix: str) -> bool:
    """Whether `path` is `prefix` or lies below it."""
    return prefix in (EVERYTHING, path) or path.startswith(prefix + "/")


def visible(paths: Iterable[str], prefixes: Iterable[str]) -> bool:
    prefixes = tuple(prefixes)
    return EVERYTHING in prefixes or any(under(path, prefix) for path in paths for prefix in prefixes)


def prefixes_of(grants: Iterable[Grant], at: datetime) -> list[str]:
    """What a reader with these grants sees, smallest list first word first: sorted, reference data always in it."""
    return sorted({REFERENCE} | {grant.prefix for grant in grants if grant.holds(at)})


def unit_path(unit_id: str | None, shelf: Reader) -> str | None:
    unit = shelf.get("unit", unit_id) if unit_id else None
    return f"u:{unit.path}" if isinstance(unit, Unit) else None


def place_path(place_id: str | None, shelf: Reader) -> str | None:
    place = shelf.get("place", place_id) if place_id else None
    return f"p:{place.path}" if isinstance(place, Place) else None


def paths_of(record: AnyRecord, shelf: Reader) -> frozenset[str]:
    """Every path the record lies on now."""
    match record:
        case Unit() | Place() | Task() | Clock() | Limit():
            return frozenset({REFERENCE})
        case Request():
            named = [place_path(record.place, shelf), unit_path(record.addressed_unit, shelf)]
            return some(named + [unit_path(unit, shelf) for unit in record.units])
        case Quota():
            return some([unit_path(record.unit, shelf), place_of(record.request, shelf)])
        case Squad():
            return some(
                [
                    unit_path(record.unit, shelf),
                    place_path(record.place, shelf),
                    place_of(record.request, shelf),
                ]
            )
        case Availability() | SignUp():
            return some([unit_path(record.unit, shelf)])
        case Notice():
            return some([unit_path(unit, shelf) for unit in record.issued_by + record.addressed_to])
        case Receipt():
            return some([unit_path(unit, shelf) for unit in (record.unit, *record.issued_by)])
        case Post():
            named = [place_path(record.place, shelf), place_of(record.request, shelf)]
            return some(named + [unit_path(unit, shelf) for unit in record.units])
        case Attrition():
            place = place_path(record.place, shelf)
            return some([unit_path(record.unit, shelf), place, place_of(record.request, shelf)])
        case Duty() | Work() | Placement():
            return some([unit_path(record.unit, shelf), place_path(record.place, shelf)])
        case HandOver() | Freeze():
            return some([unit_path(record.unit, shelf), place_path(record.place, shelf)])
        case Note():
            return some([unit_path(record.unit, shelf), place_path(record.place, shelf)])


def some(paths: Iterable[str | None]) -> frozenset[str]:
    return frozenset([path for path in paths if path is not None])


def place_of(request_id: str | None, shelf: Reader) -> str | None:
    request = shelf.get("request", request_id) if request_id else None
    return place_path(request.place, shelf) if isinstance(request, Request) else None
