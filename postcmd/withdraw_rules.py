"""The rule of a withdrawal 收回: what was asked of a unit is taken back.

1. Nobody is asked for any more, and the number is the issuer's again: unallocated in the quota above, if there is one.
2. A quota with parts that were passed on, or with people who have come, is not withdrawn: they are settled first.
3. Who is confirmed is not dropped silently: they go into the reserve or need not come; without a choice it is refused.
   Nobody stays confirmed for a quota that is none.
4. It names the bounds that were seen; over somebody else's newer ones it is a conflict. Doing it again changes nothing.
"""

from __future__ import annotations

from typing import Any

import msgspec

from postcmd.merge import Context
from postcmd.ops import QuotaWithdraw
from postcmd.outcome import NOTHING_TO_DO, Outcome, Shelf, missing, rejected
from postcmd.quota_bounds import CLOSED_TO_CHANGE, holds_heads
from postcmd.quota_rules import merged
from postcmd.records import Quota
from postcmd.surplus import settled


def withdraw(op: QuotaWithdraw, shelf: Shelf, ctx: Context) -> Outcome:
    quota = shelf.get(*op.target)
    if not isinstance(quota, Quota):
        return missing(op.target, shelf)
    if quota.status == "withdrawn":
        return NOTHING_TO_DO
    refusal = _why_not(quota, shelf)
    if refusal is not None:
        return refusal
    nobody: dict[str, Any] = {"min": 0, "max": 0}
    verdict = merged("quota", quota, nobody, op.base, op.n, shelf, ctx)
    if verdict is not None and verdict.status == "conflict":
        return verdict
    after = msgspec.structs.replace(quota, status="withdrawn", **nobody)
    return settled(Outcome("applied", (after,)), quota, op.surplus, shelf)


def _why_not(quota: Quota, shelf: Shelf) -> Outcome | None:
    if quota.status in CLOSED_TO_CHANGE:
        return rejected("quota_over", status=quota.status)
    if any(holds_heads(child) for child in shelf.children(quota.id)):
        return rejected("in_use", held_by="parts", to="withdrawn")
    has_come = quota.present or any(one.arrived for one in shelf.signups(quota.id))
    return rejected("in_use", held_by="heads", to="withdrawn") if has_come else None
