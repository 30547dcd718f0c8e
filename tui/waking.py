"""What is worth waking somebody for, told once each: a new urgent request, a decline, a conflict, a due time passed.

1. What was there when the board opened, and what arrives as a whole board, is no news.
2. What this account did itself is no news.
3. That nobody relieves a duty, and that a limit passes, is told half an hour before.
4. A thing is told once, until it is over; what comes again after it was over is told again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final, Literal

from msgspec import Struct

from postcmd.board import Board, Key
from postcmd.due import WHATS, What, falling_due
from postcmd.panes import ENDED
from postcmd.records import Kind, Quota, Receipt, Request
from postcmd.words import _
from tui.keymap import keyed

SOON: Final = timedelta(minutes=30)
AHEAD: Final[frozenset[What]] = frozenset({"unrelieved", "limit"})
"""What is told SOON before it comes: by then it is too late."""
Why = Literal["urgent", "declined", "attention", "due"]


class Wake(Struct, frozen=True):
    """One reason: what it is about, or the ticket of an edit; `what` falls due."""

    why: Why
    about: Key | None
    what: What | Literal[""] = ""
    ticket: str = ""


class Watchman:
    """Remembers what was told. Belongs to the screen's thread."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._told: dict[Why, set[Wake]] = {}

    def settle_in(self, now: datetime | None) -> None:
        """Everything that stands there by now is known."""
        kinds: tuple[Kind, ...] = ("request", "quota", "receipt")
        self._told["urgent"] = set(
            self._of_records((kind, one.id) for kind in kinds for one in self._board.every(kind))
        )
        self._told["attention"] = set(self._attention())
        if now is not None:
            self._told["due"] = set(self._due(now))

    def changed(self, touched: Iterable[Key]) -> list[Wake]:
        """What of these records, and of the edits of this post, is news."""
        keys = {key for key in touched if key[0] in ("request", "quota", "receipt")}
        told = self._told.setdefault("urgent", set())
        found = list(self._of_records(keys))
        fresh = [wake for wake in found if wake not in told and not self._is_ours(wake)]
        # What of these records is over may be told again when it comes back.
        self._told["urgent"] = {wake for wake in told if wake.about not in keys} | set(found)
        return [*fresh, *self._new("attention", self._attention())]

    def passed(self, now: datetime) -> list[Wake]:
        """What fell due by now and was not told yet."""
        return self._new("due", self._due(now))

    # How

    def _new(self, why: Why, found: Iterable[Wake]) -> list[Wake]:
        """Those not told yet; what is no longer among them may be told again."""
        now = list(found)
        told = self._told.get(why, set())
        self._told[why] = set(now)
        return [wake for wake in now if wake not in told]

    def _of_records(self, keys: Iterable[Key]) -> Iterator[Wake]:
        for key in keys:
            match self._board.get(*key):
                case Request(urgent=True, status=status) if status not in ENDED:
                    yield Wake("urgent", key)
                case Quota(status="declined") | Receipt(state="declined"):
                    yield Wake("declined", key)
                case _:
                    pass

    def _is_ours(self, wake: Wake) -> bool:
        """Made here and not at the centre yet, or written there by this account."""
        record = self._board.get(*wake.about) if wake.about is not None else None
        me = self._board.link.account
        return record is None or not record.rev or (bool(me) and record.updated_by == me)

    def _attention(self) -> Iterator[Wake]:
        return (Wake("attention", None, ticket=edit.ticket) for edit in self._board.attention if not edit.foreign)

    def _due(self, now: datetime) -> Iterator[Wake]:
        found = falling_due(self._board, now, SOON)
        return (Wake("due", (one.kind, one.id), one.what) for one in found if one.at <= now or one.what in AHEAD)


def wake_text(board: Board, wakes: list[Wake]) -> str:
    """The first of them in words, and how many more there are."""
    from tui import arrivals

    return arrivals.with_more(_text(board, wakes[0]), len(wakes))


def _text(board: Board, wake: Wake) -> str:
    from tui.due_list import record_text

    assert wake.about is not None, "an edit is told of by what it became"  # noqa: S101
    text = {
        "urgent": _("Urgent: {record}"),
        "declined": _("Declined: {record}"),
        "due": keyed(_("Fell due: {record} (<due>)")),
    }
    said = keyed(_("Soon, {what}: {record} (<due>)")) if wake.what in AHEAD else text[wake.why]
    return said.format(what=_(WHATS[wake.what]) if wake.what in AHEAD else "", record=record_text(board, wake.about))
