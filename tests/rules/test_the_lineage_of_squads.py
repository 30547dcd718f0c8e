"""The tree of squads that were split and merged, with the heads of today."""

from __future__ import annotations

from typing import Any

import msgspec

from postcmd.lineage import Node, tree
from postcmd.records import Squad
from tests.rules.a_board import board_of


def fifty(**said: Any) -> Squad:
    return msgspec.structs.replace(Squad(id="fifty", unit="lianjia", name="50", strength=50, present=50), **said)


def told(node: Node | None) -> list[tuple[int, str, int]]:
    assert node is not None
    return [(depth, one.squad.id, one.heads) for depth, one in node.lines()]


def made() -> list[Squad]:
    """18 and 32; of the 32 eight went on."""
    a, b = (Squad(id=one, unit="lianjia", name=one, strength=n, parent="fifty") for one, n in (("a", 18), ("b", 32)))
    deeper = [Squad(id=one, unit="lianjia", name=one, strength=n, parent="b") for one, n in (("c", 24), ("d", 8))]
    return [fifty(parts=("a", "b")), a, msgspec.structs.replace(b, parts=("c", "d")), *deeper]


def test_the_tree_is_the_same_whichever_of_its_squads_it_is_asked_for() -> None:
    board = board_of(*made())
    whole = told(tree(board, "fifty"))
    assert whole == [(0, "fifty", 50), (1, "a", 18), (1, "b", 32), (2, "c", 24), (2, "d", 8)]
    assert told(tree(board, "d")) == whole


def test_the_heads_of_today_are_those_of_live_squads_alone() -> None:
    squads = {one.id: one for one in made()}
    squads["a"] = msgspec.structs.replace(squads["a"], status="stood_down")
    squads["d"] = msgspec.structs.replace(squads["d"], strength=6, lost=2)
    board = board_of(*squads.values())
    assert told(tree(board, "fifty"))[0] == (0, "fifty", 30)


def test_who_was_merged_hangs_below_the_squad_their_people_went_into() -> None:
    squads = {one.id: one for one in made()}
    squads["a"] = msgspec.structs.replace(squads["a"], merged_into="c")
    squads["c"] = msgspec.structs.replace(squads["c"], strength=42)
    board = board_of(*squads.values())
    found = told(tree(board, "a"))
    assert found == [(0, "fifty", 50), (1, "b", 50), (2, "c", 42), (3, "a", 0), (2, "d", 8)]


def test_a_squad_that_was_never_split_is_a_tree_of_one() -> None:
    assert told(tree(board_of(fifty()), "fifty")) == [(0, "fifty", 50)]
    assert tree(board_of(), "nobody") is None
