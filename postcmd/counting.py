"""How entries become figures: group by group, for whatever scopes look at them. Pure; the sheet of a day and the
tallies of the centre are both counted here.

1. Entries that must be looked at together are a group, named by its key; the others are groups of their own. What a
   group counts depends on its members alone.
2. What is counted says in which scopes (`Lines`), on which day, from which record, and how it was said.
3. Whoever went on from one post to another, whole or split up, is one head; within a scope it is the most of them on
   duty at one time there.
4. At a request no fewer of a unit are counted than it reported present; whoever is on duty there, or has a service
   record of it, is among them. A duty counts for the nearest unit above that has a quota of the request.
5. What is counted once each (`Thing`) is named, never a number: nothing can be added up of it.
6. A placement's heads are told on every day it is in force, but where a duty or a presence tells of the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Final, Literal, NamedTuple

from postcmd.entries import Entry, community_of
from postcmd.record import Kind
from postcmd.records import Unit
from postcmd.scope import Reader

Scope = str
Lines = Callable[[str, str], tuple[Scope, ...]]
"""The scopes that a unit and a place lie in: of whoever serves for that unit at that place."""
Measure = Literal[
    "unnamed",
    "participations",
    "services",
    "served",
    "minutes",
    "trips",
    "lost",
    "quantity",
    "verified",
    "unverified",
    "seen",
]
"""`unnamed`: heads of those not known by name; `seen`: heads of placements of which a duty or a presence tells;
`unverified`: counts of work that nobody has verified."""
What = Literal["people", "teams", "posts", "communities"]
GroupKey = tuple[str, str, date | None]
"""What binds its members (`family`, `request`, `unit`, or a kind of record), by which id, on which day."""
BINDS: Final = ("family", "request", "unit")


class Counted(NamedTuple):
    """So much of a measure, in a scope, on a day, counted from the record `of`."""

    scope: Scope
    measure: Measure
    day: date
    value: int
    of: tuple[Kind, str]
    said: str = ""
    task: str = ""


class Thing(NamedTuple):
    """What counts once however often it is there: who or what, seen for a unit at a place, by the record `of`."""

    what: What
    thing: str
    unit: str
    place: str
    day: date
    of: tuple[Kind, str]


class Stood(NamedTuple):
    """Of a unit, so many people were at a request by service records, so many times."""

    unit: str
    people: int
    times: int


def groups_of(entry: Entry) -> list[GroupKey]:
    """The groups that the entry is looked at in; a squad's and a placement's are named without their days."""
    match entry.kind:
        case "duty":
            keys: list[GroupKey] = [("duty", entry.id, entry.day), ("unit", entry.unit, entry.day)]
            keys += [("family", entry.family, entry.day)] if entry.family else []
            return keys + ([("request", entry.request, entry.day)] if entry.request else [])
        case "quota":
            return [("request", entry.request, entry.day), ("unit", entry.unit, entry.day)]
        case "squad":
            return [("request", entry.request, None)]
        case "placement":
            return [("unit", entry.unit, None)]
        case _:
            return [(entry.kind, entry.id, entry.day)]


def counted(
    group: GroupKey, members: Iterable[Entry], lines: Lines, reader: Reader, stood: Iterable[Stood] = ()
) -> Iterator[Counted]:
    """What the group counts on its day."""
    bind, _id, day = group
    entries = sorted(members, key=lambda entry: entry.key)
    if day is None:
        return
    match bind:
        case "family":
            yield from _family(entries, lines)
        case "request":
            yield from _present(entries, lines, reader, stood)
        case "unit":
            yield from _seen(entries, day, lines)
        case _:
            for entry in entries:
                yield from _alone(entry, lines)


def things(group: GroupKey, members: Iterable[Entry], reader: Reader) -> Iterator[Thing]:
    """Who and what the group shows to have been there on its day."""
    bind, _id, day = group
    entries = sorted(members, key=lambda entry: entry.key)
    if day is None:
        return
    if bind == "request":
        yield from _at_request(entries, reader)
    elif bind == "duty":
        for entry in entries:
            yield from _on_duty(entry, reader)


def told_alone(placements: Iterable[Entry], others: Iterable[Entry]) -> Iterator[Entry]:
    """Of one unit's placements in force, those with a number of which none of its duties and presences tells."""
    places = _places_seen(others)
    return (one for one in placements if one.heads and not _is_seen(one, places))


