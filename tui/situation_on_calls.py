"""Why what is done on the phone cannot be done where it cannot, and what of it comes next.

1. `why_not` looks at the situation alone and answers with a sentence, or None where the action can be done.
2. What comes next is read from the record under the cursor alone: it is asked at every move of the cursor.
"""

from __future__ import annotations

from typing import Final

from postcmd.board import Board, Key
from postcmd.panes import ENDED
from postcmd.records import Quota, Request, Squad
from postcmd.words import _
from tui import rights
from tui.situation import Here, on_a_record

TO_BE_TAKEN: Final = ("submitted", "approved", "ordered")


def request_here(here: Here) -> Request | None:
    """The request under the cursor, or the one that the quota or squad there belongs to."""
    match here.board.get(here.pane, here.id or ""):
        case Request() as request:
            return request
        case Quota() as quota:
            return here.board.request(quota.request)
        case Squad() as squad if squad.request is not None:
            return here.board.request(squad.request)
        case _:
            return None


def pages_here(here: Here) -> list[Key]:
    """The pages that belong to the record under the cursor: of its place, then of its units."""
    board, request = here.board, request_here(here)
    record = board.get(here.pane, here.id or "")
    places = [record.place if isinstance(record, Squad) else None, request.place if request is not None else None]
    units = [record.unit] if isinstance(record, Quota | Squad) else []
    if isinstance(record, Request):
        units = [unit for unit in (record.addressed_unit, *record.units) if unit]
    keys: list[Key] = [("place", place) for place in places if place] + [("unit", unit) for unit in units]
    return [key for key in dict.fromkeys(keys) if board.get(*key) is not None]


def with_a_request(here: Here) -> str | None:
    if why := on_a_record(here):
        return why
    request = request_here(here)
    if request is None:
        return _("There is no request behind this.")
    if request.status in ENDED and not request.handled_by:
        return _("This request is over; nobody need have it in hand.")
    if not here.board.link.account:
        return _("Nobody is signed in here: nobody would know who has it in hand.")
    # Reading notes costs the first frame a millisecond; no first frame takes anything in hand.
    from postcmd.intents_of_calls import take_in_hand

    return rights.why_not_done(here.board, take_in_hand(request, here.board.link.account))


def with_a_page(here: Here) -> str | None:
    return on_a_record(here) or (None if pages_here(here) else _("Neither its place nor its unit is known."))


def ours_to_write(here: Here) -> str | None:
    return rights.why_not_opened(here.board)


def next_in_hand(here: Here) -> int:
    """Nobody sees to it yet: the more pressing, the sooner."""
    request = here.board.request(here.id or "") if here.pane == "request" else None
    if request is None or request.handled_by or request.status not in TO_BE_TAKEN:
        return 0
    return 60 if request.urgent else 15


def next_page(here: Here) -> int:
    return 2 if here.pane == "request" and here.id is not None else 0


def next_note(here: Here) -> int:
    return 3 if here.pane == "request" and here.id is not None else 0


def is_mine(board: Board, request: Request) -> bool:
    return bool(request.handled_by) and request.handled_by == board.link.account
