"""Whose figures are asked for, of which days, as of which commit; and whether the asker may see them.

1. The figures of a unit are for who sees the unit, those of a place for who sees the place, of both together for who
   sees either: whoever sees all records behind a figure sees the figure.
2. What is asked as of a moment is as of the last commit made by then.
3. A day not named is today, by the operational clock; both ends of a period are in it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final, NamedTuple, cast

import msgspec
from sqlalchemy import Connection, bindparam, func, select

from central.accounts import Session
from central.history import head_of, operational_now
from central.problems import NotServed
from central.tables import commits, day_number, records
from central.tables_of_figures import lines
from postcmd.clock import day_of
from postcmd.decoding import convert, decode
from postcmd.figures import Reading, reading_of
from postcmd.figures_wire import LONGEST_PERIOD
from postcmd.record import Moment
from postcmd.records import Kind, Place, Unit
from postcmd.scope import prefixes_of, visible

ONE_DAY: Final = timedelta(days=1)
_BY_THEN: Final = select(func.max(commits.c.seq)).where(commits.c.op_at <= bindparam("at", type_=commits.c.op_at.type))


class Scope(NamedTuple):
    """A unit, a place, or the people of the one at the other."""

    unit: Unit | None
    place: Place | None

    @property
    def reading(self) -> Reading:
        return reading_of(self.unit.id if self.unit else None, self.place.id if self.place else None)

    @property
    def name(self) -> str:
        return " · ".join(one.name for one in (self.unit, self.place) if one is not None)

    @property
    def side(self) -> str:
        """What the scope is when it is one: `unit` or `place`."""
        return "unit" if self.unit is not None else "place"

    @property
    def top(self) -> Unit | Place:
        return cast(Unit | Place, self.unit or self.place)

    @property
    def key(self) -> str:
        """As the tallies name it, of a unit or a place alone."""
        return f"{self.side[0]}:{self.top.id}"


class Asked(NamedTuple):
    """The days from–to, as of a commit, and when that one was made."""

    since: date
    until: date
    seq: int
    at: datetime | None

    @property
    def days(self) -> tuple[int, int]:
        return day_number(self.since), day_number(self.until)

    @property
    def length(self) -> int:
        return (self.until - self.since).days + 1

    def before(self) -> Asked:
        """As many days right before."""
        return self._replace(since=self.since - self.length * ONE_DAY, until=self.since - ONE_DAY)

    def every_day(self) -> list[date]:
        return [self.since + number * ONE_DAY for number in range(self.length)]


def scope_of(connection: Connection, unit: str, place: str, session: Session, wall: datetime) -> Scope:
    """NotServed where neither is named, one of them is not there, or it lies outside the grants."""
    if not unit and not place:
        raise NotServed("scope_needed")
    scope = Scope(_unit(connection, unit), _place(connection, place))
    must_be_seen(scope, session, wall)
    return scope


def must_be_seen(scope: Scope, session: Session, wall: datetime) -> None:
    paths = [f"{kind}:{one.path}" for kind, one in (("u", scope.unit), ("p", scope.place)) if one is not None]
    if not visible(paths, prefixes_of(session.grants, wall)):
        raise NotServed("forbidden_scope")


def asked_for(
    connection: Connection, since: date | None, until: date | None, as_of: str, wall: datetime, zone: str
) -> Asked:
    now = operational_now(connection, wall)
    today = day_of(now, zone)
    first = since or until or today
    last = until or (max(today, first) if since else first)
    if last < first:
        raise NotServed("bad_period")
    if (last - first).days >= LONGEST_PERIOD:
        raise NotServed("period_too_long", most=LONGEST_PERIOD)
    seq = seq_of(connection, as_of, now)
    return Asked(first, last, seq, connection.execute(select(commits.c.op_at).where(commits.c.seq == seq)).scalar())


def seq_of(connection: Connection, as_of: str, now: datetime) -> int:
    """The commit that is meant by a number or a moment; "" is the last one."""
    head = head_of(connection).seq
    if not as_of:
        return head
    if as_of.isascii() and as_of.isdigit():
        if len(as_of) > 18 or int(as_of) > head:
            raise NotServed("ahead")
        return int(as_of)
    try:
        moment: datetime = convert(as_of, Moment)
    except (msgspec.ValidationError, OverflowError):
        raise NotServed("malformed", detail="as_of") from None
    if moment > now:
        raise NotServed("ahead")
    return int(connection.execute(_BY_THEN, {"at": moment}).scalar() or 0)


def children_of(connection: Connection, scope: Scope, seq: int) -> list[tuple[Unit | Place, bool]]:
    """What lies right below, by name; whether it was wide as of the commit. Nothing is below a unit at a place."""
    if scope.reading == "both":
        return []
    kind = scope.side
    own = lines.alias()
    asked = (
        select(records.c.body, (own.c.wide & (own.c.since <= seq)).label("wide"))
        .join(lines, (lines.c.id == records.c.id) & (lines.c.kind == kind))
        .join(own, (own.c.kind == kind) & (own.c.id == records.c.id) & (own.c.above == records.c.id))
        .where(records.c.kind == kind, records.c.deleted.is_(False), lines.c.above == scope.top.id, lines.c.depth == 1)
    )
    shape: type[Unit] | type[Place] = Unit if kind == "unit" else Place
    found: list[tuple[Unit | Place, bool]] = []
    for row in connection.execute(asked):
        found.append((decode(row.body, shape), bool(row.wide)))
    return sorted(found, key=lambda one: (one[0].name, one[0].id))


def is_wide(connection: Connection, scope: Scope, seq: int) -> bool:
    """Whether service records were tallied for it as of the commit."""
    named = scope.top.id
    own = (lines.c.kind == scope.side, lines.c.id == named, lines.c.above == named)
    return connection.execute(select(lines.c.id).where(*own, lines.c.wide, lines.c.since <= seq)).first() is not None


def _unit(connection: Connection, named: str) -> Unit | None:
    body = _body(connection, "unit", named)
    return None if body is None else decode(body, Unit)


def _place(connection: Connection, named: str) -> Place | None:
    body = _body(connection, "place", named)
    return None if body is None else decode(body, Place)


def _body(connection: Connection, kind: Kind, named: str) -> str | None:
    if not named:
        return None
    same = (records.c.kind == kind, records.c.id == named, records.c.deleted.is_(False))
    body: str | None = connection.execute(select(records.c.body).where(*same)).scalar()
    if body is None:
        raise NotServed("not_found")
    return body
