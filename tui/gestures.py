"""Gestures: from what a coordinator did with a key to the ops it means, and back again.

1. A gesture on several records is one group, previewed as old → new with how many, and undone as one.
2. Undoing takes back what was not sent yet; for what was sent it makes the opposite edit. An edit that a repeated key
   was folded into is never taken back whole for one of its keys.
3. What was refused by the centre is not undone: it changed nothing.
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
from postcmd.edits import Edit
from postcmd.errors import Refused
from postcmd.ids import ulid
from postcmd.ops import Op, QuotaAdd
from postcmd.quota import heads_text
from postcmd.records import Quota, Squad
from postcmd.words import ngettext
from tui import terms
from tui.trial import Change, Refusal, Trial, attempt

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
    return Trial(trial.changes, (*refusals, *trial.refusals))


def asks_twice(trial: Trial) -> Change | None:
    """The first change that is so large that it deserves a second question."""
    for change in trial.changes:
        if isinstance(change.before, Quota) and intents.asks_twice(change.op, change.before):
            return change
    return None


def sealed_as_one(trial: Trial) -> list[Op]:
    """The ops as they are submitted: with the moment they were made, and one group where they are several."""
    made = datetime.now(UTC)
    group = new_id() if len(trial.changes) > 1 else None
    return [msgspec.structs.replace(op, made=made, group=group) for op in trial.ops]


def new_id() -> str:
    return ulid(time.time_ns() // 1_000_000, os.urandom)


# What a preview says


def change_text(change: Change) -> str:
    """`12 → 15`, `standby → alerted`."""
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
        case Squad():
            return terms.state(record.status)
        case _:
            return ""


# Undo


class Done(Struct, eq=False):
    """A gesture that was submitted: its edits, as they are known by now."""

    edits: dict[str, Edit]


class Undone(Struct, frozen=True):
    """A gesture to be taken back: all its edits, and the tickets that no other gesture shares."""

    tickets: tuple[str, ...]
    edits: dict[str, Edit]


class History:
    """The gestures of this session, the last one first to be undone."""

    def __init__(self) -> None:
        self._done: list[Done] = []
        self._with: dict[str, list[Done]] = {}

    def __bool__(self) -> bool:
        return bool(self._done)

    def note(self, edits: Sequence[Edit]) -> None:
        if edits:
            done = Done({edit.ticket: edit for edit in edits})
            self._done.append(done)
            for ticket in done.edits:
                self._with.setdefault(ticket, []).append(done)

    def learn(self, edits: Iterable[Edit]) -> None:
        """Take in how far the edits have come; the sync side forgets those that are done long before we do."""
        for edit in edits:
            for done in self._with.get(edit.ticket, ()):
                mine = done.edits[edit.ticket]
                done.edits[edit.ticket] = msgspec.structs.replace(edit, op=mine.op, before=mine.before)

    def pop(self) -> Undone | None:
        """The last gesture, which is then forgotten."""
        if not self._done:
            return None
        last = self._done.pop()
        for ticket in last.edits:
            self._with[ticket].remove(last)
        whole = tuple(ticket for ticket in last.edits if not self._with[ticket])
        return Undone(whole, last.edits)


def opposite(board: Board, edits: Iterable[Edit]) -> tuple[list[Op], list[Refused]]:
    """The ops that undo edits which cannot be withdrawn, the latest first, and what cannot be undone."""
    ops: list[Op] = []
    refused: list[Refused] = []
    for edit in reversed(list(edits)):
        try:
            ops.append(intents.undo(edit, board.link.epoch))
        except Refused as why:
            refused.append(why)
    return ops, refused


def folded(before: Edit | None, edit: Edit) -> Edit:
    """The edit as it is shown: a repeated `+` under the ticket of the one before is their sum."""
    if before is None or not isinstance(before.op, QuotaAdd) or not isinstance(edit.op, QuotaAdd):
        return edit
    both = msgspec.structs.replace(before.op, min=before.op.min + edit.op.min, max=before.op.max + edit.op.max)
    return msgspec.structs.replace(before, op=both, stage="writing")
