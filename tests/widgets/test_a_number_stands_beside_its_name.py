"""Columns are as wide as what stands in them: nothing is far from its name, no text is cut beside empty cells."""

from __future__ import annotations

import pytest

from tests.widgets.board import BoardApp, a_table
from widgets.columns import Column, holding, lay_out
from widgets.lines import URGENT, Frame, caption
from widgets.live import LiveTable
from widgets.paint import width_of
from widgets.rows import Cell, Row
from widgets.sheet import Sheet

NAME = Column("name", "name", 10, min=6, flex=1, shrink=2, pinned=True)
WHY = Column("why", "why", 20, min=6, flex=3, shrink=1)
HEADS = Column("heads", "heads", 6, align="right", numeric=True)
COLUMNS = (NAME, HEADS, WHY)


def widths(columns: tuple[Column, ...], available: int) -> dict[str, int]:
    return {slot.column.key: slot.width for slot in lay_out(columns, available)}


@pytest.mark.parametrize("available", [60, 120, 200, 400])
def test_what_is_left_over_stays_empty_at_the_right(available: int) -> None:
    held = holding(COLUMNS, {"name": 14, "heads": 2, "why": 20})
    assert widths(held, available) == {"name": 14, "heads": 6, "why": 20}


def test_the_cells_of_an_empty_column_go_to_the_text_that_needs_them() -> None:
    held = holding(COLUMNS, {"name": 34, "heads": 2, "why": 0})
    assert widths(held, 50) == {"name": 34, "heads": 6, "why": 3}


def test_a_text_longer_than_its_column_was_meant_to_be_is_whole_where_there_is_room() -> None:
    fixed = Column("state", "state", 8)
    assert widths(holding((NAME, fixed), {"name": 4, "state": 13}), 40) == {"name": 4, "state": 13}


def test_a_column_that_is_typed_into_keeps_its_room() -> None:
    typed = Column("note", "note", 12, min=6, editable=True)
    assert widths(holding((NAME, typed), {"name": 4, "note": 0}), 40)["note"] == 12


def test_a_text_is_hidden_before_a_number_has_no_room() -> None:
    squad = Column("squad", "squad", 14, min=11, flex=3, shrink=5, pinned=True)
    present = Column("present", "here", 7, min=5, align="right", shrink=1, numeric=True)
    unit = Column("unit", "unit", 12, min=8, flex=2, shrink=8)
    assert widths((squad, present, unit), 27) == {"squad": 19, "present": 7}


def test_a_number_gives_way_where_nothing_else_is_left() -> None:
    present = Column("present", "here", 7, min=5, align="right", shrink=1, numeric=True)
    assert widths((NAME, present), 12) == {"name": 6, "present": 5}


@pytest.mark.anyio
async def test_columns_grow_with_what_arrives_and_stay_while_the_list_is_the_same() -> None:
    table = LiveTable(COLUMNS)
    app = BoardApp(table)

    def show(*names: str) -> str:
        table.set_rows(Row(str(nth), (Cell(name), Cell("7"), Cell("-"))) for nth, name in enumerate(names))
        return table.render_line(2).text[4:].rstrip()

    async with app.run_test(size=(80, 12)):
        assert show("ab", "abcdef") == "ab          7 -"
        assert show("ab", "abcdefghij") == "ab              7 -"
        assert show("ab") == "ab              7 -"
        table.set_rows([])
        assert show("ab") == "ab        7 -"


@pytest.mark.parametrize("width", [40, 34, 20, 8])
def test_the_eye_lands_on_what_is_short(width: int) -> None:
    frame = Frame("Quotas 16", "from 11-23  30 short", "", focused=True, urgent="30 short")
    line = caption(Sheet(COLUMNS), frame, width)
    urgent = "".join(part.text for part in line if part.ink == URGENT)
    assert width_of(line) == width
    assert urgent == "30 short" if width > 30 else "30 short".startswith(urgent.rstrip("…"))


@pytest.mark.anyio
async def test_the_pane_with_the_focus_is_the_one_whose_title_stands_out() -> None:
    here, there = a_table([], id="here"), a_table([], id="there")
    here.beside = there.beside = True
    here.set_caption("here")
    there.set_caption("there")
    app = BoardApp(here, there)
    async with app.run_test(size=(80, 12)) as pilot:
        here.focus()
        await pilot.pause()
        bold = [any(part.style and part.style.bold for part in table.render_line(0)) for table in (here, there)]
        assert bold == [True, False]
