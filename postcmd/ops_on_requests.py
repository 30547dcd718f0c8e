"""Ops on a request: open, move, set, need, take, link."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from postcmd.intent import Base, Heads, Id, Intent, Target, Text, Texts
from postcmd.records import Goal, Line, Moment, RequestStatus, Risk

Goals = Annotated[tuple[Goal, ...], Meta(max_length=30)]


class OnRequest(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An op on a request."""

    request: Id

    @property
    def target(self) -> Target:
        return "request", self.request


class RequestOpen(
    OnRequest, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="request.open/1"
):
    """A place asks for people. `request` is an id made at the post."""

    place: Id
    task: Id
    lines: Annotated[tuple[Line, ...], Meta(max_length=50)]
    then: Texts = ()
    status: RequestStatus = "submitted"
    urgent: bool = False
    called_by: Text = ""
    contact: Text = ""
    addressed_unit: Id | None = None
    report_place: Text = ""
    ordered_at: Moment | None = None
    due: Moment | None = None
    hours: Text = ""
    full_time_days: Heads = 0
    risk: Risk | None = None
    skills: Texts = ()
    vehicles: Heads = 0
    gear_ready: bool | None = None
    bring: Text = ""
    board: Text = ""
    passage: Text = ""
    duplicate_of: Id | None = None
    born_of: Id | None = None
    note: Text = ""
    inferred: Texts = ()


class RequestMove(
    OnRequest, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="request.move/1"
):
    """Move a request from the state seen to another."""

    came_from: RequestStatus
    to: RequestStatus


class RequestSet(
    OnRequest, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="request.set/1"
):
    """Say something else about a request; only the fields given change. `called_over`: the channel it was called in
    by, while `channel` says how this change was said. Its place stays: elsewhere it is another request."""

    base: Base
    task: Id | UnsetType = UNSET
    called_over: Text | UnsetType = UNSET
    urgent: bool | UnsetType = UNSET
    called_by: Text | UnsetType = UNSET
    contact: Text | UnsetType = UNSET
    report_place: Text | UnsetType = UNSET
    due: Moment | UnsetType | None = UNSET
    hours: Text | UnsetType = UNSET
    full_time_days: Heads | UnsetType = UNSET
    risk: Risk | UnsetType | None = UNSET
    skills: Texts | UnsetType = UNSET
    vehicles: Heads | UnsetType = UNSET
    gear_ready: bool | UnsetType | None = UNSET
    bring: Text | UnsetType = UNSET
    board: Text | UnsetType = UNSET
    passage: Text | UnsetType = UNSET
    addressed_unit: Id | UnsetType | None = UNSET
    goals: Goals | UnsetType = UNSET


class RequestNeed(
    OnRequest, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="request.need/1"
):
    """What is needed on these days; `base.values` holds the need that was seen, `2022-11-22` → `6-9`, None for none."""

    base: Base
    lines: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=50)]


class RequestTake(
    OnRequest, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="request.take/1"
):
    """正在办: take a request in hand, or let go of it; `seen` is who had it in hand."""

    by: Text
    seen: Text = ""


class RequestLink(
    OnRequest, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="request.link/1"
):
    """Say that a request repeats another one, or (None) that it does not. It is never hidden by that."""

    duplicate_of: Id | None
