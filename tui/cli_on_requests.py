"""What the commands about requests do: from what was typed to an edit on the board as it is now.

1. Only what was named is said; what cannot be read changes nothing.
2. Place and task are named by id; a name that means one of them alone does as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from postcmd import intents_of_calls as calls
from postcmd import intents_of_requests as requests
from postcmd import ops, panes
from postcmd.board import Board
from postcmd.clean import clean
from postcmd.errors import BadInput, Refused
from postcmd.intents import bounded_number
from postcmd.ops import Op
from postcmd.quota import parse_heads
from postcmd.records import Kind, Line, Request
from tui.cli_making import change, fresh_id, request_of
from tui.cli_options import How
from tui.config import Config
from tui.request_words import parse_days, parse_time, parse_words

NUMBERS: Final = ("vehicles", "full_time_days")


def open_request(
    config: Config, place: str, task: str, heads: str, days: str, ordered: bool, said: Mapping[str, Any], how: How
) -> int:
    least, most, _is_range = parse_heads(heads)

    def wish(board: Board) -> Op:
        asked = parse_days(days, panes.today(board))
        return ops.RequestOpen(
            request=fresh_id(),
            place=named(board, "place", place),
            task=named(board, "task", task),
            lines=tuple(Line(day, least, most) for day in asked),
            status="ordered" if ordered else "submitted",
            **_facts(board, said, asked[0]),
        )

    return change(config, wish, how)


def set_facts(config: Config, request_id: str, said: Mapping[str, Any], how: How) -> int:
    def wish(board: Board) -> Op:
        request = request_of(board, request_id)
        named = _facts(board, said, _first_day(board, request))
        if not named:
            raise BadInput("no_change")
        return requests.set_facts(request, board.link.epoch, **named)

    return change(config, wish, how)


def set_need(config: Config, request_id: str, days: str, heads: str, how: How) -> int:
    least, most, _is_range = parse_heads(heads)

    def wish(board: Board) -> Op:
        asked = parse_days(days, panes.today(board))
        lines = [Line(day, least, most) for day in asked]
        return requests.set_need(request_of(board, request_id), lines, board.link.epoch)

    return change(config, wish, how)


def take(config: Config, request_id: str, how: How) -> int:
    return change(config, lambda board: calls.take_in_hand(request_of(board, request_id), board.link.account), how)


def link(config: Config, request_id: str, other: str | None, how: How) -> int:
    def wish(board: Board) -> Op:
        return requests.link(request_of(board, request_id), None if other is None else request_of(board, other).id)

    return change(config, wish, how)


def _facts(board: Board, said: Mapping[str, Any], first: date) -> dict[str, Any]:
    """The facts that were named, by the request's fields."""
    return {
        {"gear": "gear_ready"}.get(name, name): _read(board, name, value, first)
        for name, value in said.items()
        if value is not None
    }


def _read(board: Board, name: str, value: Any, first: date) -> Any:
    match name:
        case "due":
            return parse_time(value, first, board.link.zone)
        case "skills":
            return tuple(clean(word) for word in parse_words(value))
        case "addressed_unit":
            return named(board, "unit", value) if value else None
        case "task":
            return named(board, "task", value)
        case "risk":
            return None if value == "none" else value
        case _ if name in NUMBERS:
            return bounded_number(value)
        case _:
            return clean(value) if isinstance(value, str) else value


def _first_day(board: Board, request: Request) -> date:
    return request.lines[0].day if request.lines else panes.today(board)


def named(board: Board, kind: Kind, said: str) -> str:
    """The id, which may be said by a name that means this one alone."""
    if board.get(kind, said) is not None:
        return said
    names = ("name", "short", "nickname", "zh", "en")
    found = [one.id for one in board.every(kind) if any(getattr(one, name, None) == said for name in names)]
    if len(found) != 1:
        raise Refused("unknown_record", id=said)
    return found[0]
