"""Ops on what was done and lost: counts of work, attrition, the hand-over of a watch."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from postcmd.intent import Heads, Id, Intent, Number, Target, Text, Texts
from postcmd.records import LossReason, Moment

Lines = Annotated[tuple[Text, ...], Meta(max_length=200)]


class OnWork(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An op on a count of work. `work` is an id made at the post."""

    work: Id

    @property
    def target(self) -> Target:
        return "work", self.work


class WorkReport(
    OnWork, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="work.report/1"
):
    """So much of a task was done. `supersedes` names the count that it corrects, which stays and counts no longer."""

    unit: Id
    day: date
    task: Id
    quantity: Number | None
    said: Text = ""
    served: Number | None = None
    served_said: Text = ""
    request: Id | None = None
    squad: Id | None = None
    place: Id | None = None
    post: Id | None = None
    supersedes: Id | None = None
    note: Text = ""
    inferred: Texts = ()

    @property
    def targets(self) -> tuple[Target, ...]:
        return (self.target, ("work", self.supersedes)) if self.supersedes else (self.target,)


class WorkVerify(
    OnWork, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="work.verify/1"
):
    """Somebody above has seen that it is so; `verified` False takes that back."""

    verified: bool = True


class OnAttrition(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An op on heads lost. `attrition` is an id made at the post."""

    attrition: Id

    @property
    def target(self) -> Target:
        return "attrition", self.attrition


class AttritionReport(
    OnAttrition, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="attrition.report/1"
):
    """Heads of a squad are lost: it is smaller by them, and the quota of (request, unit, day) has places again.

    Without a squad: residents of the unit are sealed in at a place; `serving`: they serve inside.
    """

    heads: Heads
    loss: LossReason
    squad: Id | None = None
    unit: Id | None = None
    place: Id | None = None
    request: Id | None = None
    day: date | None = None
    volunteer: Id | None = None
    serving: bool = False
    note: Text = ""
    inferred: Texts = ()

    @property
    def targets(self) -> tuple[Target, ...]:
        return (self.target, ("squad", self.squad)) if self.squad else (self.target,)


class AttritionRelease(
    OnAttrition, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="attrition.release/1"
):
    """Heads are free again: `back` to their squad, or they report to a unit and can go from `day` on."""

    heads: Heads
    report_to: Id | None = None
    day: date | None = None
    back: bool = False


class OnHandOver(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An op on a hand-over. `handover` is an id made at the post."""

    handover: Id

    @property
    def target(self) -> Target:
        return "handover", self.handover


class HandOverGive(
    OnHandOver, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="handover.give/1"
):
    """交班: what is open, short and due, as it is written here, is left to the next watch."""

    lines: Lines
    since: Moment | None = None
    unit: Id | None = None
    place: Id | None = None
    note: Text = ""


class HandOverTake(
    OnHandOver, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="handover.take/1"
):
    """接班: the next watch has read it."""
