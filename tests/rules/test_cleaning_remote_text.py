"""Remote text is hostile: what may reach a terminal, and how wide it stands there."""

from __future__ import annotations

import sys
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from postcmd.clean import LONGEST, clean, clean_record, clean_value, fit, fold, width
from postcmd.records import Event, RiskLevel
from postcmd.wire import Info
from tests.builders import NOW, line, place, quota, request, squad

anything = st.text(st.characters(codec=None), max_size=60)
"""Surrogates too."""
STEERING = {"Cc", "Cf", "Cs", "Zl", "Zp"}
INVISIBLE = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180e\u200b\u200d\u2060\u3164\ufe0f\uffa0\U000e0100"


def everything_that_steers() -> str:
    return "".join(char for char in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(char) in STEERING)


def test_no_control_format_or_surrogate_character_survives() -> None:
    steering = everything_that_steers()
    for start in range(0, len(steering), 300):
        survived = clean("a" + steering[start : start + 300] + "b").replace(" ", "")
        assert survived == "ab"


@pytest.mark.parametrize("char", INVISIBLE)
def test_nothing_invisible_survives(char: str) -> None:
    assert clean(f"a{char}b") == "ab"


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b]52;c;cm0gLXJm\x07孙河", "]52;c;cm0gLXJm孙河"),
        ("\x1b[31m红", "[31m红"),
        ("\x9b31m", "31m"),
        ("\u202eabc", "abc"),
        ("a\r\nb\tc\u2028d", "a b c d"),
        ("a\u00a0\u3000 b", "a b"),
        ("  a  ", "a"),
        (" a", "a"),
        ("a ", "a"),
        ("\ud83d", ""),
        ("[/x][bold]", "[/x][bold]"),
        ("\x00" * 10_000, "…"),
    ],
)
def test_hostile_text_comes_out_harmless(hostile: str, shown: str) -> None:
    assert clean(hostile) == shown


@pytest.mark.parametrize(
    "honest",
    [
        "孙河乡",
        "首都职工“一呼来志愿服务队”",
        "北京链家 2 队（夜班）：18-32人",
        "Street 5, gate 3 – 10:00",
        "街道（未载）",
        "café",
        "",
    ],
)
def test_ordinary_text_comes_through_untouched(honest: str) -> None:
    assert clean(honest) is honest


@given(anything)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(st.characters(codec=None), max_size=40), st.integers(0, 400))
def test_whatever_comes_is_short_and_on_one_line(text: str, times: int) -> None:
    shown = clean(text * times)
    assert len(shown) <= LONGEST
    assert "  " not in shown
    assert shown == shown.strip()
    assert not any(unicodedata.category(char) in STEERING for char in shown)
    shown.encode()


@pytest.mark.parametrize("name", ["名" * 10_000, "名" * 401, "\u200b" * 1_500 + "名" * 10_000, " 名" * 5_000])
def test_what_was_cut_ends_in_an_ellipsis(name: str) -> None:
    assert clean(name).endswith("…")
    assert len(clean(name)) <= LONGEST


def test_a_text_of_the_longest_length_is_whole() -> None:
    assert clean("名" * LONGEST) == "名" * LONGEST


# Records


def test_every_text_of_a_record_is_cleaned_to_the_bottom() -> None:
    dirty = request(lines=(line(said="近\x1b"),), then=("a\u202eb",), called_by="x\ny", note="\x07")
    shown = clean_record(dirty)
    assert (shown.lines[0].said, shown.then, shown.called_by, shown.note) == ("近", ("ab",), "x y", "")
    assert shown.lines[0].min == 12


def test_a_clean_record_is_the_same_object() -> None:
    for record in (request(), quota(updated_at=NOW), squad(), place(risks=(RiskLevel("sealed"),))):
        assert clean_record(record) is record


