"""What the commands of the phone and of notices do: from what was typed to an edit on the board as it is now.

1. A time of day is the next such; what is no time is refused, and nothing is written down.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from postcmd import intents_of_calls as calls
from postcmd import intents_of_people as people
from postcmd import panes
from postcmd.board import Board
from postcmd.clean import clean
from postcmd.errors import BadInput, Refused
from postcmd.intents import bounded_number
from postcmd.ops import Op
from postcmd.records import Kind, Note, Notice
from tui.cli_making import change, fresh_id, request_of
from tui.cli_on_people import unit_of
from tui.cli_options import How
from tui.config import Config
from tui.request_words import parse_time

Named = tuple[tuple[str, ...], tuple[str, ...]]


def issue_notice(
    config: Config, title: str, named: Named, body: str, number: str, due: str, request_id: str | None, how: How
) -> int:
    """`named`: who issues it, and to whom it goes with all below them."""

    def wish(board: Board) -> Op:
        issuers, roots = ([unit_of(board, unit).id for unit in units] for units in named)
        return people.notice_issue(
            board,
            fresh_id(),
            clean(title),
            issuers,
            roots,
            body=clean(body),
            number=clean(number),
            due=parse_time(due, panes.today(board), board.link.zone),
            after_request=request_of(board, request_id).id if request_id else None,
        )

    return change(config, wish, how)


def answer_notice(
    config: Config, notice_id: str, unit: str, state: people.Answer, heads: str, why: str, how: How
) -> int:
    many = bounded_number(heads) if heads else 0

    def wish(board: Board) -> Op:
        notice = board.get("notice", notice_id)
        if not isinstance(notice, Notice):
            raise Refused("unknown_record", id=notice_id)
        return people.notice_answer(notice, unit_of(board, unit).id, state, many, clean(why))

    return change(config, wish, how)


def write_note(config: Config, text: str, about: tuple[str, str] | None, remind: str, phoned_by: str, how: How) -> int:
    """`text` may say itself when to be reminded, after an `@`."""

    def wish(board: Board) -> Op:
        typed = calls.read_note(text, _now(board), board.link.zone)
        remind_at = reminder(board, remind) if remind else typed.remind_at
        key = (cast(Kind, about[0]), about[1]) if about is not None else None
        return calls.note_write(board, fresh_id(), typed.text, key, remind_at, clean(phoned_by))

    return change(config, wish, how)


def settle_note(config: Config, note_id: str, until: str, how: How) -> int:
    def wish(board: Board) -> Op:
        note = board.get("note", note_id)
        if not isinstance(note, Note):
            raise Refused("unknown_record", id=note_id)
        return calls.note_settle(note, reminder(board, until) if until else None)

    return change(config, wish, how)


def reminder(board: Board, said: str) -> datetime:
    read = calls.read_note(f"@{said}", _now(board), board.link.zone)
    if read.remind_at is None or read.text:
        raise BadInput("bad_time", text=said[:40])
    return read.remind_at


def _now(board: Board) -> datetime:
    return board.link.as_of or datetime.now(UTC)
