"""What a cell of a file of services means, column by column.

1. A cell is cleaned before anything is made of it, and told again only cleaned and cut.
2. Units, places and tasks are named by their id, or by a name that only one of them has.
3. No day lies ahead of the centre's clock; no number is negative, or more than a person can do in a day.
4. What a text means is found out once, however often it stands there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from central.tables import day_number
from postcmd.clean import clean, fold
from postcmd.qualifiers import FAMILIES
from postcmd.record import SLUG
from postcmd.service_records import HEADINGS
from postcmd.words import N_, _, lang

Read = Callable[[str], Any]

WRONG: Final = object()
"""What a cell means that means nothing."""
MOST: Final = {"minutes": 24 * 60, "served": 100_000, "quantity": 100_000, "trips": 200}
"""More than that is a slip of the hand, in one service."""
FIRST_DAY: Final = date(2000, 1, 1)
LONGEST_TOLD: Final = 40
MOST_KEPT: Final = 50_000
"""Texts of one column whose meaning is remembered."""

_ALIASES: Final = {
    "记录编号": "id",
    "组织": "unit",
    "志愿者": "volunteer",
    "服务地点": "place",
    "任务类别": "task",
    "需求编号": "request",
    "服务人次": "served",
    "数量": "quantity",
    "hours": "hours",
    "服务时长(小时)": "hours",
}
_DAY: Final = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[ T]00:00(?::00)?)?")
_HOURS: Final = re.compile(r"\d{1,3}(?:\.\d{1,4})?")
_NUMBER: Final = re.compile(r"-?\d{1,18}")
_YES: Final = {"是": True, "yes": True, "true": True, "1": True} | dict.fromkeys(("否", "no", "false", "0", ""), False)

_NAMED: Final = {
    "unit": N_("there is no unit {said!r}: name one by id, name or short name."),
    "place": N_("there is no place {said!r}: name one by id or name."),
    "task": N_("there is no task {said!r}: name one by code or name."),
    "request": N_("there is no request {said!r}."),
}
_SEVERAL: Final = N_("several are called {said!r}: say the id.")
_NEEDED: Final = N_("there is nothing in {column}.")


class Names(NamedTuple):
    """What the units, places, tasks and requests that are there may be called → the ids of those that are."""

    unit: dict[str, list[str]]
    place: dict[str, list[str]]
    task: dict[str, list[str]]
    request: dict[str, list[str]]


class Column:
    """One column: its cells to what they mean. A cell that means nothing becomes WRONG; `why` then says so."""

    def __init__(self, name: str, read: Read, is_slug: bool = False) -> None:
        self.name = name
        self._read = read
        self._is_slug = is_slug
        self._kept: dict[str, Any] = {}

    def read(self, cells: Sequence[str]) -> list[Any]:
        different = set(cells)
        if len(different) == 1:
            return [self._meant(cells[0])] * len(cells)
        if self._is_slug:
            fits = SLUG.fullmatch
            return [cell if fits(cell) else self._meant(cell) for cell in cells]
        if len(self._kept) > MOST_KEPT:
            self._kept.clear()
        for cell in different.difference(self._kept):
            self._kept[cell] = self._meant(cell)
        return list(map(self._kept.__getitem__, cells))

    def why(self, cell: str) -> str:
        """The sentence for a cell that means nothing."""
        try:
            self._read(clean(cell))
        except ValueError as error:
            return str(error)
        return ""

    def _meant(self, cell: str) -> Any:
        try:
            return self._read(clean(cell))
        except ValueError:
            return WRONG


def heading(said: str) -> str:
    """The part that a column of this heading tells of; "" for none of ours."""
    folded = fold(clean(said)).strip().lower()
    ours = {fold(zh): name for name, zh in HEADINGS.items()} | {name: name for name in HEADINGS} | _ALIASES
    return ours.get(folded, "")


def columns(names: Names, today: date) -> dict[str, Column]:
    """Every part of a service → how its column is read."""
    named = {
        name: Column(name, _named(name, getattr(names, name), name == "unit"))
        for name in ("unit", "place", "task", "request")
    }
    slugs = {
        name: Column(name, _slug(name, name in {"id", "volunteer"}), is_slug=True)
        for name in ("id", "volunteer", "team", "post")
    }
    numbers = {name: Column(name, _number(name, most)) for name, most in MOST.items()}
    others = {"day": _day(today), "said": _qualifier, "spread": _yes_or_no}
    plain = {name: Column(name, read) for name, read in others.items()}
    return named | slugs | numbers | plain | {"hours": Column("minutes", _hours)}


def called(records: Iterable[tuple[str, Iterable[str]]]) -> dict[str, list[str]]:
    """From (id, names) of each: what it may be called → the ids. An id is nobody else's name."""
    known = [(record_id, set(names) - {""}) for record_id, names in records]
    found: dict[str, list[str]] = {}
    for record_id, names in known:
        for name in names:
            found.setdefault(name, []).append(record_id)
    return found | {record_id: [record_id] for record_id, _names in known}


