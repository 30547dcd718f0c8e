"""A picture of the documents is the text of a terminal, each character in its own cells."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pyte

from dev.pictures import CELL, DOCS, EDGE, GROUND, PICTURES, svg

ROOT = Path(__file__).resolve().parents[2]


def drawn(written: str) -> ElementTree.Element:
    screen = pyte.Screen(20, 2)
    pyte.Stream(screen).feed(written)
    return ElementTree.fromstring(svg(screen))


def runs(picture: ElementTree.Element) -> list[tuple[float, str, str | None]]:
    texts = picture.iter("{http://www.w3.org/2000/svg}text")
    return [((float(one.get("x", "0")) - EDGE) / CELL, (one.text or "").strip(), one.get("fill")) for one in texts]


def test_a_chinese_character_stands_in_two_cells_and_what_follows_after_it() -> None:
    placed = [(round(x), text) for x, text, _fill in runs(drawn("孙河 12"))]
    assert placed == [(0, "孙"), (2, "河"), (4, "12")]


def test_colours_are_those_of_the_terminal_and_text_is_never_markup() -> None:
    (red,) = runs(drawn("\x1b[38;5;203m<b>&"))
    assert red[1:] == ("<b>&", "#ff5f5f")
    turned = drawn("\x1b[7mx")
    assert runs(turned)[0][2] == GROUND


def test_every_picture_that_a_document_shows_is_one_that_is_made() -> None:
    named = {name for page in ROOT.glob("README*.md") for name in re.findall(r"docs/([\w.-]+\.svg)", page.read_text())}
    assert named <= {picture.name for picture in PICTURES}
    assert all((DOCS / picture.name).exists() for picture in PICTURES)
