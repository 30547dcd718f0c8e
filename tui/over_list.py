"""A list over the panes with keys of its own: sign-ups, the assembly, the chase list and their like.

1. Its keys are those of its layer in `tui/layers.py`. Each stands at the bottom while it does something on the row
   under the cursor; pressed where it does not, it says why. Where there are many, `?` lists all of them.
2. What arrives is shown in place: the cursor stays on its row.
3. `y` copies the list as it stands, where it has no other meaning and nobody is named in it.
4. A row has the mark of its record as on a pane: of an edit of ours, or of what others changed.
5. Escape and `q` lead back to the pane it was opened from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from textual import events

from postcmd.board import Key
from postcmd.clean import fold
from postcmd.errors import BadInput
from postcmd.intents import bounded_number
from postcmd.ops import Op
from postcmd.words import _
from tui import cells
from tui.glyphs import NEW
from tui.keymap import keyed
from tui.moving import MOVES
from tui.open_layer import OpenLayer
from tui.trial import attempt
from widgets import told
from widgets.columns import Column
from widgets.live import LiveTable
from widgets.rows import Cell, Row

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


class OverList(OpenLayer, LiveTable):
    """Rows over the panes. A subclass says which rows and keys there are."""

    MOVES = MOVES
    holds_names = False
    """Whether names of people stand in it whatever the roster says, as in a list that was pasted."""

    def __init__(self, screen: BoardScreen, columns: Sequence[Column], *, full: bool = True) -> None:
        super().__init__(columns, classes="over full" if full else "")
        self.board_screen = screen
        self.stand_over(screen)
        self.subject: Any = None

    # What a subclass says. No abstract methods: the metaclass of a widget is Textual's, and abc's is another.

    def heading(self) -> str:
        raise NotImplementedError  # every list has its own; none would show a line that names nothing

    def counts(self) -> str:
        return ""

    def nothing(self) -> str:
        return _("Nothing here yet.")

    def rows(self) -> list[Row]:
        raise NotImplementedError  # every list has its own; an empty one would hide that it was forgotten

    def mark(self, key: Key) -> Cell:
        """How far an edit of ours on the record is; else the sign that others changed it since we looked."""
        screen = self.board_screen
        mark = screen.board.mark(*key)
        if not mark and screen.view.is_new(key):
            return Cell(screen.glyphs.mark(NEW), "dim")
        return cells.mark_cell(mark, screen.glyphs)

    def is_urgent(self) -> bool:
        """Whether the counts tell of something that somebody has to see to."""
        return False

    def named(self) -> str:
        return self.heading()

    # How it stands over the panes

    async def begin(self, subject: Any) -> None:
        is_new, self.subject = subject != self.subject, subject
        self.add_class("-open")
        self.follow()
        if is_new:
            self.to_start()

    def follow(self, touched: Iterable[object] = ()) -> None:
        self.set_empty_text(keyed(self.nothing()))
        self.set_rows(self.rows())
        counts = keyed(self.counts())
        self.set_caption(self.heading(), counts, counts if self.is_urgent() else "")
        self.show_keys()

    def on_key(self, event: events.Key) -> None:
        if self.is_editing:
            super().on_key(event)
        else:
            self.take_key(event)

    def number_in(self, event: told.Committed) -> int | None:
        """The number that was typed into a cell; None where it is none: the cell is open again, and says why."""
        try:
            return bounded_number(fold(event.text))
        except BadInput as bad:
            from tui.sentences import sentence_of

            self.refuse(event.text)
            self.board_screen.say(sentence_of(bad), "bad")
            return None

    def copy(self) -> None:
        """The whole list as text, where no name out of a roster may stand in it."""
        from tui import copying

        if self.holds_names or self.board_screen.people.all:
            self.board_screen.say(_("Names are not copied from here."), "warn")
            return
        lines = ["  ".join(cell.text for cell in row.cells if cell.text.strip()) for row in self.rows()]
        copying.copy_list(self.board_screen, self.heading(), lines)


def do(screen: BoardScreen, ops: Sequence[Op], said: str = "", *, atomic: bool = False) -> bool:
    """Submit what can be done of these ops as one gesture, and say so; else say why not. Whether anything was done."""
    trial = attempt(screen.board, ops)
    if not trial.changes or (atomic and trial.refusals):
        screen.changing.say_why(trial)
        return False
    screen.changing.history.note(screen.changing.submit(trial, atomic))
    if trial.refusals:
        from tui.changing import refusal_text

        screen.say(refusal_text(trial.refusals[0]), "warn")
    elif said:
        screen.say(said, "good")
    return True
