"""Ops on a record of whatever kind: delete, restore, note; and on the clock of a replay."""

from typing import Literal

from postcmd.intent import Base, Id, Intent, Target, Text

Deletable = Literal["request", "quota", "squad"]
"""The kinds that coordinators make, and may take away again."""


class OnAny(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An op on a request, a quota or a squad alike."""

    kind: Deletable
    id: Id

    @property
    def target(self) -> Target:
        return self.kind, self.id


class RecordDelete(
    OnAny, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="record.delete/1"
):
    """Take away a record that was made by mistake; nobody may have changed it since `base`."""

    base: Base


class RecordRestore(
    OnAny, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="record.restore/1"
):
    """Bring back a deleted record as it was."""


class NoteSet(OnAny, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="note.set/1"):
    """Say something about a record. The last one counts; the record's log keeps the others."""

    text: Text


class ClockSet(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="clock.set/1"):
    """Pause the clock of a replay, or change its speed."""

    rate: float
    paused: bool

    @property
    def target(self) -> Target:
        return "clock", "clock"
