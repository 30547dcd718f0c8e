"""What the actions of `tui/actions_on_squads.py` do on the screen.

1. Each has exactly one verb here. Screens are imported when they are first asked for: the first frame needs none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.situation_of_people import quota_here, squad_here

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen
    from tui.verbs import Verb


def verbs(screen: BoardScreen) -> dict[str, Verb]:
    return {
        "split": lambda typed: _split(screen),
        "merge": lambda typed: _merge(screen),
        "lineage": lambda typed: _lineage(screen),
        "beside": lambda typed: _beside(screen),
        "losses": lambda typed: _losses(screen),
        "roll_call": lambda typed: _roll_call(screen),
        "need": lambda typed: _need(screen),
    }


def _split(screen: BoardScreen) -> None:
    from tui.squad_split import SplitScreen

    screen.overlays.open(SplitScreen, screen.here().id)


def _merge(screen: BoardScreen) -> None:
    from tui.squad_merge import merge_here

    merge_here(screen)


def _lineage(screen: BoardScreen) -> None:
    from tui.squad_tree import TreeScreen

    screen.overlays.open(TreeScreen, screen.here().id)


def _beside(screen: BoardScreen) -> None:
    from tui.squad_beside import ask_beside

    squad = squad_here(screen.here())
    if squad is not None:
        ask_beside(screen, squad)


def _losses(screen: BoardScreen) -> None:
    from tui.squad_losses import LossesScreen, Of

    here = screen.here()
    squad, quota = squad_here(here), quota_here(here)
    if squad is not None:
        screen.overlays.open(LossesScreen, Of(squad.id, squad.unit))
    elif quota is not None:
        request = screen.board.request(quota.request)
        screen.overlays.open(LossesScreen, Of(None, quota.unit, request.place if request is not None else None))


def _roll_call(screen: BoardScreen) -> None:
    from tui.squad_rolls import RollScreen

    squad = squad_here(screen.here())
    screen.overlays.open(RollScreen, squad.id if squad is not None else None)


def _need(screen: BoardScreen) -> None:
    from tui.request_form import RequestForm
    from tui.squad_need import BornOf

    squad = squad_here(screen.here())
    if squad is not None:
        screen.overlays.open(RequestForm, BornOf(squad.id))
