"""Prompts, questions and choices: the safe answer first, no key reaching anything else, nothing moved on the screen."""

from collections.abc import Sequence

import pytest
from textual import on
from textual.message import Message

from tests.widgets.board import BoardApp, a_table, some_rows, type_at
from widgets.ask import Choice, Question
from widgets.choice import ChoiceList, Option
from widgets.prompt import Prompt

pytestmark = pytest.mark.anyio


class Asking(BoardApp):
    BINDINGS = [("y", "note('y')"), ("n", "note('n')"), ("escape", "note('escape')"), ("plus", "note('plus')")]

    @on(Question.Answered)
    @on(Prompt.Changed)
    @on(Prompt.Entered)
    @on(Prompt.Left)
    @on(ChoiceList.Chosen)
    def hear(self, message: Message) -> None:
        self.said.append(message)

    @property
    def answers(self) -> list[str]:
        return [message.value for message in self.said if isinstance(message, Question.Answered)]


def asking(*choices: Choice) -> tuple[Asking, Question]:
    question = Question()
    return Asking(a_table(some_rows(range(5))), question), question


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["enter"], "no"),
        (["escape"], "no"),
        (["n"], "no"),
        (["y"], "yes"),
        (["Y"], "yes"),
        (["right", "enter"], "yes"),
        (["tab", "enter"], "yes"),
        (["right", "left", "enter"], "no"),
    ],
    ids=" ".join,
)
async def test_enter_pressed_too_early_answers_no(keys: Sequence[str], answer: str) -> None:
    app, question = asking()
    async with app.run_test(size=(80, 12)) as pilot:
        question.ask("Set 孙河 from 12 to 120?", topic="quota")
        await pilot.press(*keys)
        assert app.said == [Question.Answered(question, "quota", answer)]
        assert not question.is_open


async def test_a_full_width_y_is_a_y() -> None:
    app, question = asking()
    async with app.run_test(size=(80, 12)) as pilot:
        question.ask("Sure?")
        await pilot.pause()
        await type_at(pilot, "ｙ")
        assert app.answers == ["yes"]


async def test_while_a_question_is_open_no_key_reaches_a_binding() -> None:
    app, question = asking()
    async with app.run_test(size=(80, 12)) as pilot:
        question.ask("Sure?")
        await pilot.press("plus", "x", "y")
        assert app.acted == []


async def test_a_long_question_is_cut_before_its_choices() -> None:
    app, question = asking()
    async with app.run_test(size=(40, 12)) as pilot:
        question.ask("把孙河乡的名额从十二改为一百二十，超过原来的三倍，确定吗？")
        await pilot.pause()
        assert app.lines[-1].rstrip().endswith("… [No n] Yes y")


async def test_a_question_may_have_its_own_choices_the_first_being_safe() -> None:
    app, question = asking()
    choices = (
        Choice("k", "keep over", "keep"),
        Choice("m", "to reserve", "reserve"),
        Choice("r", "release", "release"),
    )
    async with app.run_test(size=(80, 12)) as pilot:
        question.ask("3 are confirmed already.", choices)
        await pilot.press("m")
        question.ask("3 are confirmed already.", choices)
        await pilot.press("enter")
        assert app.answers == ["reserve", "keep"]


async def test_the_filter_is_live_and_escape_says_so() -> None:
    table, prompt = a_table(some_rows(range(5))), Prompt("/")
    app = Asking(table, prompt)
    async with app.run_test(size=(60, 12)) as pilot:
        top = app.lines[:11]
        prompt.open()
        await pilot.pause()
        await type_at(pilot, "孙yn？")
        prompt.say("12/87")
        await pilot.pause()
        assert app.lines[-1].startswith("/ 孙yn？")
        assert app.lines[-1].rstrip().endswith("12/87")
        assert [line[1:] for line in app.lines[1:11]] == [line[1:] for line in top[1:]]
        assert app.acted == []
        await pilot.press("enter", "escape")
        assert app.said == [
            *[Prompt.Changed(prompt, "孙yn？"[: nth + 1]) for nth in range(4)],
            Prompt.Entered(prompt, "孙yn？"),
            Prompt.Left(prompt, "孙yn？"),
        ]
        prompt.close()
        await pilot.pause()
        assert app.lines[-1].strip() == ""


async def test_opening_a_prompt_again_begins_with_the_text_given_and_tells_no_change() -> None:
    prompt = Prompt()
    app = Asking(prompt)
    async with app.run_test(size=(60, 5)) as pilot:
        prompt.open("Heads:", "12", figures=True)
        await pilot.pause()
        await type_at(pilot, "６")
        assert app.said == [Prompt.Changed(prompt, "126")]
        assert app.lines[-1].startswith("Heads: 126")


async def test_why_an_answer_will_not_do_is_said_whole_where_the_line_has_room() -> None:
    prompt, why = Prompt(), "“11-21” is not a time: type 19:30 or -2h."
    app = Asking(prompt)
    async with app.run_test(size=(60, 5)) as pilot:
        prompt.open("As of:", "11-21")
        await pilot.pause()
        prompt.say(why, "bad")
        await pilot.pause()
        assert app.lines[-1].startswith("As of: 11-21")
        assert app.lines[-1].rstrip().endswith(why)


def states() -> ChoiceList:
    return ChoiceList([Option("standby", "待命"), Option("on-post", "在岗", "since 10:02"), Option("resting", "轮休")])


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        ("2", "on-post"),
        ("２", "on-post"),
        ("\x1b[B\r", "on-post"),
        ("kj\r", "standby"),
        ("k\r", "resting"),
        ("9\r", "standby"),
    ],
)
async def test_a_list_is_chosen_from_by_number_or_arrows(keys: str, value: str) -> None:
    choices = states()
    app = Asking(choices)
    async with app.run_test(size=(40, 6)) as pilot:
        choices.focus()
        await pilot.pause()
        await type_at(pilot, keys)
        assert app.said == [ChoiceList.Chosen(choices, value)]


async def test_a_list_marks_the_line_it_stands_on() -> None:
    choices = states()
    app = Asking(choices)
    async with app.run_test(size=(40, 6)) as pilot:
        choices.offer([Option("a", "甲"), Option("b", "乙", "note")], "b")
        await pilot.pause()
        assert [line.rstrip() for line in app.lines[:3]] == [" 1 甲", ">2 乙  note", ""]
