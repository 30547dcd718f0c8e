"""What an edit changed, in one line: `12 → 15`, or field by field what it was and what it is.

1. Only what differs is told, in the order of the fields' names; nothing of a person but the roster's number.
2. Nothing is shown as the wire has it: states, kinds, days, times and shifts are words of the field. Ids stay ids: what
   comes next is asked for by them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from postcmd.board import Board
from postcmd.clean import clean
from postcmd.intents_of_posts import shift_text
from postcmd.limits import BUILT_IN
from postcmd.ops import NoteSet, Op, QuotaAdd, QuotaSet, QuotaTransfer, QuotaWithdraw, RecordDelete, RecordRestore
from postcmd.quota import heads_text
from postcmd.records import AnyRecord, HandOver, Line, PostShift, Quota
from postcmd.spans_typed import span_text
from postcmd.words import _, ngettext
from postcmd.written import day_text, long_text
from tui import post_words, terms

_STATES: Final = {**terms.STATES, **terms.RECEIPT, **terms.RISK}
_OF: Final[dict[str, Mapping[str, str]]] = {
    "loss": terms.LOSS,
    "kind": {str(kind): word for kind, word in post_words.KINDS.items()},
    "gear": {str(gear): word for gear, word in post_words.GEARS.items()},
}
"""Fields whose words are words of that field alone."""
_HEADS: Final = (QuotaAdd, QuotaSet, QuotaTransfer, QuotaWithdraw, RecordDelete, RecordRestore)


def change_text(board: Board, op: Op, old: AnyRecord | None, new: AnyRecord | None) -> str:
    """What became of one of the op's records."""
    if isinstance(op, (NoteSet, *_HEADS)):
        return f"{_short(old, op)} → {_short(new, op)}"
    if new is None:
        return "—"
    if isinstance(new, HandOver):
        return _handed_over(board, new)
    said = ((field, getattr(old, field, None), getattr(new, field, None)) for field in terms.FIELD)
    told = (_changed(board, *one) for one in said if one[1] != one[2] and not (one[1] is None and _is_nothing(one[2])))
    return "  ".join(told)


def _handed_over(board: Board, handover: HandOver) -> str:
    if handover.taken_by:
        text = _("accepted by {who} at {time}")
        return text.format(who=handover.taken_by, time=long_text(handover.taken_at, board.link.zone))
    lines = len(handover.lines)
    return ngettext("{n} line handed over", "{n} lines handed over", lines).format(n=lines)


def _short(record: AnyRecord | None, op: Op) -> str:
    """What the edit was about; a dash where there is no record (any more)."""
    if record is None:
        return "—"
    if isinstance(op, NoteSet):
        return clean(record.note) or "—"
    return heads_text(record.min, record.max) if isinstance(record, Quota) else record.id


def _changed(board: Board, field: str, old: Any, new: Any) -> str:
    name = terms.term(terms.FIELD, field)
    was, now = (_of_field(board, field, one) for one in (old, new))
    return f"{name} {now}" if _is_nothing(old) else f"{name} {was} → {now}"


def _of_field(board: Board, field: str, value: Any) -> str:
    if value and field in _OF:
        return terms.term(_OF[field], value)
    bound = next((one for one in BUILT_IN if one == field), None)
    return span_text(value, bound) if bound is not None and isinstance(value, int) else _value(board, value)


def _is_nothing(value: Any) -> bool:
    return value is None or value in ("", ()) or value is False or (type(value) is int and value == 0)


def _value(board: Board, value: Any) -> str:
    match value:
        case None | "" | ():
            return "—"
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return long_text(value, board.link.zone)
        case date():
            return day_text(value)
        case PostShift():
            return clean(shift_text(value))
        case Line():
            return f"{day_text(value.day)} {heads_text(value.min, value.max)}"
        case tuple():
            return _(", ").join(_value(board, one) for one in value)
        case str() if value in _STATES:
            return terms.term(_STATES, value)
        case _:
            return clean(str(value))
