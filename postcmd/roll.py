"""A roll 接龙: what a list pasted out of a chat group says, line by line.

1. The same text, people and sign-ups always read the same; lines are judged in their order, and the last word on a name
   counts.
2. Every line that is not a heading gets a verdict: matched with one person, new (a head without a person), duplicate,
   withdrawn, ambiguous, or error; and why.
3. Only matched and new lines bring heads; nobody is guessed at: an ambiguous one waits for a person to say.
4. Nothing of the text goes further than it was cleaned; names stay on the screen, only numbers of the roster leave it.
5. However long the text, a bounded part of it is read, and what was not read is an error with its line.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Literal

import msgspec
from msgspec import Struct

from postcmd.clean import clean
from postcmd.records_of_people import SignUp
from postcmd.roll_lines import Entry, Unreadable, read_line
from postcmd.roster import Person

Verdict = Literal["matched", "new", "duplicate", "withdrawn", "ambiguous", "error"]
Why = Literal[
    "",
    "in_list",
    "signed_up",
    "several_people",
    "same_name",
    "brings_others",
    "later_line",
    "not_on_the_list",
    "no_name",
    "not_a_name",
    "several_names",
    "too_long",
]
VERDICTS: Final[tuple[Verdict, ...]] = ("matched", "new", "duplicate", "withdrawn", "ambiguous", "error")

MOST_LINES: Final = 1000
"""Lines of one roll; a chat group has five hundred members."""
_MOST_TEXT: Final = 200_000
NO_NAMES: Final[Mapping[str, str]] = MappingProxyType({})


class RollLine(Struct, frozen=True):
    """One line: `number` is where it stands in the text; `signup` the sign-up a person has already."""

    number: int
    text: str
    name: str
    verdict: Verdict
    heads: int = 1
    person: str | None = None
    signup: str | None = None
    why: Why = ""

    @property
    def counts(self) -> bool:
        """Whether its heads are signed up."""
        return self.verdict in ("matched", "new")


class Roll(Struct, frozen=True):
    """What was read. `headings` are lines that are no entries: the group's own words above the list."""

    lines: tuple[RollLine, ...] = ()
    headings: tuple[tuple[int, str], ...] = ()

    @property
    def heads(self) -> int:
        return sum(line.heads for line in self.lines if line.counts)

    @property
    def tally(self) -> dict[Verdict, int]:
        """How many lines got each verdict."""
        counted = Counter(line.verdict for line in self.lines)
        return {verdict: counted[verdict] for verdict in VERDICTS}

    def taken(self, numbers: Iterable[int]) -> Roll:
        """The same roll with these ambiguous lines taken as heads without a person."""
        chosen = frozenset(numbers)
        return msgspec.structs.replace(self, lines=tuple(_taken(line, line.number in chosen) for line in self.lines))


def read_roll(
    text: str,
    known: Sequence[Person] = (),
    signups: Iterable[SignUp] = (),
    unit_names: Mapping[str, str] = NO_NAMES,
) -> Roll:
    """Read the list; `known` is the roster where it may be read, `signups` who stands on the quota already.

    `unit_names` says what people call the units of the roster, which may stand beside a name.
    """
    return _Reading(known, signups, unit_names).read(text)


def _taken(line: RollLine, chosen: bool) -> RollLine:
    return msgspec.structs.replace(line, verdict="new") if chosen and line.verdict == "ambiguous" else line


