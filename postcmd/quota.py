"""How a quota counts: missing, free, over, and totals of rows.

1. missing = max(0, min - confirmed); over = max(0, confirmed - max); free = max - confirmed, never below 0, None while
   max is open. At most one of missing and over is above 0.
2. Totals add the missing, free and over of each row. Sums are never subtracted: 3 of 2 and 1 of 2 is one missing.
3. A state follows from the numbers: short, met (enough, and room left), full (enough, none left), over.
4. Once due has passed, the same is asked of `present`.
5. Whatever heads are typed as parses to 0 <= min <= max <= MOST_HEADS, or is refused with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

from msgspec import Struct

from postcmd.clean import fold
from postcmd.errors import BadInput
from postcmd.records import MOST_HEADS

Fill = Literal["short", "met", "full", "over"]


class Count(Struct, frozen=True):
    """What is missing, free and over. `free` None: no upper bound."""

    missing: int = 0
    free: int | None = 0
    over: int = 0

    @property
    def fill(self) -> Fill:
        if self.missing:
            return "short"
        if self.over:
            return "over"
        return "full" if self.free == 0 else "met"

    def __add__(self, other: Count) -> Count:
        free = None if self.free is None or other.free is None else self.free + other.free
        return Count(self.missing + other.missing, free, self.over + other.over)


def count(least: int, most: int | None, heads: int) -> Count:
    """How `heads` stand against min and max."""
    return Count(
        missing=max(0, least - heads),
        free=None if most is None else max(0, most - heads),
        over=0 if most is None else max(0, heads - most),
    )


def total(counts: Iterable[Count]) -> Count:
    """The sum of rows, each counted for itself."""
    return sum(counts, start=Count())


def unallocated(parent_max: int | None, children_max: Iterable[int | None]) -> int | None:
    """What a quota has not passed on; None where it, or a child, has no upper bound."""
    parts = list(children_max)
    if parent_max is None or any(part is None for part in parts):
        return None
    return parent_max - sum(part for part in parts if part is not None)


_RANGE: Final = re.compile(r"([0-9]+)(?:\s*(?:[-~]\s*([0-9]+)|[+]))?")


def parse_heads(text: str) -> tuple[int, int | None, bool]:
    """`12` → (12, 12, False); `6-9` → (6, 9, True); `6+` → (6, None, True): min, max, was a range typed?

    `6-` is half of `6-9`, not an open end. Full-width digits and signs do as well.
    BadInput `not_a_number`, `too_many` or `max_below_min` for anything else.
    """
    typed = fold(text).strip()
    found = _RANGE.fullmatch(typed)
    if not found:
        raise BadInput("not_a_number", text=text[:40])
    is_range = not typed.isdigit()
    least = bounded(found[1])
    most = least if not is_range else bounded(found[2]) if found[2] else None
    if most is not None and most < least:
        raise BadInput("max_below_min", min=least, max=most)
    return least, most, is_range


def bounded(digits: str) -> int:
    """The number, if no slip of the finger made it absurd."""
    significant = digits.lstrip("0") or "0"
    # Python itself refuses to read numbers of thousands of digits.
    if len(significant) > 9 or int(significant) > MOST_HEADS:
        raise BadInput("too_many", text=digits[:40], most=MOST_HEADS)
    return int(significant)


def heads_text(least: int, most: int | None) -> str:
    """`12`, `6-9`, `6+`; parse_heads reads it back."""
    if most is None:
        return f"{least}+"
    return str(least) if least == most else f"{least}-{most}"
