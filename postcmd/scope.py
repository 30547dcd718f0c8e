"""Scope: which records a coordinator sees, and who may do what to them.

1. A record lies on a set of typed paths: `u:` unit paths, `p:` place paths, `r:` reference data everybody reads.
2. It is visible if any of its paths lies under one of the reader's prefixes. `u:a/b` covers `u:a/b` and `u:a/b/c`,
   never `u:a/bc`.
3. Rights come from grants in force at the moment, on the record as it is now. Roles are ordered: observer reads,
   recorder reports, dispatcher orders, admin keeps accounts.
4. A quota's bounds are changed by its issuer or by a dispatcher above the unit or over the place; a unit cannot raise
   what was asked of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final, Literal, Protocol

from msgspec import Struct

from postcmd.ops import (
    ClockSet,
    Op,
    QuotaAdd,
    QuotaIssue,
    QuotaReport,
    QuotaSet,
    RequestMove,
    RequestOpen,
    SquadForm,
    SquadMove,
    SquadReport,
    SquadSplit,
    Void,
)
from postcmd.records import AnyRecord, Clock, Kind, Notice, Place, Quota, Request, Squad, Task, Unit

Role = Literal["observer", "recorder", "dispatcher", "admin"]
RANK: Final[dict[Role, int]] = {"observer": 0, "recorder": 1, "dispatcher": 2, "admin": 3}

REFERENCE: Final = "r:"
"""Where units, places, tasks and the clock lie: names that every screen needs."""


class Grant(Struct, frozen=True, omit_defaults=True):
    """授权: a role on a unit subtree (`u:…`), a place subtree (`p:…`) or everything (`*`), from–to."""

    role: Role
    prefix: str
    since: datetime | None = None
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


class Reader(Protocol):
    """Reads the present record of a kind by its id."""

    def get(self, kind: Kind, record_id: str) -> AnyRecord | None: ...


def under(path: str, prefix: str) -> bool:
    """Whether `path` is `prefix` or lies below it."""
    return prefix in ("*", path) or path.startswith(prefix + "/")


def visible(paths: Iterable[str], prefixes: Iterable[str]) -> bool:
    prefixes = tuple(prefixes)
    return any(under(path, prefix) for path in paths for prefix in prefixes)


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
        case Unit() | Place() | Task() | Clock():
            return frozenset({REFERENCE})
        case Request():
            named = [place_path(record.place, shelf), unit_path(record.addressed_unit, shelf)]
            return _some(named + [unit_path(unit, shelf) for unit in record.units])
        case Quota():
            return _some([unit_path(record.unit, shelf), _place_of(record.request, shelf)])
        case Squad():
            return _some(
                [
                    unit_path(record.unit, shelf),
                    place_path(record.place, shelf),
                    _place_of(record.request, shelf),
                ]
            )
        case Notice():
            return _some([unit_path(unit, shelf) for unit in record.issued_by + record.addressed_to])


def _some(paths: Iterable[str | None]) -> frozenset[str]:
    return frozenset(path for path in paths if path is not None)


def _place_of(request_id: str | None, shelf: Reader) -> str | None:
    request = shelf.get("request", request_id) if request_id else None
    return place_path(request.place, shelf) if isinstance(request, Request) else None


def why_refused(op: Op, user: str, grants: Iterable[Grant], shelf: Reader, at: datetime) -> str | None:
    """The code of the reason why `user` may not do this now, or None: `forbidden_scope` or `forbidden_role`."""
    held = [grant for grant in grants if grant.holds(at)]
    match op:
        case Void():
            return None
        case ClockSet():
            return None if _strongest(held, ["r:"], any_prefix=True) >= RANK["dispatcher"] else "forbidden_role"
        case QuotaAdd() | QuotaSet():
            quota = shelf.get(*op.target)
            if isinstance(quota, Quota) and quota.issued_by == user and _sees(held, paths_of(quota, shelf)):
                return None if _strongest(held, paths_of(quota, shelf)) >= RANK["recorder"] else "forbidden_role"
            return _needs("dispatcher", held, _above(op.unit, op.request, shelf))
        case QuotaIssue():
            return _needs("dispatcher", held, _above(op.unit, op.request, shelf))
        case QuotaReport():
            return _needs("recorder", held, _paths_at(op.target, shelf))
        case RequestOpen():
            wanted: Role = "recorder" if op.status == "submitted" else "dispatcher"
            return _needs(wanted, held, _some([place_path(op.place, shelf), unit_path(op.addressed_unit, shelf)]))
        case RequestMove():
            return _needs("dispatcher", held, _paths_at(op.target, shelf))
        case SquadForm():
            return _needs("dispatcher", held, _some([unit_path(op.unit, shelf)]))
        case SquadSplit():
            return _needs("dispatcher", held, _paths_at(op.target, shelf))
        case SquadReport() | SquadMove():
            return _needs("recorder", held, _paths_at(op.target, shelf))


def _needs(role: Role, held: list[Grant], paths: frozenset[str]) -> str | None:
    """None where a grant of at least `role` covers a path. An unknown record has no paths: not ours to judge."""
    if not paths or _strongest(held, paths) >= RANK[role]:
        return None
    return "forbidden_role" if _sees(held, paths) else "forbidden_scope"


def _sees(held: list[Grant], paths: Iterable[str]) -> bool:
    return visible(paths, [grant.prefix for grant in held])


def _strongest(held: list[Grant], paths: Iterable[str], any_prefix: bool = False) -> int:
    paths = tuple(paths)
    ranks = [RANK[grant.role] for grant in held if any_prefix or visible(paths, [grant.prefix])]
    return max(ranks, default=-1)


def _paths_at(target: tuple[Kind, str], shelf: Reader) -> frozenset[str]:
    record = shelf.get(*target)
    return paths_of(record, shelf) if record is not None else frozenset()


def _above(unit_id: str, request_id: str, shelf: Reader) -> frozenset[str]:
    """Where a dispatcher must stand to ask heads of the unit: above it, or over the place that needs them."""
    path = unit_path(unit_id, shelf)
    above = path.rpartition("/")[0] or path if path else None
    return _some([above, _place_of(request_id, shelf)])
