"""What is wrong with the lines of a file: each with its line and one sentence, so many of them and the count of all.

1. However many lines are wrong, only the first MOST_NAMED are kept; all are counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from postcmd.words import _

MOST_NAMED: Final = 50


class Wrong(NamedTuple):
    """A line of the file that cannot count, and why."""

    line: int
    why: str

    @property
    def sentence(self) -> str:
        return _("Line {n}: {why}").format(n=self.line, why=self.why)


class Faults:
    """Gathered while a file is read."""

    def __init__(self) -> None:
        self.count = 0
        self._named: list[Wrong] = []

    def add(self, line: int, why: str) -> None:
        self.count += 1
        if len(self._named) < MOST_NAMED:
            self._named.append(Wrong(line, why))

    def extend(self, wrong: Iterable[Wrong]) -> None:
        for one in wrong:
            self.add(*one)

    @property
    def named(self) -> list[Wrong]:
        """By their lines."""
        return sorted(self._named, key=lambda one: one.line)
