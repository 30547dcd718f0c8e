"""The shapes of the reports: what `--json` prints, field by field (`docs/headless.md`).

1. Within version 1 a field is only ever added: never renamed, removed or given another meaning.
2. null stands only where the field has none: an open max, a moment that has not come.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct

from postcmd.quota import Count
from postcmd.records import Line

VERSION: Final = 1


class QuotaReport(Struct, frozen=True, kw_only=True):
    """A quota and its arithmetic. `here` counts the present once due has passed, else null."""

    id: str
    request: str
    unit: str
    day: date
    min: int
    max: int | None
    offered: int
    confirmed: int
    present: int
    missing: int
    free: int | None
    over: int
    fill: str
    here: Count | None
    status: str
    unit_name: str
    place: str
    place_name: str
    task: str
    parent: str | None
    unallocated: int | None
    issued_by: str
    said: str
    note: str
    inferred: tuple[str, ...]
    mark: str
    rev: int
    updated_at: datetime | None
    updated_by: str


class RequestReport(Struct, frozen=True, kw_only=True):
    """A request, its days, and how the day that matters is filled."""

    id: str
    place: str
    place_name: str
    task: str
    then: tuple[str, ...]
    status: str
    standing: str
    urgent: bool
    day: date | None
    min: int | None
    max: int | None
    confirmed: int
    present: int
    missing: int
    free: int | None
    over: int
    fill: str
    due: datetime | None
    lines: tuple[Line, ...]
    units: tuple[str, ...]
    called_by: str
    channel: str
    risk: str | None
    full_time_days: int
    note: str
    inferred: tuple[str, ...]
    mark: str
    rev: int
    updated_at: datetime | None
    updated_by: str


class SquadReport(Struct, frozen=True, kw_only=True):
    """A squad: where it is, since when, how many of it are there."""

    id: str
    name: str
    unit: str
    unit_name: str
    status: str
    live: bool
    since: datetime | None
    strength: int
    present: int
    helpers: int
    leader: str
    place: str | None
    place_name: str
    request: str | None
    closed_loop: bool
    parent: str | None
    parts: tuple[str, ...]
    said: str
    note: str
    inferred: tuple[str, ...]
    mark: str
    rev: int
    updated_at: datetime | None
    updated_by: str
    merged_into: str | None


class EditReport(Struct, frozen=True, kw_only=True):
    """An edit on its way. `session` names another session of the same user that keeps it, "" for this one."""

    ticket: str
    n: int
    verb: str
    kind: str | None
    id: str | None
    stage: str
    made: datetime | None
    session: str
    status: str | None
    code: str | None
    sentence: str
    facts: dict[str, Any]
    now: dict[str, Any]
    by: str
    at: datetime | None
    op: dict[str, Any]


class StatusReport(Struct, frozen=True, kw_only=True):
    """How the post stands with its centre, and the board in numbers."""

    link: str
    trouble: str
    url: str
    account: str
    demo: bool
    waiting: int
    attention: int
    day: date | None
    requests: int
    urgent: int
    short: int
    quotas: int
    missing: int
    over: int
    squads: int
    live: int
    on_post: int
