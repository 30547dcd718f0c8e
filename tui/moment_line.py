"""The line that asks for a moment of the past.

1. A moment that cannot be meant stays in the line with its reason.
2. From the board of the present it opens the one of the past; there it goes on to another moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from postcmd.board import Board
from postcmd.clock import operational
from postcmd.errors import BadInput
from postcmd.moments import past_moment
from postcmd.past import PastQuestion
from postcmd.words import _
from tui.past_board import PastBoard
from tui.sentences import sentence_of
from widgets.prompt import Prompt

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


class MomentLine(Prompt):
    """`As of:` and the moment."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(_("As of:"))
        self._board_screen = screen

    async def begin(self, subject: None) -> None:
        self.open(placeholder=_("19:30, 11-20 19:30 or -2h; Enter shows it, Esc leaves"))

    def follow(self, touched: Iterable[object] = ()) -> None:
        """The line stays as it is typed."""

    def on_prompt_changed(self, event: Prompt.Changed) -> None:
        event.stop()

    def on_prompt_entered(self, event: Prompt.Entered) -> None:
        event.stop()
        screen = self._board_screen
        try:
            moment = meant(screen.board, self.text)
        except BadInput as wrong:
            self.say(sentence_of(wrong), "warn")
            return
        self.take()
        screen.overlays.close()
        look_at(screen, PastQuestion(at=moment))

    def on_prompt_left(self, event: Prompt.Left) -> None:
        event.stop()
        self.take()
        self._board_screen.overlays.close()


def meant(board: Board, typed: str) -> datetime:
    """The moment that is typed, by the operational clock as far as it is known here; in the past, by the one shown."""
    now = board.link.as_of if board.link.state == "past" else None
    return past_moment(typed, now or operational(board.clock, datetime.now(UTC)), board.link.zone)


def look_at(screen: BoardScreen, asked: PastQuestion) -> None:
    """Open the board of the past, or go on to another moment of it."""
    if isinstance(screen, PastBoard):
        screen.look_at(asked)
    elif screen.ask_past is not None:
        board = PastBoard(screen, screen.ask_past)
        screen.app.push_screen(board)
        board.call_after_refresh(board.look_at, asked)
