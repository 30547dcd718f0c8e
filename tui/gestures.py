"""Gestures: from what a coordinator did with a key to the ops it means, and back again.

1. A gesture on several records is one bulk, previewed as old → new with how many, and undone as one.
2. Undoing takes back what was not sent yet; for what was sent it makes the opposite edit. An edit that a repeated key
   was folded into is never taken back whole for one of its keys.
3. What was refused by the centre is not undone: it changed nothing. Of a bulk that is so item by item.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

import msgspec
from msgspec import Struct

from postcmd import intents
from postcmd.board import Board
from postcmd.decide import decide
from postcmd.edits import Edit
from postcmd.errors import Refused
from postcmd.ids import ulid
from postcmd.ops import MOST_ITEMS, Bulk, NoteSet, Op, QuotaAdd, items_of
from postcmd.overlay import Overlay
from postcmd.quota import heads_text
from postcmd.records import AnyRecord, Quota, Request, Squad
from postcmd.undoing import undo
from postcmd.wire import Result
from postcmd.words import _, ngettext, pgettext
from tui import terms
from tui.trial import Change, Refusal, Trial, attempt, context

SHOWN = 3
"""So many changes of a preview are spelt out."""


def on_quotas(board: Board, ids: Iterable[str], make: Callable[[Quota], Op]) -> Trial:
    """What a change of each of these quotas would do."""
    ops: list[Op] = []
    refusals: list[Refusal] = []
    for quota_id in ids:
        quota = board.quota(quota_id)
        if quota is None:
            refusals.append(Refusal(quota_id, "unknown_record", {"id": quota_id}))
            continue
        try:
            ops.append(make(quota))
        except Refused as refused:
            refusals.append(Refusal(quota_id, refused.code, refused.facts))
    trial = attempt(board, ops)
    return Trial(trial.changes, (*refusals, *trial.refusals), trial.asked)


def asks_twice(trial: Trial) -> Change | None:
    """The first change that is so large that it deserves a second question."""
    for change in trial.changes:
        if isinstance(change.before, Quota) and intents.asks_twice(change.op, change.before):
            return change
    return None


class Made(Struct, frozen=True):
    """An op as it is submitted, and the changes that it stands for: one, or those of a bulk's items."""

    op: Op
    changes: tuple[Change, ...]

    @property
    def before(self) -> AnyRecord | None:
        return self.changes[0].before if self.changes else None


def as_one(changes: Sequence[Change], atomic: bool = False) -> list[Made]:
    """The gesture as it is submitted: several changes as a bulk, in one group where it takes more than one."""
    moment = datetime.now(UTC)
    if len(changes) == 1:
        return [Made(msgspec.structs.replace(changes[0].op, made=moment), tuple(changes))]
    parts = [tuple(changes[start : start + MOST_ITEMS]) for start in range(0, len(changes), MOST_ITEMS)]
    group = new_id() if len(parts) > 1 else None
    return [Made(_bulk(part, atomic, moment, group), part) for part in parts]


def _bulk(changes: tuple[Change, ...], atomic: bool, made: datetime, group: str | None) -> Op:
    return Bulk(items=tuple(change.op for change in changes), atomic=atomic, made=made, group=group)  # type: ignore[misc]


