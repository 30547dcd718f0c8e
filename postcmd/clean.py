"""Cleaning of remote text, and how wide text stands on a terminal.

1. No control character (C0, DEL, C1; ESC among them), format character (bidi controls among them), zero-width or
   surrogate code point survives.
2. White space of any kind, line ends too, becomes one space; nothing is longer than LONGEST characters, and what was
   cut ends in an ellipsis.
3. Cleaning twice is cleaning once. Ordinary Chinese and English text comes through untouched.
4. `fold` turns what a Chinese input method types for ASCII (６－９, ：, ／, ideographic space) into ASCII.
5. `width` counts the cells that a terminal takes; `fit` fills exactly as many as were asked for.
6. A time outside the years that can be shown in any zone becomes the nearest that can.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct

from postcmd.records import FIRST, LAST

LONGEST: Final = 400
"""Characters of one field; longer text is cut and ends in an ellipsis."""

_READ: Final = LONGEST * 4
"""Characters of a field that are looked at: enough for any honest one, and a bound for the rest."""

_HARMFUL: Final = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160"
    "\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\ud800-\udfff\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]+"
)
_SPACE: Final = re.compile(r"\s+")
_ASCII_TWINS: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0x3001: ",",
    0x3002: ".",
    0x3010: "[",
    0x3011: "]",
    0x300A: "<",
    0x300B: ">",
    0x2013: "-",
    0x2014: "-",
    0x2212: "-",
}

_HARMLESS: Final = frozenset({int, bool, float, type(None), date})
_JOINED: Final = frozenset({"Mn", "Me", "Mc"})

S = TypeVar("S", bound=Struct)


def clean(text: str) -> str:
    """The text as it may be shown on a terminal."""
    if not text or (_is_tidy(text) and text.isprintable() and (text.isascii() or not _HARMFUL.search(text))):
        return text
    spaced = _SPACE.sub(" ", text[:_READ])
    safe = _SPACE.sub(" ", _HARMFUL.sub("", spaced)).strip()
    whole = len(safe) <= LONGEST and len(text) <= _READ
    return safe if whole else safe[: LONGEST - 1].rstrip() + "…"


def _is_tidy(text: str) -> bool:
    return len(text) <= LONGEST and text[0] != " " != text[-1] and "  " not in text


def clean_record(record: S) -> S:
    """The record with every text in it clean; the same object where nothing had to change."""
    changed = {}
    for field in record.__struct_fields__:
        value = getattr(record, field)
        if type(value) in _HARMLESS:
            continue
        cleaned = clean_value(value)
        if cleaned is not value:
            changed[field] = cleaned
    return msgspec.structs.replace(record, **changed) if changed else record


def clean_value(value: Any) -> Any:
    """Text, times, tuples, lists, dicts and structs, cleaned to the bottom; the same object where nothing changed."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, datetime):
        return _within_reach(value)
    if isinstance(value, Struct):
        return clean_record(value)
    if isinstance(value, tuple | list):
        parts = [clean_value(part) for part in value]
        return value if all(a is b for a, b in zip(parts, value, strict=True)) else type(value)(parts)
    if isinstance(value, dict):
        pairs = {clean_value(key): clean_value(part) for key, part in value.items()}
        return value if pairs == value else pairs
    return value


def _within_reach(moment: datetime) -> datetime:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware if FIRST <= aware <= LAST else FIRST if aware < FIRST else LAST


def fold(text: str) -> str:
    """Full-width twins to ASCII: `６－９` → `6-9`."""
    return text.translate(_ASCII_TWINS)


def width(text: str) -> int:
    """Terminal cells of clean text: 2 for wide and full-width characters, 0 for those that join the one before."""
    if text.isascii():
        return len(text)
    return sum(_cells(char) for char in text)


def fit(text: str, cells: int) -> str:
    """The text in exactly so many cells: padded, or cut with an ellipsis."""
    if width(text) <= cells:
        return text + " " * (cells - width(text))
    kept, used = "", 0
    for char in text:
        if used + _cells(char) > cells - 1:
            break
        kept, used = kept + char, used + _cells(char)
    return kept + "…" + " " * (cells - 1 - used)


def _cells(char: str) -> int:
    if unicodedata.category(char) in _JOINED or "\u1160" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7fb":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
