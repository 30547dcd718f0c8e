"""The terminal shows what was painted, and is sent only what did not stand there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tests.widgets.board import cells_of
from tests.widgets.test_a_pen_says_only_what_changes import STYLES
from widgets.shown import Painted, Shown

ROOT = Path(__file__).resolve().parents[2]
WIDTH, HEIGHT = 24, 3
GROUND = Style.parse("on #121212")
COLOURS = ColorSystem.EIGHT_BIT
TEXTS = st.text("孙河1a  ", max_size=9) | st.integers(0, WIDTH).map(lambda count: " " * count)
SEGMENTS = st.lists(st.tuples(TEXTS, STYLES), max_size=6)
PAINTS = st.lists(st.tuples(st.integers(0, HEIGHT - 1), SEGMENTS), max_size=8)


def line(y: int, parts: list[tuple[str, Style | None]]) -> Painted:
    """A whole line, as a compositor has it."""
    strip = Strip([Segment(text, style) for text, style in parts])
    return Painted(y, [(0, strip.adjust_cell_length(WIDTH, GROUND))])


def as_textual_sends_it(painted: Painted) -> str:
    console = Console(force_terminal=True, color_system="256", legacy_windows=False)
    return f"\x1b[{painted.y + 1};1H" + "".join(strip.render(console) for _, strip in painted.strips)


@given(PAINTS, st.booleans())
def test_whatever_stood_there_the_terminal_shows_what_was_painted(
    paints: list[tuple[int, list[tuple[str, Style | None]]]], erases: bool
) -> None:
    shown, thrifty, plain = Shown(erases), pyte.Screen(WIDTH, HEIGHT), pyte.Screen(WIDTH, HEIGHT)
    # Textual puts it out of force: a line as wide as the terminal wraps nowhere.
    for terminal in (thrifty, plain):
        terminal.reset_mode(7, private=True)
    for painted in (line(y, parts) for y, parts in paints):
        pyte.Stream(plain).feed(as_textual_sends_it(painted))
        pyte.Stream(thrifty).feed(shown.sent([painted], WIDTH, COLOURS))
        assert cells_of(thrifty) == cells_of(plain)


@pytest.fixture
def shown() -> Shown:
    shown = Shown(erases=True)
    shown.sent([line(0, [("孙河乡  12  short", GROUND)])], WIDTH, COLOURS)
    return shown


def test_what_is_painted_again_as_it_was_costs_nothing(shown: Shown) -> None:
    assert shown.sent([line(0, [("孙河乡  12  short", GROUND)])], WIDTH, COLOURS) == ""


def test_one_figure_costs_itself_its_place_and_its_colours(shown: Shown) -> None:
    sent = shown.sent([line(0, [("孙河乡  13  short", GROUND)])], WIDTH, COLOURS)
    assert sent == "\x1b[1;10H\x1b[48;5;233m3\x1b[0m"


def test_half_a_wide_character_is_never_sent(shown: Shown) -> None:
    sent = shown.sent([line(0, [("孙 河乡 12  short", GROUND)])], WIDTH, COLOURS)
    assert "孙" not in sent
    assert "河乡" in sent


def test_after_forgetting_all_of_it_is_sent_again(shown: Shown) -> None:
    shown.forget()
    assert "孙河乡" in shown.sent([line(0, [("孙河乡  12  short", GROUND)])], WIDTH, COLOURS)


def test_another_width_is_another_terminal(shown: Shown) -> None:
    assert "孙河乡" in shown.sent([line(0, [("孙河乡  12  short", GROUND)])], WIDTH - 1, COLOURS)


def test_blanks_are_erased_only_where_the_terminal_keeps_their_ground() -> None:
    blank = [line(0, [("", GROUND)])]
    assert Shown(erases=True).sent(blank, WIDTH, COLOURS) == "\x1b[1;1H\x1b[48;5;233m\x1b[K\x1b[0m"
    assert " " * WIDTH in Shown(erases=False).sent(blank, WIDTH, COLOURS)


@pytest.mark.parametrize(
    ("term", "erases"), [("xterm-256color", True), ("screen-256color", False), ("no-such-terminal", False), ("", False)]
)
def test_terminfo_says_which_terminal_does(term: str, erases: bool) -> None:
    ask = f"from widgets.terminfo import erases_in_colour; print(erases_in_colour({term!r}))"
    assert subprocess.check_output([sys.executable, "-c", ask], cwd=ROOT, text=True).strip() == str(erases)
