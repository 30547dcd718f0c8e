"""Edits as the screen sees them: what the outbox keeps and what the centre said about it, joined.

1. An edit is pending as long as the cut that is shown has no result for it, and never longer.
2. What needs a person stays until it is dismissed; what is done is named a while longer, for its `✓`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

import msgspec

from postcmd.decoding import decode
from postcmd.edits import Edit, Stage
from postcmd.records import KINDS, AnyRecord
from postcmd.wire import Result
from sync.formats import Kept, Seen

if TYPE_CHECKING:
    # Who only looks at what waits has no use for the outbox itself.
    from sync.outbox import Standing

REMEMBERED: Final = 100
"""How many of the last edits done are still named."""


class View:
    """Edits by ticket, made anew only where something changed. Of the numbers in `quiet` nothing is left to tell."""

    def __init__(self) -> None:
        self._done: deque[str] = deque(maxlen=REMEMBERED)
        self._waited: set[str] = set()
        self._edits: dict[str, tuple[Standing, Result | None, Edit]] = {}
        self.quiet: set[int] = set()

    def edits(self, standings: Iterable[Standing], results: Mapping[int, Result]) -> tuple[Edit, ...]:
        """All that waits, all that needs a person, and the last of what was done since the start."""
        edits: dict[str, Edit] = {}
        for one in standings:
            edits[one.ticket] = edit = self._edit(one, one.result or results.get(one.kept.op.n))
            # One that brings its own end was another session's: our results are of other ops under the same numbers.
            self._notice(one.ticket, edit, results if one.result is None else {})
        past = {ticket: self._edits[ticket][2] for ticket in self._done if ticket in self._edits}
        live = {ticket: edit for ticket, edit in edits.items() if edit.is_pending or edit.stage == "attention"}
        known = edits.keys() | past.keys()
        self._edits = {ticket: kept for ticket, kept in self._edits.items() if ticket in known}
        return tuple((past | live).values())

    def _notice(self, ticket: str, edit: Edit, results: Mapping[int, Result]) -> None:
        if edit.stage != "attention" and edit.op.n in results:
            self.quiet.add(edit.op.n)
        if edit.is_pending:
            self._waited.add(ticket)
        elif edit.stage != "attention" and self._is_news(ticket):
            self._waited.discard(ticket)
            self._done.append(ticket)

    def _is_news(self, ticket: str) -> bool:
        # Tickets of this session have no dot; those read from the file have, and most of them were done long ago.
        return ticket in self._waited or ("." not in ticket and ticket not in self._done)

    def _edit(self, one: Standing, result: Result | None) -> Edit:
        known = self._edits.get(one.ticket)
        if known is not None and known[0] == one and known[1] is result:
            return known[2]
        edit = edit_of(one.ticket, one.kept, one.writing, result)
        self._edits[one.ticket] = (one, result, edit)
        return edit


def edit_of(ticket: str, kept: Kept, writing: bool, result: Result | None, foreign: str = "") -> Edit:
    return Edit(
        ticket=ticket,
        op=kept.op,
        stage=stage_of(kept, writing, result),
        result=result,
        foreign=foreign,
        before=None if kept.before is None else picture(kept.before),
    )


def stage_of(kept: Kept, writing: bool, result: Result | None) -> Stage:
    if kept.dismissed:
        return "dismissed"
    if result is not None and not kept.withdrawn:
        return "attention" if result.needs_attention else "done"
    if kept.withdrawn:
        return "withdrawn"
    if writing:
        return "writing"
    return "sent" if kept.sealed else "saved"


def picture(seen: Seen) -> AnyRecord | None:
    """The record as it was seen; nothing where a later program's picture cannot be read."""
    try:
        return decode(seen.record, KINDS[seen.kind])
    except msgspec.DecodeError:
        return None