def _alone(entry: Entry, lines: Lines) -> Iterator[Counted]:
    day = entry.day
    if day is None:
        return
    told: list[tuple[Measure, int, str, str]] = []
    match entry.kind:
        case "duty":
            told = [("participations", entry.heads or 0, "", ""), ("minutes", entry.minutes, "", "")]
        case "attrition":
            told = [("lost", entry.heads or 0, "", "")]
        case "work":
            told = list(_of_work(entry))
        case _:
            pass
    for scope in lines(entry.unit, entry.place):
        for measure, value, said, task in told:
            if value:
                yield Counted(scope, measure, day, value, entry.key, said, task)


def _of_work(entry: Entry) -> Iterator[tuple[Measure, int, str, str]]:
    if entry.quantity is not None:
        yield "quantity", entry.quantity, entry.said, entry.task
        yield "verified", entry.quantity if entry.verified else 0, "", entry.task
    yield "served", entry.served or 0, entry.served_said, ""
    yield "unverified", 0 if entry.verified else 1, "", ""


def _family(duties: list[Entry], lines: Lines) -> Iterator[Counted]:
    within: dict[Scope, list[Entry]] = defaultdict(list)
    for duty in sorted(duties, key=lambda one: (one.begins, one.id)):
        for scope in lines(duty.unit, duty.place):
            within[scope].append(duty)
    for scope, some in within.items():
        if some[0].day is not None:
            yield Counted(scope, "unnamed", some[0].day, most_at_once(some), some[0].key)


def most_at_once(duties: list[Entry]) -> int:
    """The most who came to duties that overlap; whoever is followed by themselves at another post is one.

    Some who were sent on, while those they came with stayed, are among those who came to the first duty.
    """
    spans = [(one.begins, one.ends, one) for one in duties if one.begins and one.ends]
    origins = {one.id: one.moved_from for one in duties}
    most = 0
    for began, _ends, one in spans:
        there = {two.id: two.heads or 0 for begins, ends, two in spans if begins <= began < ends or two is one}
        most = max(most, sum(came for duty, came in there.items() if not _came_from(duty, there, origins)))
    return most


def _came_from(duty: str, others: Mapping[str, int], origins: Mapping[str, str]) -> bool:
    """Whether whoever stands at the duty came from one of the others."""
    seen = {duty}
    origin = origins.get(duty, "")
    while origin and origin not in seen:
        if origin in others:
            return True
        seen.add(origin)
        origin = origins.get(origin, "")
    return False


def _present(entries: list[Entry], lines: Lines, reader: Reader, stood: Iterable[Stood]) -> Iterator[Counted]:
    """How many more than stood at the request were reported present."""
    reported = {quota.unit: quota for quota in _leaves(entries) if quota.heads}
    people, times = _standing(entries, reported.keys(), reader, stood) if reported else ({}, {})
    for unit, quota in reported.items():
        told: tuple[tuple[Measure, int], ...] = (
            ("unnamed", people.get(unit, 0)),
            ("participations", times.get(unit, 0)),
        )
        for measure, there in told:
            more = (quota.heads or 0) - there
            if more > 0 and quota.day is not None:
                for scope in lines(unit, quota.place):
                    yield Counted(scope, measure, quota.day, more, quota.key)


