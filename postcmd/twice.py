"""The same person in two places: told, not refused. Two calls of a day can follow one another.

1. Who is confirmed or has come for another quota of the day is told of; who only stands by there is not.
2. Only what lies in sight is known: somebody else's quota may hold them too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from postcmd.board import Board
from postcmd.records import SignUp


def standing_by_person(board: Board, day: date, but: str = "") -> dict[str, list[SignUp]]:
    """The same of everybody, in one look: by the volunteer's number."""
    found: dict[str, list[SignUp]] = {}
    for one in board.every("signup"):
        if isinstance(one, SignUp) and one.volunteer and _has_a_place(one, day, but):
            found.setdefault(one.volunteer, []).append(one)
    return found


def _has_a_place(one: SignUp, day: date, but: str) -> bool:
    return one.day == day and one.quota != but and bool(one.confirmed or one.arrived)


def standing_elsewhere(board: Board, volunteer: str, day: date, but: str = "") -> Iterator[SignUp]:
    """The sign-ups by which the volunteer has a place on the day, other than for the quota `but`."""
    held = (one for one in board.every("signup") if isinstance(one, SignUp))
    return (one for one in held if one.volunteer == volunteer and _has_a_place(one, day, but))
