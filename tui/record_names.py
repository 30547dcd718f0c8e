"""What people call a record, whatever it is; no screen is loaded for it.

1. A record is called by the names of what it stands on: nobody knows a duty or a count of work by its id.
2. What the board does not hold is called by its id.
"""

from __future__ import annotations

from postcmd import panes
from postcmd.board import Board, Key
from postcmd.clean import clean
from postcmd.edits import Edit
from postcmd.ops import verb
from postcmd.records import (
    AnyRecord,
    Attrition,
    Duty,
    Freeze,
    HandOver,
    Notice,
    Place,
    Placement,
    Post,
    Quota,
    Request,
    Squad,
    Unit,
    Work,
)
from postcmd.words import _
from postcmd.written import day_text
from tui import terms
from tui.event_words import verb_text
from tui.sentences import sentence_of_result


def title(board: Board, key: Key) -> str:
    """`孙河乡  链家  11-20`."""
    record = board.get(*key)
    return name_of(board, record) if record is not None else key[1]


def name_of(board: Board, record: AnyRecord) -> str:
    """What people call it, also where it is on the board no more."""
    match record:
        case Quota():
            request = board.request(record.request)
            place = panes.place_name(board, request.place) if request is not None else record.request
            return f"{place}  {panes.unit_name(board, record.unit)}  {day_text(record.day)}"
        case Request():
            return f"{panes.place_name(board, record.place)}  {terms.task_name(board, record.task)}"
        case Squad():
            return record.name or record.id
        case Post():
            place = panes.place_name(board, record.place)
            return record.name if record.name.startswith(place) else f"{place}  {record.name}"
        case Duty():
            return f"{title(board, ('post', record.post))}  {record.volunteer or _whose(board, record)}"
        case HandOver() | Freeze():
            return panes.unit_name(board, record.unit) if record.unit else panes.place_name(board, record.place)
        case Work():
            return f"{_whose(board, record)}  {terms.task_name(board, record.task)}"
        case Attrition():
            return f"{_whose(board, record)}  {terms.term(terms.LOSS, record.loss)}"
        case Placement():
            return "  ".join(filter(None, (_whose(board, record), panes.place_name(board, record.place))))
        case Unit() | Place():
            return record.name
        case Notice():
            return clean(record.title) or record.id
        case _:
            return record.id


def told(board: Board, edit: Edit) -> str:
    """An edit that needs a person, for somebody who was not there: the record, what was wanted, why it was not done."""
    named = title(board, edit.targets[0]) if edit.targets else ""
    wanted = verb(edit.op)
    why = sentence_of_result(edit.result.status, edit.result.info) if edit.result is not None else ""
    text = _("{record}: “{wanted}” was not taken in. {why}")
    return text.format(record=named, wanted=verb_text(wanted), why=why).rstrip()


def _whose(board: Board, record: Duty | Work | Attrition | Placement) -> str:
    """The squad's, else the unit's."""
    squad = board.squad(getattr(record, "squad", None) or "")
    return squad.name if squad is not None and squad.name else panes.unit_name(board, record.unit)
