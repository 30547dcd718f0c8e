"""What the commands about duties do: from what was typed to an edit on the board as it is now.

1. A number that was not typed is all who are meant: who was awaited comes, who is there goes.
2. What was planned beyond a limit needs a reason; what happened does not.
3. Whoever relieves and was not planned is planned and takes over in one gesture, all of it or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, Literal, NamedTuple

import msgspec

from postcmd import intents_of_posts as intents
from postcmd.board import Board
from postcmd.clean import clean
from postcmd.errors import BadInput, Refused
from postcmd.hand import Hand
from postcmd.intents import bounded_number
from postcmd.limits import day_of_duty, limits_for, shift_times
from postcmd.ops import Bulk, DutyMove, DutyPlan, DutySet, Item, Op
from postcmd.records import Duty, Post, Squad
from postcmd.relief import relief, relieved, squads_after
from tui.cli_edit import signed
from tui.cli_making import change, fresh_id
from tui.cli_moments import happened_at, lasts_until, now_of, one_day
from tui.cli_on_people import unit_of
from tui.cli_on_posts import post_of
from tui.cli_options import How
from tui.config import Config

Planned = DutyPlan | DutySet | DutyMove
Whom = tuple[str, str, str]
"""A squad or unit, how many, a volunteer's number."""
_TIMES: Final = re.compile(r"(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})")


class Reason(NamedTuple):
    """Why a plan may pass a limit, and who answers for that."""

    why: str
    approved_by: str


def plan(config: Config, where: tuple[str, str, str], whom: Whom, said: Reason, how: How) -> int:
    """`where`: the post, a shift of it by its name or times, the day."""
    post_id, shift, day = where

    def wish(board: Board) -> Op:
        post = post_of(board, post_id)
        who, heads, volunteer = _whom(board, whom)
        on = one_day(board, day)
        begins, ends, name = _times(board, post, shift, on)
        op = intents.plan(fresh_id(), post, on, begins, ends, who, heads, name)
        return _with(msgspec.structs.replace(op, volunteer=volunteer), said)

    return change(config, wish, how)


def plan_otherwise(config: Config, duty_id: str, typed: tuple[str, str, str], said: Reason, how: How) -> int:
    """`typed`: heads, from when, until when."""
    heads, begins, until = typed

    def wish(board: Board) -> Op:
        facts: dict[str, Any] = {"heads": bounded_number(heads)} if heads else {}
        facts |= {"begins": _near(board, begins)} if begins else {}
        facts |= {"ends": lasts_until(board, until)} if until else {}
        if not facts:
            raise BadInput("no_change")
        return _with(intents.set_duty(duty_of(board, duty_id), board.link.epoch, **facts), said)

    return change(config, wish, how)


def check(config: Config, duty_id: str, way: Literal["in", "out"], heads: str, at: str, why: str, how: How) -> int:
    many = signed(heads) if heads else 0

    def wish(board: Board) -> Op:
        duty = duty_of(board, duty_id)
        meant = many or (max(1, duty.heads - duty.came) if way == "in" else duty.here)
        if not meant:
            raise Refused("not_here", here=0)
        op = intents.check(duty, meant, out=way == "out")
        return msgspec.structs.replace(op, at=happened_at(board, at), reason=why)

    return change(config, wish, how)


def arrive(config: Config, post_id: str, whom: Whom, at: str, why: str, how: How) -> int:
    def wish(board: Board) -> Op:
        who, heads, volunteer = _whom(board, whom)
        squad = who.id if isinstance(who, Squad) else None
        unit = who.unit if isinstance(who, Squad) else who
        post, moment = post_of(board, post_id), happened_at(board, at)
        day = day_of_duty(moment or now_of(board), limits_for(post, None, board).boundary)
        op = intents.arrive(fresh_id(), post, day, unit, heads, squad, volunteer)
        return msgspec.structs.replace(op, at=moment, reason=why)

    return change(config, wish, how)


def relieve(config: Config, duty_id: str, by: str, said: Reason, how: How) -> int:
    def wish(board: Board) -> Op:
        duty = duty_of(board, duty_id)
        if not duty.here:
            raise Refused("nobody_to_relieve")
        planned = board.get("duty", by)
        if isinstance(planned, Duty):
            hand = Hand("duty", planned.id, planned.unit, planned.heads, planned.heads, ("planned",))
            return _as_one([intents.relieve(duty, planned), *squads_after(duty, hand, board)])
        found = relief(board, duty.id, now_of(board))
        if found is None:
            raise Refused("unknown_record", id=duty.post)
        taking = next((one for one in (*found.who, *found.who_not) if by in (one.id, _squad_of(board, one.id))), None)
        if taking is None:
            if board.squad(by) is not None or board.unit(by) is not None:
                raise Refused("not_on_hand", id=by)
            raise Refused("unknown_record", id=by)
        first, *rest = relieved(duty, taking, found.wanted, board, fresh_id())
        items = [_with(first, said) if isinstance(first, DutyPlan) else first, *rest]
        return _as_one([*items, *squads_after(duty, taking, board)])

    return change(config, wish, how)


def send_on(
    config: Config, duty_id: str, post_id: str, heads: str, times: tuple[str, str], said: Reason, how: How
) -> int:
    """`times`: until when, and when it was."""
    until, at = times

    def wish(board: Board) -> Op:
        duty = duty_of(board, duty_id)
        many = bounded_number(heads) if heads else duty.here
        op = intents.move(duty, fresh_id(), post_of(board, post_id), many, lasts_until(board, until))
        return _with(msgspec.structs.replace(op, at=happened_at(board, at)), said)

    return change(config, wish, how)


def _as_one(items: Sequence[Item]) -> Op:
    return Bulk(items=tuple(items), atomic=True) if len(items) > 1 else items[0]


def duty_of(board: Board, duty_id: str) -> Duty:
    found = board.get("duty", duty_id)
    if not isinstance(found, Duty):
        raise Refused("unknown_record", id=duty_id)
    return found


def _squad_of(board: Board, duty_id: str) -> str:
    """Of a hand that is planned next: its squad."""
    duty = board.get("duty", duty_id)
    return (duty.squad or duty.unit) if isinstance(duty, Duty) else ""


def _whom(board: Board, whom: Whom) -> tuple[Squad | str, int, str | None]:
    who, heads, volunteer = whom
    squad = board.squad(who)
    return squad or unit_of(board, who).id, bounded_number(heads), volunteer or None


def _times(board: Board, post: Post, typed: str, day: date) -> tuple[datetime, datetime, str]:
    """The times of a shift of the post, by its name or as they are typed."""
    boundary = limits_for(post, None, board).boundary
    shift = next((one for one in post.shifts if clean(typed) in (one.name, one.begins)), None)
    times = _TIMES.fullmatch(typed)
    if shift is not None:
        return *shift_times(day, shift.begins, shift.ends, boundary), shift.name
    if times is None:
        raise BadInput("not_a_shift", text=typed[:40])
    (read,) = intents.read_shifts(typed)
    return *shift_times(day, read.begins, read.ends, boundary), ""


def _near(board: Board, typed: str) -> datetime | None:
    """A beginning may lie before or ahead: the nearer of both such moments."""
    before, ahead, now = happened_at(board, typed), lasts_until(board, typed), now_of(board)
    if before is None or ahead is None:
        return before
    return before if now - before < ahead - now else ahead


def _with(op: Planned, said: Reason) -> Planned:
    return msgspec.structs.replace(op, reason=said.why, approved_by=said.approved_by)
