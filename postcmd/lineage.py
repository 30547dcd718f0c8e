"""Lineage 来历: which squads a squad was split into or made of, as a tree with the heads of today.

1. A squad hangs below the one its people went into when it was merged, else below the one it was split from; each
   stands once.
2. The heads of today are those of live squads alone: what was split up or merged counts where its people are now.
3. The tree is the same whichever of its squads it is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from msgspec import Struct

from postcmd.board import Board
from postcmd.records import Squad


class Node(Struct, frozen=True):
    """A squad, the heads and helpers of today in it and below it, and the squads below it."""

    squad: Squad
    heads: int
    present: int
    helpers: int
    children: tuple[Node, ...] = ()

    def lines(self, depth: int = 0) -> Iterator[tuple[int, Node]]:
        """Every node with its depth, from above."""
        yield depth, self
        for child in self.children:
            yield from child.lines(depth + 1)


def tree(board: Board, squad_id: str) -> Node | None:
    """The whole tree that the squad stands in; None where the board has no such squad."""
    squads = {one.id: one for one in board.every("squad") if isinstance(one, Squad)}
    top = _top(squads, squad_id)
    if top is None:
        return None
    below: defaultdict[str, list[Squad]] = defaultdict(list)
    for one in squads.values():
        if above := above_of(one):
            below[above].append(one)
    return _node(top, below, {top.id})


def above_of(squad: Squad) -> str | None:
    return squad.merged_into or squad.parent


def _top(squads: Mapping[str, Squad], squad_id: str) -> Squad | None:
    top, seen = squads.get(squad_id), {squad_id}
    while top is not None and (above := squads.get(above_of(top) or "")) is not None and above.id not in seen:
        seen.add(above.id)
        top = above
    return top


def _node(squad: Squad, below: Mapping[str, list[Squad]], seen: set[str]) -> Node:
    parts = sorted((one for one in below.get(squad.id, ()) if one.id not in seen), key=lambda one: _order(squad, one))
    seen.update(one.id for one in parts)
    children = tuple(_node(one, below, seen) for one in parts)
    own = (squad.strength, squad.present, squad.helpers) if squad.is_live else (0, 0, 0)
    heads, present, helpers = (
        mine + sum(getattr(child, field) for child in children)
        for mine, field in zip(own, ("heads", "present", "helpers"), strict=True)
    )
    return Node(squad, heads, present, helpers, children)


def _order(whole: Squad, part: Squad) -> tuple[int, str]:
    """The parts as they were named in the split, then what was merged into it."""
    return (whole.parts.index(part.id) if part.id in whole.parts else len(whole.parts)), part.id
