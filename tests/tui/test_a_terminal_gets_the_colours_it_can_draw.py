"""The theme fits the terminal; NO_COLOR sends no colour code, whatever is opened; sixteen are the terminal's own."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from bench.terminal import Terminal
from tui.colours import THEMES, theme_for

ROOT = Path(__file__).resolve().parents[2]
BOARD = """
from widgets.terminal import prepare_terminal
prepare_terminal()
import os, sys
sys.path.insert(0, {root!r})
from tests.tui.fakes import FakeCentre, FakeDesk
from tests.tui.post import world
from tui.app import run_board
from tui.config import load
desk = FakeDesk(FakeCentre(world()))
def start(listen):
    desk.listen(listen)
    return desk
sys.exit(run_board(first=desk.first(), start_sync=start, theme=load().theme_on(os.environ)))
"""
KEYS = ("?", "\x1b", ":", "\x1b", "/", "\x1b", "n", "\x1b", "\r", "\x1b", "+", "o", "\x1b", "\x06", "\x1b", "S", "\x1b")
"""Keys, palette, filter, a form, a detail, an edit, outbox, search, sign-ups: each opened and left."""
PENS = re.compile(rb"\x1b\[([\d;]*)m")


@pytest.mark.parametrize(
    ("env", "theme"),
    [
        ({"TERM": "xterm-256color"}, "dark"),
        ({"TERM": "tmux-256color", "COLORFGBG": "0;15"}, "light"),
        ({"TERM": "xterm-256color", "COLORFGBG": "15;0"}, "dark"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "dark"),
        ({"TERM": "xterm"}, "16"),
        ({"TERM": "screen"}, "16"),
        ({"TERM": "linux"}, "16"),
        ({"TERM": "vt100"}, "mono"),
        ({"TERM": "dumb"}, "mono"),
        ({}, "mono"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "mono"),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, "dark"),
    ],
)
def test_the_theme_is_one_that_the_terminal_can_draw(env: Mapping[str, str], theme: str) -> None:
    assert theme_for("auto", env) == theme


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_that_was_asked_for_is_the_theme(theme: str) -> None:
    assert theme_for(theme, {"TERM": "dumb", "NO_COLOR": "1"}) == theme


def pens(env: Mapping[str, str]) -> set[int]:
    """Every number that the terminal's pen was told while one screen after another was opened."""
    kept = bytearray()
    with Terminal([sys.executable, "-c", BOARD.format(root=str(ROOT))], 100, 30, env) as terminal:
        assert terminal.until(lambda text: "链家" in text) is not None, terminal.text()
        for key in KEYS:
            terminal.press(key.encode(), quiet=0.05, limit=0.4)
            kept += terminal._unread
            terminal.text()
    return {int(number) for codes in PENS.findall(bytes(kept)) for number in codes.split(b";") if number}


def test_no_colour_sends_no_colour_code_at_all() -> None:
    told = pens({"NO_COLOR": "1"})
    assert told
    assert told <= {0, 1, 2, 3, 4, 7, 39, 49}


def test_sixteen_colours_are_the_terminals_own() -> None:
    told = pens({"TERM": "xterm"})
    assert told & {31, 32, 33, 36, 91}
    assert not told & {38, 48}