def told(cell: str) -> str:
    """A cell as it may be repeated."""
    return cell if len(cell) <= LONGEST_TOLD else cell[: LONGEST_TOLD - 1] + "…"


def _named(name: str, known: dict[str, list[str]], is_needed: bool) -> Read:
    def read(cell: str) -> str:
        if not cell:
            return _empty(name, is_needed)
        found = known.get(cell) or known.get(fold(cell).strip(), [])
        if len(found) != 1:
            raise ValueError(_(_SEVERAL if found else _NAMED[name]).format(said=told(cell)))
        return found[0]

    return read


def _slug(name: str, is_needed: bool) -> Read:
    def read(cell: str) -> str:
        if not cell:
            return _empty(name, is_needed)
        slug = fold(cell).strip()
        if not SLUG.fullmatch(slug):
            why = _("{said!r} cannot be {column}: that has up to 64 letters, digits and hyphens.")
            raise ValueError(why.format(said=told(cell), column=column_called(name)))
        return slug

    return read


def _number(name: str, most: int) -> Read:
    def read(cell: str) -> int | None:
        if not cell:
            return None
        folded = fold(cell).strip()
        if not _NUMBER.fullmatch(folded):
            raise ValueError(
                _("{said!r} in {column} is not a whole number.").format(said=told(cell), column=column_called(name))
            )
        number = int(folded)
        if number < 0:
            raise ValueError(_("{n} in {column} is less than nought.").format(n=number, column=column_called(name)))
        if number > most:
            why = _("{n} in {column} is more than one service can be: at most {most}.")
            raise ValueError(why.format(n=number, column=column_called(name), most=most))
        return number

    return read


def _hours(cell: str) -> int | None:
    """Minutes."""
    if not cell:
        return None
    folded = fold(cell).strip()
    if not _HOURS.fullmatch(folded) or float(folded) * 60 > MOST["minutes"]:
        raise ValueError(_("{said!r} is not a time of service: hours, at most 24.").format(said=told(cell)))
    return round(float(folded) * 60)


def _day(today: date) -> Read:
    def read(cell: str) -> int:
        found = _DAY.fullmatch(fold(cell).strip())
        if found is None:
            raise ValueError(_("{said!r} is not a day: write it like 2022-11-20.").format(said=told(cell)))
        try:
            day = date(*map(int, found.groups()))
        except ValueError:
            raise ValueError(_("{said!r} is a day that does not exist.").format(said=told(cell))) from None
        if day > today:
            raise ValueError(_("{day} is still to come: here it is {today}.").format(day=day, today=today))
        if day < FIRST_DAY:
            raise ValueError(_("{day} was before anything here was.").format(day=day))
        return day_number(day)

    return read


def _qualifier(cell: str) -> str:
    if cell and cell not in FAMILIES:
        why = _("{said!r} is not a qualifier; these are: {known}.")
        raise ValueError(why.format(said=told(cell), known=" ".join(FAMILIES)))
    return cell


def _yes_or_no(cell: str) -> bool:
    meant = _YES.get(fold(cell).strip().lower())
    if meant is None:
        why = _("{said!r} in {column} is neither yes nor no.")
        raise ValueError(why.format(said=told(cell), column=column_called("spread")))
    return meant


def _empty(name: str, is_needed: bool) -> str:
    if is_needed:
        raise ValueError(_(_NEEDED).format(column=column_called(name)))
    return ""


def column_called(name: str) -> str:
    """A column as whoever reads the sentence calls it."""
    return HEADINGS[name] if lang() == "zh_CN" else name
