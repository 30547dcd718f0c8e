"""What a post asks the centre about figures, and what it is told.

1. Every answer names its scope, its reading, its days, the commit it is as of, and the version of the definitions.
2. A period has both its ends in it: `since` and `until` are days.
3. Figures of one answer are of one cut: its days, its children and the time before are as of the same commit.
4. A figure of an answer has no parts: they are asked for (`/v1/figures/trace`), page by page.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from postcmd.figures import Figure, FigureKey, Reading, TracedKind
from postcmd.record import Moment

LONGEST_PERIOD = 400
"""Days of one question."""
Many = Annotated[int, Meta(ge=1)]
TargetKey = Literal["present", "work"]


class FiguresAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """`unit`, `place` or both; from–to, both included; `as_of`: a commit's number or a moment, "" for now."""

    unit: str = ""
    place: str = ""
    since: date | None = field(default=None, name="from")
    until: date | None = field(default=None, name="to")
    as_of: str = ""


class TraceAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """The same, of one figure; `task` where it is work. On after what the last page named as `next`."""

    key: FigureKey
    unit: str = ""
    place: str = ""
    since: date | None = field(default=None, name="from")
    until: date | None = field(default=None, name="to")
    as_of: str = ""
    task: str = ""
    after: str = ""
    limit: Many = 200


class FreezesAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """The frozen days of a scope from–to, the newest version of a day first; `limit` of them."""

    unit: str = ""
    place: str = ""
    since: date | None = field(default=None, name="from")
    until: date | None = field(default=None, name="to")
    limit: Many = 100


class FrozenMark(Struct, frozen=True, omit_defaults=True):
    """日结: the freeze of a day that an answer is told from, or stands beside."""

    id: str
    day: date
    version: int
    definitions: str
    by: str
    at: Moment
    seq: int


class Target(Struct, frozen=True, omit_defaults=True):
    """What was asked for and what came of it: heads of quotas by their days, in the period. `missing` is added up quota
    by quota, never a difference of sums."""

    key: TargetKey
    wanted: int
    done: int
    missing: int
    task: str = ""
    unit: str = ""


class DayFigures(Struct, frozen=True, omit_defaults=True):
    """The figures of one day of the period, and what was asked for on it."""

    day: date
    figures: tuple[Figure, ...]
    targets: tuple[Target, ...] = ()


class ChildFigures(Struct, frozen=True):
    """The figures of a unit or place right below, over the whole period; of the days only those it has to itself."""

    kind: Literal["unit", "place"]
    id: str
    name: str
    figures: tuple[Figure, ...]


class FigureReport(Struct, frozen=True, kw_only=True):
    """The figures of a scope and a period, as of a commit. `frozen`: the newest freeze of the one day, or None.

    `before`: the same number of days right before. `notes`: codes of what a reader must know (`late_correction`: what
    was frozen has changed since; `spread`: some services only stand for a share of a total; `not_verified`,
    `without_number`; `standing_on`: who was on post by duties of earlier days), each with a number where there is one.
    """

    unit: str | None
    place: str | None
    name: str
    reading: Reading
    since: date
    until: date
    as_of_seq: int
    as_of: Moment | None
    epoch: str
    definitions: str
    figures: tuple[Figure, ...]
    days: tuple[DayFigures, ...] = ()
    children: tuple[ChildFigures, ...] = ()
    before: tuple[Figure, ...] = ()
    targets: tuple[Target, ...] = ()
    frozen: FrozenMark | None = None
    notes: tuple[tuple[str, int], ...] = ()


class Traced(Struct, frozen=True, omit_defaults=True):
    """A record in a figure: with how much it enters, on which day, and in which commit it came to say so."""

    kind: TracedKind
    id: str
    day: date
    value: int
    seq: int
    said: str = ""
    unit: str = ""
    place: str = ""
    task: str = ""


class TracePage(Struct, frozen=True, kw_only=True):
    """Records that make a figure, in order of day, kind and id. `next`: what to go on after, "" at the end.

    `sums`: the values of all pages add up to the figure. Where they do not (the most on one day, each once), the
    records are still all that it was counted from.
    """

    as_of_seq: int
    figure: Figure
    sums: bool
    records: tuple[Traced, ...]
    next: str = ""


class Changed(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A record that came in, was corrected or was taken away in between, and who did it. `was`, `now`: how much of it
    was counted."""

    kind: TracedKind
    id: str
    seq: int
    by: str = ""
    at: Moment | None = None
    verb: str = ""
    was: int = 0
    now: int = 0


class Difference(Struct, frozen=True, kw_only=True):
    """A figure that is not what it was, with the records that made it so."""

    key: FigureKey
    task: str = ""
    was: int
    now: int
    records: tuple[Changed, ...] = ()


class FrozenDay(Struct, frozen=True, kw_only=True):
    """A frozen day as it was frozen. `differs`: from the version before, or of version 1 nothing; `since`: what has
    changed from the newest version until now."""

    mark: FrozenMark
    unit: str | None
    place: str | None
    name: str
    figures: tuple[Figure, ...]
    differs: tuple[Difference, ...] = ()
    since: tuple[Difference, ...] = ()
