"""What the commands about squads do: from what was typed to an edit on the board as it is now.

1. Parts are typed `18@PLACE=NAME`; whatever is left out of a part is its share, the place of the whole, a name made of
   the place or of the whole.
2. Parts that make their whole again need no others to be named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from postcmd import intents_of_squads as squads
from postcmd import ops, panes
from postcmd.board import Board
from postcmd.clean import clean
from postcmd.errors import BadInput, Refused
from postcmd.intents import bounded_number
from postcmd.intents_of_squads import Cut
from postcmd.ops import Op
from postcmd.quota import parse_heads
from postcmd.records import Line, Squad, SquadStatus
from tui.cli_making import change, fresh_id, request_of, squad_of
from tui.cli_moments import happened_at
from tui.cli_on_people import unit_of
from tui.cli_on_requests import named
from tui.cli_options import How
from tui.config import Config

NUMBERS: Final = ("strength", "present", "helpers")
_PART: Final = re.compile(r"(?P<heads>\d{1,9})?(?:@(?P<place>[^=@]+))?(?:=(?P<name>.+))?")


def form(config: Config, unit: str, strength: str, said: Mapping[str, Any], how: How) -> int:
    heads = bounded_number(strength)
    present = bounded_number(said["present"]) if said["present"] else heads

    def wish(board: Board) -> Op:
        request = request_of(board, said["request"]) if said["request"] else None
        place = named(board, "place", said["place"]) if said["place"] else None
        return ops.SquadForm(
            squad=fresh_id(),
            unit=unit_of(board, unit).id,
            name=clean(said["name"]) or panes.unit_name(board, unit),
            strength=heads,
            present=present,
            helpers=bounded_number(said["helpers"]),
            leader=clean(said["leader"]),
            request=request.id if request is not None else None,
            place=place or (request.place if request is not None else None),
            closed_loop=said["closed_loop"],
        )

    return change(config, wish, how)


def split(config: Config, squad_id: str, parts: Sequence[str], at: str, how: How) -> int:
    def wish(board: Board) -> Op:
        squad = squad_of(board, squad_id)
        cuts = _named(board, squad, [_cut(board, part) for part in parts])
        first = fresh_id()
        op = squads.split(squad, cuts, [f"{first}-{nth}" for nth in range(1, len(cuts) + 1)])
        return msgspec.structs.replace(op, at=happened_at(board, at))

    return change(config, wish, how)


def _cut(board: Board, part: str) -> Cut:
    typed = _PART.fullmatch(part)
    if typed is None or not part:
        raise BadInput("not_a_part", text=part[:40])
    heads = bounded_number(typed["heads"]) if typed["heads"] else None
    place = named(board, "place", typed["place"].strip()) if typed["place"] else None
    return Cut(name=clean(typed["name"] or ""), heads=heads, place=place)


def _named(board: Board, squad: Squad, cuts: Sequence[Cut]) -> list[Cut]:
    places = [cut.place for cut in cuts]
    found = []
    for nth, cut in enumerate(cuts, 1):
        alone = cut.place is not None and places.count(cut.place) == 1
        name = panes.place_name(board, cut.place) if alone else f"{squad.name or squad.id}-{nth}"
        found.append(msgspec.structs.replace(cut, name=cut.name or name))
    return found


def merge(config: Config, squad_id: str, others: Sequence[str], how: How) -> int:
    def wish(board: Board) -> Sequence[Op]:
        into = squad_of(board, squad_id)
        if others:
            return [squads.merge(into, [squad_of(board, one) for one in others])]
        whole = into if into.parts or into.parent is None else squad_of(board, into.parent)
        again = squads.whole_again(board, whole)
        if not again:
            raise Refused("not_split")
        return again

    return change(config, wish, how)


def report(config: Config, squad_id: str, said: Mapping[str, Any], how: How) -> int:
    facts = {name: _fact(name, value) for name, value in said.items() if value is not None}
    if not facts:
        raise BadInput("no_change")
    return change(config, lambda board: squads.report(squad_of(board, squad_id), board.link.epoch, **facts), how)


def _fact(name: str, value: Any) -> Any:
    if name in NUMBERS:
        return bounded_number(value)
    return clean(value) if isinstance(value, str) else value


def name(config: Config, squad_id: str, members: Sequence[str], how: How) -> int:
    return change(config, lambda board: squads.name(squad_of(board, squad_id), members, board.link.epoch), how)


def move(config: Config, squad_id: str, to: SquadStatus, place: str, at: str, why: str, how: How) -> int:
    def wish(board: Board) -> Op:
        squad = squad_of(board, squad_id)
        there = named(board, "place", place) if place else None
        moment = happened_at(board, at)
        return ops.SquadMove(squad=squad.id, came_from=squad.status, to=to, place=there, at=moment, reason=why)

    return change(config, wish, how)


def roll(config: Config, squad_id: str, present: str, at: str, how: How) -> int:
    many = bounded_number(present)
    return change(config, lambda board: squads.roll(squad_of(board, squad_id), many, happened_at(board, at)), how)


def need(config: Config, squad_id: str, task: str, heads: str, urgent: bool, ordered: bool, how: How) -> int:
    """A request at the squad's place, of its own unit, that says whose captain asked."""
    least, most, _is_range = parse_heads(heads)

    def wish(board: Board) -> Op:
        squad = squad_of(board, squad_id)
        request = board.request(squad.request) if squad.request else None
        place = squad.place or (request.place if request is not None else None)
        if place is None:
            raise Refused("unknown_place", place="")
        there = board.place_of(place)
        return ops.RequestOpen(
            request=fresh_id(),
            place=place,
            task=named(board, "task", task),
            lines=(Line(panes.today(board), least, most),),
            born_of=squad.id,
            addressed_unit=squad.unit,
            called_by=" ".join(filter(None, (squad.name or squad.id, squad.leader))),
            risk=there.risk_on(panes.today(board)) if there is not None else None,
            urgent=urgent,
            status="ordered" if ordered else "submitted",
        )

    return change(config, wish, how)
