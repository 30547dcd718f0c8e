"""The days matrix of a request: what is needed on each day, and what is asked of each unit, as one sheet of figures.

1. The days run without a gap from the first to the last that has a need or a quota. Units stand in the order of the
   tree, a part below the quota that it is a part of.
2. A draft holds the cells that were changed, and nothing else; a cell set back to what stands there is no change.
3. `preview` says for each changed cell who is confirmed beyond it, and who is missing. Nothing is changed by asking.
4. The need is a row of its own, under the unit `NEED`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from postcmd.board import Board
from postcmd.errors import BadInput
from postcmd.panes import leaf_quotas, unit_name
from postcmd.quota import count
from postcmd.quota_bounds import holds_heads
from postcmd.records import MOST_HEADS, Quota

NEED: Final = ""
"""The row of the need itself."""

LONGEST: Final = 62
"""So many days at most stand in a sheet."""

Bounds = tuple[int, int | None]
Cell = tuple[str, date]
"""A unit (or NEED) and a day."""


class Row(Struct, frozen=True):
    """A unit with what is asked of it on each day; None where nothing is. `depth` counts the quotas above."""

    unit: str
    name: str
    depth: int
    cells: tuple[Bounds | None, ...]
    confirmed: tuple[int, ...]


class Matrix(Struct, frozen=True):
    """The sheet. `asked` is what the topmost quotas of each day ask for; None where one of them is open."""

    days: tuple[date, ...]
    need: Row
    rows: tuple[Row, ...]
    asked: tuple[int | None, ...]

    def row(self, unit: str) -> Row:
        return self.need if unit == NEED else next(row for row in self.rows if row.unit == unit)

    def cell(self, cell: Cell) -> Bounds | None:
        return self.row(cell[0]).cells[self.days.index(cell[1])]


class Change(Struct, frozen=True):
    """What a changed cell means for people: so many confirmed beyond it, so many missing."""

    unit: str
    day: date
    surplus: int
    short: int


def matrix(board: Board, request_id: str, more: int = 0, units: tuple[str, ...] = ()) -> Matrix:
    """The sheet of a request, so many days longer than what stands, with rows for these units too."""
    request = board.request(request_id)
    lines = {} if request is None else {line.day: line for line in request.lines}
    held = [one for one in board.of_request(request_id) if isinstance(one, Quota) and holds_heads(one)]
    days = _span([*lines, *(quota.day for quota in held)], more)
    by_cell = {(quota.unit, quota.day): quota for quota in held}
    rows = [_row(board, unit, days, by_cell) for unit in _in_order(board, {*units, *(one.unit for one in held)})]
    need = Row(
        unit=NEED,
        name="",
        depth=0,
        cells=tuple((lines[day].min, lines[day].max) if day in lines else None for day in days),
        confirmed=tuple(sum(leaf.confirmed for leaf in leaf_quotas(board, request_id, day)) for day in days),
    )
    return Matrix(days, need, tuple(rows), tuple(_asked(by_cell.values(), day) for day in days))


def preview(board: Board, request_id: str, changes: Mapping[Cell, Bounds]) -> list[Change]:
    """Who becomes surplus or is short, cell by cell, in the order of the days."""
    return changes_of(matrix(board, request_id), changes)


def changes_of(sheet: Matrix, changes: Mapping[Cell, Bounds]) -> list[Change]:
    """The same of a sheet that was made already."""
    told = []
    for (unit, day), (least, most) in sorted(changes.items(), key=lambda one: (one[0][1], one[0][0])):
        confirmed = _confirmed(sheet, unit, day)
        heads = count(least, most, confirmed)
        told.append(Change(unit, day, heads.over, heads.missing))
    return told


class Draft:
    """Changes of a sheet that were not sent."""

    def __init__(self, sheet: Matrix) -> None:
        self.sheet = sheet
        self.changes: dict[Cell, Bounds] = {}

    def value(self, unit: str, day: date) -> Bounds | None:
        return self.changes.get((unit, day)) or self.sheet.cell((unit, day))

    def put(self, unit: str, day: date, bounds: Bounds) -> None:
        """This cell, from now on. Where nothing was asked, 0 is still nothing."""
        if bounds == (self.sheet.cell((unit, day)) or (0, 0)):
            self.changes.pop((unit, day), None)
        else:
            self.changes[unit, day] = bounds

    def add(self, unit: str, day: date, heads: int) -> None:
        """`+ -`: of an exact number both bounds, of a range the upper one. BadInput where it cannot be."""
        least, most = self.value(unit, day) or (0, 0)
        if most is None:
            raise BadInput("open_max")
        exact, top = least == most, most + heads
        if top < 0 or (top < least and not exact):
            raise BadInput("below_zero" if exact else "max_below_min", min=least, max=top)
        if top > MOST_HEADS:
            raise BadInput("too_many", text=str(top), most=MOST_HEADS)
        self.put(unit, day, (top if exact else least, top))

    def fill_right(self, unit: str, day: date) -> None:
        """What stands in this cell stands in all days after it too."""
        bounds = self.value(unit, day) or (0, 0)
        for later in self.sheet.days[self.sheet.days.index(day) :]:
            self.put(unit, later, bounds)

    def set_column(self, unit: str, day: date) -> None:
        """What stands in this cell is asked of every unit on that day."""
        bounds = self.value(unit, day) or (0, 0)
        for row in self.sheet.rows:
            self.put(row.unit, day, bounds)


def _span(days: list[date], more: int) -> tuple[date, ...]:
    if not days:
        return ()
    first = min(days)
    length = min(LONGEST, (max(days) - first).days + 1 + more)
    return tuple(first + timedelta(days=nth) for nth in range(length))


def _in_order(board: Board, units: set[str]) -> list[str]:
    def path(unit_id: str) -> str:
        unit = board.unit(unit_id)
        return unit.path if unit else unit_id

    return sorted(units, key=lambda unit_id: (path(unit_id).split("/"), unit_id))


def _row(board: Board, unit: str, days: tuple[date, ...], by_cell: Mapping[Cell, Quota]) -> Row:
    quotas = [by_cell.get((unit, day)) for day in days]
    return Row(
        unit=unit,
        name=unit_name(board, unit),
        depth=max((_depth(board, quota) for quota in quotas if quota), default=0),
        cells=tuple((quota.min, quota.max) if quota else None for quota in quotas),
        confirmed=tuple(quota.confirmed if quota else 0 for quota in quotas),
    )


def _depth(board: Board, quota: Quota) -> int:
    above = board.quota(quota.parent) if quota.parent else None
    return 0 if above is None else 1 + _depth(board, above)


def _asked(quotas: Iterable[Quota], day: date) -> int | None:
    tops = [quota.max for quota in quotas if quota.day == day and quota.parent is None]
    return None if None in tops else sum(top for top in tops if top is not None)


def _confirmed(sheet: Matrix, unit: str, day: date) -> int:
    return sheet.row(unit).confirmed[sheet.days.index(day)] if day in sheet.days else 0
