"""What the commands about heads lost and free again do.

1. A number that was not typed is not invented: of a release all who are still lost are meant, of residents sealed in
   how many is not always told.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from postcmd import intents_of_squads as squads
from postcmd.board import Board
from postcmd.errors import Refused
from postcmd.intents import bounded_number
from postcmd.ops import Op
from postcmd.records import Attrition, LossReason
from tui.cli_making import change, fresh_id, squad_of
from tui.cli_moments import happened_at, one_day
from tui.cli_on_people import unit_of
from tui.cli_on_requests import named
from tui.cli_options import How
from tui.config import Config


def lose(config: Config, squad_id: str, heads: str, loss: LossReason, day: str, note: str, at: str, how: How) -> int:
    many = bounded_number(heads)

    def wish(board: Board) -> Op | Sequence[Op]:
        squad, moment = squad_of(board, squad_id), happened_at(board, at)
        lost = squads.lose(fresh_id(), squad, many, loss, one_day(board, day), note)
        off = [msgspec.structs.replace(op, at=moment) for op in squads.off_post(board, squad, many)]
        loss_there = msgspec.structs.replace(lost, at=moment)
        return [loss_there, *off] if off else loss_there

    return change(config, wish, how)


def sealed_in(config: Config, unit: str, heads: str, place: str, serving: bool, how: How) -> int:
    many = bounded_number(heads)

    def wish(board: Board) -> Op:
        there = named(board, "place", place) if place else None
        return squads.sealed_in(fresh_id(), unit_of(board, unit).id, many, there, serving=serving)

    return change(config, wish, how)


def release(config: Config, loss_id: str, heads: str, to: str, day: str, how: How) -> int:
    def wish(board: Board) -> Op:
        lost = board.get("attrition", loss_id)
        if not isinstance(lost, Attrition):
            raise Refused("unknown_record", id=loss_id)
        many = bounded_number(heads) if heads else lost.still_lost
        if to:
            return squads.report_to(lost, many, unit_of(board, to).id, one_day(board, day))
        return squads.back(lost, many)

    return change(config, wish, how)
