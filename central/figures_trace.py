"""The records behind a figure, page by page: day by day, kind by kind, by their ids.

1. Page by page every record is told once, as of the commit that the first page named, if the later ones name it too.
2. A record is told with what it brings to the figure. What is summed adds up to the figure; of what is counted once
   each, every record is told that shows it.
3. Service records come after the others of their day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, text

from central.accounts import Session
from central.figures import as_of
from central.figures_live import live
from central.figures_scope import Asked, Scope, asked_for, scope_of
from central.figures_sums import VALID, within
from central.figures_told import figure
from central.problems import NotServed
from central.shelf import CentreShelf
from central.tables import day_number
from postcmd.counting import Measure, What
from postcmd.entries import Entry
from postcmd.figures import OVER_A_PERIOD, FigureKey
from postcmd.figures_wire import TraceAsked, Traced, TracePage

MOST: Final = 500
_MEASURES: Final[dict[FigureKey, Measure]] = {
    "heads": "unnamed",
    "participations": "participations",
    "served": "served",
    "minutes": "minutes",
    "lost": "lost",
    "work": "quantity",
}
_THINGS: Final[dict[FigureKey, What]] = {
    "heads": "people",
    "teams": "teams",
    "posts": "posts",
    "communities": "communities",
}
BROUGHT_BY_SERVICES: Final[dict[FigureKey, tuple[str, str]]] = {
    "heads": ("1", ""),
    "participations": ("1", ""),
    "services": ("1", ""),
    "served": ("served", " AND served <> 0"),
    "minutes": ("minutes", " AND minutes <> 0"),
    "trips": ("trips", " AND trips <> 0"),
    "teams": ("1", ""),
    "posts": ("1", " AND post <> ''"),
    "communities": ("1", " AND place IN (SELECT id FROM lines WHERE kind = 'community')"),
    "work": ("quantity", " AND quantity <> 0 AND task = :task"),
}
"""What a service record brings to a figure, and which of them do."""


class Place(NamedTuple):
    """Where a page goes on: after that record of that day."""

    day: date
    kind: str
    id: str


def trace(connection: Connection, wanted: TraceAsked, session: Session, wall: Any, zone: str) -> TracePage:
    """NotServed where it may not be seen, or is asked badly."""
    scope = scope_of(connection, wanted.unit, wanted.place, session, wall)
    asked = asked_for(connection, wanted.since, wanted.until, wanted.as_of, wall, zone)
    after, most = _after(wanted.after), min(wanted.limit, MOST)
    records: list[Traced] = []
    for day in asked.every_day():
        if after is None or day >= after.day:
            start = after if after is not None and after.day == day else None
            records += _of_day(connection, scope, asked._replace(since=day, until=day), wanted, start, most + 1)
        if len(records) > most:
            break
    own = as_of(connection, scope, asked, CentreShelf(connection))
    told = next((one for one in own if (one.key, one.task) == (wanted.key, wanted.task)), None)
    return TracePage(
        as_of_seq=asked.seq,
        figure=told or figure(wanted.key, 0, task=wanted.task),
        sums=OVER_A_PERIOD[wanted.key] == "sum",
        records=tuple(records[:most]),
        next=_named(records[most - 1]) if len(records) > most else "",
    )


def _of_day(
    connection: Connection, scope: Scope, asked: Asked, wanted: TraceAsked, after: Place | None, most: int
) -> list[Traced]:
    found = [] if after is not None and after.kind == "service" else _live(connection, scope, asked, wanted)
    if after is not None:
        found = [one for one in found if (one.kind, one.id) > (after.kind, after.id)]
    found = found[:most]
    if len(found) < most:
        first = after.id if after is not None and after.kind == "service" else ""
        found += _services(connection, scope, asked, wanted, first, most - len(found))
    return found


def _live(connection: Connection, scope: Scope, asked: Asked, wanted: TraceAsked) -> list[Traced]:
    return _told(connection, brought_live(connection, scope, asked, wanted), asked)


def brought_live(
    connection: Connection, scope: Scope, asked: Asked, wanted: TraceAsked
) -> dict[tuple[str, str], tuple[int, str]]:
    """What live records bring to the figure on one day, and how it was said."""
    found = live(connection, scope, asked)
    brought: dict[tuple[str, str], tuple[int, str]] = {}

    def bring(of: tuple[str, str], value: int, said: str = "") -> None:
        brought[of] = (brought.get(of, (0, ""))[0] + value, said or brought.get(of, (0, ""))[1])

    measure, what = _MEASURES.get(wanted.key), _THINGS.get(wanted.key)
    for one in found.counted:
        if one.measure == measure and (wanted.key != "work" or one.task == wanted.task):
            bring(one.of, one.value, one.said)
    for of in {thing.of for thing in found.things if thing.what == what}:
        bring(of, 1)
    for _day, entry in found.told if wanted.key in ("heads", "participations") else ():
        bring(entry.key, entry.heads or 0, entry.said)
    for entry in _in_force(found.placements, asked.since) if wanted.key == "placements" else ():
        bring(entry.key, 1)
    return brought


def _in_force(placements: Iterable[Entry], day: date) -> Iterator[Entry]:
    return (one for one in placements if one.is_in_force(day))


def _told(connection: Connection, brought: dict[tuple[str, str], tuple[int, str]], asked: Asked) -> list[Traced]:
    found = []
    for (kind, id_), (value, said) in sorted(brought.items()):
        row = connection.execute(_VERSION, {"kind": kind, "id": id_, "seq": asked.seq}).first()
        seq, unit, place = (int(row.seq), row.unit, row.place) if row is not None else (0, "", "")
        found.append(
            Traced(kind=kind, id=id_, day=asked.since, value=value, seq=seq, said=said, unit=unit, place=place)  # type: ignore[arg-type]
        )
    return found


_VERSION: Final = text(
    f"SELECT seq, unit, place FROM entries WHERE kind = :kind AND id = :id AND {VALID.format(t='')}"  # noqa: S608
)


def _services(
    connection: Connection, scope: Scope, asked: Asked, wanted: TraceAsked, after: str, most: int
) -> Iterator[Traced]:
    brings = BROUGHT_BY_SERVICES.get(wanted.key)
    if brings is None:
        return
    value, also = brings
    where, named = within(scope)
    said = f"""
        SELECT id, {value} AS value, seq, said, unit, place, task FROM services
        WHERE {where} AND day = :day AND id > :after AND {VALID.format(t="")}{also} ORDER BY id LIMIT :most
    """  # noqa: S608 - all ours
    asking = {**named, "day": day_number(asked.since), "after": after, "seq": asked.seq, "most": most}
    if ":task" in also:
        asking["task"] = wanted.task
    for row in connection.execute(text(said), asking):
        yield Traced(
            kind="service",
            id=row.id,
            day=asked.since,
            value=int(row.value),
            seq=int(row.seq),
            said=row.said if wanted.key in ("served", "work") else "",
            unit=row.unit,
            place=row.place,
            task=row.task,
        )


def _named(one: Traced) -> str:
    return f"{one.day.isoformat()}/{one.kind}/{one.id}"


def _after(text_: str) -> Place | None:
    """NotServed where it is no place that a page has named."""
    if not text_:
        return None
    day, _, rest = text_.partition("/")
    kind, _, id_ = rest.partition("/")
    try:
        return Place(date.fromisoformat(day), kind, id_)
    except ValueError:
        raise NotServed("malformed", detail="after") from None
