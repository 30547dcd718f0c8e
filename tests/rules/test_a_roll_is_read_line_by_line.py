"""What a list pasted out of a chat group says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postcmd.clean import clean
from postcmd.records import SignUp
from postcmd.roll import MOST_LINES, VERDICTS, Roll, RollLine, read_roll
from postcmd.roster import Person
from tests.builders import DAY, NOW

ZHANG, LI, WANG_J, WANG_L = (
    Person(id="v1", name="张三", unit="lianjia"),
    Person(id="v2", name="李四", unit="lianjia"),
    Person(id="v3", name="王伟", unit="jinmao"),
    Person(id="v4", name="王伟", unit="lianjia"),
)
ROSTER = (ZHANG, LI, WANG_J, WANG_L)


def read(text: str, *known: Person) -> Roll:
    return read_roll(text, known or ROSTER, (), {"jinmao": "金茂服务队", "lianjia": "链家"})


def line(text: str, *known: Person) -> RollLine:
    (only,) = read(text, *known).lines
    return only


def signed_up(person: Person, **said: Any) -> SignUp:
    tallies = said or {"confirmed": 1}
    return SignUp(id=f"s-{person.id}", unit="lianjia", at=NOW, request="sunhe", day=DAY, volunteer=person.id, **tallies)


NUMBERED = [
    "1. 张三",
    "1、张三",
    "1)张三",
    "（1）张三",
    "①张三",
    "❶ 张三",
    "⒈张三",
    "１．张三",
    "1️⃣ 张三",
    "1️⃣2️⃣张三",
    "[3] 张三",
    "第5 张三",
    "12号 张三",
    "12张三",
    "12 张三",
    "12-张三",
    "十二、张三",
    "👍 3. 张三",
    "　7．张三",
]


@pytest.mark.parametrize("text", NUMBERED, ids=[f"style-{nth}" for nth in range(len(NUMBERED))])
def test_numbers_in_any_style_are_taken_off(text: str) -> None:
    assert (line(text).verdict, line(text).person) == ("matched", "v1")


BESIDE = [
    "张三（党员，有车）",
    "张三 13812345678",
    "张三👍🏻",
    "张三 +1",
    "张三，138-1234-5678",
    "金茂 张三 司机",
    "张 三",
]


@pytest.mark.parametrize("text", BESIDE, ids=[f"beside-{nth}" for nth in range(len(BESIDE))])
def test_notes_telephones_and_emoji_are_no_part_of_a_name(text: str) -> None:
    assert (line(f"1. {text}").name, line(f"1. {text}").person) == ("张三", "v1")


def test_a_telephone_number_is_no_number_of_the_list() -> None:
    assert line("13812345678 张三").person == "v1"


def test_a_name_that_nobody_bears_is_a_head_without_a_person() -> None:
    assert [(line(text).verdict, line(text).name) for text in ("3. 赵六", "欧阳娜娜", "5 买买提·艾力", "Li Na")] == [
        ("new", "赵六"),
        ("new", "欧阳娜娜"),
        ("new", "买买提·艾力"),
        ("new", "Li Na"),
    ]


def test_plus_one_says_me_too_and_a_larger_one_is_a_count() -> None:
    assert [(line(text).verdict, line(text).heads) for text in ("+1", "+3", "4. 5人", "金茂服务队 6名", "赵六 +1")] == [
        ("new", 1),
        ("new", 3),
        ("new", 5),
        ("new", 6),
        ("new", 1),
    ]


def test_who_brings_others_is_asked_about() -> None:
    assert (line("张三+2").verdict, line("张三+2").why) == ("ambiguous", "brings_others")
    assert line("张三 3人").why == "brings_others"


def test_the_same_name_twice_is_a_duplicate() -> None:
    roll = read("1.张三\n2.赵六\n3、张 三\n4. 赵六")
    assert [(one.verdict, one.why) for one in roll.lines[2:]] == [("duplicate", "in_list"), ("duplicate", "in_list")]
    assert read("张三\n张三").lines[1].verdict == "duplicate"


def test_namesakes_are_told_apart_by_their_unit_and_never_guessed() -> None:
    assert line("王伟（金茂）").person == "v3"
    assert (line("王伟").verdict, line("王伟").why, line("王伟").person) == ("ambiguous", "several_people", None)
    roll = read("赵六（一队）\n赵六（二队）")
    assert [(one.verdict, one.why) for one in roll.lines] == [("new", ""), ("ambiguous", "same_name")]


def test_who_stands_on_the_quota_already_is_a_duplicate() -> None:
    roll = read_roll("张三\n李四", ROSTER, [signed_up(ZHANG), signed_up(LI, withdrawn=1)])
    assert [(one.verdict, one.signup) for one in roll.lines] == [("duplicate", "s-v1"), ("matched", None)]


@pytest.mark.parametrize("word", ["退出", "（取消）", " 不去了", " ❌", "来不了", " cancelled"], ids=range(6))
def test_the_last_word_on_a_name_counts(word: str) -> None:
    roll = read(f"1.张三\n2.李四\n3.张三{word}")
    assert [one.verdict for one in roll.lines] == ["withdrawn", "matched", "withdrawn"]
    assert roll.heads == 1
    assert read(f"1.张三\n2.张三{word}\n3.张三").heads == 1


def test_who_withdraws_and_had_signed_up_is_named_by_that_sign_up() -> None:
    (only,) = read_roll("退出 张三", ROSTER, [signed_up(ZHANG)]).lines
    assert (only.verdict, only.signup, only.why) == ("withdrawn", "s-v1", "")
    assert line("退出 赵六").why == "not_on_the_list"


def test_the_words_above_the_list_are_headings() -> None:
    roll = read("#接龙\n11月20日孙河乡核酸检测辅助，需12人\n例 1. 姓名\n\n1. 张三\n李四")
    assert [number for number, _text in roll.headings] == [1, 2, 3]
    assert [one.number for one in roll.lines] == [5, 6]


WRONG = {
    "12.": "no_name",
    "3. 李": "not_a_name",
    "4. 张三、李四": "several_names",
    "1. 今天晚上孙河乡核酸": "not_a_name",
}


def test_what_cannot_be_read_is_an_error_of_its_line() -> None:
    assert {text: line(text).why for text in WRONG} == WRONG
    assert all(line(text).verdict == "error" for text in WRONG)


def test_hostile_text_is_cleaned() -> None:
    only = line("\x1b]0;x\x07\x1b[31m1. \u202e张三\u200b\x00")
    assert "\x1b" not in only.text
    assert line("\x1b[31m1. \u202e张三\u200b\x00").person == "v1"


def test_a_long_text_is_read_so_far_and_the_rest_is_an_error() -> None:
    roll = read("\n".join(f"{nth}. 赵六{nth}" for nth in range(MOST_LINES + 50)))
    assert (roll.lines[-1].verdict, roll.lines[-1].why, roll.lines[-1].number) == ("error", "too_long", MOST_LINES + 1)
    assert read("1. " + "长" * 400_000).lines[-1].verdict == "error"


def test_only_matched_and_new_lines_bring_heads() -> None:
    roll = read("1.张三\n2.赵六\n3.王伟\n4.\n5.张三\n6.钱七 取消")
    assert roll.heads == 2
    assert roll.taken([3]).heads == 3
    assert roll.tally == {"matched": 1, "new": 1, "duplicate": 1, "withdrawn": 1, "ambiguous": 1, "error": 1}


def test_twenty_six_names_are_twenty_six_heads() -> None:
    names = [f"{family}{given}" for family in "赵钱孙李周吴郑王冯陈楚卫蒋" for given in ("晓明", "晓红")]
    assert read("#接龙\n" + "\n".join(f"{nth}. {name}" for nth, name in enumerate(names, 1))).heads == 26


@settings(max_examples=40)
@given(st.text(max_size=200) | st.text(alphabet="1.、（）+张三李四取消人\n①\x1b[m ", max_size=120))
def test_any_text_reads_the_same_twice_and_every_line_has_a_verdict(text: str) -> None:
    roll = read(text)
    assert roll == read(text)
    assert all(one.verdict in VERDICTS and one.text == clean(one.text) and one.heads >= 1 for one in roll.lines)
    shown = sum(1 for one in text.splitlines() if clean(one))
    assert len(roll.lines) + len(roll.headings) <= shown
