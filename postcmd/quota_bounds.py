"""The bounds of a quota: whether min and max may be so, beside the quota above and those below.

1. 0 <= min <= max <= MOST_HEADS; a change that breaks it is refused with the present numbers. Nothing is clamped.
2. The max of all children together never exceeds the parent's max: neither by a child that grows nor by a parent that
   shrinks; a bounded parent has no open-ended child. What was declined or withdrawn is the issuer's again.
3. The quotas of a request that is cancelled or closed are never raised; they may be lowered.
4. A refusal tells what the quota itself may be, never the numbers of the one above it: that may lie out of scope. It
   tells too how much of the change could be (`allowed`), where the change is one number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from postcmd.outcome import NOTHING_TO_DO, Outcome, Shelf, rejected
from postcmd.records import MOST_HEADS, Quota, Request
from postcmd.wire import Info

CLOSED_TO_CHANGE: Final = frozenset({"withdrawn", "declined"})
OVER: Final = frozenset({"cancelled", "closed"})
"""A request in such a state asks for nobody any more."""


def bounded(quota: Quota, least: int, most: int | None, shelf: Shelf, new: bool = False) -> Outcome:
    """The quota with these bounds, if they may stand."""
    if not new and quota.status in CLOSED_TO_CHANGE:
        return rejected("quota_over", status=quota.status)
    refusal = why_not(quota, least, most, shelf)
    if refusal is not None:
        return Outcome("rejected", info=refusal)
    if not new and (least, most) == (quota.min, quota.max):
        return NOTHING_TO_DO
    return Outcome("applied", (msgspec.structs.replace(quota, min=least, max=most),))


def why_not(quota: Quota, least: int, most: int | None, shelf: Shelf, beside: bool = False) -> Info | None:
    """Why a quota may not have these bounds, on these records.

    `beside`: the heads only change places between two parts of one quota, whose sum stays as it is.
    """
    return (
        _unsound(quota, least, most)
        or _raised_too_late(quota, least, most, shelf)
        or (None if beside else past_parent(quota, most, shelf))
        or below_children(quota, most, shelf)
    )


def largest_part(heads: int, can_be: Callable[[int], bool]) -> int:
    """The largest part of a change that can be, where with each every smaller one can be too."""
    least, most = 0, abs(heads)
    sign = 1 if heads > 0 else -1
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if can_be(sign * middle) else (least, middle - 1)
    return sign * least


def _unsound(quota: Quota, least: int, most: int | None) -> Info | None:
    if least < 0:
        return about(quota, "below_zero", min=least)
    if most is not None and most < least:
        return about(quota, "max_below_min", min=least, max=most, lowest=quota.min)
    if least > MOST_HEADS or (most or 0) > MOST_HEADS:
        return about(quota, "too_many", most=MOST_HEADS)
    return None


def _raised_too_late(quota: Quota, least: int, most: int | None, shelf: Shelf) -> Info | None:
    request = shelf.get("request", quota.request)
    if not isinstance(request, Request) or request.status not in OVER:
        return None
    higher = quota.max is not None and (most is None or most > quota.max)
    return about(quota, "request_over", status=request.status) if higher or least > quota.min else None


def past_parent(quota: Quota, most: int | None, shelf: Shelf) -> Info | None:
    """Why this max is more than the parent quota has left, if it is."""
    parent = shelf.get("quota", quota.parent) if quota.parent else None
    if not isinstance(parent, Quota) or parent.max is None:
        return None
    others = [child.max for child in shelf.children(parent.id) if child.id != quota.id and holds_heads(child)]
    largest = parent.max - sum(part or 0 for part in others)
    shrinks = most is not None and quota.max is not None and most < quota.max
    if (most is not None and most <= largest) or shrinks:
        return None
    return about(quota, "past_parent", parent=parent.id, largest=max(0, largest))


def below_children(quota: Quota, most: int | None, shelf: Shelf) -> Info | None:
    """Why this max is less than what was passed on already, if it is."""
    grows = most is None or (quota.max is not None and most >= quota.max)
    if grows:
        return None
    passed_on = [child.max for child in shelf.children(quota.id) if holds_heads(child)]
    if not passed_on or (None not in passed_on and sum(part or 0 for part in passed_on) <= (most or 0)):
        return None
    return about(quota, "below_children", passed_on=sum(part or 0 for part in passed_on), max=most)


def holds_heads(quota: Quota) -> bool:
    return quota.status not in CLOSED_TO_CHANGE


def about(quota: Quota, code: str, **facts: Any) -> Info:
    """Why the bounds may not be so, with the present ones."""
    return Info(code=code, facts=facts, now={"min": quota.min, "max": quota.max}, rev=quota.rev)
