"""The search: over places, units, requests, squads, tasks and contacts; in Chinese, English, ids and pinyin."""

from __future__ import annotations

import subprocess
import sys

import pytest

from postcmd import pinyin
from postcmd.board import Board
from postcmd.edits import Update
from postcmd.records import AnyRecord
from postcmd.search import Finder, Hit, HitKind
from tests.builders import line, place, request, squad, task, unit
from tests.rules.boards import board_of

ONLY_TASKS: tuple[HitKind, ...] = ("task",)
NAMED: list[AnyRecord] = [
    unit("centre", kind="centre", name="运行中心"),
    unit("centre/chaoyang", name="朝阳区志愿服务总队", short="朝阳总队"),
    unit("centre/chaoyang/lianjia", kind="enterprise", name="链家", nickname="小蓝", contact="值班 13800001111"),
    place("chaoyang-d", kind="district", name="朝阳区"),
    place("chaoyang-d/sunhe-p", kind="township", name="孙河乡", contact="刘主任 010-8459"),
    place("chaoyang-d/sunhe-p/kangying", kind="community", name="康营社区"),
    task("screening", zh="核酸检测", en="testing"),
    task("supplies", zh="物资转运", en="supplies"),
    request("sunhe", task="screening", called_by="王书记", contact="139", lines=(line(),)),
    request("old", task="screening", status="cancelled"),
    squad("first", name="链家一队", place="kangying", leader="陈队长 137"),
]


def found(text: str, *, board: Board | None = None) -> list[Hit]:
    return Finder(board or board_of(*NAMED)).find(text)


def ids(text: str) -> set[tuple[str, str]]:
    return {(hit.kind, hit.id) for hit in found(text)}


@pytest.mark.parametrize(
    "text", ["核酸检测", "hsjc", "hesuanjiance", "hesuanjc", "HSJC", "ｈｓｊｃ", "testing", "核酸"]
)
def test_a_task_is_found_by_name_pinyin_initials_and_english_in_any_width(text: str) -> None:
    assert ("task", "screening") in ids(text)
    assert ("request", "sunhe") in ids(text), "and the requests for it"


@pytest.mark.parametrize("text", ["cyq", "zyq", "chaoyangq", "朝阳区", "chaoyang-d"])
def test_a_character_with_several_readings_is_found_by_each(text: str) -> None:
    assert ("place", "chaoyang-d") in ids(text)


@pytest.mark.parametrize(
    ("text", "kind", "record_id"),
    [
        ("小蓝", "unit", "lianjia"),
        ("ljyd", "squad", "first"),
        ("王书记", "request", "sunhe"),
        ("13800001111", "contact", "lianjia"),
        ("刘主任", "contact", "sunhe-p"),
        ("chendui", "contact", "first"),
        ("朝阳区 康营", "place", "kangying"),
        ("孙河 hs", "request", "sunhe"),
    ],
)
def test_every_kind_is_found_by_what_people_call_it(text: str, kind: str, record_id: str) -> None:
    assert (kind, record_id) in ids(text)


def test_every_word_must_be_found() -> None:
    assert found("孙河 丰台") == []
    assert found("   ") == []


def test_its_own_name_counts_more_than_one_above_it_and_what_is_over_less() -> None:
    assert found("朝阳区")[0].id == "chaoyang-d"
    requests = [hit.id for hit in found("hsjc") if hit.kind == "request"]
    assert requests == ["sunhe", "old"]


def test_what_matched_in_the_title_is_marked() -> None:
    (hit,) = [hit for hit in found("kysq") if hit.kind == "place"]
    assert (hit.title, hit.spans) == ("康营社区", ((0, 4),))
    assert [hit.spans for hit in found("社区") if hit.kind == "place"] == [((2, 4),)]


def test_a_contact_leads_to_its_record() -> None:
    (hit,) = [hit for hit in found("陈队长") if hit.kind == "contact"]
    assert (hit.key, hit.title, hit.detail) == (("squad", "first"), "陈队长 137", "链家一队")


def test_only_the_kinds_asked_for() -> None:
    assert {hit.kind for hit in Finder(board_of(*NAMED)).find("hsjc", kinds=ONLY_TASKS)} == {"task"}


def test_letters_are_letters_only_until_sounds_are_known() -> None:
    finder = Finder(board_of(*NAMED), by_sound=False)
    assert finder.find("hsjc") == []
    finder.by_sound = True
    assert finder.find("hsjc")


def test_a_longer_question_narrows_and_a_shorter_one_widens_again() -> None:
    finder = Finder(board_of(*NAMED))
    whole = [finder.find("康营社区"[:n]) for n in (1, 2, 3, 4)]
    assert [hit.id for hit in whole[-1]] == ["kangying", "first"], "the place, then the squad that stands there"
    assert finder.find("康") == whole[0]


def test_what_changed_is_found_by_its_new_name_and_not_by_the_old() -> None:
    board = board_of(*NAMED)
    finder = Finder(board)
    assert finder.find("一队")
    finder.update(board.apply(Update(puts=(squad("first", name="突击队"),))))
    assert not finder.find("一队")
    assert finder.find("tjd")
    finder.update(board.apply(Update(puts=(place("chaoyang-d/sunhe-p", name="孙河地区"),), gone=(("squad", "first"),))))
    assert not finder.find("突击队")
    assert [hit.id for hit in finder.find("孙河地区 核酸") if hit.kind == "request"] == ["sunhe", "old"]


@pytest.mark.parametrize(
    ("text", "initials", "spelt"),
    [("核酸检测", "hsjc", "hesuanjiance"), ("绿地A座", "lda", "lvdia"), ("6-9 人", "6-9 r", "6-9 ren"), ("", "", "")],
)
def test_pinyin_is_plain_letters_and_leaves_everything_else(text: str, initials: str, spelt: str) -> None:
    assert pinyin.initials(text)[: len(initials)] == initials
    assert pinyin.spelt(text)[: len(spelt)] == spelt


def test_nothing_that_asks_for_no_sound_loads_the_dictionary() -> None:
    asked = "import sys; from postcmd import pinyin, search; pinyin.readings('a'); print('pypinyin' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
