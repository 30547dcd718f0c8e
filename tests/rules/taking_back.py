"""Edits made by wang at a small centre, and taken back there."""

from __future__ import annotations

from typing import Any

import msgspec

from postcmd import ops
from postcmd.edits import Edit
from postcmd.errors import Refused
from postcmd.outcome import Outcome
from postcmd.records import AnyRecord, Kind
from postcmd.undoing import undo
from postcmd.wire import Result
from tests.builders import EPOCH, edit
from tests.shelf import Shelf


def made(shelf: Shelf, op: ops.Op) -> Edit:
    """The op as it was applied at the centre, by wang."""
    before = shelf.get(*op.target) if op.target is not None else None
    assert shelf.apply(op).status == "applied"
    return edit(op, stage="done", result=Result(shelf.n, "applied", shelf.seq), before=before)


def picture(shelf: Shelf) -> dict[tuple[Kind, str], AnyRecord]:
    """Everything but who wrote it last, and when."""
    plain: dict[str, Any] = {"rev": 0, "updated_at": None, "updated_by": ""}
    return {key: msgspec.structs.replace(record, **plain) for key, record in shelf.records.items()}


def taken_back(shelf: Shelf, mine: Edit) -> Outcome | Refused:
    try:
        return shelf.apply(undo(mine, EPOCH, shelf, "wang"))
    except Refused as refused:
        return refused
