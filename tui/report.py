"""Reports: what the headless commands say of a board, as documented data (`docs/headless.md`).

1. Every number is the board's own arithmetic: missing, free and over of each row, totals added row by row.
2. A report is a pure function of the board and the words of the filter; it fetches nothing.
3. An edit not yet heard back about is in the numbers, and its row says so in `mark`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

import msgspec
from msgspec import Struct

from postcmd import panes
from postcmd.board import Board
from postcmd.edits import Edit
from postcmd.ops import verb
from postcmd.panes import Days
from postcmd.quota import Count, count
from postcmd.records import Line, Request
from postcmd.wire import Result
from tui.report_shapes import EditReport, QuotaReport, RequestReport, SquadReport, StatusReport

ALL_DAYS: Final = Days("all")


def quotas(board: Board, days: Days = ALL_DAYS, words: str = "") -> list[QuotaReport]:
    return [quota_report(board, quota_id) for quota_id in panes.quota_ids(board, days, words)]


def quota_report(board: Board, quota_id: str) -> QuotaReport:
    """KeyError where the board has no such quota."""
    row = panes.quota_row(board, quota_id)
    return QuotaReport(
        **_of(row.quota, QuotaReport),
        missing=row.heads.missing,
        free=row.heads.free,
        over=row.heads.over,
        fill=row.heads.fill,
        here=row.here,
        unit_name=row.unit,
        place=row.request.place if row.request else "",
        place_name=row.place,
        task=row.task,
        unallocated=row.left,
        mark=row.mark,
    )


def requests(board: Board, day: date | None = None, words: str = "") -> list[RequestReport]:
    """Every request, or those with a line on `day`, counted for that day."""
    chosen = (panes.request_row(board, request_id) for request_id in panes.request_ids(board, words))
    return [_request(board, row, day) for row in chosen if day is None or row.request.line(day)]


def squads(board: Board, words: str = "") -> list[SquadReport]:
    return [_squad(panes.squad_row(board, squad_id)) for squad_id in panes.squad_ids(board, words)]


def status(board: Board, url: str, account: str) -> StatusReport:
    rows = requests(board)
    asked = quotas(board)
    squad_rows = squads(board)
    total = panes.shown_total(board, [row.id for row in asked])
    live = [row for row in rows if row.standing not in panes.ENDED]
    return StatusReport(
        link=board.link.state,
        trouble=board.link.trouble,
        url=url,
        account=account,
        demo=board.link.demo,
        waiting=len(board.waiting),
        attention=len(board.attention),
        day=panes.today(board) if panes.now(board) else None,
        requests=len(live),
        urgent=sum(row.urgent for row in live),
        short=sum(row.missing > 0 for row in live),
        quotas=len(asked),
        missing=total.missing,
        over=total.over,
        squads=len(squad_rows),
        live=sum(row.live for row in squad_rows),
        on_post=sum(row.live and row.status == "on_post" for row in squad_rows),
    )


def outbox(edits: Iterable[Edit], told: Callable[[Result | None], str]) -> list[EditReport]:
    """Every edit that waits or needs a person. `told` makes the sentence of a result."""
    return [edit_report(edit, told(edit.result)) for edit in edits if edit.is_pending or edit.stage == "attention"]


def edit_report(edit: Edit, sentence: str) -> EditReport:
    kind, record_id = edit.target or (None, None)
    result = edit.result
    info = result.info if result else None
    return EditReport(
        ticket=edit.ticket,
        n=edit.op.n,
        verb=verb(edit.op),
        kind=kind,
        id=record_id,
        stage=edit.stage,
        made=edit.op.made,
        session=edit.foreign,
        status=result.status if result else None,
        code=info.code if info else None,
        sentence=sentence,
        facts=info.facts if info else {},
        now=info.now if info else {},
        by=info.by if info else "",
        at=info.at if info else None,
        op=msgspec.to_builtins(edit.op),
    )


# How


def _request(board: Board, row: panes.RequestRow, day: date | None) -> RequestReport:
    line = row.line if day is None else row.request.line(day)
    confirmed, present, heads = row.confirmed, row.present, row.heads
    if line is not None and line != row.line:
        confirmed, present, heads = _counted(board, row.request, line)
    return RequestReport(
        **_of(row.request, RequestReport),
        place_name=row.place,
        standing=row.standing,
        day=line.day if line else None,
        min=line.min if line else None,
        max=line.max if line else None,
        confirmed=confirmed,
        present=present,
        missing=heads.missing,
        free=heads.free,
        over=heads.over,
        fill=heads.fill,
        mark=row.mark,
    )


def _counted(board: Board, request: Request, line: Line) -> tuple[int, int, Count]:
    leaves = list(panes.leaf_quotas(board, request.id, line.day))
    confirmed = sum(quota.confirmed for quota in leaves)
    heads = Count() if panes.has_left(board, line.day) else count(line.min, line.max, confirmed)
    return confirmed, sum(quota.present for quota in leaves), heads


def _squad(row: panes.SquadRow) -> SquadReport:
    return SquadReport(
        **_of(row.squad, SquadReport),
        live=row.squad.is_live,
        unit_name=row.unit,
        place_name=row.place,
        mark=row.mark,
    )


def _of(record: Struct, shape: type[Struct]) -> dict[str, Any]:
    """The record's own values for the fields of the same name."""
    both = set(record.__struct_fields__) & set(shape.__struct_fields__)
    return {field: getattr(record, field) for field in both}
