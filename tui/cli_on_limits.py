"""Limits on the command line: how long somebody may stand, shown with who says so, and set field by field.

1. `none` leaves a limit to a wider one. What is not named stays as it is.
2. With a post, what is shown is what is in force there, whoever says it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, get_args

from msgspec import Struct

from postcmd import intents_of_posts as intents
from postcmd.board import Board
from postcmd.clean import fold
from postcmd.errors import BadInput
from postcmd.limits import BUILT_IN, Bound, limits_for
from postcmd.ops import Op
from postcmd.records import BUILT_IN_BOUNDARY, Limit, LimitOf, Risk, limit_id
from postcmd.spans_typed import read_span, span_text
from postcmd.words import N_, _
from postcmd.would_pass import Wanted, limits_at
from tui.cli_making import change
from tui.cli_moments import now_of
from tui.cli_on_posts import post_of
from tui.cli_on_requests import named as named_record
from tui.cli_options import How
from tui.cli_output import Cell, Column, Form, table
from tui.cli_read import print_list, read
from tui.config import Config

BOUNDS: Final[dict[Bound, str]] = {
    "continuous": N_("without a break"),
    "per_day": N_("in 24 hours"),
    "rest": N_("rest between"),
    "days_running": N_("days running"),
    "grace": N_("grace of a hand-over"),
}


class LimitReport(Struct, frozen=True, kw_only=True):
    """A limit as it is said, or in force at a post; in minutes, `days_running` in days. null: not said here."""

    of: str
    continuous: int | None
    per_day: int | None
    rest: int | None
    days_running: int | None
    grace: int | None
    boundary: str
    hard: tuple[str, ...]


def show(config: Config, post_id: str, form: Form) -> int:
    reading = read(config)
    board = reading.board
    rows = [_in_force(board, post_id)] if post_id else [_built_in(), *_said(board)]
    return print_list(reading, "limits", rows, form, _limit_table)


def set_limit(config: Config, of: LimitOf, named: str, said: Mapping[str, Any], how: How) -> int:
    facts: dict[str, Any] = {name: _read(name, value) for name in BOUNDS if (value := said[name]) is not None}
    facts |= {"boundary": fold(said["boundary"])} if said["boundary"] is not None else {}
    facts |= {"hard": said["hard"]} if said["hard"] is not None else {}
    if not facts:
        raise BadInput("no_change")

    def wish(board: Board) -> Op:
        whose = _named(board, of, named)
        standing = board.get("limit", limit_id(of, whose))
        seen = standing if isinstance(standing, Limit) else None
        return intents.set_limit(of, whose, seen, board.link.epoch, **facts)

    return change(config, wish, how)


def _named(board: Board, of: LimitOf, named: str) -> str:
    match of:
        case "task":
            return named_record(board, "task", named)
        case "post":
            return post_of(board, named).id
        case "risk" if named not in get_args(Risk):
            raise BadInput("bad_limit")
        case _:
            return named


def _read(name: Bound, value: Any) -> Any:
    typed = fold(value).strip().lower()
    if typed == "none":
        return None
    return read_span(typed, name)


def _built_in() -> LimitReport:
    bounds = {name: BUILT_IN[name] for name in BOUNDS}
    return LimitReport(of="built_in", **bounds, boundary=BUILT_IN_BOUNDARY, hard=())


def _said(board: Board) -> Iterator[LimitReport]:
    for one in sorted(board.every("limit"), key=lambda one: one.id):
        if isinstance(one, Limit):
            bounds = {name: getattr(one, name) for name in BOUNDS}
            hard = tuple(name for name in BOUNDS if one.hard and bounds[name] is not None)
            yield LimitReport(of=one.id, **bounds, boundary=one.boundary, hard=hard)


def _in_force(board: Board, post_id: str) -> LimitReport:
    post, now = post_of(board, post_id), now_of(board)
    found = limits_at(board, Wanted(post, 1, now, now))
    hard = tuple(name for name in BOUNDS if name in found.hard)
    # Which day a shift belongs to does not hang on the risk there.
    boundary = limits_for(post, None, board).boundary
    return LimitReport(of=post.id, **{name: found.bounds[name] for name in BOUNDS}, boundary=boundary, hard=hard)


def _limit_table(board: Board, rows: Sequence[LimitReport]) -> str:
    columns = [Column(_("of")), *(Column(_(said), right=True) for said in BOUNDS.values())]
    columns += [Column(_("a day begins")), Column(_("hard"))]
    return table(columns, [_limit_cells(one) for one in rows])


def _limit_cells(row: LimitReport) -> list[Cell]:
    of = _("the program") if row.of == "built_in" else row.of
    hard = _(", ").join(_(BOUNDS[name]) for name in BOUNDS if name in row.hard)
    return [of, *(_length(name, getattr(row, name)) for name in BOUNDS), row.boundary, hard]


def _length(name: Bound, many: int | None) -> str:
    return "" if many is None else span_text(many, name)
