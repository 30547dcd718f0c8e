"""What the commands about posts do: from what was typed to an edit on the board as it is now.

1. Only what was named is said; what cannot be read changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from postcmd import intents_of_posts as intents
from postcmd.board import Board
from postcmd.clean import clean, fold
from postcmd.errors import BadInput, Refused
from postcmd.intents import bounded_number
from postcmd.ops import Op
from postcmd.records import Post
from tui.cli_making import change, fresh_id, request_of
from tui.cli_moments import one_day
from tui.cli_on_requests import named
from tui.cli_options import How
from tui.config import Config
from tui.request_words import parse_words

FACTS = ("name", "contact", "skills", "drivers", "shifts", "gear")


def open_post(config: Config, place: str, name: str, said: Mapping[str, Any], how: How) -> int:
    def wish(board: Board) -> Op:
        facts = _facts(said)
        return intents.open_post(
            fold(said["post_id"]) or fresh_id(),
            named(board, "place", place),
            name,
            facts.pop("shifts", ()),
            kind=said["kind"],
            task=named(board, "task", fold(said["task"])) if said["task"] else None,
            request=request_of(board, fold(said["request"])).id if said["request"] else None,
            since=one_day(board, said["since"]) if said["since"] else None,
            until=one_day(board, said["until"]) if said["until"] else None,
            **facts,
        )

    return change(config, wish, how)


def set_post(config: Config, post_id: str, said: Mapping[str, Any], how: How) -> int:
    facts = _facts(said)
    if said["kind"] is not None:
        facts["kind"] = said["kind"]
    if said["task"] is not None:
        facts["task"] = None if said["task"] == "none" else clean(said["task"])
    if not facts:
        raise BadInput("no_change")
    return change(config, lambda board: intents.set_post(post_of(board, post_id), board.link.epoch, **facts), how)


def close_post(config: Config, post_id: str, day: str, again: bool, how: How) -> int:
    def wish(board: Board) -> Op:
        return intents.close_post(post_of(board, post_id), None if again else one_day(board, day))

    return change(config, wish, how)


def post_of(board: Board, post_id: str) -> Post:
    found = board.get("post", post_id)
    if not isinstance(found, Post):
        raise Refused("unknown_record", id=post_id)
    return found


def _facts(said: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that were named, by the post's fields."""
    return {name: _read(name, said[name]) for name in FACTS if said.get(name) is not None}


def _read(name: str, value: str) -> Any:
    match name:
        case "shifts":
            return intents.read_shifts(value)
        case "skills":
            return tuple(clean(word) for word in parse_words(value))
        case "drivers":
            return bounded_number(value)
        case "gear":
            return "" if value == "none" else value
        case _:
            return clean(value)
