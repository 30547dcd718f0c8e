"""Text measured in terminal cells: clipped, padded and wrapped so that columns line up.

1. A fitted text is exactly as wide as asked for; a Chinese character counts two cells.
2. A text that is cut ends in the clip mark.
3. A number is never cut: one that does not fit becomes a row of overflow marks.
4. Nothing that could steer a terminal comes out: control and format characters become `\ufffd`.
5. Where ASCII marks are in use, no character comes out of which terminals disagree whether it takes one cell or two.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final, Literal

from rich.cells import cell_len, set_cell_size

from widgets.marks import in_ascii, marks

Align = Literal["left", "right"]

TWINS = dict(zip("“”‘’…·°×÷→←↑↓›‹✓—–─│●○■□★☆§±～", "\"\"''~.'x:><^v><v---|oo##**S+~", strict=True))
STEERING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def harmless(text: str) -> str:
    """`text` with every character that could steer a terminal replaced; the last line of defence, not the first."""
    if text.isascii() and text.isprintable():
        return text
    return _certain(text) if in_ascii() else unsteered(text)


@lru_cache(maxsize=8192)
def unsteered(text: str) -> str:
    """The same, with every character kept that only looks otherwise in ASCII: for what somebody types."""
    if text.isprintable():
        return text
    return "".join("\ufffd" if unicodedata.category(char) in STEERING else char for char in text)


@lru_cache(maxsize=8192)
def _certain(text: str) -> str:
    """Every cell of it taken for the same by every terminal: an ambiguous character becomes its nearest ASCII one."""
    return "".join(map(_twin, unsteered(text)))


@lru_cache(maxsize=1024)
def _twin(char: str) -> str:
    if char in TWINS:
        return TWINS[char]
    if unicodedata.east_asian_width(char) != "A" or unicodedata.combining(char):
        return char
    plain = unicodedata.normalize("NFKD", char)[:1]
    return plain if plain.isascii() else "?"


def cells(text: str) -> int:
    """How many terminal cells `text` takes."""
    return cell_len(text)


def clip(text: str, width: int) -> str:
    """`text` in at most `width` cells, ending in the clip mark where something was cut off."""
    return _clipped(text, width, marks().clipped)


@lru_cache(maxsize=16384)
def _clipped(text: str, width: int, mark: str) -> str:
    text = harmless(text)
    if cell_len(text) <= width:
        return text
    if width < cell_len(mark):
        return " " * max(0, width)
    return set_cell_size(text, width - cell_len(mark)) + mark


def first_cells(text: str, width: int) -> str:
    """The first `width` cells of `text`; half a wide character becomes a space."""
    return _padded(_clipped(text, width, ""), width, "left")


def fit(text: str, width: int, align: Align = "left") -> str:
    """`text` in exactly `width` cells."""
    return _padded(clip(text, width), width, align)


@lru_cache(maxsize=16384)
def _padded(text: str, width: int, align: Align) -> str:
    padding = " " * (width - cell_len(text))
    return padding + text if align == "right" else text + padding


def fit_number(text: str, width: int, align: Align = "right") -> str:
    """`text` whole in exactly `width` cells, or a row of overflow marks: `120` must never stand for `12000`."""
    if cell_len(harmless(text)) > width:
        return marks().overflow * max(0, width)
    return _padded(harmless(text), width, align)


@lru_cache(maxsize=512)
def wrap(text: str, width: int) -> tuple[str, ...]:
    """`text` broken into lines of at most `width` cells (two at least), at spaces where there are any."""
    lines: list[str] = []
    line = ""
    for part in _parts(harmless(text), max(2, width)):
        if line and cell_len(line + part.rstrip()) > max(2, width):
            lines.append(line.rstrip())
            line = ""
        line += part
    return (*lines, line.rstrip())


def _parts(text: str, width: int) -> list[str]:
    """Where a line may break: after a space, around a double-width character, inside a word too long for a line; no
    line begins with what closes, or ends with what opens."""
    parts: list[str] = []
    for char in text:
        if parts and _joins(parts[-1], char, width):
            parts[-1] += char
        else:
            parts.append(char)
    return parts


_NOT_FIRST: Final = frozenset("，。、；：？！）】》」』”’…")
_NOT_LAST: Final = frozenset("（【《「『“‘")


def _joins(part: str, char: str, width: int) -> bool:
    if (char in _NOT_FIRST and not part.endswith(" ")) or part[-1] in _NOT_LAST:
        return cell_len(part + char) <= width
    if part.endswith(" ") or cell_len(char) > 1 or cell_len(part[-1]) > 1:
        return cell_len(char) == 0
    return cell_len(part + char) <= width
