"""The volume behind the reported totals, as service records: each total filled up to what was reported, and no further.

1. Deterministic: the same facts and the same counts give the same services, id for id. No chance is in it.
2. What the centre counts already from the replayed calls is part of the total: only the rest is spread. Services are
   counted by service records alone, so of those there are as many as were reported; heads of the calls are among them.
3. An unqualified number is met exactly. A qualified one is met a two-hundredth within its bound: 近 below it, 余 and
   超过 above it; 约 is met as it was said.
4. Every row is marked `spread`, is of the unit that the total was reported for, and names no place and no task: the
   report gives none, and nothing here is to look as if it did.

How a total is spread. Its services follow one another evenly through its days; each is done by whoever served longest
ago, so that a person's services lie days apart. Where the report does not say how many people served, each served
about as often as in Chaoyang, the only total that says both. Where it says neither, each served once. People served
are shared out evenly over the services; teams and posts take turns. A total without dates lies on the days of the
record from the first of the month; one "in two days" on the undated day and the next; one whose beginning is unknown on
the thirty days up to the last: it is not to be taken for November's. Fengtai's is the union's own: which corps served
is not said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple

from postcmd.figures import FigureKey
from postcmd.qualifiers import FAMILIES
from postcmd.scenario.facts import Amount, Facts, Total, heads, said
from postcmd.service_records import Service

FIGURES: Final[dict[str, FigureKey]] = {
    "teams": "teams",
    "volunteers": "heads",
    "posts": "posts",
    "communities": "communities",
    "volunteer_times": "participations",
    "services": "services",
    "served_times": "served",
}
"""What a total says → the figure that it is."""
MONTH: Final = ("November", "since November")
BEGINNING_UNKNOWN: Final = timedelta(days=29)
_WITHIN: Final = 200

Counted = Mapping[FigureKey, int]


class Days(NamedTuple):
    """The first and the last day of a total, both in it."""

    since: date
    until: date

    @property
    def many(self) -> int:
        return (self.until - self.since).days + 1


def days_of(total: Total, facts: Facts) -> Days:
    """The days that a total is taken to be of."""
    if total.from_ and total.to:
        return Days(facts.day(total.from_), facts.day(total.to))
    if total.days:
        first = facts.day(facts.choices["undated"])
        return Days(first, first + timedelta(days=total.days - 1))
    last = facts.last_day
    return Days(last.replace(day=1) if total.period in MONTH else last - BEGINNING_UNKNOWN, last)


def spread(facts: Facts, counted: Mapping[str, Counted]) -> Iterator[Service]:
    """The services behind every total. `counted`: unit → what the centre counts already in the days of its total."""
    often = _often(facts.total)
    for total in facts.total:
        yield from spread_of(total, days_of(total, facts), counted.get(total.unit, {}), often)


def spread_of(total: Total, days: Days, counted: Counted, often: float = 1.0) -> Iterator[Service]:
    """`often`: how many times a person serves where only the times were reported."""
    missing = {name: _missing(total, name, counted) for name in FIGURES}
    times = missing["services"] or missing["volunteer_times"] or missing["volunteers"]
    people = missing["volunteers"] or round(times / often)
    served, teams, posts = missing["served_times"], missing["teams"], missing["posts"]
    for number in range(times):
        yield Service(
            id=f"spread-{total.unit}-{number + 1:06d}",
            unit=total.unit,
            volunteer=f"spread-{total.unit}-{number % people + 1:06d}",
            day=days.since + timedelta(days=number * days.many // times),
            team=f"team-{number % teams + 1:03d}" if teams else "",
            post=f"post-{number % posts + 1:03d}" if posts else "",
            served=_share(served, number, times) if served else None,
            spread=True,
        )


def aimed_at(amount: Amount) -> int:
    """The number that a reported one is met with."""
    n, family = heads(amount), FAMILIES.get(said(amount), "")
    margin = {"below": -(n // _WITHIN), "above": n // _WITHIN}
    return n + margin.get(family, 0)


def _missing(total: Total, name: str, counted: Counted) -> int:
    amount: Amount | None = getattr(total, name)
    return 0 if amount is None else max(0, aimed_at(amount) - counted.get(FIGURES[name], 0))


def _share(whole: int, number: int, many: int) -> int:
    return (number + 1) * whole // many - number * whole // many


def _often(totals: Iterable[Total]) -> float:
    """Services a person, from the total that says both."""
    both = ((one.services, one.volunteers) for one in totals)
    return next((heads(times) / heads(people) for times, people in both if times and people), 1.0)
