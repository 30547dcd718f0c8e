"""Text written with the pen looks as if every run had been set and reset, and costs less."""

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tests.widgets.board import cells_of
from widgets.pen import BARE, Pen, turn

COLOURS = st.sampled_from(
    [None, Color.parse("red"), Color.parse("#d78787"), Color.parse("#e4e4e4"), Color.parse("default")]
)
STYLES = st.none() | st.builds(
    Style,
    color=COLOURS,
    bgcolor=COLOURS,
    bold=st.booleans(),
    italic=st.booleans(),
    underline=st.booleans(),
    reverse=st.booleans(),
)
RUNS = st.lists(st.builds(Segment, st.text("孙a1 ", max_size=4), STYLES), max_size=10)
SYSTEMS = st.sampled_from([ColorSystem.STANDARD, ColorSystem.EIGHT_BIT, ColorSystem.TRUECOLOR])


def drawn(sent: str) -> list[list[pyte.screens.Char]]:
    terminal = pyte.Screen(90, 1)
    pyte.Stream(terminal).feed(sent + "after")
    return cells_of(terminal)


@given(RUNS, SYSTEMS)
def test_it_looks_as_if_every_run_had_been_set_and_reset(runs: list[Segment], system: ColorSystem) -> None:
    pen = Pen(system)
    plain = "".join(text if style is None else Strip.render_style(style, text, system) for text, style, _ in runs)
    # A style keeps the codes it was first rendered with.
    for _, style, _ in runs:
        if style is not None:
            style._ansi = None
    assert drawn(pen.write(runs) + pen.lift()) == drawn(plain)


def test_a_run_that_looks_like_the_one_before_costs_its_text_only() -> None:
    pen, red = Pen(ColorSystem.EIGHT_BIT), Style.parse("red on #1c1c1c")
    pen.write([Segment("12", red)])
    assert pen.write([Segment("/87", red)]) == "/87"


def test_a_bare_pen_needs_no_lifting() -> None:
    assert Pen(ColorSystem.EIGHT_BIT).lift() == ""
    assert turn(BARE, BARE) == ""


def test_links_survive() -> None:
    sent = Pen(ColorSystem.EIGHT_BIT).write([Segment("here", Style(link="https://localhost/"))])
    assert "\x1b]8;id=" in sent
    assert sent.endswith("here\x1b]8;;\x1b\\")
