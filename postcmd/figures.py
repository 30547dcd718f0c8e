"""A figure as it goes up: a number, how it was said, in which unit, by which definition, and what it was counted from.

1. A figure names its definition by a code that never changes its meaning: a new meaning is a new code.
2. What it was counted from stands beside it and adds up to it, so that it can be traced.
3. Figures of different kinds are never added: nothing here adds one figure to another.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from postcmd.board import Key
from postcmd.words import N_

FigureKey = Literal["heads", "participations", "served", "teams", "posts", "placements", "lost", "work"]

LABELS: Final[dict[FigureKey, str]] = {
    "heads": N_("Heads"),
    "participations": N_("Participations"),
    "served": N_("People served"),
    "teams": N_("Teams"),
    "posts": N_("Posts"),
    "placements": N_("Without request"),
    "lost": N_("Heads lost"),
    "work": N_("Work"),
}
UNITS: Final[dict[FigureKey, str]] = {
    "heads": N_("people"),
    "participations": N_("participations"),
    "served": N_("times"),
    "teams": N_("teams"),
    "posts": N_("posts"),
    "placements": N_("placements"),
    "lost": N_("people"),
}
DEFINITIONS: Final[dict[str, str]] = {
    "heads/1": N_(
        "People in service on the day, each once: those known by name by their number; of the others the most of a "
        "squad or unit on duty at one time; no fewer than were reported present at a request."
    ),
    "participations/1": N_(
        "Times that somebody served on the day: every coming to a duty is one; at a request no fewer than were "
        "reported present. One person may be several participations."
    ),
    "served/1": N_("People served, as reported with the counts of work; one person may be served several times."),
    "teams/1": N_("Squads in service on the day; a unit that served without a squad is one team."),
    "posts/1": N_("Posts at which somebody was on duty on the day."),
    "placements/1": N_(
        "Pairings, reports to where one lives, and standing service in force on the day; their heads stand among the "
        "heads only where a number was said and no duty was recorded."
    ),
    "lost/1": N_("Heads lost on the day: sick, positive, sealed in, recalled; those released since are still counted."),
    "work/1": N_(
        "Quantity of the task in its own unit, as reported for the day; corrected counts count once, as corrected."
    ),
}
SCOPES: Final[dict[str, str]] = {
    "unit": N_("Counted by whose people they are: the unit and all below it, wherever they served."),
    "place": N_("Counted by where they served: the place and all below it, whoever's people they are."),
}


class Part(Struct, frozen=True):
    """A record that a figure was counted from, and with how much it entered."""

    of: Key
    value: int
    said: str = ""


class Figure(Struct, frozen=True, kw_only=True):
    """One number of a sheet. `task` is the task of work, `unit` what it is counted in as it is written."""

    key: FigureKey
    value: int
    said: str = ""
    unit: str = ""
    definition: str
    task: str = ""
    verified: int | None = None
    parts: tuple[Part, ...] = ()
