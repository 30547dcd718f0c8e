"""What the actions of `tui/actions_on_requests.py` do on the screen.

1. Each has exactly one verb here. Screens are imported when they are first asked for: the first frame needs none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postcmd import intents_of_requests as intents
from postcmd.words import _
from tui.keymap import keyed
from tui.situation_of_requests import duplicates_of, request_here
from tui.trial import surplus_of
from tui.wishes import Answering, Doing, MovingRequests, Withdrawing

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen
    from tui.verbs import Verb


def verbs(screen: BoardScreen) -> dict[str, Verb]:
    return {
        "order": lambda typed: _order(screen),
        "edit_request": lambda typed: _edit(screen),
        "link_duplicate": lambda typed: _link(screen),
        "divide": lambda typed: _divide(screen),
        "matrix": lambda typed: _matrix(screen),
        "acknowledge": lambda typed: _acknowledge(screen),
        "answer": lambda typed: _answer(screen),
        "pass_on": lambda typed: _pass_on(screen),
        "withdraw": lambda typed: _withdraw(screen),
        "availability": lambda typed: _availability(screen),
    }


def _order(screen: BoardScreen) -> None:
    here = screen.here()
    request = request_here(here)
    ids = here.chosen if here.pane == "request" and here.chosen else (request.id,) if request else ()
    screen.changing.wish(MovingRequests(ids, "ordered"), len(ids) > 1)


def _edit(screen: BoardScreen) -> None:
    from tui.request_form import RequestForm

    request = request_here(screen.here())
    if request is not None:
        screen.overlays.open(RequestForm, request.id)


def _link(screen: BoardScreen) -> None:
    from tui.duplicates_list import DuplicatesList, said_of

    request = request_here(screen.here())
    if request is None:
        return
    likely = duplicates_of(screen.board, request)
    if request.duplicate_of is None and len(likely) > 1:
        screen.overlays.open(DuplicatesList, request.id)
        return
    of = likely[0].id if request.duplicate_of is None else None
    screen.changing.wish(Doing((intents.link(request, of),)))
    screen.say(said_of(screen.board, of))


def _divide(screen: BoardScreen) -> None:
    from tui.division_screen import DivisionScreen, subject_of

    subject = subject_of(screen.here())
    if subject is None:
        screen.say(_("Nothing is left to divide here."))
    else:
        screen.overlays.open(DivisionScreen, subject)


def _matrix(screen: BoardScreen) -> None:
    from tui.matrix_screen import MatrixScreen

    request = request_here(screen.here())
    if request is not None:
        screen.overlays.open(MatrixScreen, request.id)


def _acknowledge(screen: BoardScreen) -> None:
    here = screen.here()
    ids = here.chosen or ((here.id,) if here.id is not None else ())
    screen.changing.wish(Answering(ids, "acknowledged"), bool(here.chosen))


def _answer(screen: BoardScreen) -> None:
    from tui.answers import AnswerList

    screen.overlays.open(AnswerList)


def _pass_on(screen: BoardScreen) -> None:
    from tui.answers import PassOnList

    screen.overlays.open(PassOnList)


def _withdraw(screen: BoardScreen) -> None:
    """Where somebody is confirmed, it is asked first what becomes of them: nobody can be kept."""
    here = screen.here()
    ids = here.chosen or ((here.id,) if here.id is not None else ())
    over = surplus_of(Withdrawing(ids).trial(screen.board))
    if over:
        screen.overlays.open_surplus(over, lambda choice: _withdrawn(screen, Withdrawing(ids, choice)), may_stay=False)
    else:
        _withdrawn(screen, Withdrawing(ids))


def _withdrawn(screen: BoardScreen, wish: Withdrawing) -> None:
    screen.changing.wish(wish, len(wish.ids) > 1)
    quota = screen.board.quota(wish.ids[0]) if len(wish.ids) == 1 else None
    if quota is not None and quota.status == "withdrawn":
        screen.say(keyed(_("Taken back; the number is unallocated again. <undo> issues it again.")))


def _availability(screen: BoardScreen) -> None:
    from tui.availability_form import AvailabilityForm, about_here

    screen.overlays.open(AvailabilityForm, about_here(screen.here()))
