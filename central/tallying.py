"""How entries that change become rows of the tallies: decided in memory, written by `tallies.py`.

1. Only groups that a changed entry is or was in are counted anew; what they count less or more is a row, in the commit
   that changed them.
2. What changes nothing makes no row.
3. The books hold every standing entry of a group that is counted: whoever opens them has put them in.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from central.tables_of_figures import NEVER
from postcmd.counting import BINDS, GroupKey, Measure, Stood, Thing, What, counted, groups_of, things
from postcmd.entries import Entry
from postcmd.records import Kind, Place, Unit
from postcmd.scope import Reader

Key = tuple[Kind, str]
Cell = tuple[str, date, str, str]
"""Scope, day, task, qualifier: a row of the tallies but for its commit."""
Spot = tuple[What, str, date, str, str]
"""What, which, on which day, for which unit, at which place."""
Standing = tuple[str, int, str]
"""Scope, number of the day it holds from, qualifier."""
Sums = tuple[Counter[tuple[Cell, Measure]], Counter[Spot]]
StoodAt = Callable[[str, date, int], Iterable[Stood]]
"""Who was at a request on a day by service records, as of a commit."""
FIRST: Final = date(1970, 1, 1).toordinal()


class Changed(NamedTuple):
    """An entry that is another one from commit `seq` on; None: it is none any more."""

    seq: int
    key: Key
    entry: Entry | None


class Version(NamedTuple):
    """An entry that counts from `seq` on, or (`entry` None) one that ceases to. `since`: the commit that what it takes
    the place of counts from, where that is known here."""

    seq: int
    key: Key
    entry: Entry | None
    is_new: bool
    since: int | None = None


class Books:
    """The entries that stand, by the groups they are in."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries: dict[Key, Entry] = {}
        self._groups: dict[tuple[str, str], set[Key]] = defaultdict(set)
        for entry in entries:
            self.put(entry.key, entry)

    def get(self, key: Key) -> Entry | None:
        return self._entries.get(key)

    def put(self, key: Key, entry: Entry | None) -> None:
        old = self._entries.pop(key, None)
        for bind, named, _day in groups_of(old) if old else ():
            self._groups[bind, named].discard(key)
        if entry is not None:
            self._entries[key] = entry
            for bind, named, _day in groups_of(entry):
                self._groups[bind, named].add(key)

    def members(self, group: GroupKey) -> list[Entry]:
        """Those of the day, and those that stand beside the days."""
        bind, named, day = group
        found = (self._entries[key] for key in self._groups.get((bind, named), ()))
        return [entry for entry in found if entry.day is None or entry.day == day]

    def days_of(self, bind: str, named: str) -> set[date]:
        found = (self._entries[key].day for key in self._groups.get((bind, named), ()))
        return {day for day in found if day is not None}

    def of_post(self, post: str) -> list[Entry]:
        return [entry for entry in self._entries.values() if entry.kind == "duty" and entry.post == post]

    def of_family(self, family: str) -> list[Entry]:
        return [self._entries[key] for key in self._groups.get(("family", family), ())]

    def every(self) -> Iterator[Entry]:
        return iter(list(self._entries.values()))


class Deltas:
    """What has changed, commit by commit."""

    def __init__(self) -> None:
        self.tallies: dict[tuple[int, Cell], Counter[Measure]] = defaultdict(Counter)
        self.standing: dict[tuple[int, Standing], Counter[str]] = defaultdict(Counter)
        self.spots: dict[int, Counter[Spot]] = defaultdict(Counter)
        self.versions: list[Version] = []


