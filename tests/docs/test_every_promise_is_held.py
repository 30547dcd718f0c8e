"""docs/promises.md: each promise is kept where it says and proven where it says, under its number."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "promises.md"
WEATHER = "tests/sim/test_every_promise_holds_in_any_weather.py"
NAMED = re.compile(r"`([^`]+)`")


class Promise(NamedTuple):
    """A row: the number, the modules that keep it, the tests (`file::test`) that prove it."""

    number: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]

    def __str__(self) -> str:
        return self.number


def promises() -> list[Promise]:
    rows = (line.strip("|").split("|") for line in PAGE.read_text().splitlines() if line.startswith("| I"))
    return [Promise(cells[0].strip(), _names(cells[2]), _names(cells[3])) for cells in rows]


def _names(cell: str) -> tuple[str, ...]:
    return tuple(NAMED.findall(cell))


def names(text: str, number: str) -> bool:
    return re.search(rf"\b{number}\b", text) is not None


def test_there_are_fourteen() -> None:
    assert [promise.number for promise in promises()] == [f"I{number}" for number in range(1, 15)]


@pytest.mark.parametrize("promise", promises(), ids=str)
def test_the_modules_that_keep_a_promise_name_it_among_their_invariants(promise: Promise) -> None:
    assert promise.modules
    for module in promise.modules:
        said = ast.get_docstring(ast.parse((ROOT / module).read_text())) or ""
        assert names(said, promise.number), module


@pytest.mark.parametrize("promise", promises(), ids=str)
def test_the_tests_that_prove_a_promise_are_there_and_name_it(promise: Promise) -> None:
    assert promise.tests
    for named in promise.tests:
        path, _, test = named.partition("::")
        tree = ast.parse((ROOT / path).read_text())
        found = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        [proof] = [node for node in found if node.name == test]
        assert names(ast.get_docstring(proof) or "", promise.number), named


def test_the_simulation_asks_all_of_them() -> None:
    said = ast.get_docstring(ast.parse((ROOT / WEATHER).read_text())) or ""
    assert all(names(said, promise.number) for promise in promises())


def test_every_file_that_the_page_names_is_there() -> None:
    named = {name.partition("::")[0] for name in NAMED.findall(PAGE.read_text()) if "/" in name}
    assert WEATHER in named
    assert not [path for path in named if not (ROOT / path).is_file()]


def test_no_module_names_a_promise_that_is_not_listed_for_it() -> None:
    kept = {(module, promise.number) for promise in promises() for module in promise.modules}
    found = set()
    for room in ("postcmd", "sync", "central", "tui"):
        for path in (ROOT / room).rglob("*.py"):
            said = ast.get_docstring(ast.parse(path.read_text())) or ""
            found |= {(path.relative_to(ROOT).as_posix(), number) for number in re.findall(r"\bI\d{1,2}\b", said)}
    assert found == kept
