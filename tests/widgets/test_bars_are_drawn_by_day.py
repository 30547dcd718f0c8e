"""Bars by day: as wide as asked for, nothing where nothing is known, the same in ASCII."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from widgets.marks import use_ascii
from widgets.paint import width_of
from widgets.plot import SCALE, Chart, chart_lines, round_up
from widgets.text import cells

DAYS = tuple(f"11-{day:02}" for day in range(1, 31))


@pytest.fixture(params=[False, True], ids=["braille", "ascii"])
def ascii_only(request: pytest.FixtureRequest) -> Iterator[bool]:
    use_ascii(request.param)
    yield request.param
    use_ascii(False)


def drawn(chart: Chart, width: int = 76, height: int = 8) -> list[str]:
    return ["".join(piece.text for piece in line) for line in chart_lines(chart, width, height)]


@pytest.mark.parametrize(("width", "height"), [(76, 8), (40, 4), (136, 14), (20, 3), (5, 2)])
def test_every_line_is_exactly_as_wide_as_asked_for(width: int, height: int, ascii_only: bool) -> None:
    lines = chart_lines(Chart(tuple(map(float, range(30))), DAYS), width, height)
    assert len(lines) == height
    assert all(width_of(line) == width for line in lines)
    assert not ascii_only or all(text.isascii() for text in drawn(Chart((3, 5), ("11-20", "11-21"))))


def test_a_day_of_which_nothing_is_known_has_no_bar(ascii_only: bool) -> None:
    *bars, days = drawn(Chart((5, None, 5), ("a", "b", "c")))
    assert days.split() == ["a", "b", "c"]
    gap = [line[days.index("b") : days.index("c")] for line in bars]
    assert all(not part.strip() for part in gap)


def test_what_is_not_nothing_shows_at_least_a_dot(ascii_only: bool) -> None:
    *bars, days = drawn(Chart((1000, 1), ("a", "b")))
    assert bars[-1][days.index("b")].strip()


def test_the_scale_is_easily_read() -> None:
    assert [round_up(value) for value in (0, 3, 97, 4100, 0.4)] == [1.0, 5.0, 100.0, 5000.0, 1.0]
    assert drawn(Chart((4100,), ("11-20",)))[0].startswith("5000".rjust(SCALE - 1))


def test_labels_stand_below_their_days_and_never_overlap() -> None:
    *_bars, days = drawn(Chart(tuple(map(float, range(30))), DAYS))
    assert days.split()[0] == "11-01"
    assert all(label in DAYS for label in days.split())
    assert cells(days) == 76
