"""News: what a person should hear of when the centre's word on their edits arrives.

1. An add that landed on a newer value says so, with the value it landed on and the one that was seen.
2. An edit that needs a person says so once, with the reason; the first of several, and how many more there are.
3. What turned out as it was seen is no news.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from postcmd import ops
from postcmd.board import Board
from postcmd.edits import Edit
from postcmd.quota import heads_text
from postcmd.records import Quota
from postcmd.words import _, ngettext
from tui.keymap import keyed
from widgets.rows import Tone

News = tuple[str, Tone]


def news(board: Board, waited: Iterable[Edit], told: Iterable[Edit]) -> list[News]:
    """What to say of these edits, of which `waited` were on their way before; refusals first."""
    pending = {edit.ticket: edit for edit in waited}
    ended = [edit for edit in told if edit.ticket in pending and not edit.is_pending]
    refused = [edit for edit in ended if edit.stage == "attention"]
    landed = [text for edit in ended for text in _landed(board, edit, pending[edit.ticket])]
    said: list[News] = []
    if refused:
        said.append((with_more(_refused_text(board, refused[0]), len(refused)), "bad"))
    if landed:
        said.append((with_more(landed[0], len(landed)), "accent"))
    return said


def with_more(text: str, count: int) -> str:
    """The first of several, and how many more there are."""
    if count == 1:
        return text
    return f"{text}  {ngettext('and {n} more', 'and {n} more', count - 1).format(n=count - 1)}"


def _refused_text(board: Board, edit: Edit) -> str:
    # Refusals are rare, and the first frame need not wait for their sentences.
    from tui import edit_words
    from tui.cases import Case

    text = keyed(_("{record}: {why} (<outbox>)"))
    return text.format(record=edit_words.target_text(board, edit), why=edit_words.why_text(board, Case(edit)))


def _landed(board: Board, edit: Edit, pending: Edit) -> Iterator[str]:
    """Each add that met other bounds than were seen."""
    info = edit.result.info if edit.result is not None else None
    before = edit.before or pending.before
    if info is None or info.code != "on" or not isinstance(before, Quota) or not info.now:
        return
    if isinstance(edit.op, ops.QuotaAdd | ops.QuotaTransfer) and _differs(before, info.now):
        from tui import edit_words

        text = _("{record}: {edit} applied on {on} (was {seen})")
        yield text.format(
            record=edit_words.target_text(board, edit),
            edit=edit_words.edit_text(board, edit),
            on=heads_text(info.now["min"], info.now["max"]),
            seen=heads_text(before.min, before.max),
        )


def _differs(before: Quota, now: dict[str, Any]) -> bool:
    return {"min", "max"} <= now.keys() and (before.min, before.max) != (now["min"], now["max"])
