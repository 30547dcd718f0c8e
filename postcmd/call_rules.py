"""The rules of notices, their receipts, and notes taken on the phone.

1. A notice is issued once, by and to units that exist; with other words under its id it is a conflict that shows what
   differs.
2. A receipt only goes on: read, acknowledged, then accepted or declined. Going back changes nothing.
3. A note is written once and stands; its reminder is settled or put off, and settled stays settled.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from postcmd.merge import Context
from postcmd.ops import NoteSettle, NoteWrite, NoticeAnswer, NoticeIssue
from postcmd.outcome import NOTHING_TO_DO, Outcome, Shelf, missing, rejected
from postcmd.records import MOST_HEADS, SLUG, AnyRecord, Note, Notice, Place, Receipt, Request, Unit
from postcmd.records_of_calls import Receiving
from postcmd.wire import Info

_FAR: Final[dict[Receiving, int]] = {"sent": 0, "read": 1, "acknowledged": 2, "accepted": 3, "declined": 3}
_NOTICE: Final = ("title", "issued_by", "addressed_to", "asks", "body", "number", "after_request", "due", "inferred")
_NOTE: Final = ("text", "unit", "place", "about", "phoned_by")


def issue(op: NoticeIssue, shelf: Shelf, ctx: Context) -> Outcome:
    if not SLUG.fullmatch(op.notice):
        return rejected("bad_id", id=op.notice[:80])
    if not op.title.strip() or not op.issued_by or not op.addressed_to:
        return rejected("bad_notice")
    for unit in (*op.issued_by, *op.addressed_to):
        if not isinstance(shelf.get("unit", unit), Unit):
            return rejected("unknown_unit", unit=unit[:80])
    if op.after_request is not None and not isinstance(shelf.get("request", op.after_request), Request):
        return missing(("request", op.after_request), shelf)
    said = {field: _stored(getattr(op, field)) for field in _NOTICE}
    standing = shelf.get(*op.target)
    if standing is not None:
        return _said_before(standing, said)
    if shelf.is_deleted(*op.target):
        return missing(op.target, shelf)
    return Outcome("applied", (Notice(id=op.notice, at=_when(op, ctx), **said),))


def answer(op: NoticeAnswer, shelf: Shelf, ctx: Context) -> Outcome:
    notice = shelf.get("notice", op.notice)
    if not isinstance(notice, Notice):
        return missing(("notice", op.notice), shelf)
    if op.unit not in notice.addressed_to:
        return rejected("not_addressed", unit=op.unit[:80])
    if not 0 <= op.heads <= MOST_HEADS:
        return rejected("bounds", heads=op.heads)
    standing = shelf.get(*op.target)
    old = standing if isinstance(standing, Receipt) else None
    if old is not None and (_FAR[op.state] < _FAR[old.state] or (op.state, op.heads) == (old.state, old.heads)):
        return NOTHING_TO_DO
    blank = Receipt(id=op.target[1], notice=op.notice, unit=op.unit, issued_by=notice.issued_by)
    return Outcome("applied", (_further(old or blank, op, ctx),))


def _further(receipt: Receipt, op: NoticeAnswer, ctx: Context) -> Receipt:
    at = _when(op, ctx)
    moments: dict[str, Any] = {"read_at": receipt.read_at or at}
    if _FAR[op.state] >= _FAR["acknowledged"]:
        moments["acknowledged_at"] = receipt.acknowledged_at or at
    if _FAR[op.state] > _FAR["acknowledged"]:
        moments["answered_at"] = at
    said = {"state": op.state, "heads": op.heads, "answer": op.text, "channel": op.channel}
    return msgspec.structs.replace(receipt, said_by=op.on_behalf or ctx.user, **said, **moments)


def write(op: NoteWrite, shelf: Shelf, ctx: Context) -> Outcome:
    if not SLUG.fullmatch(op.id):
        return rejected("bad_id", id=op.id[:80])
    if not op.text.strip() or (op.unit is None and op.place is None):
        return rejected("bad_note")
    if op.unit is not None and not isinstance(shelf.get("unit", op.unit), Unit):
        return rejected("unknown_unit", unit=op.unit[:80])
    if op.place is not None and not isinstance(shelf.get("place", op.place), Place):
        return rejected("unknown_place", place=op.place[:80])
    if op.about is not None and shelf.get(*op.about) is None:
        return missing(op.about, shelf)
    said = {field: getattr(op, field) for field in _NOTE}
    standing = shelf.get(*op.target)
    if standing is not None:
        return _said_before(standing, said)
    if shelf.is_deleted(*op.target):
        return missing(op.target, shelf)
    remind_at = _stored(op.remind_at)
    return Outcome("applied", (Note(id=op.id, at=_when(op, ctx), remind_at=remind_at, **said),))


def settle(op: NoteSettle, shelf: Shelf, ctx: Context) -> Outcome:
    note = shelf.get(*op.target)
    if not isinstance(note, Note):
        return missing(op.target, shelf)
    if note.settled_at is not None or (op.remind_at is not None and _stored(op.remind_at) == note.remind_at):
        return NOTHING_TO_DO
    if op.remind_at is not None:
        return Outcome("applied", (msgspec.structs.replace(note, remind_at=_stored(op.remind_at)),))
    return Outcome("applied", (msgspec.structs.replace(note, settled_at=_when(op, ctx), settled_by=ctx.user),))


def _said_before(standing: AnyRecord, said: dict[str, Any]) -> Outcome:
    now = {field: stands for field, value in said.items() if (stands := getattr(standing, field)) != value}
    if not now:
        return NOTHING_TO_DO
    info = Info(code="exists", now=now, by=standing.updated_by, at=standing.updated_at, rev=standing.rev)
    return Outcome("conflict", info=info)


def _when(op: NoticeIssue | NoticeAnswer | NoteWrite | NoteSettle, ctx: Context) -> datetime:
    return (op.at or ctx.now).astimezone(UTC)


def _stored(said: Any) -> Any:
    return said.astimezone(UTC) if isinstance(said, datetime) else said
