"""From what a coordinator means to an op on work, placements and the hand-over.

1. A count that was reported before is corrected: the new one names it, and the old one stays.
2. Ids are made by whoever asks; nothing is invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from postcmd import ops
from postcmd.board import Key
from postcmd.clean import LONGEST, clean
from postcmd.errors import BadInput
from postcmd.intents_of_requests import set_facts
from postcmd.records import Goal, HandOver, Placement, PlacementForm, Request, Squad, Work

MOST_LINES = 200


def want_work(request: Request, task: str, quantity: int, epoch: str) -> ops.RequestSet:
    """The request wants so much of a task done, in the unit of the task; 0: no more is wanted of it than is done."""
    others = tuple(goal for goal in request.goals if goal.task != task)
    return set_facts(request, epoch, goals=(*others, *((Goal(task, quantity),) if quantity else ())))


def report_work(
    work: str,
    unit: str,
    day: date,
    task: str,
    quantity: int | None,
    *,
    served: int | None = None,
    said: str = "",
    served_said: str = "",
    request: str | None = None,
    squad: str | None = None,
    place: str | None = None,
    note: str = "",
) -> ops.WorkReport:
    """So much of a task was done on a day; `work` is the id made here."""
    if quantity is None and served is None:
        raise BadInput("not_counted", task=task)
    return ops.WorkReport(
        work=work,
        unit=unit,
        day=day,
        task=task,
        quantity=quantity,
        said=said,
        served=served,
        served_said=served_said,
        request=request,
        squad=squad,
        place=place,
        note=note,
    )


def squads_work(
    work: str, squad: Squad, day: date, task: str, quantity: int | None, served: int | None = None, said: str = ""
) -> ops.WorkReport:
    """What a squad did, at its request and where it stands."""
    return report_work(
        work,
        squad.unit,
        day,
        task,
        quantity,
        served=served,
        said=said,
        request=squad.request,
        squad=squad.id,
        place=squad.place,
    )


def correct_work(
    work: str, old: Work, quantity: int | None, served: int | None = None, said: str = "", served_said: str = ""
) -> ops.WorkReport:
    """It was so much instead; the old count stays and counts no longer."""
    if quantity is None and served is None:
        raise BadInput("not_counted", task=old.task)
    return ops.WorkReport(
        work=work,
        unit=old.unit,
        day=old.day,
        task=old.task,
        quantity=quantity,
        said=said,
        served=served,
        served_said=served_said,
        request=old.request,
        squad=old.squad,
        place=old.place,
        post=old.post,
        supersedes=old.id,
    )


def verify_work(work: Work, verified: bool = True) -> ops.WorkVerify:
    return ops.WorkVerify(work=work.id, verified=verified)


def set_placement(
    placement: str,
    unit: str,
    form: PlacementForm,
    place: str | None = None,
    *,
    tasks: Sequence[str] = (),
    heads: int | None = None,
    since: date | None = None,
    said: str = "",
) -> ops.PlacementSet:
    """A unit is paired with a community, reports to where its people live, or stands in daily service."""
    return ops.PlacementSet(
        placement=placement,
        unit=unit,
        form=form,
        place=place,
        tasks=tuple(tasks),
        heads=heads,
        since=since,
        said=said,
    )


def end_placement(placement: Placement, until: date | None) -> ops.PlacementEnd:
    """Its last day; None: it goes on."""
    return ops.PlacementEnd(placement=placement.id, until=until)


def give_over(
    handover: str, scope: Key, lines: Sequence[str], since: datetime | None, note: str = ""
) -> ops.HandOverGive:
    """What is left to the next watch of a unit or place, as it is written here."""
    kept = [text for line in lines if (text := clean(line)[:LONGEST].strip())]
    if not kept or len(kept) > MOST_LINES:
        raise BadInput("bad_hand_over", most=MOST_LINES)
    kind, scope_id = scope
    return ops.HandOverGive(
        handover=handover,
        lines=tuple(kept),
        since=since,
        unit=scope_id if kind == "unit" else None,
        place=scope_id if kind == "place" else None,
        note=note,
    )


def take_over(left: HandOver) -> ops.HandOverTake:
    return ops.HandOverTake(handover=left.id)
