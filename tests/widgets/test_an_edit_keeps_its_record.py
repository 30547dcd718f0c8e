"""An edit in a cell belongs to its record, whatever arrives; it ends by Enter, Escape or the record's vanishing."""

import pytest

from tests.widgets.board import BoardApp, a_row, a_table, some_rows, type_at
from widgets.live import LiveTable

pytestmark = pytest.mark.anyio

SIZE = (80, 14)


class Bound(BoardApp):
    BINDINGS = [("plus", "note('plus')"), ("q", "note('quit')"), ("enter", "note('detail')"), ("tab", "note('tab')")]


async def test_what_is_typed_stands_in_the_cell_and_enter_commits_it() -> None:
    table = a_table(some_rows(range(20)))
    app = Bound(table)
    async with app.run_test(size=SIZE) as pilot:
        table.focus()
        table.move(3)
        assert table.begin_edit("6")
        await pilot.press("minus", "9", "0", "backspace")
        assert "6-9_" in app.lines[5]
        await pilot.press("enter")
        assert app.told(LiveTable.Committed) == [LiveTable.Committed(table, "r3", "min", "6-9")]
        assert not table.is_editing
        assert app.acted == []


async def test_rows_arriving_leave_the_edit_with_its_record() -> None:
    table = a_table(some_rows(range(100, 120)))
    app = Bound(table)
    async with app.run_test(size=SIZE) as pilot:
        table.focus()
        table.go_to("r104")
        table.begin_edit("5")
        table.set_rows(some_rows(reversed(range(90, 130))))
        table.update_rows({"r104": a_row("r104", place="村104", low=77)})
        await pilot.press("0", "enter")
        assert app.told(LiveTable.Committed) == [LiveTable.Committed(table, "r104", "min", "50")]


async def test_a_vanished_record_closes_its_edit_and_hands_over_what_was_typed() -> None:
    table = a_table(some_rows(range(10)))
    app = Bound(table)
    async with app.run_test(size=SIZE) as pilot:
        table.focus()
        table.move(4)
        table.begin_edit("18")
        table.set_rows(some_rows([0, 1, 9]))
        await pilot.pause()
        assert app.told(LiveTable.EditClosed) == [LiveTable.EditClosed(table, "r4", "18")]
        assert not table.is_editing


async def test_escape_leaves_without_a_change() -> None:
    table = a_table(some_rows(range(3)))
    app = Bound(table)
    async with app.run_test(size=SIZE) as pilot:
        table.focus()
        table.begin_edit("1")
        await pilot.press("escape")
        assert app.told(LiveTable.EditLeft) == [LiveTable.EditLeft(table, "r0")]
        assert app.told(LiveTable.Committed) == []


async def test_a_refused_edit_opens_again_with_its_text() -> None:
    table = a_table(some_rows(range(3)))
    app = Bound(table)
    async with app.run_test(size=SIZE) as pilot:
        table.focus()
        table.begin_edit("9-6")
        await pilot.press("enter")
        table.move(1)
        assert table.refuse("9-6")
        await pilot.press("backspace", "9", "enter")
        assert app.told(LiveTable.Committed)[-1] == LiveTable.Committed(table, "r0", "min", "9-9")


async def test_an_edit_whose_record_has_gone_is_not_opened_again() -> None:
    table = a_table(some_rows(range(3)))
    async with Bound(table).run_test(size=SIZE) as pilot:
        table.focus()
        table.begin_edit("9-6")
        await pilot.press("enter")
        table.set_rows(some_rows([1, 2]))
        assert not table.refuse("9-6")


async def test_while_editing_no_key_reaches_a_binding() -> None:
    table = a_table(some_rows(range(3)))
    app = Bound(table)
    async with app.run_test(size=SIZE) as pilot:
        table.focus()
        table.begin_edit("1")
        await pilot.press("plus", "q", "tab", "down")
        assert app.acted == []
        assert table.cursor == "r0"
        assert [message.key for message in app.told(LiveTable.EditHeld) if isinstance(message, LiveTable.EditHeld)] == [
            "tab",
            "down",
        ]
        await pilot.press("enter", "q")
        assert app.told(LiveTable.Committed) == [LiveTable.Committed(table, "r0", "min", "1+q")]
        assert app.acted == ["quit"]


async def test_an_edit_longer_than_its_cell_shows_its_end() -> None:
    table = a_table(some_rows(range(3)))
    app = Bound(table)
    async with app.run_test(size=(40, 14)) as pilot:
        table.focus()
        table.choose_column("max")
        table.begin_edit()
        await pilot.press(*"12345678901234567890123456789012345678")
        assert "2345678_" in app.lines[2]
        assert all(len(line) >= 1 for line in app.lines)


async def test_full_width_figures_are_typed_as_ascii_and_free_text_as_it_is() -> None:
    table = a_table(some_rows(range(3)))
    app = Bound(table)
    async with app.run_test(size=SIZE) as pilot:
        table.focus()
        table.begin_edit()
        await type_at(pilot, "６－９\r")
        table.choose_column("note")
        table.begin_edit()
        await type_at(pilot, "孙，６\r")
        assert [message.text for message in app.said if isinstance(message, LiveTable.Committed)] == ["6-9", "孙，６"]


async def test_there_is_nothing_to_edit_in_an_empty_table() -> None:
    table = a_table()
    async with Bound(table).run_test(size=SIZE):
        assert not table.begin_edit("1")
