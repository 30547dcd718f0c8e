"""What the commands of work, placements, the watch, the overview and the day's sheet do.

1. A count corrects only the one that is named. A sheet's files are written whole or not at all, and all that stand in
   the way are told before one is written.
2. Of neither unit nor place, what is ours is meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from postcmd import intents_of_work as intents
from postcmd import panes, watch_handover
from postcmd.board import Board, Key
from postcmd.errors import BadInput, Refused
from postcmd.intents import bounded_number
from postcmd.ops import Op
from postcmd.overview import PlaceRow, Tile
from postcmd.overview import overview as overview_of
from postcmd.qualifiers import qualified
from postcmd.records import Placement, PlacementForm, Work
from postcmd.sheet import day_sheet
from postcmd.sheet_text import sheet_text
from postcmd.watch_handover import own_scope
from postcmd.words import Tongue, _
from postcmd.work_counts import Counted, of_request
from postcmd.written import day_text
from tui.cli_exit import DONE
from tui.cli_making import change, fresh_id, request_of, squad_of
from tui.cli_moments import now_of, one_day
from tui.cli_on_people import unit_of
from tui.cli_options import How
from tui.cli_output import Cell, Column, Form, say, table, tell, tell_json
from tui.cli_read import print_list, read
from tui.cli_tables import task_name
from tui.config import Config
from tui.own_templates import tongue as spoken
from tui.record_names import told
from tui.sheet_files import excel, keep, word


class Count(NamedTuple):
    """A count as it was typed."""

    quantity: str
    served: str
    said: str
    day: str


class Served(NamedTuple):
    """Service without a request, as it was typed."""

    form: PlacementForm
    place: str | None
    tasks: tuple[str, ...]
    heads: str
    said: str
    since: str


class Files(NamedTuple):
    """Where a sheet is written."""

    docx: str
    xlsx: str
    force: bool


# Work


def report(config: Config, whose: tuple[str, str, str], task: str, count: Count, corrects: str, how: How) -> int:
    """`whose`: request, squad, unit."""
    request_id, squad_id, unit_id = whose
    quantity = bounded_number(count.quantity) if count.quantity else None
    served = bounded_number(count.served) if count.served else None

    def wish(board: Board) -> Op:
        if corrects:
            return intents.correct_work(fresh_id(), _work(board, corrects), quantity, served, count.said)
        request, day = request_of(board, request_id), one_day(board, count.day)
        squad = squad_of(board, squad_id) if squad_id else None
        unit = squad.unit if squad is not None else unit_of(board, unit_id).id
        return intents.report_work(
            fresh_id(),
            unit,
            day,
            task,
            quantity,
            served=served,
            said=count.said,
            request=request.id,
            squad=squad.id if squad is not None else None,
            place=(squad.place if squad is not None else None) or request.place,
        )

    return change(config, wish, how)


def want(config: Config, request_id: str, task: str, quantity: str, how: How) -> int:
    wanted = bounded_number(quantity)

    def wish(board: Board) -> Op:
        return intents.want_work(request_of(board, request_id), task, wanted, board.link.epoch)

    return change(config, wish, how)


def verify(config: Config, work_id: str, verified: bool, how: How) -> int:
    return change(config, lambda board: intents.verify_work(_work(board, work_id), verified), how)


def counts(config: Config, request_id: str, form: Form) -> int:
    reading = read(config)
    found = of_request(reading.board, request_of(reading.board, request_id).id)
    return print_list(reading, "work", found, form, _count_table)


def _count_table(board: Board, rows: Sequence[Counted]) -> str:
    columns = [Column(_("task")), Column(_("number"), right=True), Column(""), Column(_("wanted"), right=True)]
    columns += [Column(_("served"), right=True), Column(_("verified"), right=True), Column(_("ID"))]
    return table(columns, [_counted(board, one) for one in rows])


def _counted(board: Board, one: Counted) -> list[Cell]:
    many = "" if one.quantity is None else qualified(one.quantity, one.said, spoken())
    served = "" if one.served is None else qualified(one.served, one.served_said, spoken())
    ids = " ".join(work.id for work in one.works)
    return [task_name(board, one.task), many, one.counted_in, one.goal, served, one.verified, ids]


def _work(board: Board, work_id: str) -> Work:
    found = board.get("work", work_id)
    if not isinstance(found, Work):
        raise Refused("unknown_record", id=work_id)
    return found


# Placements


def place_unit(config: Config, unit: str, served: Served, how: How) -> int:
    heads = bounded_number(served.heads) if served.heads else None

    def wish(board: Board) -> Op:
        since = one_day(board, served.since) if served.since else None
        return intents.set_placement(
            fresh_id(),
            unit_of(board, unit).id,
            served.form,
            served.place,
            tasks=served.tasks,
            heads=heads,
            since=since,
            said=served.said,
        )

    return change(config, wish, how)


def end_placement(config: Config, placement_id: str, day: str, how: How) -> int:
    def wish(board: Board) -> Op:
        found = board.get("placement", placement_id)
        if not isinstance(found, Placement):
            raise Refused("unknown_record", id=placement_id)
        return intents.end_placement(found, one_day(board, day))

    return change(config, wish, how)


# The watch


def what_is_left(config: Config, unit: str, place: str, form: Form) -> int:
    reading = read(config)
    scope, now = scope_of(reading.board, unit, place), now_of(reading.board)
    left = watch_handover.what_is_left(
        reading.board, scope, watch_handover.begins(reading.board, scope, now), now, told
    )
    return print_list(reading, "left", left, form, lambda board, rows: "\n".join(watch_handover.lines_of(rows)))


def give(config: Config, unit: str, place: str, lines: Sequence[str], how: How) -> int:
    def wish(board: Board) -> Op:
        scope, now = scope_of(board, unit, place), now_of(board)
        since = watch_handover.begins(board, scope, now)
        left = watch_handover.lines_of(watch_handover.what_is_left(board, scope, since, now, told))
        return intents.give_over(fresh_id(), scope, [*lines, *left][: intents.MOST_LINES], since)

    return change(config, wish, how)


def take(config: Config, unit: str, place: str, how: How) -> int:
    def wish(board: Board) -> Op:
        found = watch_handover.waiting(board, scope_of(board, unit, place))
        if found is None:
            raise Refused("nothing_handed_over")
        return intents.take_over(found)

    return change(config, wish, how)


# The overview and the sheet


def look_over(config: Config, place: str | None, days: int, form: Form) -> int:
    reading = read(config)
    first = panes.today(reading.board)
    found = overview_of(reading.board, place, [first + timedelta(days=nth) for nth in range(days)])
    return print_list(reading, "places", found.rows, form, lambda board, rows: _place_table(rows, found.days))


def _place_table(rows: Sequence[PlaceRow], days: Sequence[date]) -> str:
    columns = [Column(_("ID")), Column(_("place")), *(Column(day_text(day), right=True) for day in days)]
    return table(columns, [[row.place, row.name, *(_tile(tile) for tile in row.tiles)] for row in rows])


def _tile(tile: Tile) -> str:
    gap = f" -{tile.missing}" if tile.missing else f" +{tile.over}" if tile.over else ""
    return f"{tile.confirmed}/{tile.need}{gap}" if tile.lines else ""


def write_sheet(
    config: Config, unit: str, place: str, day: str, tongue: Tongue | None, files: Files, as_json: bool
) -> int:
    reading = read(config)
    board, language = reading.board, tongue or spoken()
    found = day_sheet(board, scope_of(board, unit, place), one_day(board, day))
    wanted = [(Path(name).expanduser(), make) for name, make in ((files.docx, word), (files.xlsx, excel)) if name]
    for path, _make in wanted:
        if path.exists() and not files.force:
            raise Refused("file_exists", file=str(path))
    for path, content in [(path, make(board, found, language)) for path, make in wanted]:
        say(_("Written: {files}").format(files=keep(path, content, force=files.force)))
    if as_json:
        tell_json("sheet", found, board.link.as_of, reading.source)
    elif not wanted:
        tell(sheet_text(board, found, language).rstrip("\n"))
    return DONE


def scope_of(board: Board, unit: str, place: str) -> Key:
    if unit and place:
        raise BadInput("unit_or_place")
    scope: Key | None = ("unit", unit) if unit else ("place", place) if place else own_scope(board)
    if scope is None:
        raise BadInput("unit_or_place")
    if board.get(*scope) is None:
        raise Refused("unknown_record", id=scope[1])
    return scope
