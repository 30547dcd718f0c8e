"""The glossary knows every word of the code, and says it as the screens do."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, get_args

import msgspec
import pytest

from dev.catalogues import sentences, translations
from postcmd import (
    edits,
    intent,
    moves,
    ops,
    ops_on_calls,
    ops_on_people,
    ops_on_quotas,
    ops_on_records,
    ops_on_requests,
    ops_on_service,
    ops_on_squads,
    ops_on_work,
    quota,
    records,
    records_of_calls,
    records_of_people,
    records_of_service,
    records_of_work,
    scope,
    wire,
)
from tui import event_words, terms

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"
CHAPTERS: Mapping[str, object] = {
    "Units": records.UnitKind,
    "Places": records.PlaceKind,
    "Risk levels": records.Risk,
    "A request": moves.Standing,
    "A quota": records.QuotaStatus,
    "A sign-up": records.Tally,
    "A receipt": records_of_calls.Receiving,
    "Numbers": quota.Fill,
    "A squad": records.SquadStatus,
    "An edit on its way": edits.Stage,
    "How an edit ended": wire.Status,
    "The link": edits.LinkState,
    "People": scope.Role,
}
TERMS: Mapping[str, Mapping[str, str]] = {
    "A request": terms.REQUEST,
    "A quota": terms.QUOTA,
    "A squad": terms.SQUAD,
    "A sign-up": terms.SIGN_UP,
    "A receipt": terms.RECEIPT,
    "An edit on its way": terms.STAGE,
    "How an edit ended": terms.RESULT,
    "The link": terms.LINK,
    "People": terms.ROLE,
    "Changes": event_words.VERBS,
}


class Word(NamedTuple):
    """A row: the English term, the Chinese one, what it means, and the names it goes by in the code."""

    english: str
    chinese: str
    means: str
    names: frozenset[str]


def rows() -> Iterator[tuple[str, Word]]:
    chapter = ""
    for line in GLOSSARY.read_text().splitlines():
        if line.startswith("## "):
            chapter = line.removeprefix("## ")
        elif line.startswith("| ") and not line.startswith("| English"):
            english, chinese, means, names = (cell.strip() for cell in line.strip("|").split("|"))
            yield chapter, Word(english, chinese, means, frozenset(re.findall(r"`([^`]+)`", names)))


def names_in(chapter: str) -> dict[str, Word]:
    return {name: word for found, word in rows() for name in word.names if found == chapter}


def structs_of(module: object, root: type) -> set[str]:
    found = (one for one in vars(module).values() if isinstance(one, type) and issubclass(one, root))
    return {one.__name__ for one in found if one.__module__ == getattr(module, "__name__", "")}


def test_every_record_and_op_class_is_a_word_of_the_field() -> None:
    known = {name for _chapter, word in rows() for name in word.names}
    modules = (intent, ops, ops_on_calls, ops_on_people, ops_on_quotas, ops_on_records, ops_on_requests, ops_on_squads)
    of_ground = (ops_on_service, ops_on_work)
    of_records = (records, records_of_calls, records_of_people, records_of_service, records_of_work)
    classes = set().union(*(structs_of(module, msgspec.Struct) for module in (*modules, *of_ground, *of_records)))
    assert {"Quota", "Line", "QuotaAdd", "Part"} <= classes
    assert not classes - known


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_state_stands_in_its_chapter(chapter: str) -> None:
    assert set(get_args(CHAPTERS[chapter])) <= names_in(chapter).keys()


@pytest.mark.parametrize("chapter", TERMS)
def test_a_word_is_said_on_the_screens_as_here(chapter: str) -> None:
    said = sentences(translations("zh_CN"))
    listed = names_in(chapter)
    for name, english in TERMS[chapter].items():
        assert (listed[name].english, listed[name].chinese) == (english, said[None, english].string)


def test_no_row_is_half_empty() -> None:
    assert not [word for _chapter, word in rows() if not all(word)]
