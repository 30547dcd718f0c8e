"""Soundness: whether an op can be kept in an outbox and taken by a centre at all, whatever the records say.

1. What is sound here can be read everywhere: texts, lists and numbers within bounds, every time with its zone.
2. Every time and day lies in years that can be shown in any zone, with a day before and a day after.
3. What no single message could carry is not sound: it would never arrive.
4. Asked before an op is kept and again before it is decided: an op that nobody can read would hold up all later ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

import msgspec
from msgspec import UNSET

from postcmd.errors import BadInput
from postcmd.ops import Base, Bulk, Op, as_read
from postcmd.records import FIRST, LAST, Line

MOST_BYTES: Final = 192 * 1024
"""Of one op. A message takes 256 KiB, and says more than the op."""

_TIMELESS: Final = frozenset({str, int, float, bool, type(None), type(UNSET), Base})
"""What most fields hold; asked first, since a centre looks at every field of every op."""


def check(op: Op) -> BadInput | None:
    """Why the op can be neither kept nor taken (`unsound_op`, `bad_time`), if it cannot."""
    try:
        read = as_read(op)
    except BadInput as unsound:
        return unsound
    if len(msgspec.json.encode(read)) > MOST_BYTES:
        return BadInput("unsound_op", detail=f"more than {MOST_BYTES} bytes")
    off = off_calendar(read)
    return BadInput("bad_time", field=off) if off else None


def off_calendar(op: Op) -> str | None:
    """The field of a time or day that cannot be shown everywhere, if there is one."""
    return next((field for field, moment in _times(op) if not can_be_shown(moment)), None)


def can_be_shown(moment: date) -> bool:
    if isinstance(moment, datetime):
        return FIRST <= moment <= LAST
    return FIRST.date() <= moment <= LAST.date()


def _times(op: Op) -> Iterator[tuple[str, date]]:
    for one in (op, *op.items) if isinstance(op, Bulk) else (op,):
        for field, value in zip(one.__struct_fields__, msgspec.structs.astuple(one), strict=True):
            if type(value) in _TIMELESS:
                continue
            for part in value if isinstance(value, tuple) else (value,):
                moment = part.day if isinstance(part, Line) else part
                if isinstance(moment, date):
                    yield field, moment
