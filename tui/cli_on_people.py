"""What the commands about people do: from what was typed to an edit on the board as it is now.

1. A number that was not typed is not invented: all heads of a sign-up move, a day left out is today.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from postcmd import intents_of_people as people
from postcmd import intents_of_requests as requests
from postcmd import ops, panes
from postcmd.board import Board
from postcmd.clean import clean
from postcmd.errors import BadInput, Refused
from postcmd.intents import bounded_number
from postcmd.ops import Op
from postcmd.records import Shift, Tally, Unit
from tui.cli_making import change, fresh_id, quota_of, signup_of, squad_of
from tui.cli_options import How
from tui.config import Config
from tui.request_words import parse_days

ANSWERS: Final[dict[str, ops.Answer]] = {
    "acknowledge": "acknowledged",
    "accept": "accepted",
    "part": "partly_accepted",
    "decline": "declined",
}


def answer(config: Config, quota_id: str, said: str, heads: str, why: str, how: How) -> int:
    many = bounded_number(heads) if heads or said == "part" else 0
    return change(
        config, lambda board: requests.answer(quota_of(board, quota_id), ANSWERS[said], many, clean(why)), how
    )


def declare(config: Config, unit: str, numbers: Mapping[str, str], shift: Shift | None, day: str, how: How) -> int:
    counted = {name: bounded_number(said) for name, said in numbers.items()}

    def wish(board: Board) -> Op:
        days = parse_days(day, panes.today(board))
        if len(days) != 1:
            raise BadInput("bad_day", text=day[:40])
        of_them = {name: many for name, many in counted.items() if name != "heads"}
        whom = unit_of(board, unit).id
        return requests.declare(whom, days[0], counted["heads"], shift or "", said_by=how.whom, **of_them)

    return change(config, wish, how)


def sign_up(
    config: Config, quota_id: str, heads: str, volunteer: str | None, all_or_none: bool, counted: bool, how: How
) -> int:
    many = bounded_number(heads)

    def wish(board: Board) -> Op:
        quota = quota_of(board, quota_id)
        return people.sign_up(quota, fresh_id(), many, volunteer=volunteer, all_or_none=all_or_none, counted=counted)

    return change(config, wish, how)


def stand_by(config: Config, unit: str, heads: str, volunteer: str | None, how: How) -> int:
    many = bounded_number(heads)
    return change(
        config, lambda board: people.stand_by(unit_of(board, unit).id, fresh_id(), many, volunteer=volunteer), how
    )


def move(config: Config, signup_id: str, came_from: Tally, to: Tally, heads: str, how: How) -> int:
    many = bounded_number(heads) if heads else 0
    return change(
        config, lambda board: people.sign_up_move(signup_of(board, signup_id), to, many, came_from=came_from), how
    )


def call(config: Config, quota_id: str, heads: str, pool: bool, how: How) -> int:
    many = bounded_number(heads)
    return change(config, lambda board: people.call_reserve(quota_of(board, quota_id), many, pool=pool), how)


def count(config: Config, quota_id: str, present: str, how: How) -> int:
    many = bounded_number(present)
    return change(config, lambda board: people.muster_report(quota_of(board, quota_id), many, board.link.epoch), how)


def join(config: Config, squad_id: str, heads: str, quota_id: str | None, how: How) -> int:
    many = bounded_number(heads)

    def wish(board: Board) -> Op:
        return people.join(squad_of(board, squad_id), many, quota_of(board, quota_id) if quota_id else None)

    return change(config, wish, how)


def unit_of(board: Board, unit_id: str) -> Unit:
    unit = board.unit(unit_id)
    if unit is None:
        raise Refused("unknown_record", id=unit_id)
    return unit
