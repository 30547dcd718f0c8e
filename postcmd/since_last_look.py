"""What others changed since this account last looked.

1. A record is new to us where its `rev` is beyond the one up to which we have looked, and somebody else changed it.
2. Looking at everything ends all marks; looking at one record ends its own, until it changes again.
3. A `rev` counts in one history only: in another one we begin anew, as somebody who has just looked.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from postcmd.board import Board, Key
from postcmd.records import KINDS, AnyRecord, kind_of

MOST: Final = 2_000
"""So many single looks are kept; whoever looks at more has looked at everything."""


class Looked(Struct, frozen=True):
    """How far somebody has looked: up to a `rev` of a history, and at single records since."""

    epoch: str = ""
    rev: int = 0
    at: dict[str, int] = {}


def latest(board: Board) -> int:
    """The last change that the board holds."""
    return max((one.rev for kind in KINDS for one in board.base[kind].values()), default=0)


def all_looked_at(board: Board) -> Looked:
    return Looked(board.link.epoch, latest(board))


def looked_at(looked: Looked, record: AnyRecord) -> Looked:
    """The same, having looked at this record too."""
    kept = {**looked.at, named((kind_of(record), record.id)): record.rev}
    return Looked(looked.epoch, looked.rev, dict(list(kept.items())[-MOST:]))


def is_new(looked: Looked, board: Board, record: AnyRecord | None) -> bool:
    """Whether somebody else changed it since we looked."""
    if record is None or record.rev <= looked.rev or looked.epoch != board.link.epoch:
        return False
    if not record.updated_by or record.updated_by == board.link.account:
        return False
    return record.rev > looked.at.get(named((kind_of(record), record.id)), 0)


def new_ones(looked: Looked, board: Board) -> list[AnyRecord]:
    """Everything that is new to us, the latest first."""
    found = [one for kind in KINDS for one in board.base[kind].values() if is_new(looked, board, one)]
    return sorted(found, key=lambda one: -one.rev)


def named(key: Key) -> str:
    return f"{key[0]}:{key[1]}"
