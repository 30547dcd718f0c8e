"""Merging an absolute change into a field that somebody may have changed meanwhile.

1. A value nobody else touched since it was seen is set. So is one that stands (again) at what was seen, and one
   whose last writer is an earlier op of the same client. What was seen in another history is judged by value alone.
2. A value that already is what was wanted is left alone.
3. Everything else is a conflict: the value stays, and a person chooses. Nothing is overwritten unseen.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from postcmd.ops import Base
from postcmd.records import Moment

Verdict = Literal["set", "same", "conflict"]


class Stamp(Struct, frozen=True, array_like=True):
    """Who wrote a field last: in which commit, by which op of which client, which person, when."""

    seq: int
    client: str
    n: int
    by: str
    at: Moment


class Context(Struct, frozen=True, kw_only=True):
    """Who decides an op, in which history, at what operational time (`now`) and what wall time (`wall`)."""

    user: str
    client: str
    epoch: str
    now: datetime
    wall: datetime


def judge(field: str, wanted: object, now: object, base: Base, stamp: Stamp | None, n: int, ctx: Context) -> Verdict:
    """May `field` be set to `wanted`, by op `n` of this client that saw `base`, now that it stands at `now`?"""
    if now == wanted:
        return "same"
    untouched = _is_untouched(field, base, stamp, ctx)
    ours = stamp is not None and stamp.client == ctx.client and stamp.n < n
    back = field in base.values and base.values[field] == now
    return "set" if untouched or ours or back else "conflict"


def _is_untouched(field: str, base: Base, stamp: Stamp | None, ctx: Context) -> bool:
    """Whether nobody has written the field since `base` was seen."""
    if stamp is None:
        # Nobody ever wrote it in this history; a value seen in another one may have been written there.
        return base.epoch == ctx.epoch or field not in base.values
    return base.epoch == ctx.epoch and stamp.seq <= base.rev
