"""On a terminal that draws some signs two cells wide, every mark of the widgets is ASCII."""

from collections.abc import Iterator

import pytest

from tests.widgets.board import BoardApp, a_row, a_table
from widgets.marks import ASCII, Marks, marks, use_ascii
from widgets.text import cells, fit

pytestmark = pytest.mark.anyio


@pytest.fixture
def in_ascii() -> Iterator[None]:
    use_ascii()
    yield
    use_ascii(False)


def test_every_mark_is_one_cell_wide_and_every_twin_is_ascii() -> None:
    assert [cells(mark) for mark in (*Marks(), *ASCII)] == [1] * 16
    assert "".join(ASCII).isascii()


@pytest.mark.usefixtures("in_ascii")
async def test_a_whole_table_is_drawn_in_ascii() -> None:
    table = a_table([a_row("a", place="Jiuxianqiao Subdistrict", note="a long note that is cut")])
    app = BoardApp(table)
    async with app.run_test(size=(48, 6)) as pilot:
        table.focus()
        table.toggle_selected()
        await pilot.pause()
        assert "".join(app.lines).isascii()
        assert app.lines[0].startswith("|Quotas")
        assert fit("Jiuxianqiao", 5) == "Jiux~"


def test_the_other_marks_are_the_usual_ones() -> None:
    assert marks().clipped == "…"
