"""docs/architecture.md follows a change from function to function: each of them is where it says."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.docs.commands import ROOT

STEP = re.compile(r"`([\w/]+\.py): ([\w.]+)`")
STEPS = STEP.findall((ROOT / "docs" / "architecture.md").read_text().replace("\n   ", " "))


def names_in(body: list[ast.stmt], above: str = "") -> Iterator[str]:
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield above + name
            case ast.ClassDef(name=name):
                yield above + name
                yield from names_in(node.body, f"{above}{name}.")
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield above + name


def test_the_way_has_all_its_rooms() -> None:
    assert {file.partition("/")[0] for file, _name in STEPS} == {"postcmd", "sync", "widgets", "tui", "central"}


@pytest.mark.parametrize(("file", "name"), STEPS)
def test_what_a_step_names_is_there(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text())
    assert name in set(names_in(tree.body))
