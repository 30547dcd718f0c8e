"""The outbox on the screen: edits on their way, and those that need a person, first.

1. What was refused or clashed stays here until a person says what becomes of it.
2. Mine is made again on top of what stands at the centre now; theirs leaves it as it is; either way it leaves the list.
3. An edit that another session keeps can be read, not resolved.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import msgspec
from textual import events

from postcmd import intents, ops
from postcmd.board import Board
from postcmd.edits import Edit
from postcmd.errors import Refused
from postcmd.quota import heads_text
from postcmd.records import Quota
from postcmd.words import _
from tui import edit_words
from tui.gestures import sealed_as_one
from tui.sentences import sentence_of
from tui.times import long_text
from tui.trial import attempt
from widgets.card import Card
from widgets.columns import Column
from widgets.live import LiveTable
from widgets.rows import Cell, Row

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

STEPS: Final = {"up": -1, "k": -1, "down": 1, "j": 1}
PAGES: Final = {"pageup": -1, "pagedown": 1}
LEAVING: Final = frozenset({"escape", "q", "o"})
SHOWN_STAGES: Final = ("attention", "writing", "saved", "sent", "done")


def listed(board: Board) -> list[Edit]:
    """What needs attention, then what is on its way, then what arrived; in each the latest first."""
    edits = [edit for edit in reversed(board.all_edits) if edit.stage in SHOWN_STAGES]
    rank = {"attention": 0, "writing": 1, "saved": 1, "sent": 1, "done": 2}
    return sorted(edits, key=lambda edit: rank[edit.stage])


def hints() -> str:
    return _("m mine  t theirs  e edit  d dismiss  Enter both sides  Esc back")


class OutboxList(LiveTable):
    """Every edit on a line of its own."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(_columns(), classes="over full", title=_("Outbox"), empty_text=_("No edits: nothing waits."))
        self._board_screen = screen
        self._edits: dict[str, Edit] = {}

    async def begin(self, subject: None) -> None:
        self.add_class("-open")
        self.follow()

    def follow(self, touched: Iterable[object] = ()) -> None:
        board = self._board_screen.board
        self._edits = {edit.ticket: edit for edit in listed(board)}
        self.set_rows(self._row(edit) for edit in self._edits.values())
        self.set_caption(_("Outbox"), hints())

    def _row(self, edit: Edit) -> Row:
        board = self._board_screen.board
        needs = edit.stage == "attention"
        cells = (
            Cell(long_text(edit.op.made, board.link.zone), "dim"),
            Cell(edit_words.target_text(board, edit)),
            Cell(edit_words.edit_text(edit), "strong"),
            Cell(edit_words.state_text(edit), "bad" if needs else "dim"),
        )
        return Row(edit.ticket, cells, Cell("!" if needs else "", "bad"))

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        edit = self._edits.get(self.cursor or "")
        if event.key in STEPS:
            self.move(STEPS[event.key])
        elif event.key in PAGES:
            self.page(PAGES[event.key])
        elif event.key in LEAVING:
            self._board_screen.overlays.close()
        elif edit is not None and event.key == "enter":
            self._board_screen.overlays.open_edit(edit)
        elif edit is not None:
            resolve(self._board_screen, edit, event.key)


class EditCard(Card):
    """One edit with both sides; the same keys resolve it."""

    _edit: Edit

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(classes="over full")
        self._board_screen = screen

    async def begin(self, subject: Edit) -> None:
        self._edit = subject
        self.open(_("Edit"), edit_words.sections(self._board_screen.board, subject), hints())

    def follow(self, touched: Iterable[object]) -> None:
        board = self._board_screen.board
        self._edit = next((edit for edit in board.all_edits if edit.ticket == self._edit.ticket), self._edit)
        self.show(_("Edit"), edit_words.sections(board, self._edit), hints())

    def on_card_left(self, event: Card.Left) -> None:
        event.stop()
        self._board_screen.overlays.open_outbox()

    def on_key(self, event: events.Key) -> None:
        if event.key in ("m", "t", "e", "d"):
            event.stop()
            event.prevent_default()
            if resolve(self._board_screen, self._edit, event.key):
                self._board_screen.overlays.open_outbox()


def resolve(screen: BoardScreen, edit: Edit, key: str) -> bool:
    """Mine, theirs, edit or dismiss; False where that cannot be, with the reason said."""
    if key not in ("m", "t", "e", "d"):
        return False
    if edit.stage != "attention":
        screen.say(_("This edit needs no decision: it is on its way or done."))
        return False
    if edit.foreign:
        screen.say(_("Another session keeps this edit; decide it there."))
        return False
    if key == "m":
        return _keep_mine(screen, edit)
    _dismiss(screen, edit)
    if key == "e":
        return _edit_again(screen, edit)
    screen.say(_("Theirs stays; your edit was let go.") if key == "t" else _("Dismissed."))
    return True


def _keep_mine(screen: BoardScreen, edit: Edit) -> bool:
    try:
        op = intents.mine_again(edit, screen.board.link.epoch)
    except Refused as refused:
        screen.say(sentence_of(refused), "warn")
        return False
    trial = attempt(screen.board, [op])
    if not trial.changes:
        screen.changing.say_why(trial)
        return False
    _dismiss(screen, edit)
    screen.changing.history.note(screen.changing.submit(sealed_as_one(trial), trial.before))
    screen.say(_("Mine is on its way again."))
    return True


def _dismiss(screen: BoardScreen, edit: Edit) -> None:
    if screen.desk is not None:
        screen.desk.dismiss([edit.ticket])
        screen.show_changes(screen.board.place([msgspec.structs.replace(edit, stage="dismissed")]))


def _edit_again(screen: BoardScreen, edit: Edit) -> bool:
    """Open the quota's edit with what I wanted in it."""
    target = edit.target
    record = screen.board.get(*target) if target is not None else None
    if not isinstance(record, Quota):
        screen.say(_("Only a quota is edited in place; change the record itself."))
        return True
    screen.overlays.close()
    screen.go_to_record(record.id)
    screen.begin_edit(_wanted_text(edit, record))
    return False


def _wanted_text(edit: Edit, quota: Quota) -> str:
    op = edit.op
    if not isinstance(op, ops.QuotaSet):
        return heads_text(quota.min, quota.max)
    least = op.min if isinstance(op.min, int) else quota.min
    most = op.max if isinstance(op.max, int) or op.max is None else quota.max
    return heads_text(least, most)


def _columns() -> tuple[Column, ...]:
    return (
        Column("made", _("made"), 11, shrink=3),
        Column("record", _("record"), 24, min=10, flex=1, shrink=2),
        Column("edit", _("edit"), 18, min=10, shrink=1),
        Column("state", _("state"), 30, min=10, flex=3, shrink=1),
    )
