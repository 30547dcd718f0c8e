"""Where a squad may go from where it is: the places below, beside and above, or any other by its name.

1. Those below the squad's place come first, then those beside it, then the place itself.
2. A place that is found by several words is asked for again with the places that it may be.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from postcmd import panes
from postcmd.board import Board
from postcmd.records import Place, Squad
from postcmd.search import Finder, HitKind
from postcmd.words import _
from tui.answer_line import Ask, ask
from tui.pick_list import Pick, PickList
from widgets.choice import Option

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

MOST: Final = 8
PLACES: Final[tuple[HitKind, ...]] = ("place",)
OTHER: Final = "other:"


def place_of(board: Board, squad: Squad | None) -> str | None:
    """Where the squad is, else where its request is."""
    if squad is None:
        return None
    request = board.request(squad.request) if squad.request else None
    return squad.place or (request.place if request is not None else None)


def places_below(board: Board, squad: Squad | None) -> list[Place]:
    above = place_of(board, squad)
    return _under(board, above) if above is not None else []


def _under(board: Board, above: str) -> list[Place]:
    return [one for one in board.every("place") if isinstance(one, Place) and one.parent == above]


def _near(board: Board, squad: Squad) -> list[Place]:
    here = board.place_of(place_of(board, squad) or "")
    if here is None:
        return []
    beside = [one for one in _under(board, here.parent) if one.id != here.id] if here.parent else []
    return [*_under(board, here.id), here, *beside]


def ask_place(screen: BoardScreen, squad: Squad, question: str, then: Callable[[str], object]) -> None:
    """One of the places near, or another one by its name."""
    near = [Option(one.id, one.name) for one in _near(screen.board, squad)[:MOST]]
    _pick(screen, question, [*near, Option(OTHER, _("another place"))], then)


def _pick(screen: BoardScreen, question: str, options: list[Option], then: Callable[[str], object]) -> None:
    def chosen(value: str) -> None:
        if value == OTHER:
            ask(screen, Ask(_("Place:"), lambda typed: _named(screen, question, typed, then)))
        else:
            then(value)

    screen.overlays.open(PickList, Pick(question, options, chosen), above=screen.overlays.is_open)


def _named(screen: BoardScreen, question: str, typed: str, then: Callable[[str], object]) -> None:
    hits = Finder(screen.board, by_sound=False).find(typed, PLACES, MOST)
    if not hits:
        screen.say(_("No place is called {name}.").format(name=typed), "warn")
    elif len(hits) == 1:
        then(hits[0].id)
    else:
        options = [Option(one.id, panes.place_name(screen.board, one.id), one.detail) for one in hits]
        _pick(screen, question, [*options, Option(OTHER, _("another place"))], then)
