"""Looking things up: what falls due, whom to chase, search, sign-ups, a proposed division, and texts to paste.

1. They take no lock and change nothing; like every reading command they answer from the cache where there is no centre.
2. A name of the roster is never printed here: a volunteer is a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from postcmd import panes
from postcmd.board import Board
from postcmd.chase import Chase, chase
from postcmd.division import Proposal, propose
from postcmd.due import WHATS, Due, falling_due
from postcmd.errors import BadInput
from postcmd.intents import bounded_number
from postcmd.orders import assigned, cancel_text, chase_text, order_text
from postcmd.records import TALLIES, SignUp, Unit, pool_of
from postcmd.search import Finder, Hit
from postcmd.templating import Sort
from postcmd.words import N_, _
from tui import terms
from tui.cli_exit import DONE
from tui.cli_making import quota_of, request_of
from tui.cli_output import Cell, Column, Form, table, tell
from tui.cli_read import print_list, read
from tui.cli_tables import minute
from tui.config import Config
from tui.division_words import age_text, why_text
from tui.own_templates import template, tongue
from tui.request_words import parse_days

WHYS: Final = {
    "not_acknowledged": N_("not acknowledged"),
    "short": N_("short of {n}"),
    "not_assembled": N_("{n} not come"),
}


def due(config: Config, hours: int, form: Form) -> int:
    reading = read(config)
    rows = falling_due(reading.board, _now(reading.board), timedelta(hours=hours))
    return print_list(reading, "due", rows, form, _due_table)


def chased(config: Config, about: str | None, form: Form) -> int:
    reading = read(config)
    return print_list(reading, "chase", chase(reading.board, about, _now(reading.board)), form, _chase_table)


def search(config: Config, words: str, form: Form) -> int:
    reading = read(config)
    return print_list(reading, "hits", Finder(reading.board).find(words), form, _hit_table)


def signups(config: Config, quota_or_unit: str, form: Form) -> int:
    reading = read(config)
    is_unit = reading.board.unit(quota_or_unit) is not None
    of = pool_of(quota_or_unit) if is_unit else quota_of(reading.board, quota_or_unit).id
    rows = sorted(reading.board.signups(of), key=lambda one: (one.at, one.id))
    return print_list(reading, "signups", rows, form, _signup_table)


def proposal(config: Config, request_id: str, units: Sequence[str], day: str, heads: str, form: Form) -> int:
    reading = read(config)
    board, request = reading.board, request_of(reading.board, request_id)
    days = parse_days(day, panes.today(board))
    if len(days) != 1:
        raise BadInput("bad_day", text=day[:40])
    row = panes.request_row(board, request.id)
    many = bounded_number(heads) if heads else row.heads.missing
    found = propose(board, request.id, days[0], units or _corps(board), many)
    return print_list(reading, "shares", found.rows, form, lambda board, rows: _share_table(board, found))


def text(config: Config, sort: Sort, ids: Sequence[str]) -> int:
    """To stdout, ready to be pasted."""
    board = read(config).board
    spoken, sender = tongue(), board.link.account
    wanted = template(sort, spoken)
    if sort == "chase":
        chases = [one for about in ids for one in chase(board, about, _now(board))]
        tell(chase_text(board, chases, wanted, spoken, sender).rstrip("\n"))
        return DONE
    make = order_text if sort == "order" else cancel_text
    quotas = [quota for one in ids for quota in _quotas_of(board, one)]
    tell(make(board, quotas, wanted, spoken, sender).rstrip("\n"))
    return DONE


def _quotas_of(board: Board, quota_or_request: str) -> list[str]:
    if board.request(quota_or_request) is not None:
        return assigned(board, quota_or_request)
    return [quota_of(board, quota_or_request).id]


def _corps(board: Board) -> list[str]:
    """Whom a number is divided over where nobody is named: the corps."""
    found = (unit for unit in board.every("unit") if isinstance(unit, Unit) and unit.kind == "corps")
    return [unit.id for unit in sorted(found, key=lambda unit: unit.path)]


def _now(board: Board) -> datetime:
    return board.link.as_of or datetime.now(UTC)


# Tables


def _due_table(board: Board, rows: Sequence[Due]) -> str:
    columns = [Column(_("due")), Column(_("record")), Column(""), Column(_("missing"), right=True), Column("")]
    cells: list[list[Cell]] = [
        [minute(board, one.at), one.id, _(WHATS[one.what]), one.heads or None, _("late") if one.is_late else ""]
        for one in rows
    ]
    return table(columns, cells)


def _chase_table(board: Board, rows: Sequence[Chase]) -> str:
    columns = [Column(_("unit")), Column(_("record")), Column(_("why")), Column(_("contact")), Column(_("since"))]
    return table(columns, [_chased(board, one) for one in rows])


def _chased(board: Board, one: Chase) -> list[Cell]:
    why = _(WHYS[one.why]).format(n=one.heads)
    return [panes.unit_name(board, one.unit), one.id, why, one.contact, minute(board, one.since)]


def _hit_table(board: Board, rows: Sequence[Hit]) -> str:
    columns = [Column(_("ID")), Column(_("kind")), Column(_("name")), Column("")]
    return table(columns, [[one.id, _kind(one), one.title, one.detail] for one in rows])


def _kind(one: Hit) -> str:
    return terms.term(terms.KIND, one.of)


def _signup_table(board: Board, rows: Sequence[SignUp]) -> str:
    shown = [tally for tally in TALLIES if any(getattr(one, tally) for one in rows)]
    columns = [Column(_("ID")), Column(_("volunteer")), Column(_("signed up"))]
    columns += [Column(terms.term(terms.SIGN_UP, tally), right=True) for tally in shown]
    return table(columns, [_signup(board, one, shown) for one in rows])


def _signup(board: Board, one: SignUp, shown: Sequence[Any]) -> list[Cell]:
    return [one.id, one.volunteer or "", minute(board, one.at), *(getattr(one, tally) or None for tally in shown)]


def _share_table(board: Board, found: Proposal) -> str:
    columns = [Column(_("ID")), Column(_("unit")), Column(_("heads"), right=True), Column(_("why")), Column(_("age"))]
    rows: list[list[Cell]] = [
        [one.unit, panes.unit_name(board, one.unit), one.heads, why_text(one), age_text(one.age)] for one in found.rows
    ]
    short: list[Cell] = ["", _("still short"), found.short, "", ""]
    return table(columns, [*rows, short] if found.short else rows)
