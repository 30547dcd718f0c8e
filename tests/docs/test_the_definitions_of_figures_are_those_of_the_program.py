"""docs/figures.md says what the program counts, word for word."""

from __future__ import annotations

from typing import get_args

import pytest

from postcmd.figures import (
    CODES,
    DEFINITIONS,
    DEFINITIONS_VERSION,
    LABELS,
    OVER_A_PERIOD,
    SCOPES,
    UNITS,
    WAYS,
    FigureKey,
)
from postcmd.words import said_in
from tests.docs.commands import ROOT

PAGE = (ROOT / "docs" / "figures.md").read_text()
ROWS = {
    code.strip(" `"): [cell.strip() for cell in cells]
    for code, *cells in (
        line.strip("|\n").split("|")
        for line in PAGE.splitlines()
        if line.startswith("| `") and "/" in line.split("|")[1]
    )
    if code.strip(" `") in DEFINITIONS
}


def test_every_definition_in_force_stands_on_the_page_and_no_other() -> None:
    assert set(ROWS) == set(CODES.values()) == set(DEFINITIONS)
    assert set(CODES) == set(get_args(FigureKey))
    assert f"**{DEFINITIONS_VERSION}**" in PAGE


@pytest.mark.parametrize("key", CODES)
def test_a_definition_says_the_same_on_the_page(key: FigureKey) -> None:
    label, unit, over, means = ROWS[CODES[key]]
    assert label == f"{LABELS[key]} {said_in('zh', LABELS[key])}"
    assert over == WAYS[OVER_A_PERIOD[key]]
    assert means == DEFINITIONS[CODES[key]]
    assert unit.startswith(UNITS.get(key, "the task"))


def test_each_reading_is_named_on_the_page() -> None:
    assert all(said in PAGE for said in SCOPES.values())
