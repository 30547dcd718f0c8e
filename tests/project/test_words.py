"""The language is the one asked for, and a sentence is looked up when it is shown."""

import gettext
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from postcmd import words
from postcmd.words import N_, _, ngettext, pgettext


@pytest.fixture
def chinese_that_knows_three_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = Catalog(locale="zh_CN", fuzzy=False)
    catalogue.add("Quotas", "派员指标")
    catalogue.add(("{n} edit waits", "{n} edits wait"), ("{n} 项修改待发送",))
    catalogue.add("post", "点位", context="place")
    binary = BytesIO()
    write_mo(binary, catalogue)
    binary.seek(0)
    monkeypatch.setattr(words, "_catalogue", gettext.GNUTranslations(binary))


@pytest.mark.parametrize("asked", ["zh", "zh_CN", "zh_CN.UTF-8", "zh-Hans", "zh_TW", "ZH"])
def test_every_kind_of_chinese_is_answered_in_the_one_there_is(asked: str) -> None:
    assert words.use(asked) == "zh_CN"
    assert words.lang() == "zh_CN"


@pytest.mark.parametrize("asked", ["en", "en_GB.UTF-8", "C", "POSIX", "fr_FR"])
def test_everything_else_is_answered_in_english(asked: str) -> None:
    assert words.use(asked) == "en"


def test_the_first_variable_that_says_anything_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in reversed(words.ASKED_IN_ORDER):
        monkeypatch.setenv(name, "zh_CN.UTF-8")
        assert words.use() == "zh_CN"
        monkeypatch.setenv(name, "en_US.UTF-8")
        assert words.use() == "en"


def test_an_empty_variable_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert words.use() == "zh_CN"


def test_the_language_asked_for_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTCMD_LANG", "zh")
    assert words.use("en") == "en"


@pytest.mark.usefixtures("chinese_that_knows_three_sentences")
def test_names_imported_earlier_speak_the_language_chosen_later() -> None:
    marked = N_("Quotas")
    assert marked == "Quotas"
    assert _(marked) == "派员指标"
    assert ngettext("{n} edit waits", "{n} edits wait", 2).format(n=2) == "2 项修改待发送"
    assert pgettext("place", "post") == "点位"


@pytest.mark.usefixtures("chinese_that_knows_three_sentences")
def test_a_sentence_that_no_catalogue_holds_is_shown_as_it_is_written() -> None:
    assert _("a sentence of tomorrow") == "a sentence of tomorrow"
    assert ngettext("one unit", "{n} units", 1) == "one unit"
    assert pgettext("verb", "post") == "post"
