"""A figure as it goes up 口径: a number, how it was said, in which unit, by which definition, and what it counts.

1. A figure names its definition by a code that never changes its meaning: a new meaning is a new code, and with it a
   new `DEFINITIONS_VERSION`.
2. What it was counted from stands beside it and adds up to it, so that it can be traced.
3. Figures of different kinds are never added: nothing here adds one figure to another.
4. How days become a period is part of the definition (`OVER_A_PERIOD`): quantities are summed, what can be told apart
   is counted once, of what cannot the most on one day counts.
5. Whose work counts where has two readings, each with its name (`SCOPES`); a figure is always of one of them.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from postcmd.record import Kind
from postcmd.words import N_

FigureKey = Literal[
    "heads",
    "participations",
    "services",
    "served",
    "minutes",
    "trips",
    "teams",
    "posts",
    "communities",
    "placements",
    "lost",
    "work",
]
OverAPeriod = Literal["sum", "distinct", "distinct_and_most", "most"]
Reading = Literal["home", "served", "both"]
TracedKind = Kind | Literal["service"]

DEFINITIONS_VERSION: Final = "2"
"""Of all the definitions below together; a frozen day says by which it was counted."""

LABELS: Final[dict[FigureKey, str]] = {
    "heads": N_("Heads"),
    "participations": N_("Participations"),
    "services": N_("Services"),
    "served": N_("People served"),
    "minutes": N_("Service time"),
    "trips": N_("Vehicle trips"),
    "teams": N_("Teams"),
    "posts": N_("Posts"),
    "communities": N_("Communities"),
    "placements": N_("Without request"),
    "lost": N_("Heads lost"),
    "work": N_("Work"),
}
UNITS: Final[dict[FigureKey, str]] = {
    "heads": N_("people"),
    "participations": N_("participations"),
    "services": N_("services"),
    "served": N_("times"),
    "minutes": N_("minutes"),
    "trips": N_("trips"),
    "teams": N_("teams"),
    "posts": N_("posts"),
    "communities": N_("communities"),
    "placements": N_("placements"),
    "lost": N_("people"),
}
CODES: Final[dict[FigureKey, str]] = {
    "heads": "heads/2",
    "participations": "participations/2",
    "services": "services/1",
    "served": "served/2",
    "minutes": "minutes/1",
    "trips": "trips/1",
    "teams": "teams/2",
    "posts": "posts/2",
    "communities": "communities/1",
    "placements": "placements/1",
    "lost": "lost/1",
    "work": "work/2",
}
"""The definition in force for each."""
DEFINITIONS: Final[dict[str, str]] = {
    "heads/2": N_(
        "People in service, each once: those known by name by their number; of a day's others the most of a squad or "
        "unit on duty at one time, and at a request no fewer of a unit than it reported present. Over a period: those "
        "known by name once, and of the others the most on one day."
    ),
    "participations/2": N_(
        "Times that somebody served: every coming to a duty is one, at a second post too, and so is every service "
        "record; at a request no fewer of a unit than it reported present. One person may be several participations."
    ),
    "services/1": N_("Service records: one volunteer who served once on a day is one. Duties are not among them."),
    "served/2": N_(
        "People served, as reported with the counts of work and the service records; one person may be served several "
        "times."
    ),
    "minutes/1": N_(
        "Time served: of duties that are over, from coming to leaving, for each of those who came; of service records, "
        "as recorded. Where nobody said how long, nothing is counted."
    ),
    "trips/1": N_("Trips of vehicles, as recorded with service records."),
    "teams/2": N_(
        "Squads in service, each once; a unit that served at a request, or at a place, where none of its squads did "
        "that day is one team. Of service records: the teams they name, or else the unit."
    ),
    "posts/2": N_("Posts at which somebody was on duty, and posts that service records name, each once."),
    "communities/1": N_(
        "Communities and villages where somebody served, each once: on duty, present at a request, or by a service "
        "record."
    ),
    "placements/1": N_(
        "Pairings, reports to where one lives, and standing service in force on the day; their heads stand among the "
        "heads only where a number was said and no duty was recorded. Over a period: the most on one day."
    ),
    "lost/1": N_("Heads lost on the day: sick, positive, sealed in, recalled; those released since are still counted."),
    "work/2": N_(
        "Quantity of the task in its own unit, as reported for the day and recorded with service records; corrected "
        "counts count once, as corrected."
    ),
}
OVER_A_PERIOD: Final[dict[FigureKey, OverAPeriod]] = {
    "heads": "distinct_and_most",
    "participations": "sum",
    "services": "sum",
    "served": "sum",
    "minutes": "sum",
    "trips": "sum",
    "teams": "distinct",
    "posts": "distinct",
    "communities": "distinct",
    "placements": "most",
    "lost": "sum",
    "work": "sum",
}
WAYS: Final[dict[OverAPeriod, str]] = {
    "sum": N_("the sum of its days"),
    "distinct": N_("each once, on however many days"),
    "distinct_and_most": N_("each who is known by name once; of the others the most on one day"),
    "most": N_("the most on one day"),
}
SCOPES: Final[dict[str, str]] = {
    "unit": N_("Counted by whose people they are: the unit and all below it, wherever they served."),
    "place": N_("Counted by where they served: the place and all below it, whoever's people they are."),
    "both": N_("Counted by both: the people of the unit and all below it, as far as they served at the place."),
}
READINGS: Final[dict[Reading, str]] = {
    "home": SCOPES["unit"],
    "served": SCOPES["place"],
    "both": SCOPES["both"],
}


class Part(Struct, frozen=True):
    """A record that a figure was counted from, and with how much it entered."""

    of: tuple[TracedKind, str]
    value: int
    said: str = ""


class Figure(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One number of a sheet. `task` is the task of work, `unit` what it is counted in as it is written."""

    key: FigureKey
    value: int
    said: str = ""
    unit: str = ""
    definition: str
    task: str = ""
    verified: int | None = None
    parts: tuple[Part, ...] = ()


def reading_of(unit: str | None, place: str | None) -> Reading:
    """How a scope is counted: by whose people they are, by where they served, or by both."""
    if unit and place:
        return "both"
    return "home" if unit else "served"
