"""Whether the stream can be trusted to say when to ask.

1. A stream counts while it is open and said something within the last `silence` seconds: one that a proxy keeps to
   itself is as good as none.
2. Where two questions in a row brought changes that no poke had told of, questions that wait at the centre take the
   stream's place.
3. A poke that tells of something new, or comes within GRACE of the change, brings the stream back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

MOST_MISSED: Final = 2
GRACE: Final = 2.0
"""Seconds by which a poke may follow the change it tells of: pokes are gathered for a quarter of a second."""


class Channel:
    """Words of the stream and answers to questions in. `tick` is any clock that never goes back, in seconds."""

    def __init__(self, tick: Callable[[], float], silence: float) -> None:
        self._tick, self._silence = tick, silence
        self._heard_at: float | None = None
        self._found_at = float("-inf")
        self._was_told = False
        self._missed = 0

    @property
    def is_trusted(self) -> bool:
        open_and_alive = self._heard_at is not None and self._tick() - self._heard_at < self._silence
        return open_and_alive and self._missed < MOST_MISSED

    def heard(self) -> None:
        """The stream said something."""
        self._heard_at = self._tick()

    def closed(self) -> None:
        self._heard_at = None

    def poked(self) -> None:
        """The stream said that something changed."""
        self._was_told = True
        if self._tick() - self._found_at <= GRACE:
            self._missed = 0

    def expected(self) -> None:
        """The next answer will bring changes of our own."""
        self._was_told = True

    def answered(self, news: bool) -> None:
        """A question was answered, and brought changes or not."""
        told, self._was_told = self._was_told, False
        if news and told:
            self._missed = 0
        elif news:
            self._missed += 1
            self._found_at = self._tick()
