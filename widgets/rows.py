"""Rows keyed by record id, in the order shown.

1. An id stands at one line only.
2. Who stands after a vanished row is found in the old order: the nearest following survivor, else the nearest before.
3. A row is drawn when it comes into view, not when it is listed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple, get_args

Tone = Literal["normal", "dim", "strong", "good", "warn", "bad", "accent"]
TONES: tuple[Tone, ...] = get_args(Tone)


class Cell(NamedTuple):
    """What stands in one column; the tone only repeats what the text says. `short` stands there where it is narrow."""

    text: str
    tone: Tone = "normal"
    short: str = ""


class Row(NamedTuple):
    """One record as it is shown: a cell for each column, and a one-cell mark for the gutter."""

    id: str
    cells: tuple[Cell, ...]
    mark: Cell = Cell("")


Draw = Callable[[str], Row]


class Listing:
    """The ids in order, where each stands, and the rows drawn so far."""

    def __init__(self, ids: Iterable[str] = (), draw: Draw | None = None) -> None:
        # dict.fromkeys keeps the first of a repeated id: two lines for one record would make the cursor ambiguous.
        self.ids: Sequence[str] = list(dict.fromkeys(ids))
        self._line = {id: line for line, id in enumerate(self.ids)}
        self._draw = draw
        self._drawn: dict[str, Row] = {}

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Listing:
        by_id = {row.id: row for row in rows}
        return cls(by_id, by_id.__getitem__)

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, id: str) -> bool:
        return id in self._line

    def line(self, id: str) -> int:
        """The line `id` stands at; KeyError if it is not listed."""
        return self._line[id]

    def row(self, id: str) -> Row:
        """The row of `id`, drawn at most once until it is put or forgotten."""
        row = self._drawn.get(id)
        if row is None:
            if self._draw is None:
                raise KeyError(id)
            row = self._drawn[id] = self._draw(id)
        return row

    def put(self, row: Row) -> None:
        self._drawn[row.id] = row

    def forget(self, id: str) -> None:
        self._drawn.pop(id, None)

    def heir(self, gone: str, after: Listing) -> str | None:
        """Who takes the cursor in `after` when `gone`, listed here, is no longer there."""
        line = self._line[gone]
        following = (id for id in self.ids[line + 1 :] if id in after)
        before = (id for id in reversed(self.ids[:line]) if id in after)
        return next(following, None) or next(before, None) or next(iter(after.ids), None)