def new_id() -> str:
    return ulid(time.time_ns() // 1_000_000, os.urandom)


# What a preview says


def change_text(change: Change) -> str:
    """`12 → 15`, `standby → alerted`; of a note the note."""
    if isinstance(change.op, NoteSet):
        return _("note: {text}").format(text=change.op.text)
    return f"{_state_text(change.before)} → {_state_text(change.after)}"


def preview_text(trial: Trial) -> str:
    """`12 → 13, 8 → 9 …  5 quotas; 1 cannot`."""
    spelt = ", ".join(change_text(change) for change in trial.changes[:SHOWN])
    more = " …" if len(trial.changes) > SHOWN else ""
    count = len(trial.changes)
    text = f"{spelt}{more}  " + ngettext("{n} record", "{n} records", count).format(n=count)
    if trial.refusals:
        cannot = len(trial.refusals)
        text += "; " + ngettext("{n} cannot", "{n} cannot", cannot).format(n=cannot)
    return text


def _state_text(record: object) -> str:
    match record:
        case Quota():
            return heads_text(record.min, record.max)
        case Squad() | Request():
            return terms.state(record.status)
        case _:
            return pgettext("value", "nothing")


# Undo


class Edited(Struct, frozen=True):
    """An edit that was submitted, as it is known by now, and the changes it stands for."""

    edit: Edit
    changes: tuple[Change, ...]


class Done(Struct, eq=False):
    """A gesture that was submitted: its edits by ticket."""

    edits: dict[str, Edited]


class Undone(Struct, frozen=True):
    """A gesture to be taken back: all its edits, and the tickets that no other gesture shares."""

    tickets: tuple[str, ...]
    edits: dict[str, Edited]


class History:
    """The gestures of this session, the last one first to be undone."""

    def __init__(self) -> None:
        self._done: list[Done] = []
        self._with: dict[str, list[Done]] = {}

    def __bool__(self) -> bool:
        return bool(self._done)

    def note(self, edits: Sequence[Edited]) -> None:
        if edits:
            done = Done({one.edit.ticket: one for one in edits})
            self._done.append(done)
            for ticket in done.edits:
                self._with.setdefault(ticket, []).append(done)

    def learn(self, edits: Iterable[Edit]) -> None:
        """Take in how far the edits have come; the sync side forgets those that are done long before we do."""
        for edit in edits:
            for done in self._with.get(edit.ticket, ()):
                mine = done.edits[edit.ticket]
                known = msgspec.structs.replace(edit, op=mine.edit.op, before=mine.edit.before)
                done.edits[edit.ticket] = Edited(known, mine.changes)

    def pop(self) -> Undone | None:
        """The last gesture, which is then forgotten."""
        if not self._done:
            return None
        last = self._done.pop()
        for ticket in last.edits:
            self._with[ticket].remove(last)
        whole = tuple(ticket for ticket in last.edits if not self._with[ticket])
        return Undone(whole, last.edits)


def opposite(board: Board, edits: Iterable[Edited]) -> tuple[list[Op], list[Refused]]:
    """The ops that undo edits which cannot be withdrawn, the latest first, and what cannot be undone.

    Each is worked out on the records as those before it leave them; one that takes several ops is a bulk of them.
    """
    ops: list[Op] = []
    refused: list[Refused] = []
    shelf, ctx = Overlay(board), context(board)
    for edit in reversed([part for one in edits for part in parts_of(one)]):
        try:
            ops.append(undo(edit, board.link.epoch, shelf, board.link.account))
        except Refused as why:
            refused.append(why)
        else:
            outcome = decide(ops[-1], shelf, ctx)
            shelf.lay(outcome.puts, outcome.gone)
    return ops, refused


def reason(board: Board, refusal: Refusal) -> Refusal:
    """Of a bulk that goes together or not at all, why its first item that cannot be done cannot."""
    items = refusal.op.items if isinstance(refusal.op, Bulk) else ()
    return next(iter(attempt(board, items).refusals), refusal)


def spread(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The items of a bulk as changes of their own: a bulk is no item of another."""
    return tuple(
        change if item is change.op else Change(item, change.before, None)
        for change in changes
        for item in items_of(change.op)
    )


def parts_of(one: Edited) -> list[Edit]:
    """A bulk's items as edits of their own, those that failed left out; any other edit is its only part."""
    edit = one.edit
    if not isinstance(edit.op, Bulk):
        return [edit]
    info = edit.result.info if edit.result is not None else None
    if info is not None and info.code == "bulk_refused":
        return [edit]
    listed = info.facts.get("items", []) if info is not None and info.code == "bulk_partly" else []
    failed = {failing[0] for failing in listed}
    applied = Result(edit.op.n, "applied", edit.result.seq) if edit.result is not None else None
    items = zip(edit.op.items, one.changes, strict=True)
    return [
        msgspec.structs.replace(edit, op=item, before=change.before, result=applied)
        for nth, (item, change) in enumerate(items)
        if nth not in failed
    ]


def folded(before: Edit | None, edit: Edit) -> Edit:
    """The edit as it is shown: a repeated `+` under the ticket of the one before is their sum."""
    if before is None or not isinstance(before.op, QuotaAdd) or not isinstance(edit.op, QuotaAdd):
        return edit
    both = msgspec.structs.replace(before.op, min=before.op.min + edit.op.min, max=before.op.max + edit.op.max)
    return msgspec.structs.replace(before, op=both, stage="writing")
