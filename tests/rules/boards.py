"""A board that shows the default world, some calls, and who can go."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from postcmd.board import Board
from postcmd.edits import Link, Update
from postcmd.records import AnyRecord, Availability, availability_id
from tests.builders import DAY, NOW, WORLD, request


def board_of(*records: AnyRecord, now: datetime = NOW, **link: Any) -> Board:
    board = Board()
    called = () if any(record.id == "sunhe" for record in records) else (request(),)
    shown = Link(state="online", as_of=now, clock_at=now, epoch="e1", **link)
    board.apply(Update(puts=(*WORLD, *called, *records), link=shown))
    return board


def on(offset: int) -> date:
    return DAY + timedelta(days=offset)


def available(unit: str = "lianjia", heads: int = 30, day: date = DAY, **said: Any) -> Availability:
    shift = said.get("shift", "")
    return Availability(**{"id": availability_id(unit, day, shift), "unit": unit, "day": day, "heads": heads, **said})
