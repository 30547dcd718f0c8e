"""What a terminal sends for what is typed, told in the words that every terminal understands.

Some terminals speak a newer protocol (kitty's, xterm's modifyOtherKeys) though nobody asked them to, or go on doing so
after the program before us. Textual, which reads an unknown sequence as the single keys `[`, `9`, `7`, `u`, would make
edits of them.

1. A text that comes in a sequence of its own (what an input method commits) arrives as that text, whole.
2. A key that comes in such a sequence arrives as the key it is.
3. A sequence that nobody understands is no key; nor is one that was cut off by the link.
4. What is pasted passes as it is.
"""

from __future__ import annotations

import re
from typing import Final

PASTE_BEGINS: Final = "\x1b[200~"
PASTE_ENDS: Final = "\x1b[201~"
_SEQUENCE: Final = re.compile(r"\x1b\[(?:M[\s\S]{3}|([<>=?]?[\d:;]*)([ -/]*)([@-~]))")
"""Any control sequence; after a bare M three more characters say where an old mouse was pressed."""
_UNFINISHED: Final = re.compile(r"\x1b\[[<>=?]?[\d:;]*[ -/]*\Z")
_MODIFIED: Final = re.compile(r"27;(\d+);(\d+)")
_KEYPAD: Final = dict(zip(range(57399, 57417), "0123456789./*-+\r=,", strict=True))
_PRIVATE: Final = range(57344, 63744)
"""Kitty's numbers for keys without a character."""
_ALT, _CTRL, _RELEASED = 2, 4, 3


class Typed:
    """Bytes decoded to text in, what Textual's parser is to read out."""

    def __init__(self) -> None:
        self._rest = ""
        self._is_paste = False

    @property
    def is_waiting(self) -> bool:
        """Whether a sequence has begun whose end has not come yet."""
        return bool(self._rest)

    def give_up(self) -> None:
        """The end of what began does not come any more."""
        self._rest = ""

    def plain(self, arrived: str) -> str:
        """What arrived, without what only newer terminals say."""
        text, self._rest = self._rest + arrived, ""
        told: list[str] = []
        while text:
            if self._is_paste:
                pasted, end, text = text.partition(PASTE_ENDS)
                self._is_paste = not end
                told += [pasted, end]
            else:
                keys, begin, text = text.partition(PASTE_BEGINS)
                self._is_paste = bool(begin)
                told += [self._keys(keys, is_last=not begin), begin]
        return "".join(told)

    def _keys(self, text: str, is_last: bool) -> str:
        if is_last and (cut := _UNFINISHED.search(text)):
            text, self._rest = text[: cut.start()], text[cut.start() :]
        return _SEQUENCE.sub(_told, text)


def _told(found: re.Match[str]) -> str:
    said, between, end = found.groups(default="")
    if end == "u" and not between and not said.startswith(("<", ">", "=", "?")):
        return _of_kitty(said)
    if end == "~" and (modified := _MODIFIED.fullmatch(said)):
        return _held(int(modified[2]), int(modified[1]) - 1)
    return found[0] if not end or _is_known(found[0]) else ""


def _of_kitty(said: str) -> str:
    """`CODE:SHIFTED:BASE;MODIFIERS:EVENT;TEXT` as the keys that were meant."""
    key, held, text = [*said.split(";"), "", ""][:3]
    modifiers, _, event = held.partition(":")
    if event == str(_RELEASED):
        return ""
    if text:
        return "".join(_character(int(code)) for code in text.split(":") if code)
    codes = [code for code in key.split(":")[:2] if code]
    bits = int(modifiers or 1) - 1
    # With Shift the second one is what the key gives.
    return _held(int(codes[-1 if bits & 1 else 0]), bits) if codes else ""


def _held(code: int, bits: int) -> str:
    """A key held together with others, as terminals have always told it."""
    char = _character(code)
    if bits & 1 and char == "\t":
        return "\x1b[Z"
    if bits & _CTRL and char and "@" <= char.upper() <= "_":
        char = chr(ord(char.upper()) & 0x1F)
    return f"\x1b{char}" if bits & _ALT and char else char


def _character(code: int) -> str:
    if code in _KEYPAD:
        return _KEYPAD[code]
    return chr(code) if 0 < code <= 0x10FFFF and code not in _PRIVATE else ""


def _is_known(sequence: str) -> bool:
    """Whether Textual's parser makes something of it other than single keys."""
    from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
    from textual._xterm_parser import (
        SPECIAL_SEQUENCES,
        _re_cursor_position,
        _re_mouse_event,
        _re_terminal_mode_response,
    )

    patterns = (_re_cursor_position, _re_mouse_event, _re_terminal_mode_response)
    return (
        sequence in ANSI_SEQUENCES_KEYS
        or sequence in SPECIAL_SEQUENCES
        or any(pattern.match(sequence) for pattern in patterns)
    )
