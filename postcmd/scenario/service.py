"""Service whose call is not told: daily work at a community, heads sent, thirty divided over three communities.

1. Daily service: one line and one direct quota per day, ordered at 18:00 of the day before the first and closed when
   the last day ends. Of a range the report gives both ends: the heads of a day climb from the least to the most, one a
   day, and come down again. Without a number the line is open (min 0, max None) and nothing is reported on it.
2. Heads sent: min = max = sent, confirmed and present from the hour they stood (09:00 where none is reported), ordered
   an hour before it. Undated service lies on the chosen day. Who has no reported end stays on post.
3. One who is sent on to another post becomes a part of their own at that moment.
4. Heads divided over places: called at 14:00, assembled at 15:00, split at 15:30, on post at 16:00. A squad whose
   heads are not given gets an even share of what the others leave, the first ones one more.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from postcmd.errors import BadInput
from postcmd.ops import Part, SquadReport, SquadSplit
from postcmd.records import Line
from postcmd.scenario.call import Call, Told, squad_name
from postcmd.scenario.facts import Amount, Facts, Redeployed, RequestFacts, SquadFacts, heads, said
from postcmd.scenario.kept import kept
from postcmd.scenario.steps import BETWEEN, CHOSEN, UNSEEN, marched

EVENING_BEFORE: Final = "18:00"
DAY_SHIFT: Final = "09:00-20:00"
AN_HOUR: Final = timedelta(hours=1)
CALLED, ASSEMBLED, SPLIT, ON_POST = "14:00", "15:00", "15:30", "16:00"


def daily_service(request: RequestFacts, facts: Facts) -> Told:
    """Day after day at one community, by one squad."""
    call = _daily_call(request, facts)
    begins, ends = (request.daily or DAY_SHIFT).split("-")
    yield from call.come_in()
    if request.max_per_day is not None:
        counts = list(climbing(request.min_per_day, request.max_per_day, len(call.lines)))
        yield from _days(call, counts, begins, ends)
    over = facts.at(call.lines[-1].day, ends)
    yield over, call.moved("ordered", "closed", CHOSEN)


def climbing(least: int, most: int, days: int) -> Iterator[int]:
    """6, 7, 8, 9, 9, 8, 7, 6: both ends reached, as far as the days go."""
    for day in range(days):
        yield min(most, least + min(day, days - 1 - day))


def _daily_call(request: RequestFacts, facts: Facts) -> Call:
    first, last = facts.day(request.from_), facts.day(request.to)
    days = [first + timedelta(days=later) for later in range((last - first).days + 1)]
    return Call(
        request=request,
        facts=facts,
        unit=request.addressed_unit or request.unit,
        ordered=facts.at(first - timedelta(days=1), EVENING_BEFORE),
        lines=tuple(Line(day, request.min_per_day, request.max_per_day) for day in days),
        inferred=("ordered_at",) if request.max_per_day is not None else ("ordered_at", "lines"),
        quota_inferred=("confirmed", "present") if request.max_per_day is not None else ("min", "max"),
    )


def _days(call: Call, counts: list[int], begins: str, ends: str) -> Told:
    at_first = call.facts.at(call.first_day, begins)
    yield at_first - AN_HOUR, call.squad_of(counts[0], inferred=("strength", "present"))
    yield from marched(call.squad, "standby", (at_first - AN_HOUR, "mustering"))
    for number, (line, count) in enumerate(zip(call.lines, counts, strict=True)):
        is_last = number == len(counts) - 1
        start, end = call.facts.at(line.day, begins), call.facts.at(line.day, ends)
        if number == 0 or count != counts[number - 1]:
            yield start, SquadReport(squad=call.squad, base=UNSEEN, strength=count, present=count, reason=BETWEEN)
        yield from marched(
            call.squad, "resting" if number else "mustering", (start, "on_post"), place=call.request.place, why=""
        )
        yield from call.counted(start, line.day, count, BETWEEN)
        yield from marched(call.squad, "on_post", (end, "stood_down" if is_last else "resting"), why="")


def heads_sent(request: RequestFacts, sent: Amount, facts: Facts) -> Told:
    """Heads that stood somewhere: what was asked is not told."""
    day = facts.day(facts.choices["undated"])
    on_post = facts.at(day, request.on_from or DAY_SHIFT.split("-")[0])
    call = _sent_call(request, sent, day, on_post, facts)
    yield from call.come_in()
    yield call.ordered, call.squad_of(heads(sent), said(sent))
    yield from marched(call.squad, "standby", (call.ordered, "mustering"))
    yield from _stood(call, heads(sent), day, on_post)
    yield from _gone_home(call, day)


def _sent_call(request: RequestFacts, sent: Amount, day: date, on_post: datetime, facts: Facts) -> Call:
    return Call(
        request=request,
        facts=facts,
        unit=request.unit,
        ordered=on_post - AN_HOUR,
        lines=(Line(day, heads(sent), heads(sent), said(sent)),),
        inferred=("ordered_at", "lines"),
        quota_inferred=("min", "max", "day"),
    )


def _stood(call: Call, count: int, day: date, at: datetime) -> Told:
    yield at, SquadReport(squad=call.squad, base=UNSEEN, present=count)
    why = "" if call.request.on_from else CHOSEN
    yield from marched(call.squad, "mustering", (at, "on_post"), place=call.request.place, why=why)
    yield from call.counted(at, day, count, why)


def _gone_home(call: Call, day: date) -> Told:
    """Stood down and closed where the report says when; one who went on earlier is a part of their own until then."""
    request, off = call.request, call.request.off_at
    squads = [call.squad]
    if request.redeployed is not None:
        sent_on = request.redeployed
        squads = [f"{call.squad}-1", f"{call.squad}-2"]
        yield call.facts.at(day, f"next day {sent_on.off_post}"), _sent_on(call, sent_on, squads)
    if off:
        for squad in squads:
            yield from marched(squad, "on_post", (call.facts.at(day, off), "stood_down"), why="")
        yield call.facts.at(day, off), call.moved("ordered", "closed")


def _sent_on(call: Call, sent_on: Redeployed, squads: list[str]) -> SquadSplit:
    whole = heads(call.request.sent or 0)
    stay = Part(squads[0], call.facts.name_of(call.unit), whole - sent_on.heads, whole - sent_on.heads)
    note = kept("request.redeployed", sent_on, call.facts)
    leave = Part(squads[1], call.facts.name_of(call.unit), sent_on.heads, sent_on.heads, note=note, inferred=("place",))
    return SquadSplit(squad=call.squad, parts=(stay, leave))


def divided_call(request: RequestFacts, facts: Facts) -> Told:
    """One call for three communities; three squads are made from thirty."""
    day = facts.day(facts.choices["undated"])
    call = _divided(request, day, facts)
    assembled = facts.at(day, ASSEMBLED)
    yield from call.come_in()
    yield call.ordered, call.squad_of(request.heads)
    yield from marched(call.squad, "standby", (call.ordered, "mustering"))
    yield assembled, SquadReport(squad=call.squad, base=UNSEEN, present=request.heads)
    yield call.ordered, call.answered(day)
    yield from call.counted(assembled, day, request.heads)
    yield from _split_over_places(call, day)


def _divided(request: RequestFacts, day: date, facts: Facts) -> Call:
    return Call(
        request=request,
        facts=facts,
        unit=request.unit,
        ordered=facts.at(day, CALLED),
        lines=(Line(day, request.heads, request.heads),),
        inferred=("ordered_at", "lines"),
        quota_inferred=("day",),
    )


def _split_over_places(call: Call, day: date) -> Told:
    shares = shared_out(call.request.heads, [squad.leader + squad.volunteers for squad in call.request.squad])
    parts = [
        _community_squad(call, number, squad, share)
        for number, (squad, share) in enumerate(zip(call.request.squad, shares, strict=True), start=1)
    ]
    split, there = call.facts.at(day, SPLIT), call.facts.at(day, ON_POST)
    yield split, SquadSplit(squad=call.squad, parts=tuple(parts), reason=CHOSEN)
    for part in parts:
        yield from marched(part.squad, "mustering", (split, "en_route"), (there, "on_post"), place=part.place)


def shared_out(whole: int, given: list[int]) -> list[int]:
    """The heads of each: what is given, and for those without a number (0) an even share of the rest."""
    open_ended = given.count(0)
    left = whole - sum(given)
    if left < open_ended or (left and not open_ended):
        raise BadInput("scenario", detail=f"{given} cannot be parts of {whole}")
    shares = iter([left // open_ended + (number < left % open_ended) for number in range(open_ended)])
    return [count or next(shares) for count in given]


def _community_squad(call: Call, number: int, squad: SquadFacts, share: int) -> Part:
    is_given = squad.leader + squad.volunteers > 0
    return Part(
        squad=f"{call.squad}-{number}",
        name=squad_name(squad.place, call.facts),
        strength=share,
        present=share,
        place=squad.place,
        note=kept("request.squad", squad, call.facts),
        inferred=("name", "since") if is_given else ("name", "since", "strength", "present"),
    )
