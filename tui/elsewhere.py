"""The same person in two places, on a screen: told beside the name, never refused.

1. Of everybody on the screen it is looked up once, not for each line.
"""

from __future__ import annotations

from collections.abc import Sequence

from postcmd import panes
from postcmd.board import Board
from postcmd.records import Quota, SignUp
from postcmd.twice import standing_by_person
from postcmd.words import _

Elsewhere = dict[str, str]


def elsewhere(board: Board, quota: Quota | None) -> Elsewhere:
    """By number of the roster: where else they have a place on the quota's day."""
    if quota is None:
        return {}
    found = standing_by_person(board, quota.day, but=quota.id)
    return {person: _text(board, signups) for person, signups in found.items()}


def _text(board: Board, signups: Sequence[SignUp]) -> str:
    requests = [request for one in signups if one.request and (request := board.request(one.request)) is not None]
    places = dict.fromkeys(panes.place_name(board, request.place) for request in requests)
    return _("that day also in: {places}").format(places=_(", ").join(places))
