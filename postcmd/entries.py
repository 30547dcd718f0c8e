"""What a record says to the figures: its entry, or nothing. Pure; the one place that knows which records count how.

1. An entry is a function of the record and of what it names: the post's request, the request's place, the squad's
   origin. Nothing else makes it another one.
2. A record that counts nothing has no entry: who has not come, a count that was superseded, a quota sent back.
3. A day's entry names its day; a placement the days it is in force; a squad sent to a request stands beside its days.
4. The people of a squad are one family with those it was split from and merged into, of a unit's heads with one
   another; whoever is known by name is nobody's family.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct

from postcmd.limits import day_of_duty, span_of
from postcmd.record import Moment
from postcmd.records import (
    AnyRecord,
    Attrition,
    Duty,
    Kind,
    Place,
    Placement,
    Post,
    Quota,
    Request,
    Squad,
    Work,
    duties_of,
)
from postcmd.scope import Reader

SENT_BACK: Final = ("withdrawn", "declined")
COUNTED: Final[tuple[Kind, ...]] = ("duty", "quota", "squad", "work", "attrition", "placement")
"""Kinds that the figures are counted from."""
_MINUTE: Final = timedelta(minutes=1)


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """`heads`: who came to a duty, is present for a quota or in a squad, was lost, or is said of a placement (None:
    nobody said). `since`, `until`: the days of a placement. `begins`, `ends`: of a duty as it happened."""

    kind: Kind
    id: str
    unit: str
    place: str = ""
    day: date | None = None
    request: str = ""
    post: str = ""
    squad: str = ""
    family: str = ""
    volunteer: str = ""
    moved_from: str = ""
    heads: int | None = 0
    begins: Moment | None = None
    ends: Moment | None = None
    minutes: int = 0
    parent: str = ""
    task: str = ""
    quantity: int | None = None
    said: str = ""
    served: int | None = None
    served_said: str = ""
    verified: bool = False
    since: date | None = None
    until: date | None = None

    @property
    def key(self) -> tuple[Kind, str]:
        return self.kind, self.id

    def is_in_force(self, day: date) -> bool:
        """Of a placement: whether it holds on the day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


def day_told(record: AnyRecord) -> date | None:
    """The day that the record's entry would be of; None where it stands beside the days, or counts nothing."""
    match record:
        case Duty() | Quota() | Work():
            return record.day
        case Attrition():
            return day_of_duty(record.at)
        case _:
            return None


def entry_of(record: AnyRecord | None, reader: Reader) -> Entry | None:
    match record:
        case Duty() if record.came > 0:
            return _of_duty(record, reader)
        case Quota() if record.status not in SENT_BACK:
            return _of_quota(record, reader)
        case Squad() if record.request and record.present and not record.parts and record.merged_into is None:
            return Entry(kind="squad", id=record.id, unit=record.unit, request=record.request, heads=record.present)
        case Work() if record.counts:
            return _of_work(record, reader)
        case Attrition():
            place, day = record.place or "", day_of_duty(record.at)
            return Entry(kind="attrition", id=record.id, unit=record.unit, place=place, day=day, heads=record.heads)
        case Placement():
            return _of_placement(record)
        case _:
            return None


def family_of(squad_id: str, reader: Reader) -> str:
    """By the squad that this one's people came from first, or were merged into last."""
    seen: set[str] = set()
    last = squad_id
    while last not in seen:
        seen.add(last)
        squad = reader.get("squad", last)
        above = (squad.merged_into or squad.parent) if isinstance(squad, Squad) else None
        last = above if above and above not in seen else last
    return f"squad:{last}"


def community_of(place_id: str, reader: Reader) -> str:
    """The community or village that the place is or lies in; "" where it is neither."""
    seen: set[str] = set()
    last: str | None = place_id
    while last and last not in seen:
        seen.add(last)
        place = reader.get("place", last)
        if not isinstance(place, Place) or place.kind in ("community", "village"):
            return last if isinstance(place, Place) else ""
        last = place.parent
    return ""


def _of_duty(duty: Duty, reader: Reader) -> Entry:
    post, span = reader.get("post", duty.post), span_of(duty)
    squad = duty.squad or ""
    return Entry(
        kind="duty",
        id=duty.id,
        unit=duty.unit,
        place=duty.place,
        day=duty.day,
        request=(post.request or "") if isinstance(post, Post) else "",
        post=duty.post,
        squad=squad,
        family="" if duty.volunteer else family_of(squad, reader) if squad else duties_of(duty.unit),
        volunteer=duty.volunteer or "",
        moved_from=duty.moved_from or "",
        heads=duty.came,
        begins=span.begins,
        ends=span.ends,
        minutes=_served(duty.came_at, duty.left_at) * duty.came if duty.is_over else 0,
    )


def _of_quota(quota: Quota, reader: Reader) -> Entry:
    return Entry(
        kind="quota",
        id=quota.id,
        unit=quota.unit,
        place=_place_of(quota.request, reader),
        day=quota.day,
        request=quota.request,
        parent=quota.parent or "",
        heads=quota.present,
    )


def _of_work(work: Work, reader: Reader) -> Entry:
    return Entry(
        kind="work",
        id=work.id,
        unit=work.unit,
        place=work.place or _place_of(work.request, reader),
        day=work.day,
        request=work.request or "",
        task=work.task,
        quantity=work.quantity,
        said=work.said,
        served=work.served,
        served_said=work.served_said,
        verified=work.state == "verified",
    )


def _of_placement(placement: Placement) -> Entry:
    return Entry(
        kind="placement",
        id=placement.id,
        unit=placement.unit,
        place=placement.place or "",
        heads=placement.heads,
        said=placement.said,
        since=placement.since,
        until=placement.until,
    )


def _place_of(request_id: str | None, reader: Reader) -> str:
    request = reader.get("request", request_id) if request_id else None
    return request.place if isinstance(request, Request) else ""


def _served(came_at: datetime | None, left_at: datetime | None) -> int:
    return max(0, (left_at - came_at) // _MINUTE) if came_at is not None and left_at is not None else 0
