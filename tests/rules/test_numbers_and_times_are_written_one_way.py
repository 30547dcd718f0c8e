"""Days, moments, lengths and numbers look the same wherever they stand, in Chinese and in English."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from postcmd import words, written
from postcmd.qualifiers import qualified
from postcmd.words import Language, Tongue

ZONE = "Asia/Shanghai"
DAY = date(2022, 11, 20)
MOMENT = datetime(2022, 11, 20, 13, 5, 30, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
BY_HAND = re.compile(r"strftime|%m-%d|%H:%M|:,\}|:,\.1f|:\.1f|:[+]?\.0%\}")
"""A way of writing that belongs into the one module."""
HAVE_THEIR_OWN = {
    "postcmd/written.py": "it is the module",
    "postcmd/briefing_sentences.py": "a share with its sign, in a sentence",
    "postcmd/scenario/facts.py": "the keys of the record's own files",
}


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    words.use("en")


def test_a_moment_of_today_is_its_time_alone_and_any_other_has_its_day() -> None:
    assert written.short_text(MOMENT, ZONE, DAY) == "21:05"
    assert written.short_text(MOMENT, ZONE, date(2022, 11, 21)) == "11-20 21:05"


def test_moments_are_those_of_the_operational_zone() -> None:
    late = datetime(2022, 11, 20, 18, 0, tzinfo=UTC)
    said = (written.clock_text, written.time_text, written.long_text, written.dated_text, written.exact_text)
    assert [text(late, ZONE) for text in said] == [
        "02:00",
        "02:00:00",
        "11-21 02:00",
        "2022-11-21 02:00",
        "2022-11-21 02:00:00",
    ]


def test_a_moment_nobody_knows_is_written_as_nothing() -> None:
    said = (written.clock_text, written.time_text, written.long_text, written.dated_text, written.exact_text)
    assert {text(None, ZONE) for text in said} == {""}
    assert written.short_text(None, ZONE, DAY) == ""


def test_days_that_follow_each_other_are_one_run() -> None:
    days = [date(2022, 11, 30), date(2022, 12, 1), DAY]
    assert written.days_text(days) == "11-20 11-30..12-01"


@pytest.mark.parametrize(
    ("minutes", "chinese", "english"),
    [
        (0, "0 分钟", "0 min"),
        (59, "59 分钟", "59 min"),
        (60, "1 小时", "1 h"),
        (47 * 60 + 59, "47 小时", "47 h"),
        (48 * 60, "2 天", "2 d"),
        (-5, "0 分钟", "0 min"),
    ],
)
def test_what_lasts_is_written_in_the_largest_unit_that_says_enough(minutes: int, chinese: str, english: str) -> None:
    assert in_both(lambda: written.lasting_text(timedelta(minutes=minutes))) == (chinese, english)


@pytest.mark.parametrize(
    ("minutes", "chinese", "english"),
    [(30, "30 分钟", "30 min"), (720, "12 小时", "12 h"), (90, "1 小时 30 分钟", "1 h 30 min")],
)
def test_a_length_in_a_sentence_is_exact(minutes: int, chinese: str, english: str) -> None:
    assert in_both(lambda: written.length_text(minutes)) == (chinese, english)


def test_a_length_in_a_narrow_cell_is_in_signs_that_both_languages_read() -> None:
    assert [written.span_text(minutes) for minutes in (30, 90, 720)] == ["30min", "1:30", "12h"]


@pytest.mark.parametrize(
    ("tongue", "hours", "many", "some", "share"),
    [("zh", "7.5 小时", "17760", "近1250.5", "86%"), ("en", "7.5 h", "17,760", "nearly 1,250.5", "86%")],
)
def test_numbers_have_the_separators_of_their_language(
    tongue: Tongue, hours: str, many: str, some: str, share: str
) -> None:
    assert written.hours_text(7.5, tongue) == hours
    assert written.number_text(17760, tongue) == many
    assert qualified(1250.5, "近", tongue) == some
    assert written.share_text(0.857) == share


def test_nobody_else_writes_them_by_hand() -> None:
    """A second way of writing a day or a number would soon be another one."""
    found = [
        f"{path.relative_to(ROOT)}:{nth}"
        for room in ("postcmd", "tui", "widgets")
        for path in sorted((ROOT / room).rglob("*.py"))
        if str(path.relative_to(ROOT)) not in HAVE_THEIR_OWN
        for nth, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if BY_HAND.search(line)
    ]
    assert found == []


def in_both(text: Callable[[], str]) -> tuple[str, str]:
    said: list[str] = []
    languages: tuple[Language, Language] = ("zh_CN", "en")
    for language in languages:
        words.use(language)
        said.append(text())
    return said[0], said[1]
