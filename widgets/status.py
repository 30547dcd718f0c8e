"""The status line: what holds now, in words, on one line.

1. It changes with what it is told, never with the seconds.
2. Only the parts that changed are repainted; a part with a `width` keeps its place whatever it says.
3. Where there is no room, the parts with the highest `yields` go first; what stays is cut with a mark.
4. A key stands out from the words that say what it does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from widgets.paint import Ink, Line, Piece, blank, exactly, piece
from widgets.painted import Painted
from widgets.rows import Tone
from widgets.text import cells, clip, fit, harmless

GAP = 2
OF_KEYS: Final[dict[Tone, Tone]] = {"normal": "accent", "dim": "normal"}
"""How a key looks among words of this tone."""
KEYS: Final = re.compile(r"\S+(?: (?:[^\w\s]|0-9|Down|下))*(?= )")
"""`Enter`, `+ - 0-9`, `Up Down` at the beginning of what a key does."""


class Part(NamedTuple):
    """One statement. `width` cells are kept for it; `right` puts it at the right end of the line.

    So many of its first characters as `key` says name a key.
    """

    text: str
    tone: Tone = "normal"
    width: int = 0
    yields: int = 0
    right: bool = False
    key: int = 0

    @property
    def wanted(self) -> int:
        return max(self.width, cells(harmless(self.text)))


def key_part(text: str, yields: int = 0) -> Part:
    """`Esc back` as it stands in a line of keys."""
    keys = KEYS.match(text)
    return Part(text, "dim", yields=yields, key=keys.end() if keys else 0)


class StatusLine(Painted):
    """One line of parts; tell it with `show`."""

    DEFAULT_CSS = "StatusLine { height: 1; }"

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._parts: tuple[Part, ...] = ()

    def show(self, parts: Sequence[Part]) -> None:
        self._parts = tuple(parts)
        self.settle()

    @property
    def parts(self) -> tuple[Part, ...]:
        return self._parts

    def composed(self, width: int, height: int) -> list[Line]:
        return [status_line(self._parts, width), *[(blank(width),)] * (height - 1)]


def status_line(parts: Sequence[Part], width: int) -> Line:
    """The parts that fit, the right ones at the right end."""
    kept = _kept([part for part in parts if part.text or part.width], width)
    left = _pieces([part for part in kept if not part.right], width)
    right = _pieces([part for part in kept if part.right], width)
    between = width - sum(p.width for p in left) - sum(p.width for p in right)
    return exactly([*left, blank(max(0, between)), *right], width)


def _kept(parts: list[Part], width: int) -> list[Part]:
    """All but the most yielding parts, so that the rest fits; the least yielding one always stays."""
    kept = list(parts)
    while len(kept) > 1 and sum(part.wanted + GAP for part in kept) - GAP > width:
        # Of equally yielding parts the last goes first.
        kept.pop(max(range(len(kept)), key=lambda nth: (kept[nth].yields, nth)))
    return kept


def _pieces(parts: list[Part], width: int) -> list[Piece]:
    pieces: list[Piece] = []
    for part in parts:
        if pieces:
            pieces.append(blank(GAP))
        text = fit(clip(part.text, width), min(width, part.wanted))
        if part.key:
            pieces.append(piece(text[: part.key], Ink(OF_KEYS.get(part.tone, part.tone))))
        pieces.append(piece(text[part.key :], Ink(part.tone)))
    return pieces
