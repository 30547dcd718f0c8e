"""Why a relief cannot be had where it is asked for, and when it comes next there.

1. As in `situation.py`: the situation alone is looked at.
2. A relief comes next on a squad whose duty ends within the hour.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from postcmd import panes
from postcmd.limits import OPEN_END
from postcmd.records import Duty, Post, Squad, duties_of
from postcmd.words import _
from tui.situation import Here, on_a_record
from tui.situation_on_calls import request_here

SOON: Final = timedelta(hours=1)


def duties_here(here: Here) -> tuple[str, ...]:
    """The duties on which somebody stands: of the squad, else at the posts of the request; first who goes first."""
    squad = here.board.squad(here.id or "") if here.pane == "squad" else None
    found = _of_squad(here, squad) if squad is not None else _of_request(here)
    on = [one for one in found if one.here]
    return tuple(one.id for one in sorted(on, key=lambda one: (one.ends or one.begins + OPEN_END, one.id)))


def _of_squad(here: Here, squad: Squad) -> list[Duty]:
    return list(here.board.duties(duties_of(squad.unit, squad.id)))


def _of_request(here: Here) -> list[Duty]:
    request = request_here(here)
    if request is None:
        return []
    posts = (one for one in here.board.every("post") if isinstance(one, Post))
    ids = {one.id for one in posts if one.request == request.id or one.place == request.place}
    return [one for one in here.board.every("duty") if isinstance(one, Duty) and one.post in ids]


def with_a_duty(here: Here) -> str | None:
    if why := on_a_record(here):
        return why
    return None if duties_here(here) else _("Nobody is checked in at a post here: there is nobody to relieve.")


def next_relief(here: Here) -> int:
    squad, now = here.board.squad(here.id or "") if here.pane == "squad" else None, panes.now(here.board)
    if squad is None or squad.status != "on_post" or now is None:
        return 0
    ends = [one.ends for one in _of_squad(here, squad) if one.here and one.ends is not None]
    return 40 if ends and min(ends) <= now + SOON else 0


def next_posts(here: Here) -> int:
    """Where a squad stands on post, the watch view comes next after its relief."""
    squad = here.board.squad(here.id or "") if here.pane == "squad" else None
    return 15 if squad is not None and squad.status == "on_post" else 0


def with_posts(here: Here) -> str | None:
    return None if any(True for _one in here.board.every("post")) else _("No post has been set up.")
