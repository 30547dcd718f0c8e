"""What was read of a scope as figures: sums, the most on one day, each once. Pure.

1. What is said of a period follows `postcmd/figures.py`: summed, each once, or the most on one day.
2. A qualifier stands with a figure as long as something counts in it that was said so.
3. Heads of placements are told on every day they are in force, less those of which something else tells.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from central.figures_sums import Held, Row
from postcmd.counting import What
from postcmd.figures import CODES, UNITS, Figure, FigureKey
from postcmd.qualifiers import together
from postcmd.records import Task
from postcmd.scope import Reader

SUMMED: Final[tuple[FigureKey, ...]] = ("participations", "services", "served", "minutes", "trips")
EACH_ONCE: Final[tuple[FigureKey, ...]] = ("teams", "posts", "communities")


class Told(NamedTuple):
    """Everything that is known of one scope on the days from–to (their numbers)."""

    rows: Sequence[Row]
    held: Sequence[Held]
    things: Counter[What]
    first: int
    last: int


class Day(NamedTuple):
    """Heads not known by name, those of them that only placements tell of, placements in force; and how they were
    said."""

    unnamed: int = 0
    told: int = 0
    placements: int = 0
    said: frozenset[str] = frozenset()


def figures_of(told: Told, reader: Reader) -> tuple[Figure, ...]:
    """The figures, in the order in which they are told."""
    days = list(_days(told))
    most = max(days, key=lambda day: day.unnamed, default=Day())
    sums = Sums(told.rows)
    said = {"served": sums.said("served"), "participations": {one for day in days if day.told for one in day.said}}
    told_alone = sum(day.told for day in days)
    values = {key: sums.value(key) + (told_alone if key == "participations" else 0) for key in SUMMED}
    return (
        figure("heads", told.things["people"] + most.unnamed, most.said if most.told else ()),
        *(figure(key, values[key], said.get(key, ())) for key in SUMMED),
        *(figure(key, told.things[key]) for key in EACH_ONCE),  # type: ignore[index]
        figure("placements", max((day.placements for day in days), default=0)),
        figure("lost", sums.value("lost")),
        *(_work(task, sums, reader) for task in sums.tasks()),
    )


def not_verified(told: Told) -> int:
    """Counts of work that nobody has verified."""
    return Sums(told.rows).value("unverified")


def without_number(told: Told) -> int:
    """Placements in force on the last day whose heads nobody said."""
    return sum(one.unsaid for one in told.held if one.day <= told.last)


def figure(
    key: FigureKey, value: int, said: Iterable[str] = (), *, unit: str = "", task: str = "", verified: int | None = None
) -> Figure:
    return Figure(
        key=key,
        value=value,
        said=together(said),
        unit=unit or UNITS.get(key, ""),
        definition=CODES[key],
        task=task,
        verified=verified,
    )


class Sums:
    """What can be summed, by measure and task, with the qualifiers that something was said with."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._values: Counter[tuple[str, str, str]] = Counter()
        for row in rows:
            for measure, value in row.values.items():
                task = row.task if measure in ("quantity", "verified") else ""
                self._values[measure, task, row.said] += value

    def value(self, measure: str, task: str = "") -> int:
        return sum(value for (name, of, _said), value in self._values.items() if (name, of) == (measure, task))

    def said(self, measure: str, task: str = "") -> set[str]:
        found = self._values.items()
        return {said for (name, of, said), value in found if (name, of) == (measure, task) and said and value}

    def tasks(self) -> list[str]:
        """Tasks of which something was done."""
        return sorted({of for (name, of, _said), value in self._values.items() if name == "quantity" and value})


def _work(code: str, sums: Sums, reader: Reader) -> Figure:
    task = reader.get("task", code)
    return figure(
        "work",
        sums.value("quantity", code),
        sums.said("quantity", code),
        unit=task.counted_in if isinstance(task, Task) else "",
        task=code,
        verified=sums.value("verified", code) or None,
    )


def _days(told: Told) -> Iterator[Day]:
    """Every day, in order."""
    unnamed: Counter[int] = Counter()
    seen: dict[int, Counter[str]] = defaultdict(Counter)
    for row in told.rows:
        if row.day is not None:
            unnamed[row.day] += row.values.get("unnamed", 0)
            seen[row.day][row.said] += row.values.get("seen", 0)
    waiting = sorted(told.held, key=lambda one: one.day, reverse=True)
    heads: Counter[str] = Counter()
    placements = 0
    for day in range(told.first, told.last + 1):
        while waiting and waiting[-1].day <= day:
            one = waiting.pop()
            heads[one.said] += one.heads
            placements += one.placements
        alone = Counter(heads)
        alone.subtract(seen.get(day, Counter()))
        more = sum(alone.values())
        yield Day(
            unnamed[day] + more, more, placements, frozenset(said for said, many in alone.items() if said and many)
        )
