"""Place by day, short first, and down to the request."""

from __future__ import annotations

from postcmd.overview import above, overview
from tests.builders import DAY, line, quota, request
from tests.rules.boards import board_of, on


def called(request_id: str, place: str, need: int, confirmed: int, **said: object) -> list[object]:
    asked = request(request_id, place=place, lines=(line(need, need),), **said)
    return [asked, quota(need, need, request=request_id, confirmed=confirmed)]


def test_what_is_short_stands_first_the_most_missing_first() -> None:
    board = board_of(*called("far", "xinfadi-p", 9, 1), *called("sunhe", "sunhe-p", 12, 9))  # type: ignore[arg-type]
    found = overview(board, None, (DAY,))
    assert [(row.place, row.missing) for row in found.rows] == [("fengtai-d", 8), ("chaoyang-d", 3)]


def test_one_too_many_here_is_no_one_too_few_there() -> None:
    board = board_of(*called("sunhe", "sunhe-p", 12, 14), *called("other", "sunhe-p", 6, 3))  # type: ignore[arg-type]
    (row,) = overview(board, None, (DAY,)).rows
    tile = row.tiles[0]
    assert (tile.missing, tile.over, tile.need, tile.confirmed) == (3, 2, 18, 17)


def test_a_cell_leads_to_the_request_that_needs_somebody_most() -> None:
    board = board_of(*called("sunhe", "sunhe-p", 12, 11), *called("other", "sunhe-p", 6, 3))  # type: ignore[arg-type]
    (row,) = overview(board, None, (DAY,)).rows
    assert (row.tiles[0].first, row.deeper) == ("other", True)


def test_below_a_place_stand_the_places_below_it_and_above_it_the_one_above() -> None:
    found = overview(board_of(), "chaoyang-d", (DAY, on(1)))
    assert [(row.place, row.deeper, row.tiles[1].first) for row in found.rows] == [("sunhe-p", False, None)]
    assert (above(board_of(), "sunhe-p"), above(board_of(), "chaoyang-d")) == ("chaoyang-d", None)


def test_what_is_cancelled_is_in_no_row() -> None:
    assert overview(board_of(request(status="cancelled")), None, (DAY,)).rows == ()
