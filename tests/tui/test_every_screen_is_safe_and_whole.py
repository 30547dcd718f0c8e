"""On every screen, at any width: no number in part, no line of another width, and no character that could do harm."""

from __future__ import annotations

import logging
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, get_type_hints

import msgspec
import pytest
from rich.cells import cell_len
from textual.widget import Widget
from textual.widgets import Input

from bench.terminal import Terminal
from postcmd import words
from postcmd.records import AnyRecord
from tests.tui.every_screen import lines_of, november, walk
from tests.tui.post import a_post
from tui.logs import PrivateLog
from widgets.card import Card
from widgets.marks import marks, use_ascii
from widgets.painted import Painted
from widgets.text import STEERING

ROOT = Path(__file__).resolve().parents[2]
WIDTHS: Final = (*range(20, 56, 3), *range(56, 100, 11), 120, 160, 200)
WIDE, HIGH = 400, 120
FIGURE: Final = re.compile(r"\d+")
EVIL: Final = "[/x][bold]{n}\x1b[2J\x1b]52;c;ZXZpbA==\x07\x9b31m\u202e\u2066\u200b\u200fevil\x00\r\n\t\x85"
"""Markup, ESC, OSC 52, C1, bidi, zero width, line ends: what a name must never do."""
REFERS: Final = frozenset(
    {"id", "path", "parent", "unit", "place", "request", "task", "notice", "post", "squad", "volunteer", "line_of"}
    | {"of", "begins", "ends", "boundary", "verb"}
)
"""Texts by which one record finds another."""


@pytest.fixture
def in_ascii() -> Iterator[None]:
    yield
    use_ascii(False)


@pytest.mark.anyio
async def test_no_screen_at_any_width_shows_a_part_of_a_number_or_a_line_of_another_width() -> None:
    words.use("zh_CN")
    seen: set[tuple[str, str]] = set()

    def see(where: str, widget: Widget) -> None:
        key = (type(widget).__name__, where if widget.id is None else str(widget.id))
        if isinstance(widget, Painted) and key not in seen:
            seen.add(key)
            _is_whole_at_any_width(where, widget)

    async with a_post(november(), size=(100, 36)) as post:
        await walk(post, see)
    assert len(seen) > 30


def _is_whole_at_any_width(where: str, widget: Painted) -> None:
    whole = set(FIGURE.findall("\n".join(_texts(widget, WIDE))))
    for width in WIDTHS:
        lines = _texts(widget, width)
        assert {cell_len(line) for line in lines} <= {width}, f"{where} {width}"
        for line in lines:
            assert [one for one in _unmarked(line) if one not in whole] == [], f"{where} {width}: {line}"
    widget.composed(*widget.size)


def _texts(widget: Painted, width: int) -> list[str]:
    # What stands above a card tells how far it is scrolled: another number at another width.
    lines = widget._body(width) if isinstance(widget, Card) else widget.composed(width, HIGH)
    return ["".join(part.text for part in line) for line in lines]


def _unmarked(line: str) -> list[str]:
    """The figures of a line that no mark beside them says are cut."""
    cut = marks().clipped
    return [found[0] for found in FIGURE.finditer(line) if cut not in line[max(0, found.start() - 1) : found.end() + 1]]


@pytest.mark.anyio
async def test_hostile_text_does_no_harm_on_any_screen_and_ascii_leaves_no_cell_in_doubt(in_ascii: None) -> None:
    seen: set[str] = set()

    def see(where: str, widget: Widget) -> None:
        seen.add(where)
        for line in lines_of(widget):
            assert not [char for char in line if unicodedata.category(char) in STEERING], f"{where}: {line!r}"
            # What is typed stands there as it is typed.
            in_doubt = [char for char in line if _is_in_doubt(char) and not isinstance(widget, Input)]
            assert not in_doubt, f"{where}: {line!r}"
        for y in range(widget.size.height):
            assert not any(one.style and (one.style.meta or one.style.link) for one in widget.render_line(y)), where

    async with a_post([_hostile(record) for record in november()], size=(120, 30), ascii=True) as post:
        await walk(post, see)
        post.screen.say(EVIL)
        await post.settle()
        see("said", post.screen.key_line)
        assert "[/x][bold]{n}" in lines_of(post.screen.key_line)[0]
    assert len(seen) > 60


def _is_in_doubt(char: str) -> bool:
    """Whether one terminal draws it in one cell and another in two; or it is no letter, and not ASCII."""
    if char.isascii() or unicodedata.combining(char):
        return False
    return unicodedata.east_asian_width(char) not in "WFH"


def _hostile(record: AnyRecord) -> AnyRecord:
    """The record with every text that somebody wrote made as bad as it can be."""
    hints = get_type_hints(type(record))
    free = [name for name, hint in hints.items() if hint is str and name not in REFERS]
    said: dict[str, Any] = {name: f"{getattr(record, name)}{EVIL}" for name in free}
    return msgspec.structs.replace(record, **said)


BOARD = """
from widgets.terminal import prepare_terminal
prepare_terminal()
import sys
sys.path.insert(0, {root!r})
from tests.tui.fakes import FakeCentre, FakeDesk
from tests.tui.every_screen import november
from tests.tui.test_every_screen_is_safe_and_whole import EVIL, _hostile
from tui.app import run_board
desk = FakeDesk(FakeCentre([_hostile(one) for one in november()]), account="centre")
def start(listen):
    desk.listen(listen)
    return desk
sys.exit(run_board(first=desk.first(), start_sync=start, filter_text="", title=EVIL))
"""
KEYS: Final = (
    "\r",
    "\x1b",
    "i",
    "\x1b",
    "N",
    "\x1b",
    "t",
    "\x1b",
    "y",
    "+",
    "f",
    "m",
    "\x1b",
    "\x06evil",
    "\x1b",
    "g",
    "l",
)


def test_hostile_text_reaches_no_real_terminal() -> None:
    kept = bytearray()
    with Terminal([sys.executable, "-c", BOARD.format(root=str(ROOT))], 120, 30) as terminal:
        assert terminal.until(lambda text: "[/x" in text) is not None, terminal.text()
        for key in KEYS:
            kept += terminal._unread
            terminal.press(key.encode(), quiet=0.05, limit=0.4)
        kept += terminal._unread
    sent = bytes(kept).decode("utf-8", "replace")
    copied = re.sub(r"\x1b\]52;c;[A-Za-z0-9+/=]*\x07", "", sent)
    assert "evil" in sent
    assert "ZXZpbA==\x07" not in copied
    assert "\x1b]52" not in copied
    assert not re.search("[\x80-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\x00]", sent)
    assert "\x1b[2Jevil" not in sent


def test_hostile_text_stands_harmless_in_the_log(tmp_path: Path) -> None:
    kept = PrivateLog(tmp_path / "postcmd.log")
    kept.handle(logging.makeLogRecord({"msg": "refused: %s", "args": (EVIL,), "levelname": "INFO"}))
    kept.close()
    noted = (tmp_path / "postcmd.log").read_text(encoding="utf-8")
    assert not [char for char in noted if unicodedata.category(char) in STEERING and char != "\n"]
    assert "evil" in noted
