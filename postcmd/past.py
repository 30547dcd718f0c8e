"""The past: how records stood at a commit, told from how they stand now and what happened since.

1. What a record was is what it is now with every later change taken back, the last one first.
2. A record of which no event tells by then was not there yet; one whose last event by then deleted it was gone. What a
   deletion elsewhere changed of it is a change like any other.
3. The past is asked for by a moment or by the number of a commit, and is the same whenever it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from msgspec import Struct

from postcmd.ops import RecordDelete
from postcmd.puts import Puts
from postcmd.record import Kind, Moment
from postcmd.records import Event

DELETED: Final = str(RecordDelete.__struct_config__.tag).partition("/")[0]
"""How an event is called that deletes."""


class PastQuestion(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """As of commit `seq`, or else as of the moment `at`; `after` is the `next` of the page before."""

    at: Moment | None = None
    seq: int | None = None
    after: str = ""


class Happened(Struct, frozen=True):
    """One event, and of which record."""

    kind: Kind
    id: str
    event: Event


class PastAnswer(Struct, frozen=True, kw_only=True):
    """A page of the records as they stood at commit `seq`, whose operational moment is `at`.

    `last` is what happened last by then of what the asker sees; `back` and `on` are the commits to ask for to see the
    board before that, and after what happened next: None where there is nothing further. `next` is the page to ask for
    next, "" after the last one.
    """

    epoch: str
    seq: int
    at: Moment
    puts: Puts = Puts()
    last: Happened | None = None
    back: int | None = None
    on: int | None = None
    next: str = ""


def taken_back(body: dict[str, Any], since: Iterable[Event]) -> dict[str, Any]:
    """The record without what happened `since`, oldest first. Values are as they travel."""
    before = dict(body)
    for event in reversed(list(since)):
        before.update({field: was for field, (was, _is) in event.changed.items()})
    return before


def as_it_stood(body: dict[str, Any], by_then: Sequence[Event], since: Iterable[Event]) -> dict[str, Any] | None:
    """The record as it stood, with the version it had; None where it was not there."""
    last = by_then[-1] if by_then else None
    if last is None or (last.verb == DELETED and not last.changed):
        return None
    return {**taken_back(body, since), "rev": last.seq, "updated_at": last.at, "updated_by": last.by}
