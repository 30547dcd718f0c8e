"""The figures as this screen knows them: from memory at once, asked for beside it, and for our own scope by themselves.

1. Nothing here waits for the centre or a disk in the screen's thread.
2. While the link stands, our own day and month are asked for now and then, so that they are there when it does not.
3. Boards that were opened together do not ask together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Final, TypeVar

from postcmd import figures_asked as asking
from postcmd import panes
from postcmd.errors import PostError
from postcmd.figures_asked import Asked, Question
from postcmd.words import _

if TYPE_CHECKING:
    from sync.figures import Answer, Figures
    from tui.board_screen import BoardScreen

T = TypeVar("T")
OpenFigures = Callable[[], "Figures"]
"""Opens the door to the figures; in a thread that may wait, after the first frame."""
EVERY: Final = 900.0
SOONEST, LATEST = 40.0, 160.0
"""Seconds: between two rounds, and until the first."""
MONTH: Final = timedelta(days=29)


class FiguresNow:
    """What a board screen asks of the figures."""

    def __init__(self, screen: BoardScreen, opened: OpenFigures | None, chance: Random | None = None) -> None:
        self._screen, self._open = screen, opened
        self._chance = chance or Random()
        self._door: Figures | None = None

    def begin(self) -> None:
        """Take in what is kept; then keep up."""
        self._screen.run_worker(self._begin(), group="figures-kept", exit_on_error=True)
        self._screen.set_timer(self._chance.uniform(SOONEST, LATEST), self._keep_up)

    async def _begin(self) -> None:
        if self._open is not None:
            self._door = await asyncio.to_thread(_with_what_is_kept, self._open)

    def known(self, question: Question[T]) -> Answer[T] | None:
        return self._door.known(question) if self._door is not None else None

    async def ask(self, question: Question[T]) -> str:
        """Ask the centre; why it has no answer, or ""."""
        if self._door is None:
            await self._begin()
        if self._door is None:
            return _("No centre is asked for figures here.")
        try:
            await asyncio.to_thread(self._door.ask, question)
        except PostError as wrong:
            from tui.sentences import sentence_of

            return sentence_of(wrong)
        return ""

    def _keep_up(self) -> None:
        self._screen.set_timer(EVERY, self._keep_up)
        if self._screen.board.link.state == "online":
            self._screen.run_worker(self._ask_for_ours(), group="figures-own", exclusive=True)

    async def _ask_for_ours(self) -> None:
        for asked in own_questions(self._screen):
            await self.ask(asking.figures(asked))


def _with_what_is_kept(opened: OpenFigures) -> Figures:
    door = opened()
    door.read_kept()
    return door


def own_questions(screen: BoardScreen) -> list[Asked]:
    """Today and the month up to it, of what is ours."""
    from postcmd.watch_handover import own_scope

    scope = own_scope(screen.board)
    if scope is None:
        return []
    today = panes.today(screen.board)
    day = of_scope(scope, Asked(since=today, until=today))
    return [day, month_to(day)]


def of_scope(scope: tuple[str, str], asked: Asked) -> Asked:
    """The same days of another unit or place."""
    kind, id = scope
    unit, place = (id, "") if kind == "unit" else ("", id)
    return Asked(unit=unit, place=place, since=asked.since, until=asked.until, as_of=asked.as_of)


def month_to(asked: Asked) -> Asked:
    """The thirty days that end with the period: what a trend is drawn of."""
    return Asked(unit=asked.unit, place=asked.place, since=asked.until - MONTH, until=asked.until, as_of=asked.as_of)
