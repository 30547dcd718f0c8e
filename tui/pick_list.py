"""A few things to choose one of, over whatever stands open; what to do with the choice comes with them.

1. A number or Enter chooses, Escape changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from postcmd.words import _
from tui.over_choice import OverChoice
from widgets.choice import ChoiceList, Option


class Pick(NamedTuple):
    """What is asked, what can be chosen, and what becomes of the choice."""

    question: str
    options: Sequence[Option]
    then: Callable[[str], object]


class PickList(OverChoice):
    """One line for each."""

    _pick: Pick

    async def begin(self, subject: Pick) -> None:
        self._pick = subject
        self.offer(subject.options)
        self.add_class("-open")
        self.ask(_("{question} A number or <choice.choose>, <back> leaves"), question=subject.question)

    def leave(self) -> None:
        super().leave()
        self._board_screen.leave_as_it_was()

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        event.stop()
        self._board_screen.overlays.close()
        self._pick.then(event.value)
