"""The board on the screen: three panes, a status line, a line of keys or words.

1. Nothing that arrives moves the cursor, the scroll or the focus; an edit in progress keeps its record.
2. A key does what the registry says; where that cannot be done now, the line at the bottom says why.
3. A changed number repaints its cells, the totals it is part of and the status line, nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import ComposeResult

from postcmd import panes
from postcmd.board import Board, Key
from postcmd.edits import Update
from postcmd.intent import Choice
from postcmd.records import Kind
from postcmd.words import _
from tui import arrivals
from tui.captions import as_left_text, footer_parts
from tui.glyphs import Glyphs
from tui.key_line import KeyLine
from tui.keyboard import Keyboard
from tui.late_parts import LateParts
from tui.overlays import Overlays
from tui.place import Place
from tui.situation import Here, Pane
from tui.status import status_parts
from tui.three_panes import ThreePanes
from widgets import told
from widgets.rows import Tone
from widgets.status import Part, StatusLine

if TYPE_CHECKING:
    from postcmd.intents import Field
    from sync.past import AskPast
    from sync.ports import Desk, Secret
    from tui.config import Bell
    from tui.figures_now import OpenFigures
    from tui.roster_screen import ReadRoster

Unlock = Callable[["Secret"], None]
"""Opens the encrypted token; raises what is in the way."""


class BoardScreen(LateParts, ThreePanes, inherit_bindings=False):
    """Everything a coordinator sees. It belongs to the screen's thread."""

    # The pane somebody left takes the focus, when it is mounted.
    AUTO_FOCUS = ""

    def __init__(
        self,
        board: Board,
        glyphs: Glyphs,
        *,
        demo: bool,
        words: str,
        unlock: Unlock | None = None,
        post_folder: Path = Path(),
        home: Path | None = None,
        place: Place | None = None,
        bell: Bell = "on",
        id: str = "_default",
    ) -> None:
        place = place or Place(words=words)
        super().__init__(board, glyphs, place, id)
        self.desk: Desk | None = None
        self.unlock = unlock
        self.demo = demo
        self._place = place
        self._glyphs = glyphs
        for view in self.views.values():
            # Read late: the first frame marks nothing.
            view.is_new = lambda key: self.desk is not None and self.looking.is_new(key)
        self.overlays = Overlays(self)
        self.keyboard = Keyboard(self)
        self.post_folder = post_folder
        self.home = post_folder if home is None else home
        self.roster: ReadRoster | None = None
        self.ask_past: AskPast | None = None
        self.open_figures: OpenFigures | None = None
        self.bell = bell
        self._status, self.key_line = StatusLine(id="status"), KeyLine(glyphs, self._keys, self.hear)

    def compose(self) -> ComposeResult:
        self.fit(self._status, self.key_line)
        with self._panes:
            for view in self.views.values():
                yield view.table
        yield self._status
        yield self.key_line

    def on_mount(self) -> None:
        self.views["quota"].table.choose_column(self._place.field)
        self.fill(self.shown_panes)
        self.set_focus(self.view.table)
        self.show_captions()
        self.show_status()
        self.key_line.rest(None)
        if self._place.hides_something:
            self.say(as_left_text(self.words, self.days), "accent", in_passing=True)
        self.call_after_refresh(self.list_stale)

    def on_unmount(self) -> None:
        if "calling" in self.__dict__:
            self.calling.leave()

    def on_resize(self, event: events.Resize) -> None:
        if not self.fits:
            self.fit(self._status, self.key_line)
            self.show_captions()
            self.overlays.fit()

    # Where we are

    def go_to_pane(self, pane: Pane) -> None:
        self.choose(pane)
        self.fit(self._status, self.key_line)
        self.list_stale()
        self.view.table.focus()
        self.show_captions()
        self.key_line.refresh_keys()

    def go_to_record(self, kind: Kind, record_id: str) -> None:
        """Its pane, with the cursor on it, whatever days or filter would hide it."""
        self.go_to_pane(self.reveal(kind, record_id))
        self.view.table.go_to(record_id)

    @property
    def glyphs(self) -> Glyphs:
        return self._glyphs

    def here(self) -> Here:
        """The situation, for the registry's questions."""
        return Here(
            board=self.board,
            pane=self.pane,
            id=self.view.table.cursor,
            chosen=self.view.table.selected,
            demo=self.demo,
            can_undo=self.has_changed and bool(self.changing.history),
            can_raise=self.has_changed and bool(self.changing.raising),
        )

    @property
    def field(self) -> Field:
        return cast("Field", self.view.table.column or "max")

    # What arrives

    def take(self, update: Update) -> None:
        """An update from the sync side."""
        with self.painted_once():
            self._take(update)

    def _take(self, update: Update) -> None:
        day, waited = panes.today(self.board), self.board.waiting
        touched = self.board.apply(update)
        if self.has_changed:
            self.changing.history.learn(update.edits or ())
        if panes.today(self.board) != day:
            self.begin_day()
        self.show_changes(touched)
        self.calling.learn(touched, update.whole)
        if update.puts or update.gone or update.whole:
            # Updates are few as it is: listing later would paint twice for each.
            self.list_stale()
        if update.edits and waited:
            self.key_line.toast(arrivals.news(self.board, waited, (*update.told, *update.edits)))

    def show_changes(self, touched: Iterable[Key]) -> None:
        """Draw what may look different now."""
        touched = set(touched)
        with self.painted_once():
            self.follow(touched)
        self.show_status()
        self.key_line.refresh_keys()
        self.overlays.follow(touched)

    # What is said

    def show_status(self) -> None:
        parts = [part._replace(text=self._glyphs.text(part.text)) for part in status_parts(self.board, self.demo)]
        self._status.show(parts)

    def say(self, text: str, tone: Tone = "normal", *, in_passing: bool = False) -> None:
        """One sentence in the line of keys, until the next key; in the log too, unless it is said in passing."""
        self.key_line.say(text, tone, in_passing=in_passing)

    def leave_as_it_was(self) -> None:
        """What was begun is not done; what it was to replace stays."""
        self.changing.instead_of = None
        self.say(_("Left as it was."))

    def ask(self, text: str, then: Callable[[], None]) -> None:
        self.overlays.ask(text, then)

    def choose_surplus(self, over: int, then: Callable[[Choice], None]) -> None:
        self.overlays.open_surplus(over, then)

    # Keys

    def _keys(self) -> list[Part]:
        """The keys at the bottom while nothing is said there."""
        return footer_parts(self.here())

    def on_key(self, event: events.Key) -> None:
        if self.overlays.is_open:
            self.overlays.key(event)
        else:
            event.stop()
            event.prevent_default()
            self.keyboard.press(event)

    def open_desk(self, desk: Desk) -> None:
        """From now on changes can be kept."""
        self.desk = desk
        self.calling.begin()
        if self.open_figures is not None:
            self.figures.begin()
        if self._place.form and not self.keyboard.has_early_ones:
            self.remembering.go_on(self._place.form)
        self.keyboard.press_early_ones()

    def leave(self) -> None:
        """Nobody looks any more."""
        self.app.exit(0)

    def let_go_of_all(self) -> None:
        """Nothing here is left to let go of."""

    # What the panes tell

    def on_live_table_cursor_moved(self, event: told.CursorMoved) -> None:
        self.key_line.refresh_keys()

    def on_live_table_edit_left(self, event: told.EditLeft) -> None:
        self.leave_as_it_was()

    def on_live_table_edit_closed(self, event: told.EditClosed) -> None:
        self.typing.closed(event)

    def on_live_table_edit_held(self, event: told.EditHeld) -> None:
        self.say(_("An edit is open: Enter keeps it, Esc leaves it."))

    def on_live_table_row_gone(self, event: told.RowGone) -> None:
        self.typing.row_gone(event)

    def on_live_table_committed(self, event: told.Committed) -> None:
        self.typing.committed(event)
