"""A call that volunteers sign up for: more offer than are needed, and those who go leave the pool.

1. Sign-ups come in evenly, by count, every five minutes, the last ones five minutes before the reported limit; they
   sum to the reported figure. The first by time are confirmed until the need is met, the others are the reserve.
2. A full-time call asks the same heads for each of its days, the day of the call being the first. Who signed up did so
   for all of them, and is present each morning at 08:00 up to the last day that the record dates.
3. A pool is people who stand by, by count, from noon of the day of the call; the unit says at noon that so many can go.
   Those who go leave the pool, the reserve stays in it.
4. Between the last sign-up and the arrival the squad is notified, musters and travels in equal thirds.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from postcmd.errors import BadInput
from postcmd.ops import AvailabilityDeclare, SignUpMove, SignUpOffer, SquadReport
from postcmd.records import Line
from postcmd.scenario.call import Call, Told
from postcmd.scenario.facts import Facts, Figure, Pool, RequestFacts
from postcmd.scenario.kept import joined, kept
from postcmd.scenario.steps import CHOSEN, SPREAD, UNSEEN, marched

EVERY: Final = 5
"""Minutes between two reports of sign-ups."""
ROLL_CALL: Final = "08:00"
POOL_FROM: Final = "12:00"


def signed_up_call(request: RequestFacts, signed_up: Figure, arrived: Figure, facts: Facts) -> Told:
    """The call for twelve: twenty-six sign up, twelve go, fourteen stay in reserve."""
    call = _call(request, arrived, facts)
    minutes = signed_up.less_than_minutes or 60
    yield from _pools(call)
    yield from call.come_in()
    yield call.ordered + timedelta(minutes=1), call.answered(call.first_day)
    yield from _sign_ups(call, signed_up.n, minutes)
    yield from _on_the_way(call, call.ordered + timedelta(minutes=minutes), facts.moment(arrived.at), arrived)
    yield from _present(call, facts.moment(arrived.at), arrived)


def _call(request: RequestFacts, arrived: Figure, facts: Facts) -> Call:
    if request.addressed_unit is None:
        raise BadInput("scenario", detail=f"request {request.id}: signed_up without addressed_unit")
    ordered = facts.moment(facts.choices.get(f"{request.id}_ordered_at", request.ordered_at))
    first = ordered.astimezone(facts.zone).date()
    days = [first + timedelta(days=later) for later in range(max(1, request.full_time_days))]
    return Call(
        request=request,
        facts=facts,
        unit=request.addressed_unit,
        ordered=ordered,
        lines=tuple(Line(day, request.needed, request.needed) for day in days),
        due=facts.moment(arrived.at),
        inferred=("ordered_at", "due", "lines"),
        later_inferred=("day", "offered", "confirmed", "present"),
    )


def _sign_ups(call: Call, offered: int, minutes: int) -> Told:
    """Evenly up to the reported figure, on the first day; then the same people for the days after it."""
    reports = max(1, minutes // EVERY - 1)
    for number in range(1, reports + 1):
        so_far = offered * number // reports
        at = call.ordered + timedelta(minutes=number * EVERY)
        yield at, call.signed_up(call.first_day, number, so_far - offered * (number - 1) // reports, SPREAD)
        for line in call.lines[1:] if number == reports else ():
            yield at, call.signed_up(line.day, 1, offered, SPREAD)


def _pools(call: Call) -> Told:
    """The pools of the unit, each as large as the report vouches for."""
    at = call.facts.at(call.first_day, POOL_FROM)
    for pool in _drawn_on(call):
        yield at, _standby(pool, call.facts)
        yield at, _can_go(pool, call)


def _drawn_on(call: Call) -> list[Pool]:
    return [pool for pool in call.facts.pool if call.request.from_pool and pool.unit == call.unit]


def _standby(pool: Pool, facts: Facts) -> SignUpOffer:
    """The report vouches for so many at least; it stands with the figure."""
    name = f"储备·{facts.name_of(pool.recruited_for)}，至少 {pool.size_at_least}"
    return SignUpOffer(
        signup=f"{pool.unit}-pool",
        unit=pool.unit,
        heads=pool.size_at_least,
        note=joined(name, kept("pool", pool, facts)),
        inferred=("at",),
        on_behalf=facts.name_of(pool.unit),
        reason=CHOSEN,
    )


def _can_go(pool: Pool, call: Call) -> AvailabilityDeclare:
    heads = pool.size_at_least
    return AvailabilityDeclare(
        unit=pool.unit,
        day=call.first_day,
        heads=heads,
        full_time=heads if pool.full_time else 0,
        said_by=call.facts.name_of(pool.unit),
        note=f"至少 {heads}，{CHOSEN}",
        on_behalf=call.facts.name_of(pool.unit),
        reason=CHOSEN,
    )


def _on_the_way(call: Call, formed: datetime, there: datetime, arrived: Figure) -> Told:
    for pool in _drawn_on(call):
        left = SignUpMove(
            signup=f"{pool.unit}-pool", came_from="reserve", to="released", heads=arrived.n, reason=SPREAD
        )
        yield formed, left
    yield formed, call.squad_of(arrived.n)
    third = (there - formed) / 3
    yield from marched(
        call.squad, "standby", (formed, "alerted"), (formed + third, "mustering"), (formed + third * 2, "en_route")
    )
    yield there, SquadReport(squad=call.squad, base=UNSEEN, present=arrived.n, reason=arrived.said)
    yield from marched(call.squad, "en_route", (there, "on_post"), place=call.request.place, why=arrived.said)


def _present(call: Call, there: datetime, arrived: Figure) -> Told:
    for report in call.mustered(call.first_day, arrived.n, arrived.said):
        yield there, report
    for line in call.lines[1:]:
        for report in call.mustered(line.day, arrived.n, SPREAD) if line.day <= call.facts.last_day else ():
            yield call.facts.at(line.day, ROLL_CALL), report
