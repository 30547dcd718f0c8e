"""Reports as tables for people: the same rows as the JSON, fewer columns, words for states.

1. An id stands first in every row, as it is typed in the next command.
2. What is missing or over stands as a number of its own; nothing is told by colour or place alone.
3. An empty list is said in words on stderr; stdout then holds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from postcmd.board import Board
from postcmd.quota import heads_text
from postcmd.words import _, lang, ngettext
from postcmd.written import exact_text, long_text
from tui import terms
from tui.cli_output import Cell, Column, pairs, table
from tui.event_words import verb_text
from tui.report_shapes import EditReport, QuotaReport, RequestReport, SquadReport, StatusReport
from tui.sentences import sentence


def quota_table(board: Board, rows: Sequence[QuotaReport]) -> str:
    columns = [
        Column(_("ID")),
        Column(_("place")),
        Column(_("task")),
        Column(_("unit")),
        Column(_("heads"), right=True),
        Column(_("confirmed"), right=True),
        Column(_("present"), right=True),
        Column(_("missing"), right=True),
        Column(_("over"), right=True),
        Column(_("status")),
        Column(""),
    ]
    return table(columns, (_quota(board, row) for row in rows))


def _quota(board: Board, row: QuotaReport) -> list[Cell]:
    heads = heads_text(row.min, row.max)
    state = terms.term(terms.QUOTA, row.status)
    task = task_name(board, row.task)
    counts: list[Cell] = [row.confirmed, row.present, _unless_zero(row.missing), _unless_zero(row.over)]
    return [row.id, row.place_name, task, row.unit_name, heads, *counts, state, row.mark]


def request_table(board: Board, rows: Sequence[RequestReport]) -> str:
    columns = [
        Column(_("ID")),
        Column(_("place")),
        Column(_("task")),
        Column(_("day")),
        Column(_("heads"), right=True),
        Column(_("confirmed"), right=True),
        Column(_("present"), right=True),
        Column(_("missing"), right=True),
        Column(_("over"), right=True),
        Column(_("due")),
        Column(_("status")),
        Column(_("urgent")),
        Column(""),
    ]
    return table(columns, (_request(board, row) for row in rows))


def _request(board: Board, row: RequestReport) -> list[Cell]:
    heads = "" if row.min is None else heads_text(row.min, row.max)
    day = row.day.isoformat() if row.day else ""
    counts: list[Cell] = [row.confirmed, row.present, _unless_zero(row.missing), _unless_zero(row.over)]
    due, state = minute(board, row.due), terms.term(terms.REQUEST, row.standing)
    urgent = _("urgent") if row.urgent else ""
    return [row.id, row.place_name, task_name(board, row.task), day, heads, *counts, due, state, urgent, row.mark]


def squad_table(board: Board, rows: Sequence[SquadReport]) -> str:
    columns = [
        Column(_("ID")),
        Column(_("name")),
        Column(_("unit")),
        Column(_("status")),
        Column(_("since")),
        Column(_("strength"), right=True),
        Column(_("present"), right=True),
        Column(_("place")),
        Column(_("closed loop")),
        Column(""),
    ]
    return table(columns, (_squad(board, row) for row in rows))


def _squad(board: Board, row: SquadReport) -> list[Cell]:
    became = _("merged") if row.merged_into is not None else terms.term(terms.SQUAD, row.status)
    state = _("split up") if row.parts else became
    closed_loop = _("yes") if row.closed_loop else ""
    since = minute(board, row.since)
    return [
        row.id,
        row.name,
        row.unit_name,
        state,
        since,
        row.strength,
        row.present,
        row.place_name,
        closed_loop,
        row.mark,
    ]


def edit_table(board: Board, rows: Sequence[EditReport]) -> str:
    columns = [Column(_("edit")), Column(_("record")), Column(_("made")), Column(_("stage")), Column(_("why"))]
    return table(columns, (_edit(board, row) for row in rows))


def _edit(board: Board, row: EditReport) -> list[Cell]:
    stage = terms.term(terms.STAGE, row.stage)
    elsewhere = _(" (another session)") if row.session else ""
    return [verb_text(row.verb), row.id or "", minute(board, row.made), stage + elsewhere, row.sentence]


def status_text(board: Board, row: StatusReport) -> str:
    waiting = ngettext("{n} edit", "{n} edits", row.waiting).format(n=row.waiting)
    attention = ngettext("{n} edit", "{n} edits", row.attention).format(n=row.attention)
    link = terms.term(terms.LINK, row.link)
    return pairs(
        [
            (_("centre"), _("{url} (replay)").format(url=row.url) if row.demo else row.url),
            (_("account"), row.account),
            (_("link"), f"{link}: {sentence(row.trouble, board.link.facts)}" if row.trouble else link),
            (_("as of"), minute(board, board.link.as_of, seconds=True)),
            (_("waiting"), waiting),
            (_("needs attention"), attention),
            (_("requests"), _requests_in_numbers(row)),
            (_("quotas"), _quotas_in_numbers(row)),
            (_("squads"), _squads_in_numbers(row)),
        ]
    )


def _requests_in_numbers(row: StatusReport) -> str:
    return _("{n} open, {urgent} urgent, {short} short").format(n=row.requests, urgent=row.urgent, short=row.short)


def _quotas_in_numbers(row: StatusReport) -> str:
    return _("{n}; missing {missing}, over {over}").format(n=row.quotas, missing=row.missing, over=row.over)


def _squads_in_numbers(row: StatusReport) -> str:
    return _("{n}; {live} live, {on_post} on post").format(n=row.squads, live=row.live, on_post=row.on_post)


def task_name(board: Board, code: str) -> str:
    """The task in the language in use; its code where the board does not know it."""
    task = board.task(code)
    if task is None:
        return code
    return task.zh if lang() == "zh_CN" else task.en or task.zh


def minute(board: Board, moment: datetime | None, seconds: bool = False) -> str:
    """A moment in the operational time zone; nothing where there is none."""
    return (exact_text if seconds else long_text)(moment, board.link.zone)


def _unless_zero(number: int) -> Cell:
    return number or None
