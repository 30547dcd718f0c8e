"""One line of a list out of a chat group: its number taken off, its name, its notes, what it says beside.

1. Numbers in any style go: `1.` `1、` `1)` `(1)` `①` `１．` `第1` keycaps; a telephone number is none.
2. Emoji and telephone numbers are no part of a name; brackets hold notes.
3. `+1` says "me too"; a larger one, `5人` too, is a count.
4. A word of leaving (退出, 取消, 不去了 …), or a cross, says that the name before it does not go.
5. What cannot be read as one name or one count is a fault, never a guess.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal

from msgspec import Struct

from postcmd.clean import clean, fold

Unreadable = Literal["", "no_name", "not_a_name", "several_names", "too_many"]


class Entry(Struct, frozen=True):
    """What stands on a line. `words` may be names; `heads` of a `+3` or `3人`; `is_count`: the heads were counted."""

    text: str
    is_numbered: bool = False
    is_heading: bool = False
    words: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    heads: int = 1
    is_count: bool = False
    withdraws: bool = False
    fault: Unreadable = ""


_KEYCAPS: Final = re.compile("(?:[0-9]\ufe0f?\u20e3)+")
_TERMINAL: Final = re.compile("\x1b\\[[0-?]*[ -/]*[@-~]")
"""What a terminal would take for an order: dropped whole, or its letters would stay behind."""
_HAN: Final = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_NUMBER: Final = re.compile(
    r"^(?:第?\s*[(\[]?\s*[0-9]{1,4}(?!\s*[月日点时:])\s*(?:[.,):&\]\-]+|号[:,.&]?|(?=\s)|(?=[A-Za-z" + _HAN + r"+])|$)"
    r"|[(\[]?[一二三四五六七八九十]{1,3}[,.:&)\]])\s*"
)
_COUNT: Final = re.compile(r"(?:^|(?<=[\s:,]))(?:共|一共|计)?\s*([0-9]{1,9})\s*[人名位](?=$|[\s,.)])")
_PLUS: Final = re.compile(r"[+]\s*([0-9]{1,9})(?![0-9])")
_PHONE: Final = re.compile(r"(?<![0-9])(?:[+]?86[- ]?)?1[0-9]{2}[- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9])")
_BRACKETS: Final = re.compile(r"[(\[<{]([^()\[\]<>{}]*)[)\]>}]")
_LEAVING: Final = re.compile(
    "退出|退群|取消|撤销|撤回|不去了|去不了|来不了|不来了|不参加|参加不了|不能去|不能来|放弃|请假|"
    r"\b(?:withdrawn?|withdrew|cancell?ed|cancel|can'?t come|not coming|quit)\b",
    re.IGNORECASE,
)
_CROSSES: Final = frozenset("❌✖✘✗×❎⛔")
_SIGNS_BEFORE: Final = re.compile(r"^(?:(?![\[(（【~#+①-⓿❶-➓㉑-㊿])[^\w])+")
_STRUCK: Final = re.compile(r"~~.+~~")
_HEADING: Final = re.compile(r"^(?:#|【|\[?接龙|例[:\s]|.{0,20}接龙\s*$)")
_HAN_NAME: Final = re.compile(f"[{_HAN}]{{2,6}}|[{_HAN}]{{1,10}}[·•‧・.][{_HAN}·•‧・.]{{1,20}}")
_LATIN_NAME: Final = re.compile(r"[^\W\d_][^\W\d_'.-]*", re.UNICODE)
_MOST_NAME: Final = 60
_LONGEST: Final = 200
_READ: Final = 800
_TWO_NAMES: Final = re.compile(f"[{_HAN}]{{2,4}}\\s*&\\s*[{_HAN}]{{2,4}}(?![{_HAN}])")


def read_line(raw: str) -> Entry | None:
    """What a line says; None where nothing stands on it."""
    raw = _TERMINAL.sub("", raw[:_READ])
    text = clean(raw)
    if not text:
        return None
    if _HEADING.match(text):
        return Entry(text, is_heading=True)
    body, is_numbered = _without_number(clean(fold(_spelt_out(raw))))
    if len(body) > _LONGEST:
        return Entry(text, is_numbered, fault="not_a_name")
    return _entry(text, body, is_numbered)


def _spelt_out(raw: str) -> str:
    """Keycaps and numbers of one character (`①`) as digits, and the mark between names as one that folding leaves."""
    bare = _KEYCAPS.sub(lambda caps: re.sub("[^0-9]", "", caps[0]) + ". ", raw.strip()).replace("、", "&")
    bare = _SIGNS_BEFORE.sub("", bare)
    first = bare[:1]
    if first and unicodedata.category(first) == "No":
        value = unicodedata.numeric(first, 0)
        if value >= 1 and value == int(value):
            return f"{int(value)}. {bare[1:]}"
    return bare


def _without_number(text: str) -> tuple[str, bool]:
    """The rest of the line, and whether a number stood before it."""
    found = None if _PHONE.match(text) or _COUNT.match(text) else _NUMBER.match(text)
    return (text[found.end() :], True) if found else (text, False)


def _entry(text: str, body: str, is_numbered: bool) -> Entry:
    withdraws = bool(_LEAVING.search(body) or _STRUCK.search(body) or _CROSSES.intersection(text))
    notes = tuple(note.strip() for note in _BRACKETS.findall(body) if note.strip())
    bare = _PHONE.sub(" ", _LEAVING.sub(" ", _BRACKETS.sub(" ", body)))
    heads, is_count, bare = _heads(bare, notes)
    if heads is None:
        return Entry(text, is_numbered, fault="too_many")
    words = _words(_without_signs(bare))
    if _TWO_NAMES.search(bare):
        return Entry(text, is_numbered, fault="several_names")
    fault = _fault(words, is_numbered, is_count or heads > 1 or "+" in body)
    words = words if not fault else ()
    return Entry(text, is_numbered, False, words, notes, heads, is_count, withdraws, fault)


def _heads(bare: str, notes: tuple[str, ...]) -> tuple[int | None, bool, str]:
    """How many the line is for: None, a slip of the finger; whether counted; and the line without it."""
    count = _COUNT.search(bare)
    plus = _PLUS.search(bare)
    if count is None and plus is None:
        noted = [found for note in notes if (found := _COUNT.fullmatch(note))]
        return (_many(noted[0][1]), True, bare) if noted else (1, False, bare)
    found = count or plus
    assert found is not None  # noqa: S101 - one of them was found
    left = f"{bare[: found.start()]} {bare[found.end() :]}"
    return _many(found[1]), count is not None, left


def _many(digits: str) -> int | None:
    heads = int(digits)
    return heads if 0 < heads <= 999 else None


def _without_signs(text: str) -> str:
    """Emoji and other signs are blanks; what joins letters of a name stays."""
    return "".join(char if _is_of_a_name(char) else " " if char not in ",;/|&" else ";" for char in text)


def _is_of_a_name(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN" or char in "·•‧・'.-"


def _words(text: str) -> tuple[str, ...]:
    """What may be names: Chinese words one by one (`张　三` is one), words of Latin letters together."""
    words: list[str] = []
    for part in text.split(";"):
        latin: list[str] = []
        for word in (typed.strip(".-'") for typed in part.split()):
            if word and _LATIN_NAME.fullmatch(word) and not _has_han(word):
                latin.append(word)
                continue
            words += [" ".join(latin)] * bool(latin) + [word] * bool(word)
            latin = []
        words += [" ".join(latin)] * bool(latin)
    if len(words) > 1 and len(words[0]) == len(words[1]) == 1 and _has_han(words[0]):
        words = ["".join(words[:2]), *words[2:]]
    return tuple(words)


def _has_han(word: str) -> bool:
    return re.search(f"[{_HAN}]", word) is not None


def _fault(words: tuple[str, ...], is_numbered: bool, counts: bool) -> Unreadable:
    if not words:
        return "" if counts else "no_name" if is_numbered else "not_a_name"
    return "" if _is_a_name(words[0]) or counts else "not_a_name"


def _is_a_name(word: str) -> bool:
    if len(word) > _MOST_NAME:
        return False
    return bool(_HAN_NAME.fullmatch(word)) if _has_han(word) else bool(re.fullmatch(r"[^\W\d_]{2,}.*", word))