def plain_name(name: str) -> str:
    """A name as it is compared: width, case, spaces and dots within it do not count."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(char for char in folded if char.isalnum())


class _Reading:
    """One reading of one list: what was said of whom so far."""

    def __init__(self, known: Sequence[Person], signups: Iterable[SignUp], unit_names: Mapping[str, str]) -> None:
        self._unit_names = unit_names
        self._by_name: dict[str, list[Person]] = {}
        for person in sorted(known, key=lambda one: one.id):
            self._by_name.setdefault(plain_name(person.name), []).append(person)
        self._standing = {one.volunteer: one.id for one in signups if one.volunteer and one.state != "withdrawn"}
        self._lines: list[RollLine] = []
        self._headings: list[tuple[int, str]] = []
        self._said: dict[str, tuple[int, str]] = {}
        """Who stands on the list so far: by person or name → which line, with which note."""

    def read(self, text: str) -> Roll:
        raw = text[:_MOST_TEXT].splitlines()
        entries = [(nth, read_line(line)) for nth, line in enumerate(raw[:MOST_LINES], 1)]
        numbered = [nth for nth, entry in entries if entry is not None and entry.is_numbered]
        begins = min(numbered, default=0)
        for nth, entry in entries:
            if entry is None:
                continue
            if entry.is_heading or (nth < begins and not entry.is_numbered):
                self._headings.append((nth, entry.text))
            else:
                self._judge(nth, entry)
        if len(raw) > MOST_LINES or len(text) > _MOST_TEXT:
            rest = min(len(raw), MOST_LINES + 1)
            self._add(rest, clean(raw[rest - 1]), "", "error", why="too_long")
        return Roll(tuple(self._lines), tuple(self._headings))

    def _add(self, nth: int, text: str, name: str, verdict: Verdict, **more: object) -> None:
        self._lines.append(RollLine(nth, text, name, verdict, **more))  # type: ignore[arg-type]

    def _judge(self, nth: int, entry: Entry) -> None:
        if entry.fault:
            self._add(nth, entry.text, "", "error", why=_FAULTS[entry.fault])
        elif not entry.words:
            self._add(nth, entry.text, "", "new", heads=entry.heads)
        else:
            name, people = self._whom(entry)
            self._withdraw(nth, entry, name, people) if entry.withdraws else self._enter(nth, entry, name, people)

    def _whom(self, entry: Entry) -> tuple[str, list[Person]]:
        """The name on the line and who bears it; a note that names one's unit tells namesakes apart."""
        known = [word for word in entry.words if plain_name(word) in self._by_name]
        name = known[0] if known else entry.words[0]
        people = self._by_name.get(plain_name(name), [])
        notes = plain_name("".join((*entry.words, *entry.notes)).replace(name, "", 1))
        told = [one for one in people if _names_unit(notes, self._unit_names.get(one.unit, one.unit))]
        return name, told if len(people) > 1 and len(told) == 1 else people

    def _enter(self, nth: int, entry: Entry, name: str, people: list[Person]) -> None:
        person = people[0] if len(people) == 1 else None
        key, note = _key(person, name), plain_name("".join(entry.notes))
        add = {"heads": entry.heads, "person": person.id if person else None}
        if person is not None and person.id in self._standing:
            self._add(nth, entry.text, name, "duplicate", **add, why="signed_up", signup=self._standing[person.id])
            return
        if len(people) > 1:
            self._add(nth, entry.text, name, "ambiguous", **add, why="several_people")
            return
        before = self._said.get(key)
        if before is not None:
            is_same = person is not None or before[1] == note
            self._add(
                nth,
                entry.text,
                name,
                "duplicate" if is_same else "ambiguous",
                **add,
                why="in_list" if is_same else "same_name",
            )
            return
        self._said[key] = (len(self._lines), note)
        if entry.heads > 1 and (person is not None or not entry.is_count):
            self._add(nth, entry.text, name, "ambiguous", **add, why="brings_others")
        else:
            self._add(nth, entry.text, name, "matched" if person else "new", **add)

    def _withdraw(self, nth: int, entry: Entry, name: str, people: list[Person]) -> None:
        person = people[0] if len(people) == 1 else None
        before = self._said.pop(_key(person, name), None)
        if before is not None:
            line = self._lines[before[0]]
            self._lines[before[0]] = msgspec.structs.replace(line, verdict="withdrawn", why="later_line")
        signup = self._standing.pop(person.id, None) if person is not None else None
        why: Why = "" if before is not None or signup else "not_on_the_list"
        self._add(nth, entry.text, name, "withdrawn", person=person.id if person else None, signup=signup, why=why)


_FAULTS: Final[dict[Unreadable, Why]] = {
    "no_name": "no_name",
    "not_a_name": "not_a_name",
    "several_names": "several_names",
    "too_many": "too_long",
}


def _names_unit(notes: str, unit: str) -> bool:
    """Whether a note names the unit, in whole or in part."""
    called = plain_name(unit)
    return bool(called) and len(notes) > 1 and (called in notes or notes in called)


def _key(person: Person | None, name: str) -> str:
    return f"#{person.id}" if person is not None else plain_name(name)
