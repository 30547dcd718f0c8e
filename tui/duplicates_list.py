"""The standing calls that a request may repeat: choosing one links them. Both stay in sight.

1. The likeliest stands first; each with its days, its heads and how far it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postcmd import intents_of_requests as intents
from postcmd import panes
from postcmd.board import Board
from postcmd.quota import heads_text
from postcmd.records import Request
from postcmd.words import _
from postcmd.written import days_text
from tui import detail, terms
from tui.over_choice import OverChoice
from tui.situation_of_requests import duplicates_of
from tui.wishes import Doing
from widgets.choice import ChoiceList, Option

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


class DuplicatesList(OverChoice):
    """One line for each; a number or Enter links."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen)
        self._request = ""

    async def begin(self, subject: str) -> None:
        board, self._request = self._board_screen.board, subject
        request = board.request(subject)
        likely = duplicates_of(board, request) if request is not None else []
        self.offer([Option(one.id, detail.name_of(board, one), _about(board, one)) for one in likely[:9]])
        self.add_class("-open")
        self.ask(_("Which call does it repeat? A number or <choice.choose> links, <back> leaves"))

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        event.stop()
        screen = self._board_screen
        request = screen.board.request(self._request)
        screen.overlays.close()
        if request is not None:
            screen.changing.wish(Doing((intents.link(request, event.value),)))
            screen.say(said_of(screen.board, event.value))


def said_of(board: Board, of: str | None) -> str:
    first = board.request(of) if of else None
    if first is None:
        return _("The request is no longer linked.")
    return _("Linked: it repeats {request}; both stay in sight.").format(request=detail.name_of(board, first))


def _about(board: Board, request: Request) -> str:
    line = panes.matters_now(request, panes.today(board))
    heads = heads_text(line.min, line.max) if line else ""
    status = terms.state(panes.request_row(board, request.id).standing)
    return f"{days_text(one.day for one in request.lines)}  {heads}  {status}  {request.called_by}".rstrip()
