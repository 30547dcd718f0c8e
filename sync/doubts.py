"""Doubts of a post: whether what it holds is what the centre says it should hold, and what had to be put right.

1. A cut with a wrong digest is learnt anew, MOST_WRONG times in a row; then it is shown as it is (I5).
"""

from __future__ import annotations

from typing import Final

from postcmd.wire import PullAnswer
from sync.learnt import Learnt

MOST_WRONG: Final = 3


class Doubts:
    """Of one post."""

    def __init__(self) -> None:
        self._incidents: list[str] = []
        self._wrong_in_a_row = 0

    def note(self, incident: str) -> None:
        self._incidents.append(incident)

    def noted(self) -> list[str]:
        """The incidents since the last time."""
        incidents, self._incidents = self._incidents, []
        return incidents

    def are_raised(self, learnt: Learnt, answer: PullAnswer) -> bool:
        """Whether what is held is not what the answer says, and learning it again is worth a try."""
        if answer.digest is None:
            return False
        if answer.digest == learnt.digest():
            self._wrong_in_a_row = 0
            return False
        self.note("digest")
        self._wrong_in_a_row += 1
        return self._wrong_in_a_row <= MOST_WRONG
