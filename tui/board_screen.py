"""The board on the screen: three panes, a status line, a line of keys or words.

1. Nothing that arrives moves the cursor, the scroll or the focus; an edit in progress keeps its record.
2. One pane below 100 columns, two below 140, three from there on; the chosen one is always among them.
3. A key does what the registry says; where that cannot be done now, the line at the bottom says why.
4. A changed number repaints its cells, the totals it is part of and the status line, nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Size
from textual.timer import Timer

from postcmd import panes
from postcmd.board import Board, Key
from postcmd.edits import Update
from postcmd.intent import Choice
from postcmd.panes import Days
from postcmd.records import Kind
from postcmd.words import _
from tui import arrivals
from tui.captions import as_left_text, empty_text, footer_parts, title_text
from tui.glyphs import Glyphs
from tui.key_line import KeyLine
from tui.keyboard import Keyboard
from tui.late_parts import LateParts
from tui.overlays import Overlays
from tui.pane import ORDER, PaneView
from tui.place import Place
from tui.situation import Here, Pane
from tui.status import status_parts
from tui.too_small import TooSmall, is_too_small
from widgets import told
from widgets.rows import Tone
from widgets.spans import ExactScreen
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
TWO_PANES: Final = 100
THREE_PANES: Final = 140
LIST_AGAIN: Final = 0.15
"""Seconds in which changes are gathered before the panes are listed again."""


class BoardScreen(LateParts, ExactScreen[None], inherit_bindings=False):
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
        super().__init__(id=id)
        self.board = board
        self.desk: Desk | None = None
        self.unlock = unlock
        self.demo = demo
        place = place or Place(words=words)
        self.words = place.words
        self.pane: Pane = place.pane
        self.second_pane: Pane = place.second if place.pane == "quota" else place.pane
        self.days = place.days_from(panes.today(board))
        self._place = place
        self._cursors = dict(place.cursors)
        self._glyphs = glyphs
        self.views = {pane: PaneView(pane, board, glyphs) for pane in ORDER}
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
        self._panes = Horizontal(id="panes")
        self._status, self.key_line = StatusLine(id="status"), KeyLine(glyphs, self._keys, self.hear)
        self._fitted = Size(0, 0)
        self._list_timer: Timer | None = None

    def compose(self) -> ComposeResult:
        self._show_panes()
        with self._panes:
            for view in self.views.values():
                yield view.table
        yield self._status
        yield self.key_line

    def on_mount(self) -> None:
        self.views["quota"].table.choose_column(self._place.field)
        self._fill(self.shown_panes)
        self.set_focus(self.view.table)
        self.show_captions()
        self.show_status()
        self.key_line.rest(None)
        if self._place.hides_something:
            self.say(as_left_text(self.words, self.days), "accent", in_passing=True)
        self.call_after_refresh(self.list_stale)

    # What is where

    @property
    def view(self) -> PaneView:
        return self.views[self.pane]

    @property
    def shown_panes(self) -> tuple[Pane, ...]:
        width = self.app.size.width
        if width >= THREE_PANES:
            return ORDER
        return (
            tuple(pane for pane in ORDER if pane in (self.second_pane, "quota")) if width >= TWO_PANES else (self.pane,)
        )

    def _show_panes(self) -> None:
        # Styles of single widgets: a class on the screen would match every widget against all style sheets again.
        self._fitted = self.app.size
        for pane, view in self.views.items():
            view.table.display = pane in self.shown_panes
            view.table.styles.margin = (0, 0, 0, 1 if pane != self.shown_panes[0] else 0)
        too_small = is_too_small(self.app.size)
        for widget in (self._panes, self._status, self.key_line):
            widget.display = not too_small
        if too_small and not self.query(TooSmall):
            self.mount(TooSmall(id="small"))
        for small in self.query(TooSmall):
            small.display = too_small

    def on_unmount(self) -> None:
        if "calling" in self.__dict__:
            self.calling.leave()

    def on_resize(self, event: events.Resize) -> None:
        if self._fitted != self.app.size:
            self._show_panes()
            self.show_captions()
            self.overlays.fit()

    def go_to_pane(self, pane: Pane) -> None:
        self.pane = pane
        if pane != "quota":
            self.second_pane = pane
        self._show_panes()
        self.list_stale()
        self.view.table.focus()
        self.show_captions()
        self.key_line.refresh_keys()

    def go_to_record(self, kind: Kind, record_id: str) -> None:
        """Its pane, with the cursor on it, whatever days or filter would hide it."""
        pane = cast(Pane, kind)
        if record_id not in self.views[pane].ids:
            self.days, self.words = Days("all"), ""
            self.list_again()
        self.go_to_pane(pane)
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
        with self._painted_once():
            self._take(update)

    def _take(self, update: Update) -> None:
        day, waited = panes.today(self.board), self.board.waiting
        touched = self.board.apply(update)
        if self.has_changed:
            self.changing.history.learn(update.edits or ())
        if panes.today(self.board) != day:
            self._begin_day()
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
        with self._painted_once():
            self._follow(touched)
        self.show_status()
        self.key_line.refresh_keys()
        self.overlays.follow(touched)

    @contextmanager
    def _painted_once(self) -> Iterator[None]:
        """Whatever becomes of the panes meanwhile, each composes its lines once."""
        with ExitStack() as panes_held:
            for view in self.views.values():
                panes_held.enter_context(view.table.held())
            yield

    def _follow(self, touched: set[Key]) -> None:
        for view in self.views.values():
            view.follow(touched)
        if any(view.is_stale for view in self.views.values()) and self._list_timer is None:
            self._list_timer = self.set_timer(LIST_AGAIN, self.list_stale)
        self.show_captions()

    def _begin_day(self) -> None:
        if self.days.mode == "from":
            self.days = Days("from", panes.today(self.board))
        for view in self.views.values():
            view.is_stale = True
            view.redraw_all()

    def list_stale(self) -> None:
        """List again the panes in which rows may have come, gone or moved."""
        if self._list_timer is not None:
            self._list_timer.stop()
            self._list_timer = None
        self.list_again([pane for pane, view in self.views.items() if view.is_stale])

    def list_again(self, which: Sequence[Pane] = ORDER) -> None:
        self._fill(which)
        for view in self.views.values():
            view.add_up()
        self.show_captions()

    def _fill(self, which: Sequence[Pane]) -> None:
        """List them; the cursor goes where it was left, the first time there is anything to stand on."""
        for pane in which:
            view = self.views[pane]
            view.fill(self.days, self.words)
            if view.ids and (left_on := self._cursors.pop(pane, None)):
                view.table.go_to(left_on)

    def choose_days(self, days: Days) -> None:
        self.days = days
        self.list_again(["quota"])

    def filter_by(self, words: str) -> None:
        self.words = words
        self.list_again()

    # What is said

    def show_captions(self) -> None:
        for pane in self.shown_panes:
            view = self.views[pane]
            title = title_text(self.views, pane, self.shown_panes, self.words)
            counts = view.counts_text(self.days, self.words)
            view.caption(title, counts, empty_text(self.board, pane, self.words))

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
