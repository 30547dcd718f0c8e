"""Services out of a file: every row looked at, every fault told by its line, nothing left out.

1. The first row names the columns, in English or Chinese, in any order; `unit`, `volunteer` and `day` have to be there.
   A column nobody knows, or one that stands there twice, is a fault of the file.
2. Where the file numbers its services they go by that number. Where it does not, a service is known by unit, volunteer,
   day, place, task, request, team and post: the same again is the same service.
3. A row that is wrong is told and left out of what goes on; whoever reads the file looks at the faults in the end.
4. Who may write is asked of every row: at its unit or at its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import msgspec

from central import table_file
from central.faults import Faults, Wrong
from central.service_columns import WRONG, Column, Names, column_called, columns, heading, told
from central.staging import Rows
from postcmd.clean import clean
from postcmd.errors import BadInput
from postcmd.service_records import SAID, Service
from postcmd.words import _

NEEDED: Final = ("unit", "volunteer", "day")
_KNOWN_BY: Final = ("unit", "volunteer", "day", "place", "task", "request", "team", "post")
_NOTHING: Final = {
    one.name: "" if one.default is msgspec.NODEFAULT else one.default for one in msgspec.structs.fields(Service)
}
_AT: Final = {name: place for place, name in enumerate(("line", *SAID))}
_UNIT, _PLACE, _TASK, _QUANTITY = (_AT[name] for name in ("unit", "place", "task", "quantity"))
_key: Final = itemgetter(*(_AT[name] for name in _KNOWN_BY))


@dataclass
class Asked:
    """What rows are held against. `may`: whether they may be written at this unit and place; None: anywhere."""

    names: Names
    counted: frozenset[str]
    today: date
    may: Callable[[str, str], bool] | None = None
    looked_at: Callable[[int], None] = lambda _rows: None
    faults: Faults = field(default_factory=Faults)


def services_in(file: Path, asked: Asked) -> Iterator[Rows]:
    """The rows that are as they must be, as they are staged. BadInput where the file is no table of services."""
    rows = table_file.rows_of(file)
    first = next(rows, None)
    line, headings = (first.lines[0], first.cells[0]) if first is not None and first.lines else (1, ())
    reader = _Reader(asked, _parts(headings, line, file))
    count = 0
    for chunk in rows:
        yield reader.read(chunk)
        count += len(chunk.lines)
        asked.looked_at(count)


def _parts(headings: Sequence[str], line: int, file: Path) -> list[str]:
    """The part of a service that each column tells of."""
    parts = [heading(said) for said in headings]
    as_one = ["minutes" if part == "hours" else part for part in parts]
    unknown = [told(clean(said)) for said, part in zip(headings, parts, strict=True) if not part]
    faults = [_("nobody knows a column {said!r}.").format(said=said) for said in unknown]
    missing = [column_called(name) for name in NEEDED if name not in parts]
    faults += [_("there is no column {column}.").format(column=column) for column in missing]
    twice = sorted({column_called(part) for part in as_one if part and as_one.count(part) > 1})
    faults += [_("the column {column} is there twice.").format(column=column) for column in twice]
    if faults:
        raise BadInput("bad_headings", file=file, wrong=[Wrong(line, why) for why in faults])
    return parts


class _Reader:
    """Reads chunk after chunk of one file."""

    def __init__(self, asked: Asked, parts: list[str]) -> None:
        self._asked = asked
        known = columns(asked.names, asked.today)
        self._columns: list[Column] = [known[part] for part in parts]
        self._places = {column.name: place for place, column in enumerate(self._columns)}

    def read(self, chunk: table_file.Rows) -> Rows:
        lines, cells = self._squared(chunk)
        if not cells:
            return []
        by_column = list(zip(*cells, strict=True))
        meant = [column.read(told_) for column, told_ in zip(self._columns, by_column, strict=True)]
        if any(WRONG in values for values in meant):
            lines, meant = self._without_the_wrong(lines, by_column, meant)
        return self._allowed(self._staged(lines, meant))

    def _squared(self, chunk: table_file.Rows) -> table_file.Rows:
        """Rows as long as there are columns; what is missing at the end is empty."""
        width = len(self._columns)
        if set(map(len, chunk.cells)) == {width}:
            return chunk
        lines: list[int] = []
        cells: list[Sequence[str]] = []
        for line, row in zip(*chunk, strict=True):
            if len(row) > width and any(row[width:]):
                self._asked.faults.add(line, _("there is more on it than there are columns."))
                continue
            lines.append(line)
            cells.append(row if len(row) == width else [*row[:width], *[""] * (width - len(row))])
        return table_file.Rows(lines, cells)

    def _without_the_wrong(
        self, lines: Sequence[int], cells: list[tuple[str, ...]], meant: list[list[Any]]
    ) -> tuple[list[int], list[list[Any]]]:
        kept = []
        for row, line in enumerate(lines):
            wrong = [place for place, values in enumerate(meant) if values[row] is WRONG]
            for place in wrong:
                self._asked.faults.add(line, self._columns[place].why(cells[place][row]))
            if not wrong:
                kept.append(row)
        return [lines[row] for row in kept], [[values[row] for row in kept] for values in meant]

    def _staged(self, lines: Sequence[int], meant: list[list[Any]]) -> Rows:
        count = len(lines)
        said = {name: meant[place] for name, place in self._places.items()}
        told_ = [said.get(name) or [_NOTHING[name]] * count for name in SAID]
        rows = list(zip(lines, *told_, strict=True))
        return rows if "id" in said else [(row[0], _id_of(row), *row[2:]) for row in rows]

    def _allowed(self, rows: Rows) -> Rows:
        may = self._asked.may
        counts = any(row[_QUANTITY] is not None for row in rows)
        return [row for row in rows if self._is_allowed(row, may)] if counts or may is not None else rows

    def _is_allowed(self, row: tuple[Any, ...], may: Callable[[str, str], bool] | None) -> bool:
        if may is not None and not may(row[_UNIT], row[_PLACE]):
            why = _("{unit} is outside what this account may write.")
            self._asked.faults.add(row[0], why.format(unit=row[_UNIT]))
            return False
        if row[_QUANTITY] is not None and row[_TASK] not in self._asked.counted:
            why = _("a number in {column} needs a task whose work is counted.")
            self._asked.faults.add(row[0], why.format(column=column_called("quantity")))
            return False
        return True


def _id_of(row: tuple[Any, ...]) -> str:
    return "s-" + blake2b("\x1f".join(map(str, _key(row))).encode(), digest_size=12).hexdigest()
