"""Protective gear 防护物资: nobody goes into a sealed area before it was asked whether it is ready.

1. It is asked where the request or its place is sealed, or sealed or controlled, and nobody said that gear is ready.
2. `y` says that it is ready and sends them; any other words are the reason to send them without, and go into the log.
   Where there is no request to say it on, the log says that it is ready.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from postcmd import panes
from postcmd.board import Board
from postcmd.intents_of_requests import set_facts
from postcmd.ops import Op, RequestSet, SquadMove
from postcmd.records import Request, Squad, SquadStatus
from postcmd.risk import is_closed_off
from postcmd.words import _
from tui.answer_line import Ask, ask
from tui.keymap import keyed
from tui.over_list import do
from widgets.rows import Tone

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

GOING: Final[frozenset[SquadStatus]] = frozenset({"en_route", "on_post"})
YES: Final = frozenset({"y", "yes", "是", "有", "好"})


def is_sealed(request: Request | None, board: Board, place: str | None = None) -> bool:
    """Whether who goes to the request, or to this place, goes into a sealed area today."""
    return is_closed_off(request, (place,), panes.today(board), board)


def is_needed(squad: Squad, board: Board) -> bool:
    """A sealed area, and nobody said that the gear is ready."""
    request = board.request(squad.request) if squad.request else None
    return not (request is not None and request.gear_ready) and is_sealed(request, board, squad.place)


def line(request: Request | None, board: Board) -> tuple[str, Tone]:
    """What is to be said of it, and how loudly."""
    if request is None or not is_sealed(request, board):
        return "", "dim"
    if request.gear_ready:
        return _("A sealed area; the gear is ready."), "good"
    return keyed(_("A sealed area: nobody goes in before the gear is ready (<muster.gear> says it is).")), "bad"


def why_not_asked(request: Request | None, board: Board) -> str:
    if request is None or not is_sealed(request, board):
        return _("This is not a sealed area.")
    return _("The gear was said to be ready.") if request.gear_ready else ""


def say_ready(screen: BoardScreen, request_id: str) -> None:
    request = screen.board.request(request_id)
    if request is not None:
        do(screen, [ready(request, screen.board)], _("The gear is ready."))


def ready(request: Request, board: Board) -> RequestSet:
    """The gear of the request is ready."""
    return set_facts(request, board.link.epoch, gear_ready=True)


def asked_first(screen: BoardScreen, squad_ids: Sequence[str], to: SquadStatus, then: Callable[[], object]) -> None:
    """Send the squads on, after the question where it is needed."""
    board = screen.board
    squads = [squad for squad_id in squad_ids if (squad := board.squad(squad_id)) is not None]
    unready = [squad for squad in squads if squad.status != "on_post" and is_needed(squad, board)]
    if to not in GOING or not unready:
        then()
        return
    moves = [SquadMove(squad=squad.id, came_from=squad.status, to=to) for squad in squads]

    def answered(typed: str) -> None:
        if typed.casefold() in YES:
            do(screen, _with_gear(unready, moves, board), atomic=True)
        elif typed:
            do(screen, _without(moves, typed))
        else:
            screen.leave_as_it_was()

    placeholder = _("y it is; or the reason to go without it; Esc leaves")
    ask(screen, Ask(_("A sealed area: is the gear ready?"), answered, placeholder=placeholder))


def _with_gear(unready: Sequence[Squad], moves: Sequence[SquadMove], board: Board) -> list[Op]:
    """It is said on their requests; of whom none asked, in the log."""
    requests = {squad.request: board.request(squad.request) for squad in unready if squad.request}
    free = {squad.id for squad in unready if requests.get(squad.request or "") is None}
    said = [ready(request, board) for request in requests.values() if request is not None]
    ready_all = _("The gear is ready.")
    return [*said, *(msgspec.structs.replace(one, reason=ready_all) if one.squad in free else one for one in moves)]


def _without(moves: Sequence[Op], reason: str) -> list[Op]:
    return [msgspec.structs.replace(move, reason=reason) for move in moves]
