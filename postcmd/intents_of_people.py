"""From a key to an op on people and orders: sign-ups, the reserve, the assembly, notices and their receipts.

1. As in `intents.py`: a report names what was seen, nothing is invented, what cannot be read raises BadInput.
2. A roll becomes ops in its own order, so that the reserve stands in the order of the list: each person matched is a
   sign-up of one by number, each run of heads between them one sign-up by count. No name is among them.
3. A notice names every unit it goes to: a unit stands for all below it, and whoever issues it is not asked to answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final, Literal

import msgspec

from postcmd import ops
from postcmd.board import Board
from postcmd.errors import BadInput
from postcmd.records import Notice, Quota, Receipt, SignUp, Squad, Tally, Unit
from postcmd.roll import Roll, RollLine

MOST_UNITS: Final = 500
Answer = Literal["read", "acknowledged", "accepted", "declined"]


# Sign-ups


def sign_up(
    quota: Quota,
    signup: str,
    heads: int = 1,
    *,
    volunteer: str | None = None,
    to: Tally = "confirmed",
    all_or_none: bool = False,
    counted: bool = False,
) -> ops.SignUpOffer:
    """So many heads, or a volunteer, for the quota; `signup` is the id made here."""
    if heads <= 0 or (volunteer and heads != 1):
        raise BadInput("bad_sign_up", heads=heads)
    return ops.SignUpOffer(
        signup=signup,
        unit=quota.unit,
        request=quota.request,
        day=quota.day,
        volunteer=volunteer,
        heads=heads,
        to=to,
        all_or_none=all_or_none,
        counted=counted,
    )


def stand_by(unit_id: str, signup: str, heads: int = 1, *, volunteer: str | None = None) -> ops.SignUpOffer:
    """So many heads, or a volunteer, for the standby pool of the unit."""
    if heads <= 0 or (volunteer and heads != 1):
        raise BadInput("bad_sign_up", heads=heads)
    return ops.SignUpOffer(signup=signup, unit=unit_id, volunteer=volunteer, heads=heads)


def sign_up_move(one: SignUp, to: Tally, heads: int = 0, came_from: Tally | None = None) -> ops.SignUpMove:
    """Heads of a sign-up to another state: from where most of them are, and all of those, unless it is said."""
    stood = came_from or one.state
    return ops.SignUpMove(signup=one.id, came_from=stood, to=to, heads=heads or getattr(one, stood))


def of_roll(
    quota: Quota, roll: Roll, signups: Iterable[SignUp], ids: Iterator[str], *, counted: bool = False
) -> list[ops.Item]:
    """What a pasted list means for the quota; who stands on it as withdrawn leaves first, which makes room.

    `ids` are fresh and rising. `counted`: the list names people who were counted before, and adds no heads.
    """
    standing = {one.id: one for one in signups}
    leaving = [standing[line.signup] for line in roll.lines if line.verdict == "withdrawn" and line.signup in standing]
    gone: list[ops.Item] = [sign_up_move(one, "withdrawn") for one in leaving]
    return [*gone, *_entering(quota, roll.lines, ids, counted)]


def _entering(quota: Quota, lines: Sequence[RollLine], ids: Iterator[str], counted: bool) -> Iterator[ops.SignUpOffer]:
    entering = [line for line in lines if line.counts]
    if counted:
        for line in entering:
            if line.person is not None:
                yield sign_up(quota, next(ids), volunteer=line.person, counted=True)
        return
    for person, run in groupby(entering, key=lambda line: line.person):
        if person is not None:
            yield sign_up(quota, next(ids), volunteer=person)
        else:
            yield sign_up(quota, next(ids), sum(line.heads for line in run))


def call_reserve(quota: Quota, heads: int, *, pool: bool = False) -> ops.ReserveCall:
    """Confirm so many of the reserve, in its order."""
    if heads <= 0:
        raise BadInput("bad_sign_up", heads=heads)
    return ops.ReserveCall(request=quota.request, unit=quota.unit, day=quota.day, heads=heads, pool=pool)


# The assembly


def muster_report(quota: Quota, present: int, epoch: str) -> ops.MusterReport:
    """So many of the quota's people have come."""
    base = ops.Base(epoch=epoch, rev=quota.rev, values={"present": quota.present})
    return ops.MusterReport(request=quota.request, unit=quota.unit, day=quota.day, base=base, present=present)


def join(squad: Squad, heads: int, quota: Quota | None = None) -> ops.SquadJoin:
    """So many latecomers, of the quota where they have one, join the squad."""
    if heads <= 0:
        raise BadInput("not_a_number", text=str(heads))
    if quota is None:
        return ops.SquadJoin(squad=squad.id, heads=heads)
    return ops.SquadJoin(squad=squad.id, heads=heads, request=quota.request, day=quota.day)


# Notices


def notice_issue(
    board: Board,
    notice: str,
    title: str,
    issued_by: Sequence[str],
    roots: Sequence[str],
    *,
    body: str = "",
    number: str = "",
    due: datetime | None = None,
    after_request: str | None = None,
) -> ops.NoticeIssue:
    """A notice to these units and all below them; `notice` is the id made here."""
    addressed = subtrees(board, roots, but=issued_by)
    if not title.strip() or not addressed or len(addressed) > MOST_UNITS:
        raise BadInput("bad_notice", units=len(addressed), most=MOST_UNITS)
    return ops.NoticeIssue(
        notice=notice,
        title=title.strip(),
        issued_by=tuple(issued_by),
        addressed_to=addressed,
        body=body.strip(),
        number=number.strip(),
        due=due,
        after_request=after_request,
    )


def subtrees(board: Board, roots: Sequence[str], but: Sequence[str] = ()) -> tuple[str, ...]:
    """These units and all below them, each once, in the order of their paths."""
    tops = [unit.path for root in roots if (unit := board.unit(root)) is not None]
    units = [unit for unit in board.every("unit") if isinstance(unit, Unit) and unit.id not in but]
    below = [unit for unit in units if any(_is_at_or_below(unit.path, top) for top in tops)]
    return tuple(unit.id for unit in sorted(below, key=lambda unit: unit.path))


def _is_at_or_below(path: str, top: str) -> bool:
    return path == top or path.startswith(f"{top}/")


def notice_answer(
    notice: Notice | Receipt, unit: str, state: Answer, heads: int = 0, text: str = ""
) -> ops.NoticeAnswer:
    """What the unit says to the notice."""
    named = notice.id if isinstance(notice, Notice) else notice.notice
    return ops.NoticeAnswer(notice=named, unit=unit, state=state, heads=heads, text=text)


def said_for(op: ops.Item, whom: str, channel: str = "") -> ops.Item:
    """The same, said on somebody's behalf, by that channel."""
    return msgspec.structs.replace(op, on_behalf=whom, channel=channel)
