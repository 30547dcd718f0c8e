"""Ops on a quota: add, set, issue, withdraw, report, transfer, answer, muster, call the reserve.

`surplus` says what becomes of people confirmed beyond the new bounds; a change that leaves some over needs it.
"""

from datetime import date
from typing import Literal

from msgspec import UNSET, UnsetType

from postcmd.intent import Base, Choice, Heads, Id, Intent, Target, Text, Texts
from postcmd.records import quota_id


class OnQuota(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An op on the quota of (request, unit, day)."""

    request: Id
    unit: Id
    day: date

    @property
    def target(self) -> Target:
        return "quota", quota_id(self.request, self.unit, self.day)


class QuotaAdd(OnQuota, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="quota.add/1"):
    """Change the bounds by so many heads, whatever they are by now."""

    min: Heads = 0
    max: Heads = 0
    surplus: Choice = ""


class QuotaSet(OnQuota, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="quota.set/1"):
    """Set the bounds given; `max` None is open-ended."""

    base: Base
    min: Heads | UnsetType = UNSET
    max: Heads | UnsetType | None = UNSET
    surplus: Choice = ""


class QuotaIssue(
    OnQuota, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="quota.issue/1"
):
    """Ask a unit for heads: a part of the `parent` quota, or directly where there is none."""

    min: Heads
    max: Heads | None
    parent: Id | None = None
    note: Text = ""
    said: Text = ""
    inferred: Texts = ()


class QuotaWithdraw(
    OnQuota, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="quota.withdraw/1"
):
    """收回: nobody is asked of this unit any more; `base` are the bounds that were seen."""

    base: Base
    surplus: Literal["", "reserve", "release"] = ""


class QuotaReport(
    OnQuota, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="quota.report/1"
):
    """How many have offered, are confirmed, are present: counts as reported."""

    base: Base
    offered: Heads | UnsetType = UNSET
    confirmed: Heads | UnsetType = UNSET
    present: Heads | UnsetType = UNSET
    reserve: Heads | UnsetType = UNSET


class QuotaTransfer(
    OnQuota, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="quota.transfer/1"
):
    """调剂: so many heads go over from this quota to that of the unit `to`, same request and day; both or neither."""

    to: Id
    min: Heads = 0
    max: Heads = 0
    surplus: Choice = ""

    @property
    def receiver(self) -> Target:
        return "quota", quota_id(self.request, self.to, self.day)

    @property
    def targets(self) -> tuple[Target, ...]:
        return (self.target, self.receiver)


Answer = Literal["acknowledged", "accepted", "partly_accepted", "declined"]


class QuotaAnswer(
    OnQuota, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="quota.answer/1"
):
    """回执: what the unit says to its quota; `heads` is how many it takes on in part. What it declines goes back."""

    answer: Answer
    heads: Heads = 0
    text: Text = ""


class MusterReport(
    OnQuota, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="muster.report/1"
):
    """集结: so many of the quota's people have come, as counted at the meeting place by now.

    `back_to` unreported: that was a slip, nobody had counted anybody yet.
    """

    base: Base
    present: Heads
    back_to: Literal["", "unreported"] = ""


class ReserveCall(
    OnQuota, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="reserve.call/1"
):
    """叫候补: confirm so many of the reserve, in its order; `pool`: then of the unit's standby pool too."""

    heads: Heads
    pool: bool = False
