"""Who came to a post, or left it, as typed or pasted out of a chat group: what each line says, and what it would do.

1. A line names a person, or a squad or unit with how many of it; a squad or unit in brackets or before a colon stands
   for the names below it.
2. A person who is known by name or number is checked in on a duty of their own; else they are one head of the duty of
   their squad or unit, else they came unplanned.
3. A name that nobody knows counts as one head: of the squad or unit it stands under, else of the only one awaited.
4. Who comes beyond what was planned counts, and the line says so. Nobody counts twice; who is there already, or writes
   that they do not come, does not count; nothing is guessed.
5. The same text, duties and people always read the same; a bounded part of it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, Literal, NamedTuple

import msgspec
from msgspec import Struct

from postcmd import intents_of_posts as intents
from postcmd.clean import clean, fold
from postcmd.ops import DutyArrive, DutyCheck
from postcmd.records import Duty, Post, duties_of
from postcmd.roll import plain_name
from postcmd.roll_lines import Entry, Unreadable, read_line
from postcmd.roster import Person

Verdict = Literal["planned", "unplanned", "twice", "away", "unclear", "error"]
Why = Literal["", "in_list", "here_already", "not_here", "which_group", "nobody_awaited", "no_name", "too_long", "more"]

MOST_LINES: Final = 200
_ALL: Final = re.compile(
    r"^[\s:,]*(?:全部|全员|都|已|均)*(?:到齐|到岗|到位|全到|到|在岗|齐|离岗|撤离|all)?[\s了.!]*$", re.IGNORECASE
)
_HEADS_A_GROUP: Final = re.compile(r"[:】\])]\s*$|^\s*[【\[(#]")
_MANY: Final = re.compile(r"^[\s:,x*×]*(?:\d{1,4}[.)]\s+)?([1-9]\d{0,3})\s*[人名位]?[\s.]*$")
"""How many of a squad or unit, behind its name."""
_TOKEN: Final = re.compile(r"[\w.-]+")
_SHORTEST: Final = 3
"""A number of the roster with fewer characters is taken for the number of a line."""
_FAULTS: Final[dict[Unreadable, Why]] = {"too_many": "too_long"}


class Group(NamedTuple):
    """A squad, or a unit whose heads were counted."""

    unit: str
    squad: str | None = None

    @property
    def of(self) -> str:
        return duties_of(self.unit, self.squad)


class Gate(Struct, frozen=True):
    """What is known at a post: its duties now, the squads and units that names mean, the people known by name."""

    duties: Sequence[Duty]
    groups: Mapping[str, Group]
    people: Sequence[Person] = ()


class CheckLine(Struct, frozen=True):
    """A line as it was understood: so many heads `of` a duty that was planned, or of a group or person unplanned."""

    number: int
    text: str
    name: str = ""
    verdict: Verdict = "planned"
    heads: int = 1
    duty: str | None = None
    group: Group | None = None
    person: str | None = None
    why: Why = ""

    @property
    def counts(self) -> bool:
        return self.verdict in ("planned", "unplanned")


def read_checks(text: str, gate: Gate, *, out: bool = False) -> list[CheckLine]:
    """Every line that says something; `out`: of those who have left."""
    return _Reading(gate, out).read(text)


def read_group(text: str, groups: Mapping[str, Group]) -> tuple[Group, int] | None:
    """`链家 3`: the squad or unit that is meant, and how many of it; None where that is not clear."""
    group, rest = named_in(fold(clean(text)), groups)
    many = _MANY.match(rest)
    return (group, int(many[1])) if group is not None and many else None


def named_in(text: str, groups: Mapping[str, Group]) -> tuple[Group | None, str]:
    """The squad or unit with the longest name in the line, and the line without it."""
    longest = max((name for name in groups if name and name in text), key=lambda name: (len(name), name), default="")
    return (groups[longest], text.replace(longest, " ", 1)) if longest else (None, text)


def ops_of(
    lines: Iterable[CheckLine], duties: Sequence[Duty], post: Post, day: date, ids: Iterator[str], *, out: bool = False
) -> list[DutyCheck | DutyArrive]:
    """What they do, heads of one duty together; `ids` are made by whoever asks."""
    planned: dict[str, int] = {}
    unplanned: dict[tuple[Group, str | None], int] = {}
    for line in lines:
        if line.verdict == "planned" and line.duty is not None:
            planned[line.duty] = planned.get(line.duty, 0) + line.heads
        elif line.verdict == "unplanned" and line.group is not None:
            key = line.group, line.person
            unplanned[key] = unplanned.get(key, 0) + line.heads
    by_id = {one.id: one for one in duties}
    checks = [intents.check(by_id[duty], heads, out=out) for duty, heads in planned.items()]
    arrivals = [
        intents.arrive(next(ids), post, day, group.unit, heads, group.squad, person)
        for (group, person), heads in unplanned.items()
    ]
    return [*checks, *arrivals]


class _Reading:
    """One reading of one list: which group the names stand under, and who was named so far."""

    def __init__(self, gate: Gate, out: bool) -> None:
        self._gate, self._out = gate, out
        self._open = [one for one in gate.duties if one.here or not (one.came or out)]
        self._group: Group | None = None
        self._left = {one.id: one.here if out else one.heads - one.came for one in self._open}
        self._seen: set[tuple[Group | None, str]] = set()
        self._by_name: dict[str, list[Person]] = {}
        for person in gate.people:
            self._by_name.setdefault(plain_name(person.name), []).append(person)
        self._by_number: dict[str, Person | None] = {one.volunteer: None for one in self._open if one.volunteer}
        self._by_number |= {person.id: person for person in gate.people}

    def read(self, text: str) -> list[CheckLine]:
        raw = text.splitlines()
        found = [self._line(nth, line) for nth, line in enumerate(raw[:MOST_LINES], 1)]
        if len(raw) > MOST_LINES:
            found.append(CheckLine(MOST_LINES + 1, clean(raw[MOST_LINES]), verdict="error", why="too_long"))
        return [line for line in found if line is not None]

    def _line(self, nth: int, raw: str) -> CheckLine | None:
        text = clean(raw).strip()
        if not text:
            return None
        line = CheckLine(nth, text[:200])
        group, rest = named_in(fold(text), self._gate.groups)
        if group is not None and _ALL.match(rest.strip("【】[]()#").strip()):
            if _HEADS_A_GROUP.search(fold(text)):
                self._group = group
                return None
            return self._all_of(line, group)
        if group is not None and (many := _MANY.match(rest)):
            return self._heads_of(line, group, int(many[1]))
        entry = read_line(rest)
        if entry is None or entry.is_heading:
            return None
        return self._judged(line, group or self._group, entry, rest)

    def _judged(self, line: CheckLine, group: Group | None, entry: Entry, rest: str) -> CheckLine:
        person = self._numbered(rest)
        if person is None and entry.fault:
            return _as(line, "error", _FAULTS.get(entry.fault, "no_name"))
        if person is None and not entry.words:
            return self._heads_of(line, group, entry.heads)
        if entry.withdraws and not self._out:
            return _as(line, "away", "", name=" ".join(entry.words[:1]))
        return self._person(line, person, entry, group)

    def _numbered(self, text: str) -> str | None:
        tokens = (token for token in _TOKEN.findall(text) if len(token) >= _SHORTEST)
        return next((token for token in tokens if token in self._by_number), None)

    # Heads of a squad or unit

    def _all_of(self, line: CheckLine, group: Group) -> CheckLine:
        duty = self._duty_of(group)
        heads = self._left[duty.id] if duty is not None else 0
        if duty is None or heads <= 0:
            return _as(line, "error", "not_here" if self._out else "here_already" if duty else "nobody_awaited")
        return self._on(line, duty, group, heads)

    def _heads_of(self, line: CheckLine, group: Group | None, heads: int) -> CheckLine:
        group = group or self._only()
        if group is None:
            return _as(line, "unclear", "which_group", heads=heads)
        return self._on(line, self._duty_of(group), group, heads)

    def _on(self, line: CheckLine, duty: Duty | None, group: Group, heads: int) -> CheckLine:
        if duty is not None:
            self._left[duty.id] -= heads
            if self._out and self._left[duty.id] < 0:
                return _as(line, "error", "not_here", heads=heads)
            more: Why = "" if self._out or self._left[duty.id] >= 0 else "more"
            return msgspec.structs.replace(line, heads=heads, duty=duty.id, group=group, why=more)
        if self._out:
            return _as(line, "error", "not_here", heads=heads)
        return _as(line, "unplanned", "", heads=heads, group=group)

    def _only(self) -> Group | None:
        """The one squad or unit that is awaited, or was alone there; None where there are several."""
        counted = {one.of: Group(one.unit, one.squad) for one in self._open if not one.volunteer}
        awaited = {of: group for of, group in counted.items() if self._wanted(group)}
        return next(iter((awaited or counted).values())) if len(awaited or counted) == 1 else None

    def _wanted(self, group: Group) -> bool:
        duty = self._duty_of(group)
        return duty is not None and self._left[duty.id] > 0

    def _duty_of(self, group: Group) -> Duty | None:
        """Of several duties the one with heads still to come, or to go; first who begins first."""
        mine = [one for one in self._open if one.of == group.of]
        mine.sort(key=lambda one: (self._left[one.id] <= 0, one.begins, one.id))
        return mine[0] if mine else None

    # People by name or number

    def _person(self, line: CheckLine, number: str | None, entry: Entry, group: Group | None) -> CheckLine:
        people = self._known(number, entry)
        name = entry.words[0] if entry.words else number or ""
        known = people[0] if len(people) == 1 else None
        number = known.id if known is not None else number
        key = (None, f"#{number}") if number else (group, plain_name(name))
        if key in self._seen:
            return _as(line, "twice", "in_list", name=name)
        self._seen.add(key)
        line = msgspec.structs.replace(line, name=name, person=number if entry.heads == 1 else None)
        own = next((one for one in self._gate.duties if number and one.volunteer == number), None)
        if own is not None:
            return self._own(line, own)
        group = self._group_of(known) or group
        if group is None and known is not None and not self._out:
            return _as(line, "unplanned", "", group=Group(known.unit))
        return self._heads_of(line, group, entry.heads)

    def _known(self, number: str | None, entry: Entry) -> list[Person]:
        if number is not None:
            person = self._by_number[number]
            return [person] if person is not None else []
        for word in entry.words:
            if found := self._by_name.get(plain_name(word)):
                return found
        return []

    def _own(self, line: CheckLine, duty: Duty) -> CheckLine:
        if bool(duty.here) == self._out and (self._out or not duty.left):
            return msgspec.structs.replace(line, duty=duty.id, group=Group(duty.unit, duty.squad))
        if self._out:
            return _as(line, "error", "not_here")
        return _as(line, "twice", "here_already") if duty.here else _as(line, "unplanned", "", group=Group(duty.unit))

    def _group_of(self, person: Person | None) -> Group | None:
        """Whose head a person is where their squad or unit has a duty here."""
        if person is None:
            return None
        return next(
            (Group(one.unit, one.squad) for one in self._open if not one.volunteer and one.unit == person.unit), None
        )


def _as(line: CheckLine, verdict: Verdict, why: Why, **more: object) -> CheckLine:
    return msgspec.structs.replace(line, verdict=verdict, why=why, **more)
