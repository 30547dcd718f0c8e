"""What an edit says: what was done, to which record, and how it ended; mine beside theirs and what both began with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import UNSET

from postcmd import ops
from postcmd.board import Board
from postcmd.edits import Edit
from postcmd.quota import heads_text
from postcmd.records import Quota
from postcmd.words import _
from tui import detail, terms
from tui.sentences import sentence_of_result
from tui.times import long_text
from widgets.card import Fact, Section

FIELDS = ("min", "max", "offered", "confirmed", "present", "strength", "helpers")


def edit_text(edit: Edit) -> str:
    """`+3`, `min 6  max 9`, `→ on post`."""
    match edit.op:
        case ops.QuotaAdd() as op:
            return _added(op)
        case ops.QuotaSet() | ops.QuotaReport() | ops.SquadReport() as op:
            return "  ".join(f"{terms.term(terms.FIELD, field)} {_number(value)}" for field, value in _wanted(op))
        case ops.SquadMove() | ops.RequestMove() as op:
            return f"→ {terms.state(op.to)}"
        case ops.QuotaIssue() as op:
            return _("issued {heads}").format(heads=heads_text(op.min, op.max))
        case ops.ClockSet() as op:
            return _("paused") if op.paused else f"×{op.rate:g}"
        case ops.RequestOpen():
            return _("new request")
        case _:
            return ops.verb(edit.op)


def target_text(board: Board, edit: Edit) -> str:
    """The record by its names, or by its id where it is not (any longer) on this board."""
    return detail.title(board, edit.target) if edit.target is not None else ""


def state_text(edit: Edit) -> str:
    """How far it has come; for one that needs attention, why."""
    if edit.stage == "attention" and edit.result is not None:
        return sentence_of_result(edit.result.status, edit.result.info)
    text = terms.term(terms.STAGE, edit.stage)
    return _("{state}, kept by another session").format(state=text) if edit.foreign else text


def sections(board: Board, edit: Edit) -> list[Section]:
    """The card of an edit: what happened to it, then mine, theirs and base, field by field."""
    made = long_text(edit.op.made, board.link.zone)
    facts = [
        Fact(_("record"), target_text(board, edit)),
        Fact(_("edit"), edit_text(edit), "strong"),
        Fact(_("made"), made),
        Fact(_("state"), state_text(edit), "bad" if edit.stage == "attention" else "normal"),
    ]
    return [Section("", tuple(fact for fact in facts if fact.text)), *_sides(board, edit)]


def _sides(board: Board, edit: Edit) -> Iterator[Section]:
    info = edit.result.info if edit.result else None
    if info is None or not info.now:
        return
    mine, base = dict(_mine(edit)), _base(edit)
    who = ", ".join(filter(None, (info.by, long_text(info.at, board.link.zone))))
    facts = [
        Fact(_("mine"), _row(mine), "accent"),
        Fact(_("theirs"), "  ".join(filter(None, (_row(info.now), f"({who})" if who else ""))), "warn"),
        Fact(_("base"), _row(base), "dim"),
    ]
    yield Section(_("Both sides"), tuple(fact for fact in facts if fact.text))


def _mine(edit: Edit) -> Iterator[tuple[str, Any]]:
    match edit.op:
        case ops.QuotaAdd() as op if isinstance(edit.before, Quota):
            yield "min", edit.before.min + op.min
            yield "max", None if edit.before.max is None else edit.before.max + op.max
        case ops.QuotaSet() | ops.QuotaReport() | ops.SquadReport() as op:
            yield from _wanted(op)
        case ops.SquadMove() | ops.RequestMove() as op:
            yield "status", op.to
        case _:
            return


def _base(edit: Edit) -> dict[str, Any]:
    match edit.op:
        case ops.QuotaSet() | ops.QuotaReport() | ops.SquadReport() as op:
            return dict(op.base.values)
        case ops.SquadMove() | ops.RequestMove() as op:
            return {"status": op.came_from}
        case ops.QuotaAdd() if isinstance(edit.before, Quota):
            return {"min": edit.before.min, "max": edit.before.max}
        case _:
            return {}


def _wanted(op: ops.QuotaSet | ops.QuotaReport | ops.SquadReport) -> Iterator[tuple[str, Any]]:
    for field in FIELDS:
        value = getattr(op, field, UNSET)
        if value is not UNSET:
            yield field, value


def _row(values: dict[str, Any]) -> str:
    return "  ".join(f"{terms.term(terms.FIELD, field)} {_number(value)}" for field, value in values.items())


def _number(value: Any) -> str:
    return _("open") if value is None else terms.state(value) if isinstance(value, str) else str(value)


def _added(op: ops.QuotaAdd) -> str:
    if op.min == op.max:
        return f"{op.max:+d}"
    moved = (("min", op.min), ("max", op.max))
    return "  ".join(f"{terms.term(terms.FIELD, field)} {heads:+d}" for field, heads in moved if heads)
