"""A card shows all of a record and scrolls by keys; a form says beside a field why it will not do."""

import pytest
from textual import on
from textual.message import Message

from tests.widgets.board import BoardApp, a_table, some_rows, type_at
from widgets.card import Card, Fact, Section
from widgets.choice import Option
from widgets.form import Field, Form

pytestmark = pytest.mark.anyio

EVENTS = tuple(Fact(f"01:{minute:02}", f"李某 +1 [/x] {minute}") for minute in range(20))
SECTIONS = [Section("", (Fact("Place", "孙河" * 30), Fact("max", "12"))), Section("Events", EVENTS)]


class Showing(BoardApp):
    CSS = "Card { width: 50; height: 12; } Form { width: 76; }"
    BINDINGS = [("q", "note('quit')"), ("plus", "note('plus')"), ("escape", "note('escape')"), ("j", "note('j')")]

    @on(Card.Left)
    @on(Form.Left)
    @on(Form.Submitted)
    def hear(self, message: Message) -> None:
        self.said.append(message)


async def test_nothing_on_a_card_is_cut() -> None:
    card = Card()
    app = Showing(a_table(), card)
    async with app.run_test(size=(60, 20)) as pilot:
        card.open("孙河 · 链家", SECTIONS, "Esc back")
        await pilot.pause()
        assert "".join(app.lines[1:4]).count("孙") == 30
        assert "李某 +1 [/x] 2" in "".join(app.lines)
        assert app.lines[11].startswith(" Esc back")


async def test_a_card_scrolls_by_keys_and_stays_within_its_text() -> None:
    card = Card()
    app = Showing(a_table(), card)
    async with app.run_test(size=(60, 20)) as pilot:
        card.open("孙河", SECTIONS)
        await pilot.press("j", "down", "k")
        assert card.top == 1
        await pilot.press("end")
        assert "李某 +1 [/x] 19" in app.lines[11]
        await pilot.press("pagedown", "home", "up")
        assert card.top == 0
        assert app.acted == []


async def test_what_arrives_while_it_is_read_does_not_scroll_it() -> None:
    card = Card()
    app = Showing(a_table(), card)
    async with app.run_test(size=(60, 20)) as pilot:
        card.open("孙河", SECTIONS)
        await pilot.press("pagedown")
        top = card.top
        card.show("孙河", [*SECTIONS, Section("More", (Fact("", "and more"),))])
        await pilot.pause()
        assert card.top == top > 0
        card.open("酒仙桥", SECTIONS)
        assert card.top == 0


@pytest.mark.parametrize("key", ["escape", "enter", "q"])
async def test_a_card_is_left_by_a_key_and_other_keys_go_on(key: str) -> None:
    card = Card()
    app = Showing(a_table(), card)
    async with app.run_test(size=(60, 20)) as pilot:
        card.open("孙河", SECTIONS)
        await pilot.press("plus", key)
        assert app.said == [Card.Left(card)]
        assert app.acted == ["plus"]
        card.close()
        await pilot.pause()
        assert "No quota here yet." in app.lines[2]


def needed(text: str) -> str | None:
    return None if text else "a place is needed"


def a_number(text: str) -> str | None:
    return None if text.isdecimal() else f"{text!r} is not a number"


FIELDS = (
    Field("place", "Place", check=needed),
    Field("max", "Heads", "12", figures=True, check=a_number),
    Field("status", "Status", "b", options=(Option("a", "待命"), Option("b", "在岗"))),
)


async def filled(app: Showing, form: Form) -> None:
    await form.open("New request", FIELDS, topic="request", hints="Enter next · Esc leave")


async def test_enter_goes_on_and_the_last_field_submits() -> None:
    form = Form()
    app = Showing(a_table(some_rows(range(9))), form)
    async with app.run_test(size=(80, 20)) as pilot:
        await filled(app, form)
        await pilot.pause()
        await type_at(pilot, "孙河，西\r")
        await type_at(pilot, "０\r")
        await type_at(pilot, "1")
        assert app.said == [Form.Submitted(form, "request", {"place": "孙河，西", "max": "120", "status": "a"})]


async def test_a_field_that_will_not_do_keeps_the_focus_and_says_why() -> None:
    form = Form()
    app = Showing(a_table(), form)
    async with app.run_test(size=(80, 20)) as pilot:
        await filled(app, form)
        await pilot.pause()
        await type_at(pilot, "\r")
        assert form.fault("place") == "a place is needed"
        assert "a place is needed" in app.lines[1]
        await type_at(pilot, "孙河\r")
        assert form.fault("place") == ""
        await type_at(pilot, "x\r")
        assert form.fault("max") == "'12x' is not a number"
        assert app.said == []


async def test_nothing_is_submitted_while_an_earlier_field_will_not_do() -> None:
    form = Form()
    app = Showing(a_table(), form)
    async with app.run_test(size=(80, 20)) as pilot:
        await filled(app, form)
        await pilot.press("down", "down", "enter")
        assert app.said == []
        assert form.fault("place") == "a place is needed"
        await type_at(pilot, "孙")
        assert form.values["place"] == "孙"


async def test_the_application_may_refuse_and_what_was_typed_stays() -> None:
    form = Form()
    app = Showing(a_table(), form)
    async with app.run_test(size=(80, 20)) as pilot:
        await filled(app, form)
        await pilot.pause()
        await type_at(pilot, "孙河\r\r2")
        form.refuse("place", "no such place")
        await pilot.pause()
        assert "no such place" in app.lines[1]
        assert form.values == {"place": "孙河", "max": "12", "status": "b"}


async def test_escape_leaves_and_a_form_opened_again_is_empty() -> None:
    form = Form()
    app = Showing(a_table(), form)
    async with app.run_test(size=(80, 20)) as pilot:
        await filled(app, form)
        await pilot.pause()
        await type_at(pilot, "孙")
        await pilot.press("escape")
        assert app.said == [Form.Left(form)]
        assert app.acted == []
        form.close()
        await filled(app, form)
        assert form.values["place"] == ""
