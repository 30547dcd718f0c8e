"""What live records count in a scope, looked at themselves: for a unit's people at a place, and for whoever wants to
see the records behind a figure.

1. They are counted by the same rules as the tallies, from the versions that counted as of the commit.
2. Groups are looked at whole, also where some of them lies outside: what is counted of them is only what lies in the
   scope.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, bindparam, text

from central import ask_figures as ask
from central.figures_scope import Asked, Scope
from central.figures_sums import VALID, within
from central.shelf import CentreShelf
from central.tables import day_number
from postcmd.counting import Counted, GroupKey, Stood, Thing, counted, groups_of, things, told_alone
from postcmd.decoding import decoder
from postcmd.entries import Entry

AT_ONCE: Final = 500
_decoder = decoder(Entry)
_HERE: Final = ("",)


class Live(NamedTuple):
    """What is counted, what was there, and placements with the days on which nothing else tells of their heads."""

    counted: list[Counted]
    things: list[Thing]
    told: list[tuple[date, Entry]]
    placements: list[Entry]


def live(connection: Connection, scope: Scope, asked: Asked) -> Live:
    """Of live records, on the days."""
    shelf = CentreShelf(connection)
    here = _Here(connection, scope)
    found = _entries(connection, scope, asked)
    groups: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in found:
        for bind, named, _day in groups_of(entry):
            groups[bind, named].append(entry)
    result = Live([], [], [], [one for one in found if one.kind == "placement" and here(one.unit, one.place)])
    for (bind, named), members in groups.items():
        for day in sorted(
            {one.day for one in members if one.day is not None and asked.since <= one.day <= asked.until}
        ):
            group: GroupKey = (bind, named, day)
            some = [one for one in members if one.day is None or one.day == day]
            stood = _stood(connection, named, day, asked.seq) if bind == "request" else ()
            result.counted.extend(counted(group, some, here.lines, shelf, stood))
            result.things.extend(one for one in things(group, some, shelf) if here(one.unit, one.place))
    result.told.extend(_told(result.placements, groups, asked))
    return result


class _Here:
    """Whether something lies in the scope."""

    def __init__(self, connection: Connection, scope: Scope) -> None:
        self._sides = [
            None if one is None else frozenset(_below(connection, side, one.id))
            for side, one in (("unit", scope.unit), ("place", scope.place))
        ]

    def __call__(self, unit: str, place: str) -> bool:
        return all(ids is None or one in ids for ids, one in zip(self._sides, (unit, place), strict=True))

    def lines(self, unit: str, place: str) -> tuple[str, ...]:
        return _HERE if self(unit, place) else ()


def _told(
    placements: Iterable[Entry], groups: dict[tuple[str, str], list[Entry]], asked: Asked
) -> Iterator[tuple[date, Entry]]:
    by_unit: dict[str, list[Entry]] = defaultdict(list)
    for one in placements:
        by_unit[one.unit].append(one)
    for unit, some in by_unit.items():
        others: dict[date, list[Entry]] = defaultdict(list)
        for one in groups["unit", unit]:
            if one.day is not None:
                others[one.day].append(one)
        for day in asked.every_day():
            in_force = [one for one in some if one.is_in_force(day)]
            yield from ((day, one) for one in told_alone(in_force, others[day]))


def _entries(connection: Connection, scope: Scope, asked: Asked) -> list[Entry]:
    where, named = within(scope)
    own = list(_read(connection, f"{where} AND (day BETWEEN :first AND :last OR kind = 'placement')", asked, named))
    found = {one.key: one for one in own}
    on_days = "day BETWEEN :first AND :last"
    for column, values, also in (
        ("request", {one.request for one in own if one.day}, f"({on_days} OR kind = 'squad')"),
        ("family", {one.family for one in own}, on_days),
        ("unit", {one.unit for one in own if one.kind == "placement" and one.heads}, on_days),
    ):
        for some in _parts(values):
            said = f"{column} IN :some AND {also}"
            found.update({one.key: one for one in _read(connection, said, asked, {"some": some})})
    return sorted(found.values(), key=lambda one: one.key)


def _read(connection: Connection, where: str, asked: Asked, named: dict[str, Any]) -> Iterator[Entry]:
    statement = text(f"SELECT body FROM entries WHERE {where} AND {VALID.format(t='')}")  # noqa: S608 - all ours
    if "some" in named:
        statement = statement.bindparams(bindparam("some", expanding=True))
    first, last = asked.days
    for (body,) in connection.execute(statement, {**named, "first": first, "last": last, "seq": asked.seq}):
        yield _decoder.decode(body)


def _parts(values: Iterable[str]) -> Iterator[list[str]]:
    wanted = sorted(set(values) - {""})
    return (wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE))


def _below(connection: Connection, side: str, named: str) -> Iterator[str]:
    said = text("SELECT id FROM lines WHERE kind = :side AND above = :above")
    return iter(connection.execute(said, {"side": side, "above": named}).scalars())


def _stood(connection: Connection, request: str, day: date, seq: int) -> list[Stood]:
    return [Stood(*row) for row in ask.stood_as_of(connection, request, day_number(day), seq)]
