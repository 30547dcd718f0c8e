"""What the actions of `tui/actions_on_calls.py` do on the screen.

1. Each has exactly one verb here. Screens are imported when they are first asked for: the first frame needs none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postcmd.words import _
from tui.situation_on_calls import is_mine, pages_here, request_here

if TYPE_CHECKING:
    from postcmd.board import Key
    from postcmd.ops import Op
    from tui.board_screen import BoardScreen
    from tui.verbs import Verb


def verbs(screen: BoardScreen) -> dict[str, Verb]:
    return {
        "search": lambda typed: open_search(screen),
        "page": lambda typed: open_pages(screen, pages_here(screen.here())),
        "due": lambda typed: _open_due(screen),
        "in_hand": lambda typed: _take_in_hand(screen),
        "phone_note": lambda typed: _open_note(screen),
        "quiet": lambda typed: screen.calling.toggle_quiet(),
    }


def _do_and_say(screen: BoardScreen, op: Op, said: str) -> None:
    from tui.over_list import do

    do(screen, [op], said)


def open_search(screen: BoardScreen, text: str = "") -> None:
    from tui.search_screen import SearchList

    screen.overlays.open(SearchList, text)


def open_pages(screen: BoardScreen, keys: list[Key]) -> None:
    """The first of these pages; `i` there goes round."""
    from tui.pages import PageCard

    if keys:
        screen.overlays.open(PageCard, keys)


def _open_due(screen: BoardScreen) -> None:
    from tui.due_list import DueList

    screen.overlays.open(DueList)


def _open_note(screen: BoardScreen) -> None:
    from tui.phone_note import PhoneNoteLine

    screen.overlays.open(PhoneNoteLine)


def _take_in_hand(screen: BoardScreen) -> None:
    from postcmd.intents_of_calls import take_in_hand
    from tui import detail

    board, request = screen.board, request_here(screen.here())
    if request is None:
        return
    named, was = detail.name_of(board, request), request.handled_by
    op, taken = take_in_hand(request, board.link.account), _("In your hands: {request}").format(request=named)
    if was and not is_mine(board, request):
        text = _("{who} has {request} in hand. Take it over?").format(who=was, request=named)
        screen.ask(text, lambda: _do_and_say(screen, op, taken))
    else:
        _do_and_say(screen, op, _("Let go of: {request}").format(request=named) if was else taken)
