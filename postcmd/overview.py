"""The overview of a city or district: place by day, short first, and down to the request.

1. A row is a place below the one looked at, with all that lies in it; one that holds requests itself has its own row.
2. A cell adds the missing and the over of each request's day: one too many here is no one too few there.
3. First stands what is short on the first day shown, the most missing first; then what is short later.
4. Cancelled and closed requests are in no row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from postcmd.board import Board
from postcmd.panes import ENDED, leaf_quotas, place_name
from postcmd.quota import Count, count
from postcmd.records import Place, Request


class OnDay(Struct, frozen=True):
    """One request's day."""

    request: str
    need: int
    confirmed: int
    present: int
    heads: Count
    urgent: bool = False


class Tile(Struct, frozen=True):
    """A place's day: what is asked, who is confirmed and there; the requests, the shortest first."""

    lines: tuple[OnDay, ...] = ()

    @property
    def need(self) -> int:
        return sum(one.need for one in self.lines)

    @property
    def confirmed(self) -> int:
        return sum(one.confirmed for one in self.lines)

    @property
    def present(self) -> int:
        return sum(one.present for one in self.lines)

    @property
    def missing(self) -> int:
        return sum(one.heads.missing for one in self.lines)

    @property
    def over(self) -> int:
        return sum(one.heads.over for one in self.lines)

    @property
    def first(self) -> str | None:
        """The request that needs somebody most."""
        return self.lines[0].request if self.lines else None


class PlaceRow(Struct, frozen=True):
    """A place and its days. `deeper`: there are places with requests below it."""

    place: str
    name: str
    tiles: tuple[Tile, ...]
    deeper: bool = False

    @property
    def missing(self) -> int:
        return sum(tile.missing for tile in self.tiles)


class Overview(Struct, frozen=True):
    """Days across, places down."""

    days: tuple[date, ...] = ()
    rows: tuple[PlaceRow, ...] = ()

    def row(self, place: str | None) -> PlaceRow | None:
        return next((one for one in self.rows if one.place == place), None)


def overview(board: Board, place_id: str | None, days: Sequence[date]) -> Overview:
    """The places right below `place_id`, None: the topmost; a single topmost place shows what is below it."""
    top = board.place_of(place_id) if place_id else None
    depth = len(top.path.split("/")) if top is not None else 0
    within = f"{top.path}/" if top is not None else ""
    found: dict[str, dict[date, list[OnDay]]] = defaultdict(lambda: defaultdict(list))
    deeper: set[str] = set()
    for request in board.every("request"):
        place = board.place_of(request.place) if isinstance(request, Request) else None
        if place is None or not isinstance(request, Request) or request.status in ENDED:
            continue
        if top is not None and place.id != top.id and not place.path.startswith(within):
            continue
        steps = place.path.split("/")
        at = steps[min(depth, len(steps) - 1)]
        if len(steps) - 1 > depth:
            deeper.add(at)
        for day in days:
            if (one := _on_day(board, request, day)) is not None:
                found[at][day].append(one)
    rows = [_row(board, at, by_day, days, at in deeper) for at, by_day in found.items()]
    return Overview(tuple(days), tuple(sorted(rows, key=_order)))


def above(board: Board, place_id: str | None) -> str | None:
    """The place above; None for the topmost."""
    place = board.place_of(place_id) if place_id else None
    return place.parent if isinstance(place, Place) else None


def _on_day(board: Board, request: Request, day: date) -> OnDay | None:
    line = request.line(day)
    if line is None:
        return None
    leaves = list(leaf_quotas(board, request.id, day))
    confirmed, present = sum(one.confirmed for one in leaves), sum(one.present for one in leaves)
    return OnDay(request.id, line.min, confirmed, present, count(line.min, line.max, confirmed), request.urgent)


def _row(board: Board, at: str, by_day: dict[date, list[OnDay]], days: Sequence[date], deeper: bool) -> PlaceRow:
    tiles = [Tile(tuple(sorted(by_day.get(day, ()), key=_most_short))) for day in days]
    return PlaceRow(at, place_name(board, at), tuple(tiles), deeper)


def _most_short(one: OnDay) -> tuple[int, bool, str]:
    return -one.heads.missing, not one.urgent, one.request


def _order(row: PlaceRow) -> tuple[list[int], int, str]:
    return [-tile.missing for tile in row.tiles], -sum(tile.need for tile in row.tiles), row.place
