"""A roster as a file: CSV as a spreadsheet writes it, in English or Chinese.

1. Every row is looked at; each fault is told with its line and column, and no name or phone.
2. One fault, and nothing of the file counts.
3. A unit is named by its id, its name or its short name, as long as only one is meant.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from central import misread
from central.faults import Wrong
from postcmd.clean import clean, fold
from postcmd.decoding import convert
from postcmd.errors import BadInput
from postcmd.records import SLUG, Unit
from postcmd.roster import PersonSaid
from postcmd.words import _

COLUMNS: Final = {
    "id": "工号",
    "unit": "单位",
    "name": "姓名",
    "phone": "电话",
    "skills": "技能",
    "vehicle": "车辆",
    "seats": "座位",
    "home": "居住社区",
    "standing": "身份",
    "availability": "可服务时间",
    "sealed_in": "被封控",
}
NEEDED: Final = ("id", "unit", "name")
_MEANT: Final[dict[str, dict[str, Any]]] = {
    "standing": {"党员": "party_member", "干部": "cadre", "职工": "worker"},
    "sealed_in": {"是": True, "yes": True, "1": True, "true": True} | dict.fromkeys(("否", "no", "0", "false"), False),
}
_BETWEEN: Final = str.maketrans("，、；;", ",,,,")


def people_of(file: Path, units: list[Unit]) -> dict[str, PersonSaid]:
    """Number → person. BadInput (`bad_people`) with every Wrong where there is any."""
    people: dict[str, PersonSaid] = {}
    seen: dict[str, int] = {}
    wrong: list[Wrong] = []
    named = _named(units)
    for line, row in _rows(_text(file), file):
        try:
            number, person = _person(row, named)
            if number in seen:
                raise ValueError(_("the number {id} is on line {n} already.").format(id=number, n=seen[number]))
        except ValueError as error:
            wrong.append(Wrong(line, str(error)))
            continue
        people[number], seen[number] = person, line
    if wrong:
        raise BadInput("bad_people", file=file, n=len(wrong), wrong=wrong)
    return people


def _text(file: Path) -> str:
    """Spreadsheets here write UTF-8 with a mark in front, or GB 18030."""
    content = file.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput("not_a_roster", file=file)


def _rows(text: str, file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Line → column → what stands there; empty lines are none."""
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    ours = {clean(zh): name for name, zh in COLUMNS.items()} | {name: name for name in COLUMNS}
    try:
        columns = [ours.get(fold(clean(said)).strip().lower(), "") for said in next(lines, [])]
        if not all(columns) or len(set(columns)) < len(columns) or not set(NEEDED) <= set(columns):
            raise BadInput("not_a_roster", file=file)
        for values in lines:
            if any(value.strip() for value in values):
                beyond = {"": "…"} if len(values) > len(columns) else {}
                yield lines.line_num, dict(zip(columns, values, strict=False)) | beyond
    except csv.Error:
        raise BadInput("not_a_roster", file=file) from None


def _person(row: Mapping[str, str], named: Mapping[str, list[str]]) -> tuple[str, PersonSaid]:
    """ValueError with a sentence where something is wrong."""
    if "" in row:
        raise ValueError(_("there is more on it than there are columns."))
    said: dict[str, Any] = {column: clean(value) for column, value in row.items() if clean(value)}
    number = fold(said.pop("id", ""))
    if not SLUG.fullmatch(number):
        raise ValueError(_("a number has up to 64 letters, digits and hyphens."))
    units = named.get(said.get("unit", ""), [])
    if len(units) != 1:
        raise ValueError(_("one unit has to be named, by id, name or short name."))
    said["unit"] = units[0]
    said |= {
        column: _MEANT[column].get(fold(said[column]).lower(), said[column]) for column in _MEANT if column in said
    }
    said |= {column: fold(said[column]) for column in ("phone", "seats") if column in said}
    if "skills" in said:
        said["skills"] = [skill.strip() for skill in said["skills"].translate(_BETWEEN).split(",") if skill.strip()]
    try:
        return number, convert(said, PersonSaid, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(misread.sentence(str(error))) from None


def _named(units: list[Unit]) -> dict[str, list[str]]:
    """What a unit may be called → the units that are."""
    by_id = {unit.id: [unit.id] for unit in units}
    called: dict[str, list[str]] = {}
    for unit in units:
        for name in {unit.name, unit.short} - {""}:
            called.setdefault(name, []).append(unit.id)
    return called | by_id
