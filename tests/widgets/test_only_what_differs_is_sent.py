"""Only changed cells reach the terminal, and what a person sees there is what the board shows."""

import random
from collections.abc import Callable

import pytest

from tests.widgets.board import BoardApp, BoardScreen, a_row, a_table, some_rows
from widgets.ask import Question
from widgets.card import Card, Fact, Section
from widgets.live import LiveTable
from widgets.paint import Ink, blank, changed_spans, piece
from widgets.prompt import Prompt
from widgets.rows import Row
from widgets.spans import whole_characters
from widgets.status import Part, StatusLine

pytestmark = pytest.mark.anyio


async def test_a_changed_row_sends_its_changed_cells_only() -> None:
    table = a_table(some_rows(range(500)))
    app = BoardApp(table)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.board.drawn.draw_all()
        table.update_rows({"r7": a_row("r7", place="村7", low=7, high=15, mark="·")})
        await pilot.pause()
        assert len(app.board.drawn.updates) == 1
        assert len(app.board.drawn.updates[0]) < 120
        assert app.board.drawn.picture() == app.board.drawn.expected()


async def test_a_cursor_move_sends_marks_not_lines() -> None:
    table = a_table(some_rows(range(500)))
    app = BoardApp(table)
    async with app.run_test(size=(120, 40)) as pilot:
        table.focus()
        await pilot.pause()
        app.board.drawn.draw_all()
        table.move(1)
        await pilot.pause()
        assert sum(map(len, app.board.drawn.updates)) < 250


async def test_nothing_is_sent_when_nothing_differs() -> None:
    table, status = a_table(some_rows(range(500))), StatusLine()
    status.show([Part("online", "good")])
    app = BoardApp(table, status)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.board.drawn.draw_all()
        table.set_rows(some_rows(range(500)))
        table.update_rows({"r400": a_row("r400", high=99), "unlisted": a_row("unlisted")})
        status.show([Part("online", "good")])
        await pilot.pause()
        assert app.board.drawn.updates == []


async def test_a_row_inserted_below_the_window_sends_the_count_only() -> None:
    table = a_table(some_rows(range(500)))
    app = BoardApp(table)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.board.drawn.draw_all()
        table.set_rows(some_rows(range(501)))
        await pilot.pause()
        assert sum(map(len, app.board.drawn.updates)) < 60


async def test_moving_the_focus_repaints_marks_and_not_panes() -> None:
    here, there = a_table(some_rows(range(99)), id="here"), a_table(some_rows(range(99)), id="there")
    app = BoardApp(here, there)
    async with app.run_test(size=(120, 40)) as pilot:
        here.focus()
        await pilot.pause()
        app.board.drawn.draw_all()
        there.focus()
        await pilot.pause()
        assert sum(map(len, app.board.drawn.updates)) < 500
        assert app.board.drawn.picture() == app.board.drawn.expected()


async def test_another_theme_repaints_everything() -> None:
    table = a_table(some_rows(range(99)))
    app = BoardApp(table)
    async with app.run_test(size=(120, 40)) as pilot:
        before = table.render_line(3)
        app.theme = "textual-light"
        await pilot.pause()
        assert table.render_line(3) != before


async def test_after_any_sequence_of_changes_the_terminal_shows_the_board() -> None:
    dice = random.Random(20221120)
    table, status, prompt, question, card = a_table(some_rows(range(60))), StatusLine(), Prompt(), Question(), Card()
    app = BoardApp(table, status, prompt, question, card)

    def rows() -> list[Row]:
        ids = dice.sample(range(80), dice.randrange(60))
        return [
            a_row(f"r{nth}", place=dice.choice(["孙河乡", "a[/x]", "酒仙桥"]), high=dice.randrange(10**6))
            for nth in ids
        ]

    def change() -> None:
        id = f"r{dice.randrange(80)}"
        table.update_rows({id: a_row(id, high=dice.randrange(99), mark=dice.choice("·●✓!"))})

    def say() -> None:
        status.show([Part(dice.choice(["online", "离线 01:42"])), Part(str(dice.randrange(9)), right=True)])

    moves: list[Callable[[], object]] = [
        lambda: table.set_rows(rows()),
        change,
        say,
        lambda: table.move(dice.randrange(-20, 20)),
        lambda: table.choose_field(dice.choice([-1, 1])),
        table.toggle_selected,
        table.select_to_cursor,
        lambda: table.begin_edit("孙1"),
        table.leave_edit,
        lambda: prompt.open("/"),
        prompt.close,
        lambda: question.ask("12 → 120？"),
        question.close,
        lambda: card.open("卡", [Section("", (Fact("地点", "孙河" * 40),))]),
        card.close,
        table.focus,
    ]
    async with app.run_test(size=(70, 16)) as pilot:
        await pilot.pause()
        app.board.drawn.draw_all()
        for _ in range(80):
            dice.choice(moves)()
            await pilot.pause()
            expected = app.board.drawn.expected()
            assert (app.board.drawn.picture(), app.board.drawn.thrifty_picture()) == (expected, expected)


async def test_laying_out_anew_sends_nothing_that_stands_there_already() -> None:
    table = a_table(some_rows(range(99)))
    app = BoardApp(table)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await app.board.mount(StatusLine(id="late"))
        await pilot.pause()
        app.board.drawn.sent.clear()
        app.board.refresh(layout=True)
        await pilot.pause()
        assert "".join(app.board.drawn.sent) == ""


def test_pieces_that_differ_near_each_other_are_sent_as_one() -> None:
    old = (piece("孙河"), blank(2), piece("12"), blank(40), piece("3"))
    new = (piece("孙河"), blank(2), piece("13"), blank(40), piece("4"))
    assert changed_spans(old, new) == [(6, 2), (48, 1)]
    assert changed_spans(old, new, bridge=40) == [(6, 43)]
    assert changed_spans(old, old) == []


def test_lines_cut_otherwise_differ_between_their_equal_ends() -> None:
    old = (piece("a"), piece("bc"), piece("d"), piece("e"))
    new = (piece("a"), piece("xyz", Ink("bad")), piece("e"))
    assert changed_spans(old, new) == [(1, 3)]


async def test_the_table_says_nothing_of_a_repaint() -> None:
    table = a_table(some_rows(range(9)))
    app = BoardApp(table)
    async with app.run_test() as pilot:
        table.set_caption("配额", "short 3")
        table.set_empty_text("…")
        await pilot.pause()
        assert app.told(LiveTable.CursorMoved) == []
        assert "short 3" in app.lines[0]


def test_a_span_never_begins_or_ends_inside_a_character() -> None:
    assert whole_characters("孙河 12", 1, 3) == (0, 4)
    assert whole_characters("孙河 12", 2, 5) == (2, 5)
    assert whole_characters("max 12", 1, 3) == (1, 3)


async def test_a_screen_is_painted_once_when_it_opens_and_again_when_it_comes_back() -> None:
    app = BoardApp(a_table(some_rows(range(99))))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        board = app.board
        assert len([update for update in board.drawn.updates if "Quotas" in update]) == 1
        await app.push_screen(BoardScreen())
        board.drawn.updates.clear()
        await app.pop_screen()
        await pilot.pause()
        assert [update for update in board.drawn.updates if "Quotas" in update]
