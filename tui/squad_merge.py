"""Merging squads 合并: those selected into one of them, or the parts of a whole into the whole again.

1. Parts that make their whole again need no question: one key takes it back. Squads that were never one are told apart
   no more, so that is asked first.
2. Of those selected the one under the cursor stays, else the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postcmd import intents_of_squads as intents
from postcmd.records import Squad
from postcmd.words import _
from tui.keymap import keyed
from tui.over_list import do
from tui.situation_of_squads import whole_of

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


def merge_here(screen: BoardScreen) -> None:
    """What `Y` means where the cursor is."""
    here, board = screen.here(), screen.board
    chosen = [squad for one in here.chosen if (squad := board.squad(one)) is not None]
    cursor = board.squad(here.id or "")
    if len(chosen) > 1:
        into = cursor if cursor in chosen and cursor is not None else chosen[0]
        _ask(screen, into, chosen)
    elif cursor is not None and (whole := whole_of(board, cursor)) is not None:
        make_whole(screen, whole)


def make_whole(screen: BoardScreen, whole: Squad) -> None:
    """All its parts, and theirs, are one again."""
    said = keyed(_("{squad} is one again; <undo> parts it.")).format(squad=whole.name or whole.id)
    if do(screen, intents.whole_again(screen.board, whole), atomic=True):
        _shown(screen, whole.id, said)


def _ask(screen: BoardScreen, into: Squad, chosen: list[Squad]) -> None:
    whole = whole_of(screen.board, into)
    if whole is not None and {one.id for one in chosen} == set(whole.parts):
        make_whole(screen, whole)
        return
    heads = " + ".join(str(one.strength) for one in chosen)
    text = _("Merge {heads} into {squad}? They are not told apart any more.")
    screen.ask(text.format(heads=heads, squad=into.name or into.id), lambda: _merged(screen, into, chosen))


def _merged(screen: BoardScreen, into: Squad, chosen: list[Squad]) -> None:
    total = sum(one.strength for one in chosen)
    said = _("Merged: {squad} has {n} heads.").format(squad=into.name or into.id, n=total)
    if do(screen, [intents.merge(into, chosen)], atomic=True):
        screen.view.table.clear_selection()
        _shown(screen, into.id, said)


def _shown(screen: BoardScreen, squad_id: str, said: str) -> None:
    screen.list_again(["squad"])
    screen.go_to_record("squad", squad_id)
    screen.say(said, "good")
