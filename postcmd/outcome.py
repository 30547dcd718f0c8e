"""The shelf an op is decided on, and how it can end.

1. What is `applied` has an effect; a refusal or a conflict has none and says why, with the present values. Only a bulk
   that could be done in part has both.
2. A deleted record is not on the shelf any more, but the shelf knows that it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, Protocol

from msgspec import Struct

from postcmd.merge import Stamp
from postcmd.ops import Op, Target
from postcmd.records import AnyRecord, Duty, Kind, Quota, SignUp, Squad
from postcmd.wire import Info


class Shelf(Protocol):
    """The records an op is decided on."""

    def get(self, kind: Kind, record_id: str) -> AnyRecord | None: ...

    def buried(self, kind: Kind, record_id: str) -> AnyRecord | None:
        """The record as it was when it was deleted; None where it is not deleted, or nothing is known of it."""
        ...

    def is_deleted(self, kind: Kind, record_id: str) -> bool: ...

    def children(self, quota_id: str) -> Iterable[Quota]:
        """The quotas whose parent this one is."""
        ...

    def signups(self, of: str) -> Iterable[SignUp]:
        """The sign-ups for a quota, by its id, or in the pool of a unit, by `pool_of`."""
        ...

    def duties(self, of: str) -> Iterable[Duty]:
        """The duties of a person, a squad, or of a unit's heads, by `duties_of`."""
        ...

    def of_request(self, request_id: str) -> Iterable[Quota | Squad]:
        """The quotas issued for a request, and the squads sent to it."""
        ...

    def named_squads(self) -> Iterable[Squad]:
        """The squads of which anybody is known by name."""
        ...

    def stamp(self, kind: Kind, record_id: str, field: str) -> Stamp | None:
        """Who wrote the field last; None where nobody did, and on a post, where that is not known."""
        ...


class Step(Struct, frozen=True):
    """What one op of a bulk does."""

    op: Op
    puts: tuple[AnyRecord, ...]
    gone: tuple[Target, ...]


class Outcome(Struct, frozen=True):
    """How an op ends, the records as they are then, and those that it deletes. `steps`: the same, for each of a bulk's
    items that has an effect."""

    status: Literal["applied", "noop", "conflict", "rejected"]
    puts: tuple[AnyRecord, ...] = ()
    info: Info | None = None
    gone: tuple[Target, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def has_effect(self) -> bool:
        return bool(self.puts or self.gone)

    def steps_of(self, op: Op) -> tuple[Step, ...]:
        """The effect one op at a time: `op` itself is the only one unless it is a bulk."""
        return self.steps or ((Step(op, self.puts, self.gone),) if self.has_effect else ())


NOTHING_TO_DO = Outcome("noop")


def rejected(code: str, **facts: Any) -> Outcome:
    """The rules say no, for the reason that `code` names and the facts spell out."""
    return Outcome("rejected", info=Info(code=code, facts=facts))


def missing(target: Target, shelf: Shelf) -> Outcome:
    """Why nothing can be done to a record that is not there: somebody deleted it, or nobody made it."""
    buried = shelf.buried(*target)
    if buried is None:
        return rejected("unknown_record")
    info = Info(code="deleted", by=buried.updated_by, at=buried.updated_at, rev=buried.rev)
    return Outcome("rejected", info=info)
