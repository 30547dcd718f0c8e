"""Ops on posts, duties, limits and placements."""

from datetime import date
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from postcmd.intent import Base, Heads, Id, Intent, Target, Text, Texts
from postcmd.records import Gear, LimitOf, Moment, PlacementForm, PostKind, PostShift, Risk, limit_id

Shifts = Annotated[tuple[PostShift, ...], Meta(max_length=12)]
Minutes = Annotated[int, Meta(ge=0, le=60 * 24 * 60)]


class OnPost(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An op on a post 点位. `post` is an id made by hand or at a terminal."""

    post: Id

    @property
    def target(self) -> Target:
        return "post", self.post


class PostOpen(OnPost, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="post.open/1"):
    """Set up a post at a place."""

    place: Id
    name: Text
    kind: PostKind = "checkpoint"
    task: Id | None = None
    request: Id | None = None
    shifts: Shifts = ()
    skills: Texts = ()
    drivers: Heads = 0
    gear: Gear = ""
    contact: Text = ""
    since: date | None = None
    until: date | None = None
    said: Text = ""
    note: Text = ""
    inferred: Texts = ()


class PostSet(OnPost, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="post.set/1"):
    """Say something else about a post; only the fields given change. Where it stands does not: at another place it is
    another post, and what was done at this one was done here."""

    base: Base
    name: Text | UnsetType = UNSET
    kind: PostKind | UnsetType = UNSET
    task: Id | UnsetType | None = UNSET
    contact: Text | UnsetType = UNSET
    gear: Gear | UnsetType = UNSET
    drivers: Heads | UnsetType = UNSET
    skills: Texts | UnsetType = UNSET
    shifts: Shifts | UnsetType = UNSET


class PostClose(OnPost, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="post.close/1"):
    """The post is manned for the last time on `until`; None: it is taken up again."""

    until: date | None = None


class OnDuty(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An op on a duty. `duty` is an id made at the post."""

    duty: Id

    @property
    def target(self) -> Target:
        return "duty", self.duty


class DutyPlan(OnDuty, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="duty.plan/1"):
    """Heads of a unit, of a squad, or one volunteer, are to stand at a post. Beyond a limit: with a `reason` only."""

    unit: Id
    post: Id
    day: date
    begins: Moment
    ends: Moment | None = None
    heads: Heads = 1
    shift: Text = ""
    squad: Id | None = None
    volunteer: Id | None = None
    moved_from: Id | None = None
    approved_by: Text = ""
    note: Text = ""
    inferred: Texts = ()


class DutySet(OnDuty, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="duty.set/1"):
    """Plan it otherwise; only the fields given change. Beyond a limit: with a `reason` only."""

    base: Base
    heads: Heads | UnsetType = UNSET
    begins: Moment | UnsetType = UNSET
    ends: Moment | UnsetType | None = UNSET
    approved_by: Text = ""


class DutyCheck(OnDuty, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="duty.check/1"):
    """So many more have come, or have left, at the moment `at`; fewer than none takes a slip back."""

    way: Literal["in", "out"]
    heads: Heads = 1


class DutyArrive(
    OnDuty, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="duty.arrive/1"
):
    """Somebody stands there whom nobody had planned. What happened is never refused."""

    unit: Id
    post: Id
    day: date
    heads: Heads = 1
    squad: Id | None = None
    volunteer: Id | None = None
    left_at: Moment | None = None
    note: Text = ""
    inferred: Texts = ()


class DutyRelieve(
    OnDuty, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="duty.relieve/1"
):
    """换岗: those of `duty` go, those of the duty `by` stand there from now on: `heads` of them."""

    by: Id
    heads: Heads

    @property
    def targets(self) -> tuple[Target, ...]:
        return self.target, ("duty", self.by)


class DutyMove(OnDuty, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="duty.move/1"):
    """Heads go from their post to another, as the new duty `to`. Beyond a limit: with a `reason` only."""

    to: Id
    post: Id
    heads: Heads
    ends: Moment | None = None
    approved_by: Text = ""

    @property
    def targets(self) -> tuple[Target, ...]:
        return self.target, ("duty", self.to)


class LimitSet(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="limit.set/1"):
    """The limits by default, of a task, a risk or a post. Only those given change; None leaves one to a wider limit."""

    of: LimitOf
    task: Id = ""
    risk: Risk | None = None
    post: Id = ""
    base: Base
    continuous: Minutes | UnsetType | None = UNSET
    per_day: Minutes | UnsetType | None = UNSET
    rest: Minutes | UnsetType | None = UNSET
    days_running: Minutes | UnsetType | None = UNSET
    grace: Minutes | UnsetType | None = UNSET
    roll_every: Minutes | UnsetType | None = UNSET
    boundary: Text | UnsetType = UNSET
    hard: bool | UnsetType = UNSET

    @property
    def target(self) -> Target:
        return "limit", limit_id(self.of, self.named)

    @property
    def named(self) -> str:
        """Which task, risk or post they are of."""
        match self.of:
            case "task":
                return self.task
            case "risk":
                return self.risk or ""
            case "post":
                return self.post
            case _:
                return ""


class OnPlacement(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An op on a placement. `placement` is an id made at the post."""

    placement: Id

    @property
    def target(self) -> Target:
        return "placement", self.placement


class PlacementSet(
    OnPlacement, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="placement.set/1"
):
    """A unit is paired with a community, reports to where its people live, or stands in daily service."""

    unit: Id
    form: PlacementForm
    place: Id | None = None
    tasks: Texts = ()
    heads: Heads | None = None
    since: date | None = None
    said: Text = ""
    note: Text = ""
    inferred: Texts = ()


class PlacementEnd(
    OnPlacement, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="placement.end/1"
):
    """Its last day; None: it goes on."""

    until: date | None = None
