"""What a live table tells its application: which table, which record, what the person did or what vanished.

1. Every message names its record by id, never by line.
"""

# No repr: messages are never printed, and making it for seven classes takes two milliseconds of every start.

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message
from textual.widget import Widget


@dataclass(repr=False)
class Told(Message):
    """What every message of a table says."""

    table: Widget
    id: str

    @property
    def control(self) -> Widget:
        return self.table


@dataclass(repr=False)
class CursorMoved(Told, namespace="live_table"):
    """The person moved the cursor to another record or field."""

    column: str | None

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, CursorMoved) and message.table is self.table


@dataclass(repr=False)
class Opened(Told, namespace="live_table"):
    """The person asked for the record's detail."""


@dataclass(repr=False)
class Committed(Told, namespace="live_table"):
    """The person pressed Enter on an edit; `LiveTable.refuse` opens it again."""

    column: str
    text: str


@dataclass(repr=False)
class EditLeft(Told, namespace="live_table"):
    """The person left an edit without a change."""


@dataclass(repr=False)
class EditClosed(Told, namespace="live_table"):
    """The record being edited vanished; `text` is what had been typed."""

    text: str


@dataclass(repr=False)
class EditHeld(Told, namespace="live_table"):
    """A key an open edit has no use for: Enter keeps the text, Escape leaves it."""

    key: str


@dataclass(repr=False)
class RowGone(Told, namespace="live_table"):
    """The record under the cursor vanished; the cursor stands on `now`."""

    now: str | None
