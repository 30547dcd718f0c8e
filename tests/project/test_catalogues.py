"""Every sentence that the sources mark is said in every language, with the same things filled in."""

import pytest
from babel.messages.catalog import Catalog

from dev.catalogues import (
    compiled,
    keeps_placeholders,
    marked,
    mo_path,
    po_path,
    sentences,
    translations,
    unmarked,
    untranslated,
    updated,
    with_other_placeholders,
)
from postcmd.words import LANGUAGES, Language


@pytest.fixture(scope="module")
def found() -> Catalog:
    return marked()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_lacks_its_words(language: Language, found: Catalog) -> None:
    missing = untranslated(found, translations(language))
    assert not missing, f"{len(missing)} sentences have no words in {language}:\n" + "\n".join(map(repr, missing))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_catalogue_keeps_a_sentence_that_is_gone(language: Language, found: Catalog) -> None:
    gone = unmarked(found, translations(language))
    assert not gone, f"no source says these any more ({language}):\n" + "\n".join(map(repr, gone))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_in_what_the_code_fills_in(language: Language) -> None:
    other = with_other_placeholders(translations(language))
    assert not other, f"other placeholders in {language}:\n" + "\n".join(map(repr, other))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_mo_is_the_one_of_its_po(language: Language) -> None:
    assert mo_path(language).read_bytes() == compiled(language), f"run `make catalogues`: {mo_path(language).name}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_tells_nothing_about_when_and_with_what_it_was_written(language: Language) -> None:
    text = po_path(language).read_text()
    assert not [word for word in ("-Date", "Generated-By", "#~", ", fuzzy", "#: /") if word in text]


@pytest.mark.parametrize(("never", "but"), [("您", "你"), ("回车", "Enter"), ("发件箱", "待发箱"), ("小队", "小分队")])
def test_the_chinese_says_one_thing_by_one_word(never: str, but: str) -> None:
    said = [str(message.string) for message in sentences(translations("zh_CN")).values()]
    assert not [one for one in said if never in one.replace(but, "")], f"say {but}"


def test_english_says_what_the_code_says(found: Catalog) -> None:
    assert all(message.string == message.id for message in sentences(updated("en", found)).values())


def test_a_changed_sentence_is_not_guessed_from_its_likeness() -> None:
    found = Catalog()
    found.add("a sentence that nobody ever translated")
    assert untranslated(found, updated("zh_CN", found)) == [(None, "a sentence that nobody ever translated")]


@pytest.mark.parametrize(
    ("sentence", "translation", "is_kept"),
    [
        ("offline since {time}", "{time}起离线", True),
        ("offline since {time}", "{times}起离线", False),
        ("offline since {time}", "离线", False),
        (("one edit waits", "{n} edits wait"), ("{n} 项修改待发送",), True),
        (("one edit waits", "{n} edits wait"), ("若干修改待发送",), False),
    ],
)
def test_placeholders_are_compared_by_name(
    sentence: str | tuple[str, str], translation: str | tuple[str], is_kept: bool
) -> None:
    message = Catalog(locale="zh_CN").add(sentence, translation)
    assert keeps_placeholders(message) is is_kept
