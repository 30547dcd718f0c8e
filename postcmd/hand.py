"""A hand: a squad, or heads of a unit, as somebody who asks for people sees it.

1. What speaks for it and what against it are codes, never words.
2. It costs the more, the farther and the less fit it is; whoever passes fewer limits comes before whoever costs less.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from postcmd.limits import Passed

Why = Literal[
    "planned",
    "closed_there",
    "off_before",
    "stays_on",
    "same_request",
    "knows_post",
    "same_place",
    "same_street",
    "same_district",
    "other_district",
    "place_unknown",
    "standing_by",
    "resting",
    "can_go",
    "fills_it",
    "ask_skills",
    "ask_gear",
]
WhyNot = Literal[
    "",
    "out_of_service",
    "nobody_left",
    "elsewhere",
    "serving",
    "promised",
    "closed_loop",
    "skill",
    "vehicle",
    "gear",
    "hard_limit",
    "not_allowed",
    "taken",
]
COSTS: Final[dict[Why, int]] = {
    "same_street": 2,
    "same_district": 5,
    "other_district": 9,
    "place_unknown": 6,
    "closed_there": -3,
    "stays_on": 4,
    "fills_it": -2,
    "standing_by": -1,
    "knows_post": -1,
    "ask_skills": 1,
    "ask_gear": 1,
}


class Hand(Struct, frozen=True):
    """A squad, or heads of a unit: how many of those free could go, what speaks for it, what it would pass, why not.

    `cost` is the larger the farther and the less fit they are.
    """

    kind: Literal["squad", "unit", "duty"]
    id: str
    unit: str
    heads: int
    free: int = 0
    why: tuple[Why, ...] = ()
    passed: tuple[Passed, ...] = ()
    why_not: WhyNot = ""
    cost: int = 0


def by_cost(hand: Hand) -> tuple[int, int, int]:
    """Who passes fewest limits, is nearest and fittest; of those who are alike the order they came in."""
    return len(hand.passed), hand.cost, -hand.heads


def cost_of(kind: str, why: tuple[Why, ...]) -> int:
    """The larger, the farther and the less fit."""
    return (10 if kind == "squad" else 11) + sum(COSTS.get(one, 0) for one in why)
