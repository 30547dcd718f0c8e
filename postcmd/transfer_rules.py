"""The rule of a transfer 调剂: heads go over from one quota to another of the same request and day.

1. Both quotas change, or neither: what goes from one comes to the other, and their sum stays.
2. Each is judged with the other's new bounds in place, so that two parts of one quota may trade although it is used up.
3. A transfer is relative and commutes with adds; it tells on what it landed.
4. A refusal names the unit whose bounds forbid it, and how many could go over.
"""

from __future__ import annotations

import msgspec

from postcmd.merge import Context
from postcmd.ops import QuotaTransfer
from postcmd.outcome import NOTHING_TO_DO, Outcome, Shelf, missing, rejected
from postcmd.overlay import Overlay
from postcmd.quota_bounds import CLOSED_TO_CHANGE, about, largest_part, why_not
from postcmd.quota_rules import landed_on
from postcmd.records import Quota
from postcmd.surplus import settled
from postcmd.wire import Info


def transfer(op: QuotaTransfer, shelf: Shelf, ctx: Context) -> Outcome:
    giver, receiver = shelf.get(*op.target), shelf.get(*op.receiver)
    if not isinstance(giver, Quota):
        return missing(op.target, shelf)
    if not isinstance(receiver, Quota):
        return missing(op.receiver, shelf)
    refusal = _why_no_transfer(op, giver, receiver) or _why_not_bounded(op, giver, receiver, shelf)
    if refusal is not None:
        return refusal
    if not op.min and not op.max:
        return NOTHING_TO_DO
    on = landed_on(giver, to_min=receiver.min, to_max=receiver.max)
    done = Outcome("applied", (_moved(giver, -op.min, -op.max), _moved(receiver, op.min, op.max)), info=on)
    # A transfer may be negative: then it is the receiver who has fewer.
    return settled(settled(done, giver, op.surplus, shelf), receiver, op.surplus, shelf)


def _why_no_transfer(op: QuotaTransfer, giver: Quota, receiver: Quota) -> Outcome | None:
    if giver.id == receiver.id:
        return rejected("same_quota")
    for quota in (giver, receiver):
        if quota.status in CLOSED_TO_CHANGE:
            return rejected("quota_over", status=quota.status, unit=quota.unit)
        if quota.max is None and op.max:
            return Outcome("rejected", info=about(quota, "open_max", unit=quota.unit))
    return None


def _why_not_bounded(op: QuotaTransfer, giver: Quota, receiver: Quota, shelf: Shelf) -> Outcome | None:
    refusal = _why_not(giver, receiver, op.min, op.max, shelf)
    if refusal is None:
        return None
    if op.min and op.max and op.min != op.max:
        return Outcome("rejected", info=refusal)
    allowed = largest_part(op.max or op.min, lambda heads: _can_go(op, giver, receiver, heads, shelf))
    return Outcome("rejected", info=msgspec.structs.replace(refusal, facts={**refusal.facts, "allowed": allowed}))


def _can_go(op: QuotaTransfer, giver: Quota, receiver: Quota, heads: int, shelf: Shelf) -> bool:
    return _why_not(giver, receiver, heads if op.min else 0, heads if op.max else 0, shelf) is None


def _why_not(giver: Quota, receiver: Quota, least: int, most: int, shelf: Shelf) -> Info | None:
    """Why one of the two may not have its new bounds, beside the new bounds of the other."""
    after = Overlay(shelf)
    changed = ((giver, _moved(giver, -least, -most)), (receiver, _moved(receiver, least, most)))
    after.lay(new for _old, new in changed)
    for old, new in changed:
        refusal = why_not(old, new.min, new.max, after, beside=giver.parent == receiver.parent)
        if refusal is not None:
            return msgspec.structs.replace(refusal, facts={**refusal.facts, "unit": old.unit})
    return None


def _moved(quota: Quota, least: int, most: int) -> Quota:
    return msgspec.structs.replace(quota, min=quota.min + least, max=None if quota.max is None else quota.max + most)
