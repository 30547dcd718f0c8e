"""The expander: the reported facts as the timed steps of a replay.

1. Deterministic: the same facts give the same steps, number for number. It is pure; nothing in it asks for the time.
2. Where the report has only a total, the spread sums to it exactly. How it is spread stands in the module that tells
   the story: sign-ups and full-time days in `signups`, assembling, entering and the two parts in `musters`, days of
   service, heads sent and the three squads in `service`, posts and duties in `ground`, work and what no call
   asked for in `works`, notices and their receipts in `notices`. What was chosen is
   named in the records' `inferred`.
3. Where only heads sent are reported, min = max = sent, inferred; a number that is not reported stays open (0 to None).
4. Every request of the facts is told in exactly one way; one that fits none is an error.
"""

from __future__ import annotations

from itertools import chain as one_after_another
from pathlib import Path

from postcmd.errors import BadInput
from postcmd.scenario.call import Told
from postcmd.scenario.facts import Facts, RequestFacts
from postcmd.scenario.ground import on_the_ground
from postcmd.scenario.musters import assembled_call
from postcmd.scenario.notices import noticed
from postcmd.scenario.read import read_facts
from postcmd.scenario.service import daily_service, divided_call, heads_sent
from postcmd.scenario.signups import signed_up_call
from postcmd.scenario.steps import Script, settled
from postcmd.scenario.works import born_on_the_spot, served_without_a_call, worked


def expand(path: Path | None = None) -> Script:
    """Everything that happened, in order. None: the scenario that comes with the program."""
    return expand_facts(read_facts(path))


def expand_facts(facts: Facts) -> Script:
    calls = one_after_another.from_iterable(_told(request, facts) for request in facts.request)
    ground = (on_the_ground(facts), born_on_the_spot(facts), worked(facts), served_without_a_call(facts))
    return settled(one_after_another(noticed(facts), calls, *ground))


def _told(request: RequestFacts, facts: Facts) -> Told:
    if request.signed_up and request.arrived:
        return signed_up_call(request, request.signed_up, request.arrived, facts)
    if request.assembled:
        return assembled_call(request, request.assembled, facts)
    if request.from_ and request.to:
        return daily_service(request, facts)
    if request.sent is not None:
        return heads_sent(request, request.sent, facts)
    if request.heads and request.squad:
        return divided_call(request, facts)
    raise BadInput("scenario", detail=f"request {request.id}: neither called, sent, divided nor dated")
