"""What a centre has to know to take an op: its versioned name, and what the op has learnt to say since it was named.

1. A field that was added later is refused as unknown by a centre of before; where it is given, it counts as a kind of
   its own (`quota.add/1+surplus`), so that the op waits for a centre that takes it instead of being thrown back.
2. An op that says nothing new needs nothing new.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import msgspec

from postcmd.ops import NAMES, Op, items_of, name

LATER: Final[dict[str, tuple[str, ...]]] = {
    "quota.add/1": ("surplus",),
    "quota.set/1": ("surplus",),
    "quota.transfer/1": ("surplus",),
    "quota.report/1": ("reserve",),
    "muster.report/1": ("back_to",),
    "squad.split/1": ("members",),
    "squad.report/1": ("closed_loop", "leader"),
    "request.open/1": ("born_of",),
    "request.set/1": ("goals", "task", "called_over"),
}
"""Fields that were added to an op after it was first sent, by its name."""
TAKEN: Final[tuple[str, ...]] = tuple(sorted((*NAMES, *(f"{op}+{field}" for op in LATER for field in LATER[op]))))
"""Everything this program takes, as a centre says it at hello."""


def kinds_of(op: Op) -> set[str]:
    """What a centre has to take for this op, and for what it is made of."""
    every = (op, *items_of(op))
    return {name(one) for one in every} | {kind for one in every for kind in _later(one)}


def _later(op: Op) -> list[str]:
    named = name(op)
    return [f"{named}+{field}" for field, silent in _silent(type(op), named) if getattr(op, field) != silent]


@cache
def _silent(shape: type[Op], named: str) -> tuple[tuple[str, object], ...]:
    """What each of its later fields holds where nothing is said. To ask a type for its fields takes a millisecond."""
    defaults = {field.name: field.default for field in msgspec.structs.fields(shape)}
    return tuple((field, defaults.get(field, ())) for field in LATER.get(named, ()))