def _standing(
    entries: list[Entry], holders: Iterable[str], reader: Reader, stood: Iterable[Stood]
) -> tuple[dict[str, int], dict[str, int]]:
    """By the unit that they count for: people on duty there or with a service record of it, and how many times."""
    people: dict[str, int] = defaultdict(int)
    times: dict[str, int] = defaultdict(int)
    families: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    held = frozenset(holders)
    for duty in entries:
        if duty.kind == "duty":
            holder = _nearest(duty.unit, held, reader)
            times[holder] += duty.heads or 0
            families[holder, duty.family or f"person:{duty.volunteer}"].append(duty)
    for (holder, family), duties in families.items():
        people[holder] += 1 if family.startswith("person:") else most_at_once(duties)
    for unit, heads, many in stood:
        holder = _nearest(unit, held, reader)
        people[holder] += heads
        times[holder] += many
    return people, times


def _nearest(unit_id: str, holders: frozenset[str], reader: Reader) -> str:
    """The first of the holders that the unit is, or lies below; "" where there is none."""
    unit = reader.get("unit", unit_id)
    way = unit.path.split("/") if isinstance(unit, Unit) else [unit_id]
    return next((one for one in reversed(way) if one in holders), "")


def _leaves(entries: list[Entry]) -> list[Entry]:
    """The quotas that pass nothing on: each person stands in one of them."""
    passed_on = {entry.parent for entry in entries if entry.kind == "quota" and entry.parent}
    return [entry for entry in entries if entry.kind == "quota" and entry.id not in passed_on]


def _seen(entries: list[Entry], day: date, lines: Lines) -> Iterator[Counted]:
    """Heads of the unit's placements of which something else tells on the day."""
    places = _places_seen(entries)
    for one in entries:
        if one.kind == "placement" and one.heads and one.is_in_force(day) and _is_seen(one, places):
            for scope in lines(one.unit, one.place):
                yield Counted(scope, "seen", day, one.heads, one.key, one.said)


def _places_seen(entries: Iterable[Entry]) -> frozenset[str]:
    return frozenset(one.place for one in entries if one.kind in ("duty", "quota") and one.heads)


def _is_seen(placement: Entry, places: frozenset[str]) -> bool:
    """Where it names no place, whatever its unit does tells of it."""
    return placement.place in places if placement.place else bool(places)


def _on_duty(duty: Entry, reader: Reader) -> Iterator[Thing]:
    if duty.day is None:
        return
    told: list[tuple[What, str]] = [("posts", duty.post)]
    told += [("people", duty.volunteer)] if duty.volunteer else []
    told += [("communities", community)] if (community := community_of(duty.place, reader)) else []
    # At a request the unit's other squads decide whether it is a team of its own.
    told += [("teams", f"squad:{duty.squad}")] if duty.squad else [] if duty.request else [("teams", duty.unit)]
    for what, thing in told:
        yield Thing(what, thing, duty.unit, duty.place, duty.day, duty.key)


def _at_request(entries: list[Entry], reader: Reader) -> Iterator[Thing]:
    """The squads that were sent, and units that served there without any; the community of the request."""
    squads = _squads_at(entries)
    for quota in _leaves(entries):
        if not quota.heads or quota.day is None:
            continue
        for team in sorted(squads[quota.unit][0]) or ([] if squads[quota.unit][1] else [quota.unit]):
            yield Thing("teams", team, quota.unit, quota.place, quota.day, quota.key)
        if community := community_of(quota.place, reader):
            yield Thing("communities", community, quota.unit, quota.place, quota.day, quota.key)
    for duty in entries:
        if duty.kind == "duty" and not duty.squad and duty.day is not None and not any(squads[duty.unit]):
            yield Thing("teams", duty.unit, duty.unit, duty.place, duty.day, duty.key)


def _squads_at(entries: list[Entry]) -> Mapping[str, tuple[set[str], set[str]]]:
    """Unit → its squads sent to the request, and those on duty there."""
    found: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for one in entries:
        if one.kind == "squad":
            found[one.unit][0].add(f"squad:{one.id}")
        elif one.kind == "duty" and one.squad:
            found[one.unit][1].add(f"squad:{one.squad}")
    return found
