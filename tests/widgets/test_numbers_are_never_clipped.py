"""A number stands whole or as overflow marks, at every width; other text is cut with a mark and columns line up."""

import re

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from tests.widgets.board import COLUMNS, a_row
from widgets.columns import GAP, Column, last_shift, lay_out
from widgets.lines import GUTTER, HEAD, Composer, Frame
from widgets.paint import Line, strip, width_of
from widgets.rows import Cell, Listing, Row
from widgets.sheet import Sheet
from widgets.text import cells, clip, fit, fit_number, harmless, wrap

TEXTS = st.text(st.sampled_from("孙河乡酒仙桥 abcXYZ09-…（）é\u0301[/x]"), max_size=60)
HOSTILE = st.text(max_size=30) | st.sampled_from(
    ["[/x]", "[bold]", "\x1b[2J", "\x1b]52;c;eA==\x07", "\u202eabc", "\x9b"]
)
WIDTHS = st.integers(0, 150)


def shown(columns: tuple[Column, ...], rows: list[Row], width: int, height: int = 8, shift: int = 0) -> list[Line]:
    sheet = Sheet(columns)
    sheet.replace(Listing.of(rows))
    sheet.resize(max(0, width - GUTTER), height - HEAD)
    for _ in range(shift):
        sheet.choose_field(1)
    return Composer().compose(sheet, Frame("配额 Quotas", "12/87", "Nothing here.", True), width, height)


def text_of(line: Line) -> str:
    return "".join(part.text for part in line)


@given(st.integers(0, 10**12), st.integers(0, 16))
def test_a_number_is_whole_or_all_marks(number: int, width: int) -> None:
    text = fit_number(str(number), width)
    assert cells(text) == width
    assert text.strip() == str(number) or set(text) <= {"#"}


@given(WIDTHS, st.integers(0, 10**9), st.integers(0, 6))
def test_no_line_at_any_width_holds_some_digits_of_a_number(width: int, number: int, shift: int) -> None:
    lines = shown(COLUMNS, [a_row("a", low=number, high=number)], width, shift=shift)
    figures = re.findall(r"\d+", text_of(lines[HEAD])) if width else []
    assert set(figures) <= {str(number), "0"}


@given(WIDTHS, st.lists(TEXTS, min_size=5, max_size=5), st.integers(0, 6))
def test_every_line_is_exactly_as_wide_as_the_pane(width: int, texts: list[str], shift: int) -> None:
    row = Row("a", tuple(Cell(text) for text in texts), Cell("●"))
    for line in shown(COLUMNS, [row], width, shift=shift):
        assert width_of(line) == width
        assert cell_len(text_of(line)) == width


@given(TEXTS, st.integers(0, 40))
def test_a_text_is_fitted_exactly_and_says_when_it_is_cut(text: str, width: int) -> None:
    assert cells(fit(text, width)) == width
    if cells(harmless(text)) > width > 0:
        assert fit(text, width).endswith("…")


@given(HOSTILE, st.integers(1, 40))
def test_hostile_text_loses_its_power_and_nothing_else(text: str, width: int) -> None:
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", fit(text, width))
    if text.isprintable() and cells(text) <= width:
        assert clip(text, width) == text


@given(st.lists(HOSTILE, min_size=5, max_size=5), HOSTILE, st.integers(20, 120))
def test_a_hostile_row_is_shown_and_steers_nothing(texts: list[str], mark: str, width: int) -> None:
    (line,) = shown(COLUMNS, [Row("a", tuple(Cell(text) for text in texts), Cell(mark))], width, height=HEAD + 1)[HEAD:]
    segments = list(strip(line, lambda ink: Style()))
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e]", "".join(segment.text for segment in segments))
    assert all(segment.control is None and not (segment.style and segment.style.meta) for segment in segments)


@given(TEXTS, st.integers(1, 40))
def test_wrapped_text_loses_no_character_but_spaces(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cells(line) <= max(width, 2) for line in lines)
    assert "".join(lines).replace(" ", "") == harmless(text).replace(" ", "")


COLUMN = st.builds(
    Column,
    key=st.uuids().map(str),
    title=st.just("t"),
    width=st.integers(1, 30),
    min=st.integers(0, 1),
    flex=st.integers(0, 3),
    shrink=st.integers(0, 3),
    pinned=st.booleans(),
)


@given(st.lists(COLUMN, max_size=8), st.integers(0, 140), st.integers(0, 4))
def test_slots_stay_inside_the_pane_and_never_overlap(columns: list[Column], width: int, shift: int) -> None:
    end = -GAP
    for slot in lay_out(columns, width, shift):
        assert slot.x == end + GAP
        assert slot.width >= 1
        end = slot.x + slot.width
    assert end <= width


@given(st.lists(COLUMN, min_size=1, max_size=8), st.integers(60, 140))
def test_what_is_hidden_can_be_scrolled_to(columns: list[Column], width: int) -> None:
    seen = {slot.nth for shift in range(last_shift(columns, width) + 1) for slot in lay_out(columns, width, shift)}
    # Pinned columns may take the whole pane; the others then have nowhere to stand.
    pinned = sum(column.width + GAP for column in columns if column.pinned)
    if pinned + max(column.width for column in columns) <= width:
        assert seen == set(range(len(columns)))


def test_spare_cells_go_to_the_flexible_columns() -> None:
    slots = lay_out((Column("a", "", 4, flex=1), Column("b", "", 4), Column("c", "", 4, flex=3)), 22)
    assert [slot.width for slot in slots] == [6, 4, 10]


def test_the_column_that_shrinks_first_gives_way_first() -> None:
    columns = (Column("a", "", 10, min=4, shrink=1), Column("b", "", 10), Column("c", "", 10, min=4, shrink=2))
    assert [slot.width for slot in lay_out(columns, 28)] == [10, 10, 6]
    assert [slot.width for slot in lay_out(columns, 22)] == [6, 10, 4]
    assert [slot.column.key for slot in lay_out(columns, 17)] == ["a", "b"]


def test_the_name_of_a_row_is_never_hidden() -> None:
    columns = (Column("name", "", 10, min=4, shrink=9, pinned=True), *(Column(str(nth), "", 8) for nth in range(9)))
    assert [slot.column.key for slot in lay_out(columns, 24)] == ["name", "0", "1"]
