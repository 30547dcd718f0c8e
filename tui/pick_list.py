"""A few things to choose one of, over whatever stands open; what to do with the choice comes with them.

1. A number or Enter chooses, Escape changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual import events

from postcmd.words import _
from widgets.choice import ChoiceList, Option

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


class Pick(NamedTuple):
    """What is asked, what can be chosen, and what becomes of the choice."""

    question: str
    options: Sequence[Option]
    then: Callable[[str], object]


class PickList(ChoiceList):
    """One line for each."""

    _pick: Pick

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(classes="over")
        self._board_screen = screen

    async def begin(self, subject: Pick) -> None:
        self._pick = subject
        self.offer(subject.options)
        self.add_class("-open")
        text = _("{question} A number or Enter, Esc leaves")
        self._board_screen.say(text.format(question=subject.question), "accent")

    def follow(self, touched: Iterable[object] = ()) -> None:
        """What is chosen is decided on the records as they are then."""

    def on_key(self, event: events.Key) -> None:
        if event.key in ("escape", "q"):
            event.stop()
            self._board_screen.overlays.close()
            self._board_screen.leave_as_it_was()

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        event.stop()
        self._board_screen.overlays.close()
        self._pick.then(event.value)
