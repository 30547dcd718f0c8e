"""Merging an absolute change into a field that somebody may have changed meanwhile.

1. A value nobody else touched since it was seen is set, whatever earlier ops of the same client did to it. So is one
   that stands (again) at what was seen. What was seen in another history is judged by value alone.
2. A value that already is what was wanted is left alone.
3. Everything else is a conflict: the value stays, and a person chooses. Nothing is overwritten unseen (I10).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

import msgspec
from msgspec import Struct

from postcmd.ops import Base, Op
from postcmd.records import Moment

Verdict = Literal["set", "same", "conflict"]


class Stamp(Struct, frozen=True, array_like=True):
    """Who wrote a field last: in which commit, by which op of which client, which person, when.

    `theirs` is the last stamp of another client before it: one's own change does not hide somebody else's.
    """

    seq: int
    client: str
    n: int
    by: str
    at: Moment
    theirs: Stamp | None = None

    def after(self, old: Stamp | None) -> Stamp:
        """This stamp, on a field that carried the old one."""
        other = old if old is None or old.client != self.client else old.theirs
        return msgspec.structs.replace(self, theirs=other and msgspec.structs.replace(other, theirs=None))

    def by_another(self, client: str, n: int) -> Stamp | None:
        """The last stamp that is not of an earlier op of this client."""
        return self.theirs if self.client == client and self.n < n else self


def nothing_against(op: Op, shelf: object) -> str | None:
    """The right to every op."""
    return None


class Context(Struct, frozen=True, kw_only=True):
    """Who decides an op, in which history, at what operational time (`now`, in whose `zone` days are) and what wall
    time (`wall`).

    `why_not` names the code of what forbids an item of a bulk, on the records as they are by then: each is judged for
    itself. The right to do the op as a whole was judged before.
    """

    user: str
    client: str
    epoch: str
    now: datetime
    wall: datetime
    zone: str = "Asia/Shanghai"
    why_not: Callable[[Op, Any], str | None] = nothing_against


def judge(field: str, wanted: object, now: object, base: Base, stamp: Stamp | None, n: int, ctx: Context) -> Verdict:
    """May `field` be set to `wanted`, by op `n` of this client that saw `base`, now that it stands at `now`?"""
    if now == wanted:
        return "same"
    back = field in base.values and base.values[field] == now
    return "set" if back or _is_untouched(field, base, stamp, n, ctx) else "conflict"


def _is_untouched(field: str, base: Base, stamp: Stamp | None, n: int, ctx: Context) -> bool:
    """Whether nobody else has written the field since `base` was seen."""
    if stamp is None:
        # Nobody ever wrote it in this history; a value seen in another one may have been written there.
        return base.epoch == ctx.epoch or field not in base.values
    another = stamp.by_another(ctx.client, n)
    return another is None or (base.epoch == ctx.epoch and another.seq <= base.rev)
