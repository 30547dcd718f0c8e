"""Ops on a request: open, move."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from postcmd.intent import Heads, Id, Intent, Target, Text, Texts
from postcmd.records import Line, Moment, RequestStatus, Risk


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
    note: Text = ""
    inferred: Texts = ()


class RequestMove(
    OnRequest, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="request.move/1"
):
    """Move a request from the state seen to another."""

    came_from: RequestStatus
    to: RequestStatus
