"""A board that shows the default world, the call from Sunhe, and whatever a story adds."""

from __future__ import annotations

from postcmd.board import Board
from postcmd.edits import Edit, Link, Update
from postcmd.records import AnyRecord
from tests.builders import EPOCH, NOW, WORLD, quota, request

ID = quota().id
LINK = Link(state="online", as_of=NOW, clock_at=NOW, account="wang", epoch=EPOCH)


def board_of(*records: AnyRecord, edits: tuple[Edit, ...] = (), link: Link | None = LINK) -> Board:
    board = Board()
    board.apply(Update(puts=(*WORLD, request(), *records), whole=True, link=link, edits=edits))
    return board


def max_of(board: Board, record_id: str = ID) -> int | None:
    held = board.quota(record_id)
    assert held is not None
    return held.max
