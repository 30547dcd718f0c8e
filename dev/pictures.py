"""The pictures in the documents: the real board of the demo in a real terminal, drawn as it stands there.

1. A picture is text placed by cells: it needs no font of this machine, and a wide character takes two cells everywhere.
2. The clock of the demo is held: the same record gives the same picture.

`python -m dev.pictures` draws all of them anew; `make pictures` does the same.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

from pyte.screens import Char, Screen

from bench.terminal import Terminal

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"
CELL, LINE, EDGE = 8.4, 18, 10
GROUND, TEXT = "#121212", "#d0d0d0"
FONT: Final = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono CJK SC', 'Sarasa Mono SC', monospace"
QUIET: Final = 1.5
"""Seconds without a byte after which everything has come."""


class Picture(NamedTuple):
    """A file, the board it shows, and the keys that lead there."""

    name: str
    lang: str
    size: tuple[int, int]
    moment: str
    keys: tuple[str, ...] = ()
    account: str = "centre"


SHORT: Final = "11-23 14:10"
"""Thirty are wanted at once, and nobody has confirmed yet."""
MUSTER: Final = "11-20 20:45"
"""A quarter of an hour before they are to be there."""
PICTURES: Final = (
    Picture("board.svg", "en", (140, 24), SHORT),
    Picture("board.zh.svg", "zh_CN", (140, 24), SHORT),
    Picture("board-80.svg", "en", (80, 24), SHORT),
    Picture("board-80.zh.svg", "zh_CN", (80, 24), SHORT),
    Picture("muster.svg", "en", (100, 16), MUSTER, (*"grm",)),
    Picture("muster.zh.svg", "zh_CN", (100, 16), MUSTER, (*"grm",)),
    Picture("palette.svg", "en", (100, 16), SHORT, (*":short",)),
    Picture("palette.zh.svg", "zh_CN", (100, 16), SHORT, (*":jjb",)),
)


def main() -> int:
    for picture in PICTURES:
        (DOCS / picture.name).write_text(drawn(picture), encoding="utf-8")
        print(f"docs/{picture.name}")
    return 0


def drawn(picture: Picture) -> str:
    """The screen as an SVG."""
    demo = [sys.executable, "-m", "tui", "demo", "--as", picture.account, "--from", picture.moment, "--speed", "0"]
    with Terminal([*demo, "--lang", picture.lang], *picture.size) as terminal:
        until = terminal.until(lambda text: "DEMO" in text or "演示" in text, timeout=120)
        if until is None:
            raise SystemExit(terminal.text())
        _rest(terminal)
        # The board of the demo opens filtered to one district.
        terminal.press(b"\x1b", limit=1.0)
        for key in picture.keys:
            terminal.press(key.encode(), limit=1.0)
        _rest(terminal)
        terminal.text()
        return svg(terminal.screen)


def _rest(terminal: Terminal) -> None:
    end = time.monotonic() + 4 * QUIET
    while terminal.settle(QUIET) and time.monotonic() < end:
        pass


def svg(screen: Screen) -> str:
    """Every line of the screen as runs of one look."""
    width, height = screen.columns * CELL + 2 * EDGE, screen.lines * LINE + 2 * EDGE
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" font-family="{FONT}"'
            f' font-size="14" xml:space="preserve">',
            f'<rect width="{width:g}" height="{height:g}" rx="6" fill="{GROUND}"/>',
            *(part for y in range(screen.lines) for part in _line(screen, y)),
            "</svg>\n",
        ]
    )


def _line(screen: Screen, y: int) -> Iterator[str]:
    cells = [(x, screen.buffer[y][x]) for x in range(screen.columns)]
    for _look, run in groupby(
        cells, key=lambda cell: _look_of(cell[1]) if cell[1].data else _look_before(screen, y, cell[0])
    ):
        yield from _run(list(run), y)


def _look_before(screen: Screen, y: int, x: int) -> tuple[object, ...]:
    """The second cell of a wide character looks like the first."""
    return _look_of(screen.buffer[y][x - 1])


def _look_of(char: Char) -> tuple[object, ...]:
    # One Chinese character is one run: each stands in its own two cells, whatever font it is drawn in.
    return char.fg, char.bg, char.bold, char.reverse, char.underscore, char.data if _is_wide(char) else ""


def _is_wide(char: Char) -> bool:
    return bool(char.data) and ord(char.data[0]) > 0x1100


def _run(run: list[tuple[int, Char]], y: int) -> Iterator[str]:
    (first, char), text = run[0], "".join(char.data for _x, char in run)
    x, width = EDGE + first * CELL, len(run) * CELL
    ink, ground = _colour(char.fg, TEXT), _colour(char.bg, GROUND)
    if char.reverse:
        ink, ground = ground, ink
    if ground != GROUND:
        yield f'<rect x="{x:g}" y="{EDGE + y * LINE}" width="{width + 0.3:g}" height="{LINE}" fill="{ground}"/>'
    if char.underscore:
        yield f'<rect x="{x:g}" y="{EDGE + y * LINE + 16}" width="{width + 0.3:g}" height="1" fill="{ink}"/>'
    if text.strip():
        looks = ' font-weight="bold"' * char.bold
        yield (
            f'<text x="{x:g}" y="{EDGE + y * LINE + 13}" textLength="{width:g}" lengthAdjust="spacingAndGlyphs"'
            f' fill="{ink}"{looks}>{escape(text)}</text>'
        )


def _colour(name: str, default: str) -> str:
    return default if name == "default" else f"#{name}"


if __name__ == "__main__":
    sys.exit(main())
