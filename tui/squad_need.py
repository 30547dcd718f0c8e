"""A need born on the spot: what a request's form knows already when a squad's captain tells of it.

1. Place, risk, captain and the squad's own unit are filled in; the task and the heads are left to be said.
2. The request names the squad that it is born of.
"""

from __future__ import annotations

from typing import NamedTuple

from postcmd import panes
from postcmd.board import Board
from tui.squad_places import place_of


class BornOf(NamedTuple):
    """The squad whose captain tells of the need."""

    squad: str


def known(board: Board, born: BornOf) -> dict[str, tuple[str, str]]:
    """The texts of the form's fields, with what they mean."""
    squad = board.squad(born.squad)
    if squad is None:
        return {}
    place = board.place_of(place_of(board, squad) or "")
    told = " ".join(filter(None, (squad.name or squad.id, squad.leader)))
    found = {"called_by": (told, ""), "addressed_unit": (panes.unit_name(board, squad.unit), squad.unit)}
    if place is not None:
        found["place"] = (place.name, place.id)
        found["risk"] = (place.risk_on(panes.today(board)) or "", "")
    return found
