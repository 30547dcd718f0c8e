"""The statuses a squad or a request can be set to from where it is.

1. Only legal moves are offered; of a selection, those that are legal for all of it.
2. Before anybody goes into a sealed area, it is asked whether the gear is ready.
"""

from __future__ import annotations

from typing import cast

from postcmd.moves import REQUEST_MOVES, SQUAD_MOVES
from postcmd.records import RequestStatus, SquadStatus
from postcmd.words import _
from tui import detail, gear, terms
from tui.over_choice import OverChoice
from tui.situation import Here
from tui.wishes import MovingRequests, MovingSquads
from widgets.choice import ChoiceList, Option


class MovesList(OverChoice):
    """One line for each status; a number or Enter chooses it."""

    _here: Here

    async def begin(self, subject: None) -> None:
        here = self._here = self._board_screen.here()
        self.offer([Option(to, terms.state(to)) for to in legal_moves(here)])
        self.add_class("-open")
        whom = detail.title(here.board, (here.pane, here.id or ""))
        if len(here.chosen) > 1:
            whom = _("{n} selected").format(n=len(here.chosen))
        self.ask(_("{whom}: set the status; a number or <choice.choose>, <back> leaves"), whom=whom)

    def leave(self) -> None:
        super().leave()
        self._board_screen.changing.instead_of = None

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        event.stop()
        here, screen = self._here, self._board_screen
        ids = here.chosen or ((here.id,) if here.id else ())
        screen.overlays.close()
        if here.pane == "squad":
            to = cast(SquadStatus, event.value)
            moving = MovingSquads(ids, to)
            gear.asked_first(screen, ids, to, lambda: screen.changing.wish(moving, len(here.chosen) > 1))
        else:
            screen.changing.wish(MovingRequests(ids, cast(RequestStatus, event.value)), len(here.chosen) > 1)


def legal_moves(here: Here) -> list[str]:
    """The moves that every record chosen admits, in the order of the first one's table."""
    tables = [table for record_id in here.chosen or (here.id,) if (table := _table(here, record_id))]
    return [to for to in tables[0] if all(to in table for table in tables)] if tables else []


def _table(here: Here, record_id: str | None) -> tuple[str, ...]:
    if here.pane == "squad":
        squad = here.board.squad(record_id or "")
        return SQUAD_MOVES[squad.status] if squad is not None and not squad.parts else ()
    request = here.board.request(record_id or "")
    return REQUEST_MOVES[request.status] if request is not None else ()
