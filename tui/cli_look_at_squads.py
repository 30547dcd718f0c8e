"""Looking at squads: their lineage, whose roll is to be called, who is lost.

1. They take no lock and change nothing; like every reading command they answer from the cache where there is no centre.
2. The heads of today are those of live squads alone, as on the board.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from postcmd import panes
from postcmd.board import Board
from postcmd.errors import Refused
from postcmd.intents_of_squads import losses as losses_of
from postcmd.lineage import Node, tree
from postcmd.records import Attrition
from postcmd.roll_calls import Call, roll_calls
from postcmd.words import _
from tui import terms
from tui.cli_making import squad_of
from tui.cli_moments import now_of
from tui.cli_on_people import unit_of
from tui.cli_output import Cell, Column, Form, table
from tui.cli_read import print_list, read
from tui.cli_tables import minute
from tui.config import Config
from tui.report_shapes_on_the_ground import LineageReport, LossReport, RollReport


def lineage(config: Config, squad_id: str, form: Form) -> int:
    reading = read(config)
    top = tree(reading.board, squad_of(reading.board, squad_id).id)
    rows = [_node(reading.board, depth, one) for depth, one in top.lines()] if top is not None else []
    return print_list(reading, "lineage", rows, form, _lineage_table)


def rolls(config: Config, form: Form) -> int:
    reading = read(config)
    rows = [_call(reading.board, one) for one in roll_calls(reading.board, now_of(reading.board))]
    return print_list(reading, "rolls", rows, form, _roll_table)


def losses(config: Config, of: str, form: Form) -> int:
    reading = read(config)
    rows = [_loss(reading.board, one) for one in sorted(_lost(reading.board, of), key=lambda one: (one.at, one.id))]
    return print_list(reading, "losses", rows, form, _loss_table)


# Lineage


def _node(board: Board, depth: int, node: Node) -> LineageReport:
    squad = node.squad
    return LineageReport(
        id=squad.id,
        name=squad.name,
        depth=depth,
        status=squad.status,
        live=squad.is_live,
        strength=squad.strength,
        heads=node.heads,
        present=node.present,
        helpers=node.helpers,
        lost=squad.lost,
        place=squad.place,
        place_name=panes.place_name(board, squad.place),
        leader=squad.leader,
        parent=squad.parent,
        parts=squad.parts,
        merged_into=squad.merged_into,
    )


def _lineage_table(board: Board, rows: Sequence[LineageReport]) -> str:
    columns = [Column(_("ID")), Column(_("squad")), Column(_("status")), Column(_("today"), right=True)]
    columns += [Column(_("present"), right=True), Column(_("helpers"), right=True), Column(_("lost"), right=True)]
    columns += [Column(_("was"), right=True), Column(_("place")), Column(_("captain"))]
    return table(columns, [_lineage_cells(one) for one in rows])


def _lineage_cells(row: LineageReport) -> list[Cell]:
    # Blanks at the front of a cell are cleaned away, so the depth is told by marks.
    name = f"{'. ' * row.depth}{row.name or row.id}"
    was = row.strength if not row.live else None
    counts: list[Cell] = [row.heads, row.present, row.helpers or None, row.lost or None, was]
    return [row.id, name, _state(row), *counts, row.place_name, row.leader]


def _state(row: LineageReport) -> str:
    if row.parts:
        return _("split up")
    return _("merged") if row.merged_into is not None else terms.state(row.status)


# Roll calls


def _call(board: Board, call: Call) -> RollReport:
    squad = call.squad
    return RollReport(
        squad=squad.id,
        name=squad.name,
        place_name=panes.place_name(board, squad.place),
        due=call.due,
        passed=call.passed,
        missed=call.is_missed,
        absent=call.absent,
        strength=squad.strength,
        answered=squad.rolled,
        rolled_at=squad.rolled_at,
    )


def _roll_table(board: Board, rows: Iterable[RollReport]) -> str:
    columns = [Column(_("ID")), Column(_("squad")), Column(_("place")), Column(_("due")), Column("")]
    columns += [Column(_("heads"), right=True), Column(_("did not answer"), right=True), Column(_("last called"))]
    return table(columns, [_roll_cells(board, one) for one in rows])


def _roll_cells(board: Board, row: RollReport) -> list[Cell]:
    state = _("missed") if row.missed else _("due") if row.passed else ""
    due, last = minute(board, row.due), minute(board, row.rolled_at)
    return [row.squad, row.name, row.place_name, due, state, row.strength, row.absent or None, last]


# Losses


def _lost(board: Board, of: str) -> Iterator[Attrition]:
    if not of:
        return (one for one in board.every("attrition") if isinstance(one, Attrition) and _is_open(one))
    if board.squad(of) is not None:
        return losses_of(board, squad=of)
    if board.unit(of) is None:
        raise Refused("unknown_record", id=of)
    return losses_of(board, unit=unit_of(board, of).id)


def _is_open(one: Attrition) -> bool:
    """Of those whose number nobody knows: until they are released."""
    return one.still_lost > 0 or (one.heads == 0 and one.released_at is None)


def _loss(board: Board, one: Attrition) -> LossReport:
    squad = board.squad(one.squad) if one.squad else None
    return LossReport(
        id=one.id,
        unit=one.unit,
        unit_name=panes.unit_name(board, one.unit),
        squad=one.squad,
        squad_name=squad.name if squad is not None else "",
        loss=one.loss,
        heads=one.heads,
        still_lost=one.still_lost,
        released=one.released,
        report_to=one.report_to,
        serving=one.serving,
        place=one.place,
        place_name=panes.place_name(board, one.place),
        at=one.at,
        note=one.note,
    )


def _loss_table(board: Board, rows: Sequence[LossReport]) -> str:
    columns = [Column(_("ID")), Column(_("squad")), Column(_("why")), Column(_("heads"), right=True)]
    columns += [Column(_("still lost"), right=True), Column(_("since")), Column(_("place")), Column("")]
    return table(columns, [_loss_cells(board, one) for one in rows])


def _loss_cells(board: Board, row: LossReport) -> list[Cell]:
    who, why = row.squad_name or row.unit_name, terms.term(terms.LOSS, row.loss)
    serving = _("serve inside") if row.serving else ""
    # How many is not always told.
    heads: list[Cell] = [row.heads, row.still_lost or None] if row.heads else [_("some"), None]
    return [row.id, who, why, *heads, minute(board, row.at), row.place_name, serving]
