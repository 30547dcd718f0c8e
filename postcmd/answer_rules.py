"""The rule of an answer 回执: what a unit says to its quota.

1. An answer only goes on: acknowledged, then accepted (in part or wholly) or declined. Saying it again changes nothing.
2. What is taken on in part becomes the quota's number; the rest is the issuer's again, who sees how many. Taking on
   the same part again changes nothing. Of what is declined all heads are, also those given back before.
3. A quota with people on it, or with parts passed on, is not declined: they have to be settled first.
4. What was declined stays declined, and is the issuer's again: who issues it anew, to the same unit or another.
"""

from __future__ import annotations

from datetime import UTC
from typing import Any, Final

import msgspec

from postcmd.merge import Context
from postcmd.ops import QuotaAnswer
from postcmd.outcome import NOTHING_TO_DO, Outcome, Shelf, missing, rejected
from postcmd.quota_bounds import CLOSED_TO_CHANGE, about, below_children, holds_heads
from postcmd.records import Quota, QuotaStatus

_FAR: Final[dict[QuotaStatus, int]] = {
    "issued": 0,
    "not_passed_on": 0,
    "acknowledged": 1,
    "accepted": 2,
    "partly_accepted": 2,
    "declined": 2,
}


def answer(op: QuotaAnswer, shelf: Shelf, ctx: Context) -> Outcome:
    quota = shelf.get(*op.target)
    if not isinstance(quota, Quota):
        return missing(op.target, shelf)
    if quota.status == op.answer and op.answer != "partly_accepted":
        return NOTHING_TO_DO
    if quota.status in CLOSED_TO_CHANGE:
        return rejected("quota_over", status=quota.status)
    if _FAR[op.answer] < _FAR[quota.status]:
        return NOTHING_TO_DO
    if op.answer == "declined":
        return _declined(op, quota, shelf, ctx)
    return _in_part(op, quota, shelf, ctx) if op.answer == "partly_accepted" else _said(op, quota, ctx)


def _declined(op: QuotaAnswer, quota: Quota, shelf: Shelf, ctx: Context) -> Outcome:
    if quota.confirmed or quota.present:
        return rejected("in_use", held_by="heads", to="declined")
    if any(holds_heads(child) for child in shelf.children(quota.id)):
        return rejected("in_use", held_by="parts", to="declined")
    most = quota.min if quota.max is None else quota.max
    return _said(op, quota, ctx, declined=quota.declined + most)


def _in_part(op: QuotaAnswer, quota: Quota, shelf: Shelf, ctx: Context) -> Outcome:
    most = quota.min if quota.max is None else quota.max
    if not 0 < op.heads <= most:
        return Outcome("rejected", info=about(quota, "bad_part", heads=op.heads, most=most))
    if op.heads == most and quota.status == "partly_accepted":
        return NOTHING_TO_DO
    if op.heads < quota.confirmed:
        return Outcome("rejected", info=about(quota, "below_confirmed", confirmed=quota.confirmed))
    refusal = below_children(quota, op.heads, shelf)
    if refusal is not None:
        return Outcome("rejected", info=refusal)
    given_back = quota.declined + most - op.heads
    return _said(op, quota, ctx, min=min(quota.min, op.heads), max=op.heads, declined=given_back)


def _said(op: QuotaAnswer, quota: Quota, ctx: Context, **fields: Any) -> Outcome:
    new = msgspec.structs.replace(
        quota,
        status=op.answer,
        answer=op.text,
        answered_at=(op.at or ctx.now).astimezone(UTC),
        answered_by=op.on_behalf or ctx.user,
        **fields,
    )
    return Outcome("applied", (new,))
