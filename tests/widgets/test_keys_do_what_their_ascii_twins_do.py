"""A full-width key, as a terminal sends it and Textual parses it, does what its ASCII twin does."""

import pytest

from tests.widgets.board import BoardApp, a_table, parsed, some_rows, type_at
from widgets.entry import Entry
from widgets.keys import fold_key
from widgets.live import LiveTable

pytestmark = pytest.mark.anyio

TWINS = dict(
    zip("？／：＋－０１２３４５６７８９【】《》、，．＜＞［］ｊｋＱ　", "?/:+-0123456789[]<>/,.<>[]jkQ ", strict=True)
)


@pytest.mark.parametrize(("wide", "twin"), TWINS.items(), ids=[f"U+{ord(wide):04X}" for wide in TWINS])
def test_each_folds_to_the_key_its_twin_is_parsed_as(wide: str, twin: str) -> None:
    (event,), (expected,) = parsed(wide), parsed(twin)
    assert fold_key(event.key, event.character) == (expected.key, expected.character)


def test_the_names_are_the_ones_textual_parses() -> None:
    assert [event.key for event in parsed("？／、")] == [
        "fullwidth_question_mark",
        "fullwidth_solidus",
        "ideographic_comma",
    ]


@pytest.mark.parametrize("key", ["a", "孙", "+", "-", "?", "—", "\x1b[A", "\t", "\r", "\x10"])
def test_every_other_key_passes_unchanged(key: str) -> None:
    for event in parsed(key):
        assert fold_key(event.key, event.character) == (event.key, event.character)


class Bound(BoardApp):
    BINDINGS = [(key, f"note('{name}')") for key, name in (("?", "help"), ("/", "filter"), ("+", "add"), ("[", "day"))]


async def test_bindings_see_the_twin() -> None:
    table = a_table(some_rows(range(3)))
    app = Bound(table)
    async with app.run_test() as pilot:
        table.focus()
        await type_at(pilot, "？／、＋【")
        assert app.acted == ["help", "filter", "filter", "add", "day"]


async def test_free_text_keeps_what_was_typed_and_figures_get_the_twins() -> None:
    text, figures = Entry(), Entry(figures=True)
    async with BoardApp(text, figures).run_test() as pilot:
        text.focus()
        await type_at(pilot, "孙河？６－９")
        figures.focus()
        await type_at(pilot, "６－９")
        assert (text.value, figures.value) == ("孙河？６－９", "6-9")


async def test_pasted_figures_are_folded_too() -> None:
    from textual import events

    figures = Entry(figures=True)
    app = BoardApp(figures)
    async with app.run_test() as pilot:
        figures.focus()
        await pilot.pause()
        app.post_message(events.Paste("６－９"))
        await pilot.pause()
        assert figures.value == "6-9"


class Filtering(BoardApp):
    BINDINGS = [("slash", "filter"), ("q", "note('quit')"), ("enter", "open"), ("escape", "note('escape')")]

    def action_filter(self) -> None:
        self.query_one(Entry).focus()

    def action_open(self) -> None:
        self.query_one(LiveTable).open_row()

    def on_live_table_opened(self) -> None:
        self.query_one(Entry).focus()


@pytest.mark.parametrize("typed", ["/quota", "\rquota"], ids=["a binding moves the focus", "a message moves the focus"])
async def test_what_is_typed_ahead_reaches_what_it_was_meant_for(typed: str) -> None:
    table, entry = a_table(some_rows(range(3))), Entry()
    app = Filtering(table, entry)
    async with app.run_test() as pilot:
        table.focus()
        await pilot.pause()
        await type_at(pilot, typed)
        assert entry.value == "quota"
        assert app.acted == []


async def test_keys_typed_while_a_widget_goes_away_are_not_held_up() -> None:
    table, entry = a_table(some_rows(range(3))), Entry()
    app = Bound(table, entry)
    async with app.run_test() as pilot:
        entry.focus()
        await pilot.pause()
        entry.remove()
        await type_at(pilot, "ab")
        table.focus()
        await pilot.pause()
        await type_at(pilot, "+?")
        assert app.acted == ["add", "help"]
