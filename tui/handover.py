"""Handing over: a refused edit as a text that somebody else can act on, ready to be pasted into a chat group.

1. It says who wanted what on which record, when, and why it was refused; it needs no knowledge of this program.
2. The file is whole or not there, for its owner alone, and never over another one.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from postcmd.board import Board
from postcmd.clean import clean
from postcmd.records import Quota
from postcmd.words import _
from postcmd.written import long_text
from tui import edit_words, terms
from tui.cases import Case, failing

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER: Final = "handover"


def text_of(board: Board, case: Case) -> str:
    """A few lines, each of which stands for itself."""
    return "\n".join(filter(None, _lines(board, case))) + "\n"


def _lines(board: Board, case: Case) -> Iterator[str]:
    edit, zone = case.edit, board.link.zone
    yield _("To be taken over: {record}").format(record=record_text(board, case))
    done = [edit_words.edit_text(board, one) for one in (edit, *case.after)]
    made = long_text(edit.op.made, zone) or long_text(board.link.as_of, zone)
    text = _("{who} wanted at {time}: {edit}")
    yield text.format(who=board.link.account or "?", time=made, edit=_(", ").join(done))
    if edit.result is not None:
        yield _("Not done: {why}").format(why=edit_words.state_text(edit))
    for one in failing(board, case):
        what, why = edit_words.edit_text(board, one.edit), edit_words.state_text(one.edit)
        yield f"- {edit_words.target_text(board, one.edit)}  {what}: {why}"
    if edit.op.reason:
        yield _("Reason given: {reason}").format(reason=clean(edit.op.reason))
    if edit.target is not None and not case.is_bulk:
        yield _("Record: {id}").format(id=edit.target[1])


def record_text(board: Board, case: Case) -> str:
    """The record as people call it, with its task where it has one."""
    target = case.edit.target
    record = board.get(*target) if target is not None else case.edit.before
    named = edit_words.target_text(board, case.edit)
    if case.is_bulk:
        return named
    request = board.request(record.request) if isinstance(record, Quota) else None
    return f"{named}  {terms.task_name(board, request.task)}" if request is not None else named


def keep(folder: Path, name: str, text: str) -> Path:
    """Write it down, and where. OSError or CacheDamaged where the folder or the disk does not take it."""
    from sync.files import private_folder, write_whole

    private_folder(folder)
    path = next(path for nth in range(1, 10_000) if not (path := folder / _named(name, nth)).exists())
    write_whole(path, text.encode())
    return path


def _named(name: str, nth: int) -> str:
    plain = "".join(char if char.isalnum() or char in "-." else "-" for char in name)[:80]
    return f"{plain}.txt" if nth == 1 else f"{plain}-{nth}.txt"
