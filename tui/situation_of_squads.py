"""Why an action on squads cannot be done where it is asked for, and how much it is what comes next there.

1. As in `situation.py`: the situation alone is looked at.
2. What comes next on a squad: to split it while it musters for several places, to call its roll when that is due.
"""

from __future__ import annotations

from postcmd import panes
from postcmd.board import Board
from postcmd.intents_of_squads import losses
from postcmd.records import Request, Squad
from postcmd.roll_calls import inside, is_inside, roll_call
from postcmd.words import _
from tui.situation import Here, on_a_record, ours, ours_to_open
from tui.situation_of_people import quota_here, squad_here

BEFORE_THE_GATE = frozenset({"mustering", "en_route"})


def why_not_live(squad: Squad) -> str | None:
    """What became of a squad that is live no longer."""
    if squad.parts:
        return _("This squad was split up: <lineage> shows its parts.")
    if squad.merged_into is not None:
        return _("This squad was merged into another: <lineage> shows into which.")
    return None if squad.is_live else _("This squad has stood down.")


def on_a_squad(here: Here) -> str | None:
    if here.pane != "squad":
        return _("This is done on a squad: press <squads> for the squads.")
    return on_a_record(here)


def on_a_live_squad(here: Here) -> str | None:
    squad = squad_here(here)
    return on_a_squad(here) or (why_not_live(squad) if squad is not None else None) or ours(here)


def to_split(here: Here) -> str | None:
    squad = squad_here(here)
    if why := on_a_live_squad(here):
        return why
    return None if squad is None or squad.strength > 1 else _("One head cannot be split.")


def whole_of(board: Board, squad: Squad) -> Squad | None:
    """What the squad can be made into again: itself where it was split, else the whole that it is a part of."""
    if squad.parts:
        return squad
    whole = board.squad(squad.parent) if squad.parent is not None and squad.merged_into is None else None
    return whole if whole is not None and squad.id in whole.parts else None


def to_merge(here: Here) -> str | None:
    if why := on_a_squad(here):
        return why
    squad = squad_here(here)
    if len(here.chosen) > 1 or squad is None or whole_of(here.board, squad) is not None:
        return None
    return _("First select the squads to merge with Space; parts of one whole need no selection.")


def on_losses(here: Here) -> str | None:
    if here.pane == "request":
        return _("Losses are of a squad, or of a quota's unit: press <squads> or <quotas>.")
    return on_a_record(here)


def with_a_roll(here: Here) -> str | None:
    now = panes.now(here.board)
    if now is not None and any(inside(here.board, now)):
        return None
    return _("No squad is in a sealed area or a closed loop: there is nobody to call.")


def born_here(here: Here) -> str | None:
    """A need is told by the captain of a squad that is there."""
    squad = squad_here(here)
    if why := on_a_squad(here):
        return why
    request = here.board.request(squad.request) if squad is not None and squad.request else None
    if squad is not None and squad.place is None and request is None:
        return _("Nobody said where this squad is: the need has no place.")
    return ours_to_open(here)


# What comes next


def next_split(here: Here) -> int:
    """Several places below that of the request wait for people who stand together."""
    squad = squad_here(here)
    if squad is None or not squad.is_live or squad.strength < 2 or squad.status not in BEFORE_THE_GATE:
        return 0
    request = here.board.request(squad.request) if squad.request else None
    return 35 if isinstance(request, Request) and squad.parent is None else 0


def next_roll(here: Here) -> int:
    squad, now = squad_here(here), panes.now(here.board)
    if squad is None or now is None or not is_inside(here.board, squad, now):
        return 0
    return 45 if roll_call(here.board, squad, now).is_due else 0


def next_losses(here: Here) -> int:
    """Somebody of the quota's unit is missing after a loss, and could come back."""
    quota = quota_here(here)
    return 10 if quota is not None and any(one.still_lost for one in losses(here.board, unit=quota.unit)) else 0
