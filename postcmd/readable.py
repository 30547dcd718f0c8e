"""A text as it is looked in: as it is written, and as it sounds.

1. Letter case and width make no difference; letters also mean pinyin, of each character the whole or the first ones.
2. What begins so counts more than what holds it within, what is written more than what only sounds so.
"""

from __future__ import annotations

from functools import cache

from postcmd import pinyin
from postcmd.clean import fold

Span = tuple[int, int]

WHOLE, BEGINS, WORD, INSIDE, SOUND_BEGINS, SOUND = 100, 80, 60, 50, 40, 25


class Text:
    """A text to look in, and how its characters begin when read aloud. Hundreds of records share the names above."""

    __slots__ = ("_sound", "plain")

    def __init__(self, text: str) -> None:
        self.plain = fold(text).casefold()
        self._sound: tuple[tuple[str, ...], frozenset[str]] | None = None

    @property
    def sound(self) -> tuple[tuple[str, ...], frozenset[str]]:
        """The letters each character may begin with, and all letters that occur."""
        if self._sound is None:
            self._sound = tuple(map(_heads, self.plain)), frozenset[str]().union(*map(_letters, self.plain))
        return self._sound

    def where(self, word: str, by_sound: bool) -> tuple[float, Span] | None:
        return _read(self.plain, word) or (_heard(self, word) if by_sound else None)


def _read(text: str, word: str) -> tuple[float, Span] | None:
    """Where the word stands as it is written."""
    at = text.find(word)
    if at < 0:
        return None
    if at == 0:
        return (WHOLE if len(word) == len(text) else BEGINS), (0, len(word))
    return (INSIDE if text[at - 1].isalnum() else WORD), (at, at + len(word))


def _heard(text: Text, word: str) -> tuple[float, Span] | None:
    """Where the word stands when the text is read aloud."""
    heads, letters = text.sound
    if not letters.issuperset(word):
        return None
    for start, head in enumerate(heads):
        if word[0] in head and (end := _read_aloud(text.plain, start, word)):
            return (SOUND_BEGINS if start == 0 else SOUND), (start, end)
    return None


@cache
def _heads(character: str) -> str:
    return "".join(reading[:1] for reading in pinyin.readings(character))


@cache
def _letters(character: str) -> frozenset[str]:
    return frozenset("".join(pinyin.readings(character)))


def _read_aloud(text: str, start: int, word: str) -> int:
    """Where reading the word from `start` on ends, each character whole or by its first letter; 0: it does not fit."""
    reached = {0}
    for nth in range(start, len(text)):
        further = set()
        for at in reached:
            rest = word[at:]
            for reading in pinyin.readings(text[nth]):
                if reading.startswith(rest):
                    return nth + 1
                if rest.startswith(reading):
                    further.add(at + len(reading))
                if rest[0] == reading[0]:
                    further.add(at + 1)
        if not further:
            return 0
        reached = further
    return 0
