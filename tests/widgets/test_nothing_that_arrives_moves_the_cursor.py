"""What arrives from others moves neither cursor nor scroll nor focus; a person's keys do."""

import pytest

from tests.widgets.board import BoardApp, a_row, a_table, some_rows
from widgets.live import LiveTable
from widgets.rows import Row

pytestmark = pytest.mark.anyio

SIZE = (80, 14)  # twelve rows in view


def line_of_cursor(app: BoardApp) -> int:
    return next(y for y, line in enumerate(app.lines) if line.startswith(">"))


async def test_rows_inserted_above_leave_the_cursor_on_its_record_and_its_line() -> None:
    table = a_table(some_rows(range(100, 200)))
    app = BoardApp(table)
    async with app.run_test(size=SIZE) as pilot:
        table.go_to("r130")
        await pilot.pause()
        line = line_of_cursor(app)
        table.set_rows(some_rows(range(50, 200)))
        await pilot.pause()
        assert table.cursor == "r130"
        assert line_of_cursor(app) == line
        assert "村130" in app.lines[line]


async def test_a_row_inserted_above_the_first_line_stays_out_of_view() -> None:
    table = a_table(some_rows(range(100, 200)))
    async with BoardApp(table).run_test(size=SIZE) as pilot:
        table.set_rows(some_rows(range(99, 200)))
        await pilot.pause()
        assert (table.cursor, table.top) == ("r100", 1)


async def test_another_order_keeps_the_record_under_the_cursor() -> None:
    table = a_table(some_rows(range(50)))
    async with BoardApp(table).run_test(size=SIZE) as pilot:
        table.go_to("r7")
        table.set_rows(some_rows(reversed(range(50))))
        await pilot.pause()
        assert table.cursor == "r7"


async def test_a_vanished_record_hands_the_cursor_to_the_next_and_says_so() -> None:
    table = a_table(some_rows(range(10)))
    app = BoardApp(table)
    async with app.run_test(size=SIZE) as pilot:
        table.go_to("r4")
        table.set_rows(some_rows([0, 1, 2, 3, 7, 8, 9]))
        await pilot.pause()
        assert table.cursor == "r7"
        assert app.told(LiveTable.RowGone) == [LiveTable.RowGone(table, "r4", "r7")]


async def test_when_the_last_row_vanishes_the_one_before_takes_the_cursor() -> None:
    table = a_table(some_rows(range(3)))
    async with BoardApp(table).run_test(size=SIZE):
        table.to_end()
        table.set_rows(some_rows([0, 1]))
        assert table.cursor == "r1"
        table.set_rows([])
        assert table.cursor is None


async def test_the_focus_stays_where_it_is() -> None:
    here, there = a_table(some_rows(range(30)), id="here"), a_table(id="there")
    app = BoardApp(here, there)
    async with app.run_test(size=(80, 24)) as pilot:
        here.focus()
        await pilot.pause()
        there.set_rows(some_rows(range(500)))
        there.update_rows({"r3": a_row("r3", high=99)})
        await pilot.pause()
        assert app.focused is here
        assert app.lines[0].startswith("▌")
        assert not app.lines[12].startswith("▌")


async def test_what_arrives_is_told_to_nobody_as_a_move() -> None:
    table = a_table(some_rows(range(30)))
    app = BoardApp(table)
    async with app.run_test(size=SIZE) as pilot:
        table.set_rows(some_rows(range(5, 40)))
        table.set_rows(some_rows(range(5, 30)))
        await pilot.pause()
        assert app.told(LiveTable.CursorMoved) == []


async def test_the_cursor_moves_by_least_scroll_and_says_where_it_is() -> None:
    table = a_table(some_rows(range(100)))
    app = BoardApp(table)
    async with app.run_test(size=SIZE) as pilot:
        table.move(11)
        assert table.top == 0
        table.move(1)
        assert table.top == 1
        table.to_end()
        assert (table.cursor, table.top) == ("r99", 88)
        table.page(-1)
        assert table.cursor == "r88"
        await pilot.pause()
        assert app.told(LiveTable.CursorMoved)[-1] == LiveTable.CursorMoved(table, "r88", "min")
        assert app.lines[0].rstrip().endswith("89/100")


async def test_the_selection_holds_records_and_lets_vanished_ones_go() -> None:
    table = a_table(some_rows(range(20)))
    app = BoardApp(table)
    async with app.run_test(size=SIZE) as pilot:
        table.move(2)
        table.toggle_selected()
        table.move(3)
        table.select_to_cursor()
        assert table.selected == ("r2", "r3", "r4", "r5")
        table.set_rows(some_rows([9, 5, 4, 2, 1]))
        await pilot.pause()
        assert list(table.selected) == ["r5", "r4", "r2"]
        assert [line[1] for line in app.lines[2:7]] == [" ", "*", "*", "*", " "]
        table.clear_selection()
        assert not table.selected


async def test_rows_are_drawn_only_when_they_come_into_view() -> None:
    drawn: list[str] = []

    def draw(id: str) -> Row:
        drawn.append(id)
        return a_row(id)

    table = a_table()
    async with BoardApp(table).run_test(size=SIZE) as pilot:
        table.show_rows([f"q{nth}" for nth in range(5000)], draw)
        await pilot.pause()
        assert len(drawn) <= 12
        table.redraw(["q1", "q4000"])
        assert drawn[-1] == "q1"


async def test_an_empty_table_shows_its_sentence() -> None:
    app = BoardApp(a_table())
    async with app.run_test(size=SIZE):
        assert "No quota here yet." in app.lines[2]


async def test_a_record_listed_twice_stands_once() -> None:
    table = a_table([a_row("a"), a_row("b"), a_row("a")])
    async with BoardApp(table).run_test(size=SIZE):
        assert table.count == 2
