"""What must be true of squads, duties, losses and work, whatever happens: asked of every commit.

G1   A split and a merge conserve heads: those of the live squads are as many after as before.
G2   Of a duty 0 <= left <= came, whoever answers for a plan beyond a limit is named, and it is relieved once.
G3   A volunteer is one head, and stands at one post at a time.
G4   What a squad loses is what the loss says; of a loss no more come back than were lost.
G5   A count of work is superseded once, by the one that says so; nobody verifies a count of their own.
G6   What a watch left stays as it was written, and is taken once, by somebody else.
G7   A roll call never stands over a newer one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from postcmd.ops import (
    AttritionRelease,
    AttritionReport,
    DutyRelieve,
    HandOverTake,
    Op,
    SquadMerge,
    SquadRoll,
    SquadSplit,
)
from postcmd.records import AnyRecord, Attrition, Duty, HandOver, Work
from tests.sim.heads import Change, Key, Told

AS_WRITTEN: Final = ("lines", "since", "unit", "place", "given_by", "given_at")


def of_records(changed: Iterable[AnyRecord], bodies: Mapping[Key, AnyRecord]) -> Iterator[str]:
    """What is wrong with records as they stand now."""
    people = set[str]()
    for one in changed:
        match one:
            case Duty():
                yield from _of_duty(one)
                people |= {one.volunteer} if one.volunteer else set()
            case Attrition() if not 0 <= one.released <= one.heads:
                yield f"G4: {one.released} of {one.heads} came back, by {one.id}"
            case Work():
                yield from _of_work(one, bodies)
            case HandOver() if one.taken_by and one.taken_by == one.given_by:
                yield f"G6: {one.id} was taken by {one.taken_by}, who gave it"
            case _:
                pass
    yield from _twice_there(people, bodies) if people else ()


def _of_duty(duty: Duty) -> Iterator[str]:
    if not 0 <= duty.left <= duty.came:
        yield f"G2: {duty.left} of {duty.came} have left {duty.id}"
    if (duty.left_at is not None) != duty.is_over:
        yield f"G2: {duty.left_at} is when the last of {duty.came} left {duty.id}, and {duty.here} are there"
    if bool(duty.beyond) != bool(duty.approved_by):
        yield f"G2: {duty.approved_by or 'nobody'} answers for {duty.beyond} of {duty.id}"


def _of_work(work: Work, bodies: Mapping[Key, AnyRecord]) -> Iterator[str]:
    by = bodies.get(("work", work.superseded_by or ""))
    if work.superseded_by and (not isinstance(by, Work) or by.supersedes != work.id):
        yield f"G5: {work.id} is superseded by {work.superseded_by}, which is {by}"
    if work.verified_by and work.verified_by == work.reported_by:
        yield f"G5: {work.verified_by} has verified {work.id} and reported it"


def _twice_there(people: set[str], bodies: Mapping[Key, AnyRecord]) -> Iterator[str]:
    here = [one for one in bodies.values() if isinstance(one, Duty) and one.volunteer in people and one.here]
    for person in sorted(people):
        there = [(one.id, one.here) for one in here if one.volunteer == person]
        if sum(heads for _, heads in there) > 1:
            yield f"G3: {person} stands at {there}"


def of_op(op: Op, seq: int, changes: list[Change], told: Told) -> Iterator[str]:
    """What is wrong with what an op did that was applied."""
    match op:
        case SquadSplit() | SquadMerge():
            yield from _conserved(op, seq, changes, told)
        case AttritionReport(squad=str() as squad):
            yield from _lost(op, squad, op.heads, seq, told)
        case AttritionRelease(back=True):
            squad = told.value(op.target, "squad", seq)
            yield from _lost(op, squad, -op.heads, seq, told)
        case SquadRoll():
            before, after = (told.value(op.target, "rolled_at", at) for at in (seq - 1, seq))
            if before is not None and not before < after:
                yield f"G7: the roll call of {after} stands over that of {before}, by {op}"
        case DutyRelieve() if told.value(op.target, "relieved_by", seq - 1) is not None:
            yield f"G2: relieved twice, by {op}"
        case HandOverTake() if told.value(op.target, "taken_by", seq - 1):
            yield f"G6: taken twice, by {op}"
        case _:
            pass
    for one in changes:
        if one.key[0] == "handover" and any(old is not None for old, _ in map(one.fields.get, AS_WRITTEN, _NEVER)):
            yield f"G6: written otherwise, by {op}"


_NEVER: Final = ((None, None),) * len(AS_WRITTEN)


def _conserved(op: Op, seq: int, changes: list[Change], told: Told) -> Iterator[str]:
    squads = [one.key for one in changes if one.key[0] == "squad"]
    for field in ("strength", "present", "helpers"):
        before, after = (sum(_live(key, field, at, told) for key in squads) for at in (seq - 1, seq))
        if before != after:
            yield f"G1: {field} was {before} and is {after}, by {op}"


def _live(key: Key, field: str, seq: int, told: Told) -> int:
    """How many of the squad count, after the commit."""
    status, parts, merged = (told.value(key, one, seq) for one in ("status", "parts", "merged_into"))
    return 0 if status == "stood_down" or parts or merged else told.value(key, field, seq) or 0


def _lost(op: Op, squad: str, heads: int, seq: int, told: Told) -> Iterator[str]:
    key: Key = ("squad", squad)
    before, after = (told.value(key, "strength", at) for at in (seq - 1, seq))
    if before - after != heads:
        yield f"G4: {before} were {heads} more than {after}, by {op}"
