"""Counts of work out of a chat group: one line per squad and task, read against the squads and tasks of the grid.

1. A line names a squad, perhaps a task, and a number; a number behind 服务 or `served` is people served.
2. A qualifier (近, 余, 超过, 约) stays with its number; 万 is ten thousand.
3. What cannot be read says why, line by line; nothing is guessed: where two would fit, neither is taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct

from postcmd.clean import clean, fold

Why = Literal["", "no_number", "which_row", "which_task", "too_many_numbers"]
Names = Mapping[str, Sequence[str]]
MOST_LINES: Final = 200
_NUMBER: Final = re.compile(
    r"(?P<served>服务(?:群众|居民)?|served)?[\s:]*(?P<front>近|超过|约)?\s*(?P<n>\d[\d,]*)\s*(?P<wan>万)?\s*(?P<back>余|多|左右)?"
)


class WorkLine(Struct, frozen=True):
    """A line as it was understood; `why` says what is wrong with it."""

    number: int
    text: str
    row: str = ""
    task: str = ""
    quantity: int | None = None
    said: str = ""
    served: int | None = None
    served_said: str = ""
    why: Why = ""


def read_work(text: str, rows: Names, tasks: Names) -> list[WorkLine]:
    """Every line that says something. `rows` and `tasks` are what is meant by which names."""
    lines = [line for line in (clean(one).strip() for one in text.splitlines()[:MOST_LINES]) if line]
    return [_read(nth, line, rows, tasks) for nth, line in enumerate(lines, 1)]


def _read(nth: int, line: str, rows: Names, tasks: Names) -> WorkLine:
    row, rest = _named(fold(line), rows)
    task, rest = _named(rest, tasks)
    found = list(_NUMBER.finditer(rest))
    served = [one for one in found if one["served"]]
    counted = [one for one in found if not one["served"]]
    why: Why = ""
    if not found:
        why = "no_number"
    elif len(counted) > 1 or len(served) > 1:
        why = "too_many_numbers"
    elif not row:
        why = "which_row"
    elif not task:
        why = "which_task"
    if why:
        return WorkLine(nth, line, row, task, why=why)
    quantity, said = _value(counted[0]) if counted else (None, "")
    people, people_said = _value(served[0]) if served else (None, "")
    return WorkLine(nth, line, row, task, quantity, said, people, people_said)


def _named(line: str, names: Names) -> tuple[str, str]:
    """What is named in the line, and the line without the name; the only one needs no name."""
    found = [(len(name), one, name) for one, called in names.items() for name in called if name and name in line]
    longest = max((length for length, _one, _name in found), default=0)
    meant = {(one, name) for length, one, name in found if length == longest}
    if len({one for one, _name in meant}) == 1:
        one, name = next(iter(meant))
        return one, line.replace(name, " ", 1)
    return (next(iter(names)) if len(names) == 1 and not meant else ""), line


def _value(found: re.Match[str]) -> tuple[int, str]:
    number = int(found["n"].replace(",", "")) * (10_000 if found["wan"] else 1)
    return number, found["front"] or found["back"] or ""
