"""Relief 换岗: who can take over from those on a duty, and why the others cannot.

1. Whoever is planned to stand there next comes first, then those who pass no limit, then those who need a reason.
2. Nobody relieves themselves; whoever cannot is named with the reason.
3. A relief lasts to the end of the shift that goes on, or of the next one where this one is about to end; and no longer
   than somebody rested may stand.
4. Those relieved rest where they stand nowhere else; those who relieve are on post where that is one move away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from postcmd.board import Board
from postcmd.clock import day_of
from postcmd.hand import Hand, by_cost
from postcmd.limits import OPEN_END, limits_for, shift_times
from postcmd.moves import SQUAD_MOVES
from postcmd.on_hand import Hands, plan_of
from postcmd.ops import DutyPlan, DutyRelieve, SquadMove
from postcmd.records import Duty, Post, Squad, SquadStatus, duties_of
from postcmd.roster import Person
from postcmd.would_pass import Wanted, limits_at

SOON = timedelta(hours=1)
"""A shift that ends sooner is relieved for the next one."""
NEXT = timedelta(hours=4)
"""A plan that begins within this is for the relief."""


class Relief(Struct, frozen=True):
    """A duty, for how many heads and until when it is relieved; who can, the best first; who cannot, and why."""

    duty: Duty
    wanted: Wanted
    who: tuple[Hand, ...]
    who_not: tuple[Hand, ...]


def relief(board: Board, duty_id: str, now: datetime, people: Iterable[Person] = ()) -> Relief | None:
    """Who can relieve the duty now; `people` are those known by name. None where it, or its post, is not known."""
    duty = board.get("duty", duty_id)
    post = board.get("post", duty.post) if isinstance(duty, Duty) else None
    if not isinstance(duty, Duty) or not isinstance(post, Post):
        return None
    hands = Hands(board, now, people)
    wanted = Wanted(post, duty.here or duty.heads, now, until(board, post, now))
    could, cannot = (
        [one for one in side if duties_of(one.unit, one.id if one.kind == "squad" else None) != duty.of]
        for side in hands.look(wanted)
    )
    tried = [hands.tried(one, wanted) for one in could]
    can = sorted((one for one in tried if not one.why_not), key=by_cost)
    may_not = [one for one in tried if one.why_not]
    return Relief(duty, wanted, (*_planned_next(hands, duty), *can), (*may_not, *cannot))


def duties_to_relieve(board: Board, squad: Squad | None, post: str | None = None) -> list[Duty]:
    """Those who stand somewhere now: of a squad, or at a post; whoever is to go first stands first."""
    found = [
        one
        for one in board.every("duty")
        if isinstance(one, Duty) and one.here > 0 and (one.squad == squad.id if squad else one.post == post)
    ]
    return sorted(found, key=lambda one: (one.ends or one.begins + OPEN_END, one.id))


def until(board: Board, post: Post, now: datetime) -> datetime:
    """The end of the shift that stands there an hour from now."""
    at, boundary = now + SOON, limits_for(post, None, board).boundary
    day = day_of(now, board.link.zone)
    times = [
        shift_times(day + timedelta(days=nth), shift.begins, shift.ends, boundary)
        for nth in (-1, 0, 1)
        for shift in post.shifts
    ]
    ends = min((ends for begins, ends in times if begins <= at < ends), default=now + OPEN_END)
    longest = limits_at(board, Wanted(post, 1, now, ends)).of("continuous")
    return min(ends, now + longest) if longest else ends


def relieved(duty: Duty, hand: Hand, wanted: Wanted, board: Board, new: str) -> list[DutyPlan | DutyRelieve]:
    """The ops of it: whoever was not planned is, and takes over. `new` is an id made by whoever asks."""
    if hand.kind == "duty":
        return [DutyRelieve(duty=duty.id, by=hand.id, heads=hand.heads)]
    plan = plan_of(hand, wanted, limits_at(board, wanted), new)
    return [plan, DutyRelieve(duty=duty.id, by=new, heads=hand.heads)]


def squads_after(duty: Duty, hand: Hand, board: Board) -> Iterator[SquadMove]:
    """The status of the squads, where it follows from the relief by one move: those who go rest unless they stand
    elsewhere, those who come are on post."""
    if not duty.here:
        return
    going = board.squad(duty.squad) if duty.squad else None
    taking = board.get("duty", hand.id) if hand.kind == "duty" else None
    coming_id = taking.squad if isinstance(taking, Duty) else hand.id if hand.kind == "squad" else None
    coming = board.squad(coming_id) if coming_id else None
    if going is not None and going.status == "on_post" and not _stands_elsewhere(duty, board):
        yield from _moved(going, "resting", None)
    if coming is not None:
        yield from _moved(coming, "on_post", duty.place)


def _stands_elsewhere(duty: Duty, board: Board) -> bool:
    return any(one.here and one.id != duty.id for one in board.duties(duty.of))


def _moved(squad: Squad, to: SquadStatus, place: str | None) -> Iterator[SquadMove]:
    if to in SQUAD_MOVES[squad.status]:
        yield SquadMove(squad=squad.id, came_from=squad.status, to=to, place=place)


def _planned_next(hands: Hands, duty: Duty) -> Iterator[Hand]:
    """Whoever is to stand there next and has not come."""
    for one in sorted(hands.at_post.get(duty.post, ()), key=lambda one: (one.begins, one.id)):
        if one.id != duty.id and not one.came and not one.is_withdrawn and abs(one.begins - hands.now) <= NEXT:
            yield Hand("duty", one.id, one.unit, one.heads, one.heads, ("planned",))
