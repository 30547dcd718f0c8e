"""Words: every sentence that a person reads, in the language in use.

1. The language is the one asked for, else the first of POSTCMD_LANG, LC_ALL, LC_MESSAGES and LANG that says
   anything: zh_CN for every kind of Chinese, else en.
2. A sentence is looked up when it is asked for, so the language may be chosen after other modules were imported.
3. What no catalogue holds is shown as it is written in the code, never as nothing.
"""

import gettext as _gettext
import os
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["en", "zh_CN"]
Tongue = Literal["zh", "en"]
"""What a text is written in that is not for this screen alone."""

LANGUAGES: tuple[Language, ...] = ("en", "zh_CN")
LOCALE = Path(__file__).parent / "locale"
ASKED_IN_ORDER = ("POSTCMD_LANG", "LC_ALL", "LC_MESSAGES", "LANG")

_language: Language = "en"
_catalogue = _gettext.NullTranslations()


def use(lang: str | None = None) -> Language:
    """Speak `lang` from now on (None: what the environment asks for); returns the language chosen."""
    global _language, _catalogue
    _language = _chosen(lang or _asked_for())
    _catalogue = _read(_language)
    return _language


def lang() -> Language:
    """The language in use."""
    return _language


def _(message: str) -> str:
    """`message` in the language in use."""
    return _catalogue.gettext(message)


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's own tools know
    """`message` itself, marked for the catalogues: for sentences kept in tables and shown by `_` later."""
    return message


def ngettext(singular: str, plural: str, n: int) -> str:
    """The form of the sentence that goes with `n`, in the language in use."""
    return _catalogue.ngettext(singular, plural, n)


def pgettext(context: str, message: str) -> str:
    """`message` as it is said in `context`, where one English word has two meanings."""
    return _catalogue.pgettext(context, message)


def said_in(lang: str, message: str) -> str:
    """`message` (marked by `N_`) in that language, whatever language is in use."""
    return _read(_chosen(lang)).gettext(message)


def _asked_for() -> str:
    return next((asked for name in ASKED_IN_ORDER if (asked := os.environ.get(name))), "")


def _chosen(asked: str) -> Language:
    return "zh_CN" if asked.lower().startswith("zh") else "en"


@cache
def _read(language: Language) -> _gettext.GNUTranslations:
    with (LOCALE / language / "LC_MESSAGES" / "postcmd.mo").open("rb") as compiled:
        return _gettext.GNUTranslations(compiled)
