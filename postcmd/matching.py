"""Who fills which place: skills, gear and vehicles matched, and heads shared out over gaps.

1. A person fills one place only: a driver who nurses as well is one of the two, whoever else is missing.
2. As many places are filled as can be; the same people and places are matched the same way each time.
3. Of a post's places the first ask for a vehicle each, the next for one skill each, all of them for the gear.
4. Of heads shared out over gaps as many go as can, by those who cost least; nobody goes twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct

from postcmd.records import Gear, Post
from postcmd.roster import Person

Lacking = Literal["skill", "vehicle", "gear"]
GEAR: Final[tuple[Gear, ...]] = ("", "basic", "full")
"""From the least to the most."""


class Seat(Struct, frozen=True):
    """One place to fill, and what it asks for."""

    skill: str = ""
    drives: bool = False
    gear: Gear = ""


class Able(Struct, frozen=True):
    """Somebody, by the number of the roster, and what they can."""

    id: str
    skills: frozenset[str] = frozenset()
    drives: bool = False
    gear: Gear = ""


class Can(Struct, frozen=True):
    """So many heads of a group could go to a gap, at a cost for each."""

    heads: int
    cost: int


class Matching(Struct, frozen=True):
    """Seat → who fills it, both by their place in what was given; and the seats that nobody fills."""

    filled: dict[int, int]
    unfilled: tuple[int, ...]


def seats_of(post: Post, heads: int) -> list[Seat]:
    """The places of a post for so many heads; more where it asks for more drivers and skills than heads."""
    drivers = [Seat(drives=True, gear=post.gear) for _nth in range(post.drivers)]
    skilled = [Seat(skill=_folded(skill), gear=post.gear) for skill in post.skills]
    others = [Seat(gear=post.gear)] * max(0, heads - len(drivers) - len(skilled))
    return [*drivers, *skilled, *others]


def able(person: Person, gear: Gear = "") -> Able:
    """A person of the roster, in the gear that was given out."""
    return Able(person.id, frozenset(map(_folded, person.skills)), bool(person.vehicle), gear)


def lacks(seat: Seat, one: Able) -> tuple[Lacking, ...]:
    """What somebody lacks for a place; nothing where they can fill it."""
    found: list[Lacking] = []
    if seat.skill and seat.skill not in one.skills:
        found.append("skill")
    if seat.drives and not one.drives:
        found.append("vehicle")
    if GEAR.index(one.gear) < GEAR.index(seat.gear):
        found.append("gear")
    return tuple(found)


def match(seats: Sequence[Seat], people: Sequence[Able]) -> Matching:
    """Fill as many places as these people can."""
    edges = [(seat, nth) for seat, asked in enumerate(seats) for nth, one in enumerate(people) if not lacks(asked, one)]
    filled = dict(sorted(_most_pairs(edges, len(seats)).items()))
    return Matching(filled, tuple(seat for seat in range(len(seats)) if seat not in filled))


def missing(seats: Sequence[Seat], people: Sequence[Able]) -> tuple[Lacking, ...]:
    """What the places that stay empty ask for, beyond a head."""
    unfilled = [seats[nth] for nth in match(seats, people).unfilled]
    asked: dict[Lacking, bool] = {
        "skill": any(seat.skill for seat in unfilled),
        "vehicle": any(seat.drives for seat in unfilled),
        "gear": any(seat.gear for seat in unfilled),
    }
    return tuple(one for one, is_asked in asked.items() if is_asked)


def share_out(
    short: Sequence[int], heads: Sequence[int], can: Mapping[tuple[int, int], Can]
) -> dict[tuple[int, int], int]:
    """(group, gap) → heads: the gaps filled as far as can be, at the least cost."""
    import networkx

    if not can:
        return {}
    # Numbers for nodes: the order of strings in a set is another in each process.
    source, sink, first_gap = 0, 1, 2 + len(heads)
    graph: networkx.DiGraph[int] = networkx.DiGraph()
    for group, many in enumerate(heads):
        graph.add_edge(source, 2 + group, capacity=many, weight=0)
    for (group, gap), one in sorted(can.items()):
        graph.add_edge(2 + group, first_gap + gap, capacity=one.heads, weight=one.cost)
    for gap, many in enumerate(short):
        graph.add_edge(first_gap + gap, sink, capacity=many, weight=0)
    flow = networkx.max_flow_min_cost(graph, source, sink)
    return {(group, gap): sent for group, gap in sorted(can) if (sent := flow[2 + group][first_gap + gap])}


def _most_pairs(edges: Iterable[tuple[int, int]], seats: int) -> dict[int, int]:
    from networkx import Graph
    from networkx.algorithms import bipartite

    graph: Graph[int] = Graph()
    graph.add_nodes_from(range(seats))
    graph.add_edges_from((seat, seats + nth) for seat, nth in edges)
    pairs = bipartite.hopcroft_karp_matching(graph, range(seats))
    return {seat: other - seats for seat, other in pairs.items() if seat < seats}


def _folded(skill: str) -> str:
    return skill.strip().casefold()
