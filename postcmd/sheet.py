"""The day's sheet 日报 of a unit or a place with all below it, counted from the records of a board.

1. Every figure has its definition and what it was counted from; figures of different kinds are never added.
2. Heads 人数 are people, each once; participations 参与人次 are times that somebody served: never one for the other.
3. A qualifier stays with its figure; what was superseded counts no longer.
4. It is counted by the same rules as the centre's tallies (`counting.py`): what both know, both count alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final, Literal

from msgspec import Struct

from postcmd import panes
from postcmd.board import Board, Key
from postcmd.counting import Counted, Measure, Thing, What, counted, groups_of, things, told_alone
from postcmd.entries import COUNTED, Entry, day_told, entry_of
from postcmd.errors import Refused
from postcmd.figures import CODES, UNITS, Figure, FigureKey, Part
from postcmd.qualifiers import together
from postcmd.records import Duty, Place, Task, Unit
from postcmd.standing_on import standing_on

ScopeKind = Literal["unit", "place"]
_HERE: Final = ("here",)
_NOWHERE: Final = ()


class Sheet(Struct, frozen=True, kw_only=True):
    """The figures of a day. `unverified` counts the counts of work that nobody has verified yet.

    `standing_on`: people on post on the day by duties of earlier days, who are in none of the figures.
    """

    scope: Key
    name: str
    day: date
    as_of: datetime | None
    figures: tuple[Figure, ...] = ()
    unverified: int = 0
    without_number: int = 0
    standing_on: int = 0

    def figure(self, key: FigureKey, task: str = "") -> Figure | None:
        return next((one for one in self.figures if one.key == key and one.task == task), None)


class Inside(Struct, frozen=True):
    """What lies in a scope: units where it is a unit, places where it is a place; the other set is not asked."""

    kind: ScopeKind
    ids: frozenset[str]
    is_topmost: bool = False

    def holds(self, unit: str | None, place: str | None) -> bool:
        return (unit if self.kind == "unit" else place) in self.ids


def inside(board: Board, scope: Key) -> Inside:
    """The scope with all below it. Refused where it is neither a unit nor a place that is known."""
    top = board.get(*scope)
    if not isinstance(top, Unit | Place):
        raise Refused("unknown_record", id=scope[1])
    kind: ScopeKind = "unit" if isinstance(top, Unit) else "place"
    within = f"{top.path}/"
    below = (one for one in board.every(kind) if isinstance(one, Unit | Place))
    return Inside(
        kind, frozenset(one.id for one in below if one.id == top.id or one.path.startswith(within)), top.parent is None
    )


def day_sheet(board: Board, scope: Key, day: date) -> Sheet:
    """What a unit, or a place, has to say of a day."""
    within = inside(board, scope)
    found = _Found(board, within, day)
    top = board.get(*scope)
    duties = (one for one in board.every("duty") if isinstance(one, Duty) and within.holds(one.unit, one.place))
    return Sheet(
        scope=scope,
        name=top.name if isinstance(top, Unit | Place) else scope[1],
        day=day,
        as_of=board.link.as_of,
        figures=tuple(found.figures()),
        unverified=len(found.of("unverified")),
        without_number=sum(one.heads is None for one in found.placements),
        standing_on=standing_on(duties, day, panes.today(board)),
    )


class _Found:
    """What the records of a day count in a scope."""

    def __init__(self, board: Board, within: Inside, day: date) -> None:
        self._board, self._within = board, within
        groups: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        for entry in _entries(board, day):
            for bind, named, _day in groups_of(entry):
                groups[bind, named].append(entry)
        self._counted: list[Counted] = []
        self._things: list[Thing] = []
        self.placements: list[Entry] = []
        self._told: list[Entry] = []
        for (bind, named), members in groups.items():
            key = (bind, named, day)
            self._counted += counted(key, members, self._lines, board)
            self._things += (one for one in things(key, members, board) if self._lines(one.unit, one.place))
            if bind == "unit":
                self._place(members)

    def _lines(self, unit: str, place: str) -> tuple[str, ...]:
        return _HERE if self._within.holds(unit, place) else _NOWHERE

    def _place(self, of_unit: list[Entry]) -> None:
        here = [one for one in of_unit if one.kind == "placement" and self._lines(one.unit, one.place)]
        self.placements += here
        self._told += told_alone(here, of_unit)

    def of(self, measure: Measure, task: str = "") -> list[Part]:
        found = (one for one in self._counted if (one.measure, one.task) == (measure, task))
        return [Part(one.of, one.value, one.said) for one in found]

    def figures(self) -> Iterator[Figure]:
        told = [Part(("placement", one.id), one.heads or 0, one.said) for one in self._told]
        people = [Part(one.of, 1) for one in self._each("people")]
        yield _figure("heads", [*self.of("unnamed"), *people, *told])
        yield _figure("participations", [*self.of("participations"), *told])
        yield _figure("served", self.of("served"))
        yield _figure("minutes", self.of("minutes"))
        yield _figure("teams", [Part(_team(one.thing), 1) for one in self._each("teams")])
        yield _figure("posts", [Part(("post", one.thing), 1) for one in self._each("posts")])
        yield _figure("communities", [Part(("place", one.thing), 1) for one in self._each("communities")])
        yield _figure("placements", [Part(("placement", one.id), 1) for one in self.placements])
        yield _figure("lost", self.of("lost"))
        for task in sorted({one.task for one in self._counted if one.measure == "quantity"}):
            yield self._work(task)

    def _each(self, what: What) -> list[Thing]:
        found: dict[str, Thing] = {}
        for one in self._things:
            if one.what == what:
                found.setdefault(one.thing, one)
        return [found[thing] for thing in sorted(found)]

    def _work(self, code: str) -> Figure:
        task = self._board.get("task", code)
        verified = sum(part.value for part in self.of("verified", code))
        return _figure(
            "work",
            self.of("quantity", code),
            unit=task.counted_in if isinstance(task, Task) else "",
            task=code,
            verified=verified or None,
        )


def _entries(board: Board, day: date) -> Iterator[Entry]:
    """The entries of the day, and of squads and the placements in force on it."""
    for kind in COUNTED:
        for record in board.every(kind):
            if day_told(record) not in (None, day):
                continue
            entry = entry_of(record, board)
            if entry is not None and (entry.kind != "placement" or entry.is_in_force(day)):
                yield entry


def _figure(
    key: FigureKey, parts: Iterable[Part], *, unit: str = "", task: str = "", verified: int | None = None
) -> Figure:
    parts = tuple(parts)
    return Figure(
        key=key,
        value=sum(part.value for part in parts),
        said=together(part.said for part in parts),
        unit=unit or UNITS.get(key, ""),
        definition=CODES[key],
        task=task,
        verified=verified,
        parts=parts,
    )


def _team(thing: str) -> Key:
    """A squad, or the unit that served without one."""
    kind, _, squad = thing.partition(":")
    return ("squad", squad) if squad else ("unit", kind)
