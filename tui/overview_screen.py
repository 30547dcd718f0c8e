"""The overview of a city or district: places down, days across, short first; Enter goes down to the request.

1. Where Enter goes is said at the bottom before it is pressed.
2. What arrives is shown in place; the cursor stays on its place and day.
3. `d` goes one level down, `b` one up; nothing is changed here.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from postcmd import panes
from postcmd.overview import Overview, Tile, above, overview
from postcmd.words import _
from postcmd.written import day_text
from tui import terms
from tui.open_layer import RowKey
from tui.over_list import OverList
from widgets.columns import Column
from widgets.rows import Cell, Row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui.board_screen import BoardScreen

SIDES: Final = {"left": -1, "h": -1, "right": 1, "l": 1}
DAYS: Final = 7
COUNTED: Final = frozenset({"request", "quota", "place"})


class Over(NamedTuple):
    """What lies below a place (None: everything), from a day on."""

    place: str | None
    first: date


class OverviewScreen(OverList):
    """The subject is an Over."""

    LAYER = "overview"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, ())
        self._found = Overview()

    async def begin(self, subject: Any) -> None:
        self.subject = subject
        self._count()
        self.set_columns(self._columns())
        if self.column is None:
            self.choose_column(subject.first.isoformat())
        await super().begin(subject)
        self.to_start()

    def _count(self) -> None:
        days = [self.subject.first + timedelta(days=nth) for nth in range(DAYS)]
        self._found = overview(self.board_screen.board, self.subject.place, days)

    def follow(self, touched: Iterable[object] = ()) -> None:
        # Only what is counted here makes it be counted again.
        if any(isinstance(key, tuple) and key[0] in COUNTED for key in touched):
            self._count()
        super().follow()

    # What stands there

    def heading(self) -> str:
        place = panes.place_name(self.board_screen.board, self.subject.place)
        return _("Overview: {place}").format(place=place) if place else _("Overview")

    def counts(self) -> str:
        missing = sum(row.missing for row in self._found.rows)
        return _("{n} missing on these days").format(n=missing) if missing else _("nobody is missing")

    def is_urgent(self) -> bool:
        return any(row.missing for row in self._found.rows)

    def nothing(self) -> str:
        return _("Nothing is asked for on these days.")

    def rows(self) -> list[Row]:
        return [
            Row(
                row.place,
                (Cell(row.name), *(_cell(tile) for tile in row.tiles)),
                Cell("›" if row.deeper else "", "dim"),
            )
            for row in self._found.rows
        ]

    # Its keys

    @property
    def _tile(self) -> Tile:
        row = self._found.row(self.cursor)
        days = [day.isoformat() for day in self._found.days]
        at = days.index(self.column) if self.column in days else 0
        return row.tiles[at] if row is not None else Tile()

    def keys(self) -> list[RowKey]:
        row = self._found.row(self.cursor)
        deeper = "" if row is not None and row.deeper else _("There is nothing below it.")
        up = "" if self.subject.place is not None else _("This is everything.")
        return [
            RowKey("go", self._go, "" if self._tile.first else _("Nothing is asked for here."), label=self._where()),
            RowKey("deeper", lambda: self._open(self.cursor), deeper),
            RowKey("up_again", lambda: self._open(above(self.board_screen.board, self.subject.place)), up),
            RowKey("day_back", lambda: self._shift(-1)),
            RowKey("day_on", lambda: self._shift(1)),
            RowKey("back", self.leave),
        ]

    def _where(self) -> str:
        board = self.board_screen.board
        request = board.request(self._tile.first or "")
        if request is None:
            return ""
        one = self._tile.lines[0]
        place, task = panes.place_name(board, request.place), terms.task_name(board, request.task)
        short = _("{n} missing").format(n=one.heads.missing) if one.heads.missing else ""
        return " ".join(filter(None, (place, task, short)))

    def _go(self) -> None:
        request, screen = self._tile.first, self.board_screen
        if request is not None:
            screen.overlays.close()
            screen.go_to_record("request", request)

    def _open(self, place: str | None) -> None:
        self.board_screen.overlays.open(OverviewScreen, Over(place, self.subject.first))

    def _shift(self, days: int) -> None:
        first = self.subject.first + timedelta(days=days)
        self.board_screen.overlays.open(OverviewScreen, Over(self.subject.place, first))

    def _columns(self) -> tuple[Column, ...]:
        days = [
            Column(day.isoformat(), day_text(day), 9, min=7, align="right", shrink=nth, editable=True)
            for nth, day in enumerate(self._found.days)
        ]
        return (Column("place", _("place"), 12, min=8, flex=1, pinned=True), *days)


def _cell(tile: Tile) -> Cell:
    """`9/12 -3`: confirmed, asked, missing."""
    if not tile.lines:
        return Cell("·", "dim")
    gap = f" -{tile.missing}" if tile.missing else f" +{tile.over}" if tile.over else ""
    return Cell(f"{tile.confirmed}/{tile.need}{gap}", "bad" if tile.missing else "warn" if tile.over else "good")
