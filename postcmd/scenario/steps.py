"""Steps: ops with the moment at which each happens, in one order that never changes.

1. Steps are ordered by moment; those of one moment keep the order in which they were told.
2. The n-th step carries the op number n and says when it happened in `at`: how fast it is replayed changes nothing.
3. A report names the values that the steps before it left, so that a person's own word is never overwritten unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import UNSET, Struct

from postcmd.ops import Base, MusterReport, Op, QuotaReport, SquadForm, SquadMove, SquadReport, SquadSplit, numbered
from postcmd.records import Kind, SquadStatus

UNSEEN: Final = Base("", 0)
"""What a report says it saw until `settled` knows what was said before it."""

CHOSEN: Final = "时间为推定，报道未载"
SPREAD: Final = "分布为推定，合计如报道"
BETWEEN: Final = "逐日人数为推定，最少与最多如报道"

COUNTS: Final = ("offered", "confirmed", "present", "strength", "helpers")


class Step(Struct, frozen=True):
    """An op and the operational moment at which it is made."""

    at: datetime
    op: Op


Script = tuple[Step, ...]


def settled(told: Iterable[tuple[datetime, Op]]) -> Script:
    """The steps in their order, numbered, each report knowing what it saw."""
    seen = _Seen()
    ordered = sorted(told, key=lambda pair: pair[0])
    ops = [(at, msgspec.structs.replace(seen.by(op), at=at)) for at, op in ordered]
    return tuple(Step(at, numbered(op, n)) for n, (at, op) in enumerate(ops, start=1))


def marched(
    squad: str, start: SquadStatus, *way: tuple[datetime, SquadStatus], place: str | None = None, why: str = CHOSEN
) -> Iterator[tuple[datetime, Op]]:
    """The squad through these states; it stands at `place` from the moment it is on post."""
    before = start
    for at, status in way:
        there = place if status == "on_post" else None
        yield at, SquadMove(squad=squad, came_from=before, to=status, place=there, reason=why)
        before = status


class _Seen:
    """The counts as the steps so far have left them."""

    def __init__(self) -> None:
        self.counts: dict[tuple[Kind, str], dict[str, int]] = {}

    def by(self, op: Op) -> Op:
        """The op with the values that it saw; what it says is seen by those after it."""
        match op:
            case SquadForm():
                self.counts["squad", op.squad] = _named(op)
            case SquadSplit():
                self.counts |= {("squad", part.squad): _named(part) for part in op.parts}
            case QuotaReport() | SquadReport() | MusterReport():
                known = self.counts.setdefault(op.target, {})
                saw: dict[str, int | str | None] = {field: known.get(field, 0) for field in _named(op)}
                known |= _named(op)
                return msgspec.structs.replace(op, base=Base("", 0, saw))
        return op


def _named(entry: Any) -> dict[str, int]:
    """The counts that an op or a part names."""
    shown = ((field, getattr(entry, field, UNSET)) for field in COUNTS)
    return {field: heads for field, heads in shown if isinstance(heads, int)}
