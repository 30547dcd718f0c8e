"""Why work, a hand-over and a day's sheet cannot be had where they are asked for, and how much they come next there.

1. As in `situation.py`: the situation alone is looked at.
2. Counting the work comes next on a squad that is on post, or rests after it.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from postcmd import panes
from postcmd.board import Board, Key
from postcmd.limits import day_of_duty, limits_for
from postcmd.records import Quota, Squad
from postcmd.words import _
from tui.situation import Here, on_a_record
from tui.situation_on_calls import pages_here, request_here

SERVING = ("on_post", "resting")


class Night(NamedTuple):
    """The request whose work is counted, and the day it is counted for."""

    request: str
    day: date


def night_here(here: Here) -> Night | None:
    """The request whose work is counted, and the day: of a quota its own, else the one that now belongs to."""
    request, now = request_here(here), panes.now(here.board)
    if request is None or now is None:
        return None
    record = here.board.get(here.pane, here.id or "")
    day = day_of_duty(now, limits_for(None, request.risk, here.board).boundary)
    if isinstance(record, Quota) and record.day < day:
        day = record.day
    return Night(request.id, day)


def scopes_here(here: Here) -> list[Key]:
    """What a sheet can be made of here: the units and places of the record, then what is ours."""
    from postcmd.watch_handover import own_scope

    own = own_scope(here.board)
    found: list[Key] = [*([own] if own is not None else []), *pages_here(here)]
    return [key for key in dict.fromkeys(found) if here.board.get(*key) is not None]


def with_work(here: Here) -> str | None:
    return on_a_record(here) or (None if night_here(here) else _("There is no request behind this."))


def with_a_watch(here: Here) -> str | None:
    return None if _holds(here.board) else _("No unit or place is ours: there is no watch to hand over.")


def with_a_scope(here: Here) -> str | None:
    return None if scopes_here(here) else _("Neither its place nor its unit is known.")


def next_work(here: Here) -> int:
    squad = here.board.get("squad", here.id or "") if here.pane == "squad" else None
    return 30 if isinstance(squad, Squad) and squad.request and squad.status in SERVING else 0


def _holds(board: Board) -> bool:
    from postcmd.watch_handover import own_scope

    return own_scope(board) is not None
