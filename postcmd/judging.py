"""Judging: what the grants somebody holds say about one record.

1. Who lacks the role on a record that can be seen is told so; for everybody else the record is out of scope.
2. A deleted record lies where it lay. One that was never there is answered for like one out of sight: only who holds
   everything learns the difference.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from postcmd.records import AnyRecord, Kind, Request
from postcmd.scope import (
    NOWHERE,
    RANK,
    Archive,
    Grant,
    Reader,
    Role,
    paths_of,
    place_of,
    place_path,
    some,
    unit_path,
    visible,
)


class Ever(NamedTuple):
    """Every record as it is, or as it was when it was deleted."""

    archive: Archive

    def get(self, kind: Kind, record_id: str) -> AnyRecord | None:
        return self.archive.get(kind, record_id) or self.archive.buried(kind, record_id)


class Judge(NamedTuple):
    """The grants that somebody holds now, and the records they are held against."""

    held: list[Grant]
    shelf: Reader

    def why_not(self, role: Role, paths: frozenset[str] | None, seen: frozenset[str] | None = None) -> str | None:
        """None where a grant of at least `role` covers a path, or there is no record (None) to judge.

        Who may see it (`seen`, else the same paths) lacks the role; for everybody else it is out of scope.
        """
        if paths is None or self._strongest(paths) >= RANK[role]:
            return None
        return "forbidden_role" if self.sees(paths if seen is None else seen) else "forbidden_scope"

    def why_not_all(self, role: Role, wanted: Iterable[frozenset[str] | None]) -> str | None:
        """The first reason why the role is not held on every one of them."""
        return first(self.why_not(role, paths) for paths in wanted)

    def why_hidden(self, named: tuple[Kind, str | None]) -> str | None:
        """Why the record cannot be named: it is out of sight, or as good as that."""
        kind, record_id = named
        if not record_id or self.sees(self.paths_of_named((kind, record_id))):
            return None
        return "forbidden_scope"

    def sees(self, paths: Iterable[str]) -> bool:
        return visible(paths, [grant.prefix for grant in self.held])

    def holds_anywhere(self, role: Role) -> bool:
        return any(RANK[grant.role] >= RANK[role] for grant in self.held)

    def paths_at(self, target: tuple[Kind, str]) -> frozenset[str] | None:
        record = self.shelf.get(*target)
        return paths_of(record, self.shelf) if record is not None else None

    def paths_of_named(self, target: tuple[Kind, str]) -> frozenset[str]:
        """Of a record that has to be there."""
        paths = self.paths_at(target)
        return NOWHERE if paths is None else paths

    def at(self, *, units: Iterable[str | None] = (), place: str | None = None) -> frozenset[str]:
        """Where the units stand, and the place."""
        return some([*(unit_path(unit, self.shelf) for unit in units), place_path(place, self.shelf)])

    def ordering(self, request: Request) -> frozenset[str]:
        """Where a dispatcher must stand to move it: over the place, at the unit called, above the units asked."""
        named = self.at(units=[request.addressed_unit], place=request.place)
        return named | some(self._above_unit(unit) for unit in request.units)

    def above(self, unit_id: str, request_id: str) -> frozenset[str]:
        """Where a dispatcher must stand to ask heads of the unit: above it, or over the place that needs them."""
        return some([self._above_unit(unit_id), place_of(request_id, self.shelf)])

    def _above_unit(self, unit_id: str) -> str | None:
        """The path above the unit; nobody is above the root but itself."""
        path = unit_path(unit_id, self.shelf)
        return path.rpartition("/")[0] or path if path else None

    def _strongest(self, paths: Iterable[str]) -> int:
        paths = tuple(paths)
        return max((RANK[grant.role] for grant in self.held if visible(paths, [grant.prefix])), default=-1)


def first(reasons: Iterable[str | None]) -> str | None:
    return next((reason for reason in reasons if reason is not None), None)
