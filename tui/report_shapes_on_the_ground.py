"""The shapes of the reports of what happens on the ground: what `--json` prints, field by field (`docs/headless.md`).

1. Within version 1 a field is only ever added: never renamed, removed or given another meaning.
2. null stands only where the field has none: an open max, a moment that has not come.
"""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from postcmd.hand import Hand
from postcmd.records import PostShift
from postcmd.redeploy import Sent


class LineageReport(Struct, frozen=True, kw_only=True):
    """A squad of a tree, `depth` below its top; heads, present and helpers of today in it and below it."""

    id: str
    name: str
    depth: int
    status: str
    live: bool
    strength: int
    heads: int
    present: int
    helpers: int
    lost: int
    place: str | None
    place_name: str
    leader: str
    parent: str | None
    parts: tuple[str, ...]
    merged_into: str | None


class RollReport(Struct, frozen=True, kw_only=True):
    """A squad inside a sealed area: when its roll is called, how many times have passed, who did not answer."""

    squad: str
    name: str
    place_name: str
    due: datetime
    passed: int
    missed: bool
    absent: int
    strength: int
    answered: int | None
    rolled_at: datetime | None


class LossReport(Struct, frozen=True, kw_only=True):
    """Heads lost: of a squad, or of a unit's people who are sealed in."""

    id: str
    unit: str
    unit_name: str
    squad: str | None
    squad_name: str
    loss: str
    heads: int
    still_lost: int
    released: int
    report_to: str | None
    serving: bool
    place: str | None
    place_name: str
    at: datetime
    note: str


class PostReport(Struct, frozen=True, kw_only=True):
    """A post with its shifts; `here` stand there now."""

    id: str
    name: str
    place: str
    place_name: str
    kind: str
    task: str | None
    request: str | None
    shifts: tuple[PostShift, ...]
    skills: tuple[str, ...]
    drivers: int
    gear: str
    contact: str
    since: date | None
    until: date | None
    here: int
    said: str
    note: str
    inferred: tuple[str, ...]
    mark: str
    rev: int
    updated_at: datetime | None
    updated_by: str


class StandingReport(Struct, frozen=True, kw_only=True):
    """A post now: here, leaving soon, arriving soon, short; `local` staff stand beside and fill no place."""

    post: str
    name: str
    place: str
    place_name: str
    shift: str
    day: date | None
    begins: datetime | None
    ends: datetime | None
    min: int | None
    max: int | None
    here: int
    leaving: int
    arriving: int
    late: int
    short: int
    short_soon: int
    local: int
    duties: tuple[str, ...]


class GapReport(Struct, frozen=True, kw_only=True):
    """So many heads short at a post; who is proposed for it, and who near it is not, with the reason."""

    post: str
    place: str
    shift: str
    begins: datetime
    ends: datetime
    heads: int
    still_short: int
    sent: tuple[Sent, ...]
    why_not: tuple[Hand, ...]


class DutyReport(Struct, frozen=True, kw_only=True):
    """A duty: who, where, from when to when; how many came and left. `beyond` are the limits that it passes."""

    id: str
    post: str
    post_name: str
    place: str
    place_name: str
    unit: str
    unit_name: str
    squad: str | None
    squad_name: str
    volunteer: str | None
    day: date
    shift: str
    begins: datetime
    ends: datetime | None
    heads: int
    came: int
    left: int
    here: int
    came_at: datetime | None
    left_at: datetime | None
    walk_in: bool
    relieved_by: str | None
    moved_from: str | None
    beyond: tuple[str, ...]
    approved_by: str
    note: str
    inferred: tuple[str, ...]
    mark: str
    rev: int
    updated_at: datetime | None
    updated_by: str