class Tally:
    """Counts what changes in the books."""

    def __init__(self, books: Books, reader: Reader, stood: StoodAt = lambda _request, _day, _seq: ()) -> None:
        self.books, self._reader, self._stood = books, reader, stood
        self._lines: dict[tuple[str, str], tuple[str, ...]] = {}
        self.deltas = Deltas()
        self.since: dict[Key, int] = {}
        """From which commit on each entry counts that was taken here."""

    def forget_lines(self) -> None:
        """Units or places lie elsewhere."""
        self._lines.clear()

    def take(self, seq: int, changes: Iterable[Changed]) -> None:
        """Everything that commit `seq` changes of the entries."""
        real = {one.key: one.entry for one in changes}
        moved = [(key, old, new) for key, new in real.items() if (old := self.books.get(key)) != new]
        if not moved:
            return
        groups = self._groups_of(entry for _key, *both in moved for entry in both if entry is not None)
        before = self.count(groups, seq, after=False)
        for key, old, new in moved:
            self.books.put(key, new)
            self.deltas.versions.append(Version(seq, key, new, old is None, self.since.get(key)))
            self.since[key] = seq
            self.stand(seq, old, -1)
            self.stand(seq, new, 1)
        self._note(seq, before, self.count(groups, seq, after=True))

    def recount(self, seq: int, groups: Iterable[GroupKey]) -> None:
        """These groups, whose service records are others since `seq`."""
        named = list(groups)
        self._note(seq, self.count(named, seq, after=False), self.count(named, seq, after=True))

    def lines(self, unit: str, place: str) -> tuple[str, ...]:
        """The scopes that the unit and the place lie in."""
        found = self._lines.get((unit, place))
        if found is None:
            found = self._lines[unit, place] = (*_way("unit", unit, self._reader), *_way("place", place, self._reader))
        return found

    def _groups_of(self, entries: Iterable[Entry]) -> list[GroupKey]:
        found: dict[GroupKey, None] = {}
        for entry in entries:
            for bind, named, day in groups_of(entry):
                days = [day] if day is not None else sorted(self.books.days_of(bind, named))
                found.update({(bind, named, one): None for one in days})
        return list(found)

    def count(self, groups: Iterable[GroupKey], seq: int, *, after: bool = True) -> Sums:
        """What the groups count as the books stand, with service records as of `seq`, or of the commit before."""
        sums: Counter[tuple[Cell, Measure]] = Counter()
        spots: Counter[Spot] = Counter()
        for group in groups:
            bind, named, day = group
            members = self.books.members(group)
            if day is None or not members:
                continue
            stood = self._stood(named, day, seq if after else seq - 1) if bind == "request" else ()
            for one in counted(group, members, self.lines, self._reader, stood):
                sums[(one.scope, one.day, one.task, one.said), one.measure] += one.value
            for thing in things(group, members, self._reader):
                spots[_spot(thing)] += 1
        return sums, spots

    def _note(self, seq: int, before: Sums, after: Sums) -> None:
        sums, spots = after
        sums.subtract(before[0])
        spots.subtract(before[1])
        for (cell, measure), delta in sums.items():
            if delta:
                self.deltas.tallies[seq, cell][measure] += delta
        for spot, delta in spots.items():
            if delta:
                self.deltas.spots[seq][spot] += delta

    def stand(self, seq: int, entry: Entry | None, sign: int) -> None:
        """A placement holds from its first day on, and is taken back after its last."""
        if entry is None or entry.kind != "placement":
            return
        for day, times in _bounds(entry):
            for scope in self.lines(entry.unit, entry.place):
                held = self.deltas.standing[seq, (scope, day, entry.said if entry.heads else "")]
                held["placements"] += sign * times
                held["heads"] += sign * times * (entry.heads or 0)
                held["unsaid"] += sign * times * (entry.heads is None)


def way_of(kind: str, named: str, reader: Reader) -> list[str]:
    """What it lies in, from above, itself at the end."""
    record = reader.get(kind, named) if named else None  # type: ignore[arg-type]
    if isinstance(record, Unit | Place):
        return record.path.split("/")
    return [named] if named else []


def binding(entry: Entry) -> Iterator[GroupKey]:
    """The groups of the entry that others may be in."""
    return (group for group in groups_of(entry) if group[0] in BINDS)


def _way(kind: str, named: str, reader: Reader) -> list[str]:
    return [f"{kind[0]}:{one}" for one in way_of(kind, named, reader)]


def _spot(thing: Thing) -> Spot:
    return thing.what, thing.thing, thing.day, thing.unit, thing.place


def _bounds(entry: Entry) -> Iterator[tuple[int, int]]:
    yield NEVER if entry.since is None else entry.since.toordinal() - FIRST, 1
    if entry.until is not None:
        yield entry.until.toordinal() - FIRST + 1, -1
