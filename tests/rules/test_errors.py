"""The tree of errors, and what an error carries."""

from __future__ import annotations

import re
from typing import Any

import pytest

from postcmd import errors
from postcmd.errors import PostError, Refused


def every_error() -> list[type[PostError]]:
    return [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, PostError)]


def drawn() -> dict[str, str]:
    """Error → the one it is drawn under in the docstring."""
    above: dict[int, str] = {}
    found = {}
    for row in (errors.__doc__ or "").splitlines():
        said = re.match(r"(?P<lead>[ │├└─]*)(?P<name>[A-Z]\w+)(  |$)", row)
        if said:
            depth = len(said["lead"])
            found[said["name"]] = next((above[d] for d in sorted(above, reverse=True) if d < depth), "")
            above[depth] = said["name"]
    return found


def parent_of(kind: type[PostError]) -> str:
    return "" if kind is PostError else kind.__mro__[1].__name__


def test_every_error_stands_in_the_drawn_tree_under_its_parent() -> None:
    assert drawn() == {kind.__name__: parent_of(kind) for kind in every_error()}


@pytest.mark.parametrize("kind", every_error())
def test_an_error_carries_a_code_and_facts(kind: type[PostError]) -> None:
    error = kind("past_parent", largest=4)
    facts: dict[str, Any] = error.facts
    assert (error.code, facts) == ("past_parent", {"largest": 4})
    assert str(error) == "past_parent (largest=4)"


def test_an_error_without_facts_is_its_code() -> None:
    assert str(Refused("full")) == "full"
