"""Pinyin: how Chinese characters sound, so that a name is found by its letters (`hsjc` → 核酸检测).

1. A character has every reading that a dictionary knows: 朝阳 is found by `cy` and by `zy`, `chaoyang` and `zhaoyang`.
2. Readings are plain letters without tones, `ü` as `v`. What is no Chinese character reads as itself, in lower case.
3. The dictionary is loaded when the first character is looked up, or by `load`; nothing that never asks pays for it.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final

from postcmd.clean import fold

Readings = tuple[str, ...]

_PLAIN: Final = str.maketrans({"ü": "v", "ê": "e", "ɡ": "g"})


def load() -> None:
    """Read the dictionary now; from a thread of its own, where nothing may wait for it."""
    _dictionary()


def readings(character: str) -> Readings:
    """How one character can be read, the usual reading first; itself where it is no Chinese one."""
    return _read(character) if character > "⿿" else (fold(character).casefold(),)


def initials(text: str) -> str:
    """The first letters, each character read as usual: `核酸检测` → `hsjc`."""
    return "".join(readings(character)[0][:1] for character in text)


def spelt(text: str) -> str:
    """The whole of it: `核酸检测` → `hesuanjiance`."""
    return "".join(readings(character)[0] for character in text)


@cache
def _read(character: str) -> Readings:
    said = _dictionary().get(ord(character), "")
    return tuple(dict.fromkeys(map(_plain, filter(None, said.split(","))))) or (fold(character).casefold(),)


def _plain(reading: str) -> str:
    """`lǜ` → `lv`, `cháo` → `chao`."""
    # Decomposed, the two dots of ü would be lost with the tone.
    kept = unicodedata.normalize("NFD", unicodedata.normalize("NFC", reading).translate(_UMLAUTS)).translate(_PLAIN)
    return "".join(letter for letter in kept if not unicodedata.combining(letter))


_UMLAUTS: Final = str.maketrans(dict.fromkeys("üǖǘǚǜ", "v"))


@cache
def _dictionary() -> Mapping[int, str]:
    # Phrases are nine tenths of what would be loaded, and say of 朝阳 only that it is the morning sun.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
    from pypinyin.pinyin_dict import pinyin_dict

    known: Mapping[int, str] = pinyin_dict
    return known
