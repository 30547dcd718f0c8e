"""What an op is decided on, and how it can end.

1. Only `applied` has puts. A refusal or a conflict changes nothing and says why, with the present values.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, Protocol

from msgspec import Struct

from postcmd.merge import Stamp
from postcmd.records import AnyRecord, Kind, Quota
from postcmd.wire import Info


class Shelf(Protocol):
    """The records an op is decided on."""

    def get(self, kind: Kind, record_id: str) -> AnyRecord | None: ...

    def children(self, quota_id: str) -> Iterable[Quota]:
        """The quotas whose parent this one is."""
        ...

    def stamp(self, kind: Kind, record_id: str, field: str) -> Stamp | None:
        """Who wrote the field last; None where nobody did, and on a post, where that is not known."""
        ...


class Outcome(Struct, frozen=True):
    """How an op ends, and the records as they are then."""

    status: Literal["applied", "noop", "conflict", "rejected"]
    puts: tuple[AnyRecord, ...] = ()
    info: Info | None = None


NOTHING_TO_DO = Outcome("noop")


def rejected(code: str, **facts: Any) -> Outcome:
    """The rules say no, for the reason that `code` names and the facts spell out."""
    return Outcome("rejected", info=Info(code=code, facts=facts))
