"""What was done and what it cost: counts of work, heads lost, the hand-over of a watch.

1. A count of work is in the unit of its task; the people it served stand beside it and are never added to it.
2. A correction is a new count that supersedes the old one; the old one stays, and counts no longer.
3. Heads that are lost come back as they were lost: by a release, never by a silent correction. The sealed-in may serve
   where they are.
4. A hand-over is accepted by both watches; what was handed over stays as it was written.
"""

from datetime import date
from typing import Literal

from postcmd.record import Moment, Record

WorkState = Literal["reported", "verified"]
LossReason = Literal["sick", "positive", "sealed_in", "recalled"]


class Work(Record, frozen=True, kw_only=True, omit_defaults=True):
    """工作量: so much of a task done on a day. `served` 服务群众人次 are people, `said` how the number was said."""

    unit: str
    day: date
    task: str
    quantity: int | None
    said: str = ""
    served: int | None = None
    served_said: str = ""
    request: str | None = None
    squad: str | None = None
    place: str | None = None
    post: str | None = None
    state: WorkState = "reported"
    reported_by: str = ""
    reported_at: Moment | None = None
    verified_by: str = ""
    supersedes: str | None = None
    superseded_by: str | None = None

    @property
    def counts(self) -> bool:
        return self.superseded_by is None


class Attrition(Record, frozen=True, kw_only=True, omit_defaults=True):
    """减员: heads of a squad that are lost, or residents of a unit who are sealed in. `serving`: they serve inside."""

    unit: str
    heads: int
    loss: LossReason
    at: Moment
    squad: str | None = None
    place: str | None = None
    request: str | None = None
    day: date | None = None
    volunteer: str | None = None
    serving: bool = False
    released: int = 0
    released_at: Moment | None = None
    report_to: str | None = None

    @property
    def still_lost(self) -> int:
        return self.heads - self.released


class HandOver(Record, frozen=True, kw_only=True, omit_defaults=True):
    """交接班: what one watch leaves to the next, of a unit or a place, as it was written down."""

    lines: tuple[str, ...]
    since: Moment | None = None
    unit: str | None = None
    place: str | None = None
    given_by: str = ""
    given_at: Moment | None = None
    taken_by: str = ""
    taken_at: Moment | None = None