def test_what_comes_with_a_result_or_an_event_is_cleaned_too() -> None:
    info = clean_value(Info(code="x", facts={"a\x1b": ["b\x1b", {"c": "d\x1b"}]}, by="li\u202e"))
    assert info == Info(code="x", facts={"a": ["b", {"c": "d"}]}, by="li")
    event = clean_value(Event(seq=1, at=NOW, by="li\x1b", verb="quota.add", changed={"note": (None, "n\x07")}))
    assert (event.by, event.changed) == ("li", {"note": (None, "n")})


@given(st.recursive(anything | st.integers() | st.none(), lambda inner: st.lists(inner) | st.tuples(inner)))
def test_any_shape_of_value_is_cleaned_once_and_for_all(value: object) -> None:
    once = clean_value(value)
    assert clean_value(once) is once or clean_value(once) == once


@pytest.mark.parametrize("hours", [14, 0, -14])
@pytest.mark.parametrize("moment", [datetime.min, datetime.max])
def test_a_time_that_no_screen_can_show_becomes_the_nearest_that_can(moment: datetime, hours: int) -> None:
    record = clean_record(quota(updated_at=moment.replace(tzinfo=timezone(timedelta(hours=hours)))))
    assert record.updated_at is not None
    shown = record.updated_at.astimezone(ZoneInfo("Asia/Shanghai"))
    assert shown.year in ((1899, 1900) if moment.year == 1 else (2998, 2999))


def test_a_time_without_a_zone_is_taken_for_utc() -> None:
    assert clean_value(datetime(2022, 11, 20)) == datetime(2022, 11, 20, tzinfo=UTC)


# Folding


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("６－９", "6-9"),
        ("？／：＋－", "?/:+-"),
        ("０１２３４５６７８９", "0123456789"),
        ("Ａｚ～", "Az~"),
        ("孙河\u3000１２", "孙河 12"),
        ("【、】《。》", "[,]<.>"),
        ("6–9 6—9 −3", "6-9 6-9 -3"),
        ("plain 孙河", "plain 孙河"),
    ],
)
def test_full_width_twins_become_ascii(typed: str, meant: str) -> None:
    assert fold(typed) == meant


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E)))
def test_every_ascii_character_is_reached_from_its_twin(text: str) -> None:
    assert fold("".join(chr(ord(char) + 0xFEE0) for char in text)) == text
    assert fold(text) == text


# Width


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("abc", 3),
        ("孙河", 4),
        ("６－９", 6),
        ("e\u0301", 1),
        ("孙a河", 5),
        ("กำ", 2),
        ("क\u093f", 1),
        ("…", 1),
        ("", 0),
    ],
)
def test_width_counts_the_cells_of_a_terminal(text: str, cells: int) -> None:
    assert width(text) == cells


def settled_since_unicode_14(char: str) -> bool:
    """Leaves out hexagrams and counting rods, which became wide later, and skin tones, which join only after emoji."""
    return not ("\u2630" <= char <= "\u268f" or "\u4dc0" <= char <= "\u4dff" or "\U0001d300" <= char <= "\U0001d378")


def test_width_agrees_with_the_screen_on_every_letter_and_ideograph() -> None:
    letters = [
        char
        for char in map(chr, range(0x20, 0x30000))
        if unicodedata.category(char)[0] in "LNPM" and settled_since_unicode_14(char) and clean(char) == char
    ]
    differing = [char for char in letters if width(char) != cell_len(char)]
    assert len(letters) > 90_000
    assert set(differing) <= {"ำ", "ຳ", "\U00016fe4"}


@given(st.text(max_size=30).map(clean), st.integers(1, 40))
def test_fit_fills_exactly_the_cells_asked_for(text: str, cells: int) -> None:
    assert width(fit(text, cells)) == cells


@given(st.text("孙河ab", max_size=30), st.integers(1, 40))
def test_fit_keeps_the_beginning_and_marks_a_cut(text: str, cells: int) -> None:
    fitted = fit(text, cells).rstrip()
    if width(text) <= cells:
        assert fitted == text
    else:
        assert fitted.endswith("…")
        assert text.startswith(fitted[:-1])
