"""Figures for whoever asks: of a unit, a place, or of a unit's people at a place; of a day or a period; as of a commit.

1. Everything in an answer is of one cut and as of one commit.
2. Of a wide scope the tallies say everything; of another one its own service records are added; of a unit's people at a
   place the records are counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection

from central import figures_sums as sums
from central.accounts import Session
from central.figures_frozen import difference, newest
from central.figures_live import Live, live
from central.figures_scope import Asked, Scope, asked_for, children_of, is_wide, scope_of
from central.figures_standing import of_earlier_days
from central.figures_sums import Held, Row, Things, by_scope
from central.figures_targets import in_all, targets
from central.figures_told import Told, figures_of, not_verified, without_number
from central.history import head_of, operational_now
from central.shelf import CentreShelf
from central.tables import day_number
from central.tables_of_figures import NEVER
from postcmd.clock import day_of
from postcmd.counting import What
from postcmd.figures import DEFINITIONS_VERSION, Figure
from postcmd.figures_wire import ChildFigures, DayFigures, FigureReport, FiguresAsked, FrozenMark, Target
from postcmd.scope import Reader


def report(connection: Connection, wanted: FiguresAsked, session: Session, wall: datetime, zone: str) -> FigureReport:
    """NotServed where it may not be seen, or is asked badly."""
    scope = scope_of(connection, wanted.unit, wanted.place, session, wall)
    today = day_of(operational_now(connection, wall), zone)
    asked = asked_for(connection, wanted.since, wanted.until, wanted.as_of, wall, zone)
    shelf = CentreShelf(connection)
    known = read(connection, scope, asked)
    own = figures_of(known.of_period(asked), shelf)
    frozen = newest(connection, scope, asked.since, asked.seq) if asked.length == 1 else None
    wanted_by_day = targets(connection, scope, asked)
    return FigureReport(
        unit=scope.unit.id if scope.unit else None,
        place=scope.place.id if scope.place else None,
        name=scope.name,
        reading=scope.reading,
        since=asked.since,
        until=asked.until,
        as_of_seq=asked.seq,
        as_of=asked.at,
        epoch=head_of(connection).epoch,
        definitions=DEFINITIONS_VERSION,
        figures=own,
        days=tuple(known.days(asked, shelf, wanted_by_day)),
        children=tuple(_children(connection, scope, asked, shelf)),
        before=as_of(connection, scope, asked.before(), shelf),
        targets=in_all(wanted_by_day),
        frozen=frozen,
        notes=tuple(_notes(connection, scope, asked, known, own, frozen, today)),
    )


def as_of(connection: Connection, scope: Scope, asked: Asked, reader: Reader) -> tuple[Figure, ...]:
    """The figures of the scope itself, over all the days."""
    return figures_of(read(connection, scope, asked, by_day=False).of_period(asked), reader)


class Known(NamedTuple):
    """What was read of a scope."""

    rows: list[Row]
    held: list[Held]
    things: Things

    def of_period(self, asked: Asked) -> Told:
        things: Counter[What] = Counter()
        for (_scope, what), many in self.things.of_period.items():
            things[what] += many
        return Told(self.rows, self.held, things, *asked.days)

    def days(self, asked: Asked, reader: Reader, wanted: Mapping[int, Target]) -> Iterator[DayFigures]:
        rows: dict[int, list[Row]] = {day_number(day): [] for day in asked.every_day()}
        for row in self.rows:
            if row.day is not None:
                rows[row.day].append(row)
        things: dict[int, Counter[What]] = {day: Counter() for day in rows}
        for (_scope, what, on), many in self.things.by_day.items():
            things[on][what] += many
        for day in asked.every_day():
            on = day_number(day)
            told = figures_of(Told(rows[on], self.held, things[on], on, on), reader)
            yield DayFigures(day, told, (wanted[on],) if on in wanted else ())


def read(connection: Connection, scope: Scope, asked: Asked, *, by_day: bool = True) -> Known:
    if scope.reading == "both":
        found = live(connection, scope, asked)
        rows = [*_counted(found), *sums.of_services(connection, scope, asked)]
        return Known(rows, list(_held(found)), sums.seen_here(connection, scope, asked, by_day=by_day))
    rows = list(sums.tallied(connection, [scope.key], asked))
    held = sums.held(connection, [scope.key], asked)
    if is_wide(connection, scope, asked.seq):
        return Known(rows, held, sums.first_seen(connection, [scope.key], asked, by_day=by_day))
    rows += sums.of_services(connection, scope, asked, alone=True)
    return Known(rows, held, sums.seen_here(connection, scope, asked, by_day=by_day, alone=True))


def _counted(found: Live) -> Iterator[Row]:
    for one in found.counted:
        yield Row("", day_number(one.day), one.task, one.said, {one.measure: one.value})


def _held(found: Live) -> Iterator[Held]:
    for one in found.placements:
        told = (1, one.heads or 0, int(one.heads is None))
        said = one.said if one.heads else ""
        yield Held("", NEVER if one.since is None else day_number(one.since), said, *told)
        if one.until is not None:
            yield Held("", day_number(one.until) + 1, said, *(-number for number in told))


def _children(connection: Connection, scope: Scope, asked: Asked, reader: Reader) -> Iterator[ChildFigures]:
    children = children_of(connection, scope, asked.seq)
    side = scope.side
    keys = [f"{side[0]}:{one.id}" for one, _wide in children]
    wide = [f"{side[0]}:{one.id}" for one, is_wide_ in children if is_wide_]
    narrow = [one.id for one, is_wide_ in children if not is_wide_]
    rows = by_scope(
        [
            *sums.tallied_in_all(connection, keys, asked),
            *sums.of_services_of_each(connection, side, narrow, asked),
        ]
    )
    held: dict[str, list[Held]] = {}
    for one in sums.held(connection, keys, asked):
        held.setdefault(one.scope, []).append(one)
    things = sums.first_seen(connection, wide, asked, by_day=False).of_period
    things += sums.seen_at_each(connection, side, narrow, asked)
    for child, _wide in children:
        key = f"{side[0]}:{child.id}"
        own: Counter[What] = Counter({what: many for (of, what), many in things.items() if of == key})
        told = Told(rows.get(key, []), held.get(key, []), own, *asked.days)
        yield ChildFigures("unit" if side == "unit" else "place", child.id, child.name, figures_of(told, reader))


def _notes(
    connection: Connection,
    scope: Scope,
    asked: Asked,
    known: Known,
    own: tuple[Figure, ...],
    frozen: FrozenMark | None,
    today: date,
) -> Iterator[tuple[str, int]]:
    """What a reader must know beside the figures."""
    told = known.of_period(asked)
    if many := not_verified(told):
        yield "not_verified", many
    if many := without_number(told):
        yield "without_number", many
    if many := of_earlier_days(connection, scope, asked, today):
        yield "standing_on", many
    if sums.is_spread(connection, scope, asked):
        yield "spread", 0
    if frozen is not None:
        was = as_of(connection, scope, asked._replace(seq=frozen.seq), CentreShelf(connection))
        if changed := difference(was, own):
            yield "late_correction", len(changed)


def day_asked(day: date, seq: int, at: datetime | None = None) -> Asked:
    """One day, as of a commit."""
    return Asked(day, day, seq, at)
