"""What an edit says, from the call to the assembly: answers, sign-ups, facts of a request, notices, notes."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET

from postcmd import ops, panes
from postcmd.board import Board
from postcmd.clean import clean
from postcmd.ops import Op
from postcmd.words import _, ngettext
from tui import event_words, terms


def call_text(board: Board, op: Op) -> str:
    """`partly accepted 7`, `confirmed → no-show 2`; "" for any other op."""
    match op:
        case ops.QuotaAnswer():
            heads = f" {op.heads}" if op.answer == "partly_accepted" else ""
            return terms.term(terms.QUOTA, op.answer) + heads
        case ops.MusterReport():
            return _("{heads} have come").format(heads=op.present)
        case ops.ReserveCall():
            return _("call {heads} of the reserve").format(heads=op.heads)
        case ops.SquadJoin():
            return ngettext("{heads} latecomer joins", "{heads} latecomers join", op.heads).format(heads=op.heads)
        case ops.AvailabilityDeclare():
            return _("{heads} can go, {shift}").format(heads=op.heads, shift=terms.term(terms.SHIFT, op.shift))
        case ops.SignUpOffer() | ops.SignUpMove():
            return _sign_up_text(op)
        case ops.NoticeIssue() | ops.NoticeAnswer() | ops.NoteWrite() | ops.NoteSettle():
            return _notice_text(op)
        case _:
            return _request_text(board, op)


def _sign_up_text(op: ops.SignUpOffer | ops.SignUpMove) -> str:
    if isinstance(op, ops.SignUpMove):
        return f"{terms.term(terms.SIGN_UP, op.came_from)} → {terms.term(terms.SIGN_UP, op.to)} {op.heads}"
    if op.counted:
        return _("a name for one counted")
    if op.request is None:
        return _("{heads} into the pool").format(heads=op.heads)
    return _("{heads} signed up").format(heads=op.heads)


def _notice_text(op: ops.NoticeIssue | ops.NoticeAnswer | ops.NoteWrite | ops.NoteSettle) -> str:
    match op:
        case ops.NoticeIssue():
            return _("notice: {title}").format(title=clean(op.title)[:40])
        case ops.NoticeAnswer():
            return terms.term(terms.RECEIPT, op.state)
        case ops.NoteWrite():
            return _("phone note: {text}").format(text=clean(op.text)[:40])
        case ops.NoteSettle():
            return _("reminder settled") if op.remind_at is None else _("reminder put off")


def _request_text(board: Board, op: Op) -> str:
    match op:
        case ops.RequestSet():
            return "  ".join(filter(None, (_field_text(board, op, field) for field in event_words.TOLD)))
        case ops.RequestNeed():
            return event_words.value_text(board, "lines", msgspec.to_builtins(op.lines))
        case ops.RequestTake():
            return _("in hand: {who}").format(who=clean(op.by)) if op.by else _("let go of")
        case ops.RequestLink(duplicate_of=None):
            return _("repeats no other")
        case ops.RequestLink():
            request = board.request(op.duplicate_of or "")
            place = panes.place_name(board, request.place) if request is not None else clean(op.duplicate_of or "")
            return _("repeats {place}").format(place=place)
        case _:
            return ""


def _field_text(board: Board, op: ops.RequestSet, field: str) -> str:
    """What is said of one field; that it is emptied, where it is."""
    value: Any = getattr(op, field, UNSET)
    if value is UNSET or field == "note":
        return ""
    told = event_words.value_text(board, field, msgspec.to_builtins(value))
    return told or f"{terms.term(terms.FIELD, field)} -"
