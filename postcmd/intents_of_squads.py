"""From what a coordinator means of squads to an op: parts, one again, names, roll calls, losses.

1. What is not said for a part is shared out over the parts that say nothing, evenly for heads, by heads for those
   present and the helpers; whole numbers that sum to the whole wherever what is said leaves room for it.
2. Parts that make their whole again do so from the bottom up.
3. Ids are made by whoever asks; nothing is invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from postcmd import ops
from postcmd.board import Board
from postcmd.division import apportion
from postcmd.errors import BadInput
from postcmd.records import Attrition, LossReason, Squad, duties_of


class Cut(Struct, frozen=True):
    """What is said of one part of a split; None: its share of what is left."""

    name: str = ""
    heads: int | None = None
    present: int | None = None
    helpers: int | None = None
    place: str | None = None
    leader: str = ""


class Shares(Struct, frozen=True):
    """Heads, those present and helpers of a part."""

    heads: int
    present: int
    helpers: int


def shares(squad: Squad, cuts: Sequence[Cut]) -> list[Shares]:
    """The numbers of each part."""
    heads = shared([cut.heads for cut in cuts], squad.strength, [1] * len(cuts))
    present = shared([cut.present for cut in cuts], squad.present, heads, heads)
    helpers = shared([cut.helpers for cut in cuts], squad.helpers, heads)
    return [Shares(*numbers) for numbers in zip(heads, present, helpers, strict=True)]


def shared(
    said: Sequence[int | None], whole: int, weights: Sequence[int], most: Sequence[int] | None = None
) -> list[int]:
    """What is said stays; the rest of the whole goes to who says nothing, by weight and at most so many each."""
    silent = [nth for nth, number in enumerate(said) if number is None]
    bounds = [whole if most is None else most[nth] for nth in silent]
    left = min(max(0, whole - sum(number or 0 for number in said)), sum(bounds))
    weighed = [weights[nth] for nth in silent]
    given = apportion(
        left, weighed if any(weighed) else [1] * len(silent), [0] * len(silent), bounds, range(len(silent))
    )
    filled = iter(given)
    return [next(filled) if number is None else number for number in said]


def split(squad: Squad, cuts: Sequence[Cut], ids: Sequence[str]) -> ops.SquadSplit:
    """The squad in these parts; `ids` are made here."""
    parts = tuple(
        ops.Part(
            squad=part,
            name=cut.name,
            strength=share.heads,
            present=share.present,
            helpers=share.helpers,
            place=cut.place,
            leader=cut.leader,
        )
        for part, cut, share in zip(ids, cuts, shares(squad, cuts), strict=True)
    )
    return ops.SquadSplit(squad=squad.id, parts=parts)


def merge(into: Squad, others: Sequence[Squad]) -> ops.SquadMerge:
    """These squads go into that one, or make it again."""
    return ops.SquadMerge(squad=into.id, merged=tuple(one.id for one in others if one.id != into.id))


def whole_again(board: Board, whole: Squad) -> list[ops.SquadMerge]:
    """The parts make their whole again; first the parts of parts."""
    parts = [part for one in whole.parts if (part := board.squad(one)) is not None]
    deeper = [op for part in parts if part.parts for op in whole_again(board, part)]
    return [*deeper, merge(whole, parts)] if parts else deeper


def name(squad: Squad, members: Sequence[str], epoch: str) -> ops.SquadName:
    """Who is in the squad, by the numbers of the roster."""
    return ops.SquadName(squad=squad.id, base=ops.Base(epoch, squad.rev), members=tuple(members))


def roll(squad: Squad, present: int, at: datetime | None = None) -> ops.SquadRoll:
    """So many answered the roll call."""
    return ops.SquadRoll(squad=squad.id, present=present, at=at)


def report(squad: Squad, epoch: str, **facts: Any) -> ops.SquadReport:
    """How many there are, how many stand beside, whether it is kept in a closed loop, who leads it."""
    # A base holds texts and numbers; of a flag the rev alone says what was seen.
    seen = {field: seen for field in facts if type(seen := getattr(squad, field)) in (str, int)}
    return ops.SquadReport(squad=squad.id, base=ops.Base(epoch=epoch, rev=squad.rev, values=seen), **facts)


# Losses


def lose(
    attrition: str, squad: Squad, heads: int, loss: LossReason, day: date | None = None, note: str = ""
) -> ops.AttritionReport:
    """Heads of the squad are lost; `day` is that of the quota whose places they filled."""
    if heads <= 0:
        raise BadInput("not_a_number", text=str(heads))
    return ops.AttritionReport(
        attrition=attrition, squad=squad.id, heads=heads, loss=loss, request=squad.request, day=day, note=note
    )


def off_post(board: Board, squad: Squad, heads: int) -> list[ops.DutyCheck]:
    """Who is lost stands at the squad's post no more. Where it stands at several, nobody guesses who left which."""
    here = [one for one in board.duties(duties_of(squad.unit, squad.id)) if one.here]
    gone = here[0].here - (squad.strength - heads) if len(here) == 1 else 0
    return [ops.DutyCheck(duty=here[0].id, way="out", heads=min(gone, here[0].here))] if gone > 0 else []


def sealed_in(
    attrition: str, unit: str, heads: int, place: str | None = None, *, serving: bool = False
) -> ops.AttritionReport:
    """Residents of the unit are sealed in where they live; `serving`: they serve there."""
    return ops.AttritionReport(
        attrition=attrition, unit=unit, heads=heads, loss="sealed_in", place=place, serving=serving
    )


def back(lost: Attrition, heads: int) -> ops.AttritionRelease:
    """So many go back to their squad."""
    return ops.AttritionRelease(attrition=lost.id, heads=heads, back=True)


def report_to(lost: Attrition, heads: int, unit: str, day: date) -> ops.AttritionRelease:
    """So many report to the unit, and can go from that day on."""
    return ops.AttritionRelease(attrition=lost.id, heads=heads, report_to=unit, day=day)


def losses(board: Board, *, squad: str | None = None, unit: str | None = None) -> Iterator[Attrition]:
    """What the squad lost; of a unit who of it is lost without a squad."""
    for one in board.every("attrition"):
        if isinstance(one, Attrition) and (one.squad == squad if squad else one.squad is None and one.unit == unit):
            yield one
