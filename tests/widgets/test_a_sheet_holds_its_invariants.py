"""Whatever is done to a sheet, its cursor is listed and in view, and nothing vanished stays selected or edited."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.board import COLUMNS, some_rows
from widgets.rows import Listing
from widgets.sheet import Sheet

Step = Callable[[Sheet], object]

IDS = st.lists(st.integers(0, 40), unique=True)
STEPS = st.one_of(
    IDS.map(lambda ids: lambda sheet: sheet.replace(Listing.of(some_rows(ids)))),
    st.integers(-5, 45).map(lambda line: lambda sheet: sheet.move_to_line(line)),
    st.sampled_from([-1, 1]).map(lambda step: lambda sheet: sheet.choose_field(step)),
    st.tuples(st.integers(0, 120), st.integers(0, 12)).map(lambda size: lambda sheet: sheet.resize(*size)),
    st.just(lambda sheet: sheet.toggle()),
    st.just(lambda sheet: sheet.select_through()),
    st.just(lambda sheet: sheet.begin_edit("6")),
    st.just(lambda sheet: sheet.end_edit()),
)


@given(st.lists(STEPS, max_size=25))
def test_cursor_window_selection_and_edit_hold(steps: list[Step]) -> None:
    sheet = Sheet(COLUMNS)
    for step in steps:
        step(sheet)
        ids = sheet.listing.ids
        assert (sheet.cursor in sheet.listing) if sheet.cursor is not None else not ids
        assert not ids or not sheet.height or sheet.cursor in sheet.visible
        assert len(sheet.visible) == min(sheet.height, len(ids))
        assert sheet.chosen <= set(ids)
        assert sheet.edit is None or sheet.edit.id in sheet.listing


@given(IDS.filter(bool), IDS, st.data())
def test_a_surviving_record_keeps_cursor_and_edit(before: list[int], after: list[int], data: st.DataObject) -> None:
    sheet = Sheet(COLUMNS)
    sheet.resize(80, 10)
    sheet.replace(Listing.of(some_rows(before)))
    sheet.move_to_line(data.draw(st.integers(0, len(before) - 1)))
    sheet.begin_edit("6")
    cursor = sheet.cursor
    vanished = sheet.replace(Listing.of(some_rows(after)))
    if cursor in sheet.listing.ids:
        assert sheet.cursor == cursor
        assert sheet.edit is not None
        assert sheet.edit.id == cursor
    else:
        assert (vanished.cursor, sheet.edit) == (cursor, None)
        assert vanished.edit is not None
