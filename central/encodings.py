"""In which encoding a text file was saved: UTF-8, with or without a mark in front, or GB 18030.

1. It is one encoding for the whole file. Lines that are in another are told, never guessed at: a name read wrongly
   would be another name.
2. The file is read in pieces, however long it is.

Nearly every run of bytes is GB 18030, UTF-8 text too; so a line that is UTF-8 with Chinese in it is taken to be that.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Final, Literal

from central.faults import MOST_NAMED, Wrong
from postcmd.errors import BadInput
from postcmd.words import N_, _

Encoding = Literal["utf-8-sig", "gb18030"]
_PIECE: Final = 1 << 20
_THREE_BYTES: Final = re.compile(rb"[\xe3-\xef][\x80-\xbf]{2}")
"""What a Chinese character is in UTF-8."""
_WHY: Final = {
    "utf-8": N_("it is saved as UTF-8, and the others as GB 18030."),
    "gb18030": N_("it is saved as GB 18030, and the others as UTF-8."),
    "": N_("it is neither UTF-8 nor GB 18030."),
}


def encoding_of(file: Path) -> Encoding:
    """BadInput (`mixed_encodings`, with the lines) where it is not the same throughout."""
    if _is_utf8(file):
        return "utf-8-sig"
    kinds = _kinds_of_lines(file)
    if set(kinds) == {"gb18030"}:
        return "gb18030"
    most = max((kind for kind in kinds if kind), key=lambda kind: len(kinds[kind]), default=None)
    wrong = sorted(Wrong(line, _(_WHY[kind])) for kind, lines in kinds.items() if kind != most for line in lines)
    raise BadInput("mixed_encodings", file=file, n=len(wrong), wrong=wrong[:MOST_NAMED])


def _is_utf8(file: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with file.open("rb") as opened:
            while piece := opened.read(_PIECE):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _kinds_of_lines(file: Path) -> dict[str, list[int]]:
    """Encoding → the lines that are in it and in no other; "" for those in none that we read."""
    kinds: dict[str, list[int]] = {}
    with file.open("rb") as opened:
        for number, line in enumerate(opened, 1):
            kind = None if line.isascii() else _kind(line)
            if kind is not None:
                kinds.setdefault(kind, []).append(number)
    return kinds


def _kind(line: bytes) -> str | None:
    """None: it could be either."""
    if _decodes(line, "utf-8"):
        return "utf-8" if _THREE_BYTES.search(line) else None
    return "gb18030" if _decodes(line, "gb18030") else ""


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
