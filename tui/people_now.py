"""The people whose names this screen may show just now: out of the roster, in memory, as long as it stands open.

1. Nothing of it is written anywhere: not to the cache, a log, a file or an op.
2. It is forgotten when the screen that asked for it is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from postcmd.board import Board
from postcmd.roster import Person


class PeopleNow:
    """Names by the roster's number, while they may be looked at."""

    def __init__(self) -> None:
        self._people: dict[str, Person] = {}

    def learn(self, people: Iterable[Person]) -> None:
        self._people.update({person.id: person for person in people})

    def forget(self) -> None:
        self._people.clear()

    def may_be_read(self, board: Board) -> bool:
        """Whether one of our grants has the roster; which people it covers, the centre knows."""
        return any(grant.roster for grant in board.link.grants)

    @property
    def all(self) -> Sequence[Person]:
        return tuple(self._people.values())

    def name_of(self, number: str) -> str:
        """The person's name; "" where it is not known here."""
        person = self._people.get(number)
        return person.name if person is not None else ""
