"""Three panes on one screen: which are shown, where the cursor is, which rows each lists.

1. One pane below 100 columns, two below 140, three from there on; the chosen one is always among them.
2. What arrives moves neither the chosen pane nor its cursor.
3. Changes of a moment are gathered before the panes are listed again; each composes its lines once for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Final, cast

from textual.containers import Horizontal
from textual.geometry import Size
from textual.timer import Timer
from textual.widget import Widget

from postcmd import panes
from postcmd.board import Board, Key
from postcmd.panes import Days
from postcmd.records import Kind
from tui.captions import empty_text, title_text
from tui.glyphs import Glyphs
from tui.pane import ORDER, PaneView
from tui.place import Place
from tui.situation import Pane
from tui.too_small import TooSmall, is_too_small
from widgets.spans import ExactScreen

TWO_PANES: Final = 100
THREE_PANES: Final = 140
LIST_AGAIN: Final = 0.15
"""Seconds in which changes are gathered before the panes are listed again."""


class ThreePanes(ExactScreen[None], inherit_bindings=False):
    """The panes of a board, as somebody left them in `place`."""

    def __init__(self, board: Board, glyphs: Glyphs, place: Place, id: str) -> None:
        super().__init__(id=id)
        self.board = board
        self.words = place.words
        self.pane: Pane = place.pane
        self.second_pane: Pane = place.second if place.pane == "quota" else place.pane
        self.days = place.days_from(panes.today(board))
        self.views = {pane: PaneView(pane, board, glyphs) for pane in ORDER}
        self._cursors = dict(place.cursors)
        self._panes = Horizontal(id="panes")
        self._fitted = Size(0, 0)
        self._list_timer: Timer | None = None

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

    @property
    def fits(self) -> bool:
        """Whether the panes are shown for the size that the screen has."""
        return self._fitted == self.app.size

    def fit(self, *below: Widget) -> None:
        """Show the panes that there is room for, and what stands `below` them; where there is none, a sentence."""
        # Styles of single widgets: a class on the screen would match every widget against all style sheets again.
        self._fitted = self.app.size
        for pane, view in self.views.items():
            view.table.display = pane in self.shown_panes
            view.table.beside = len(self.shown_panes) > 1
            view.table.styles.margin = (0, 0, 0, 1 if pane != self.shown_panes[0] else 0)
        too_small = is_too_small(self.app.size)
        for widget in (self._panes, *below):
            widget.display = not too_small
        if too_small and not self.query(TooSmall):
            self.mount(TooSmall(id="small"))
        for small in self.query(TooSmall):
            small.display = too_small

    def choose(self, pane: Pane) -> None:
        """Let this be the pane that keys are about; it takes the place of the one beside the quotas."""
        self.pane = pane
        if pane != "quota":
            self.second_pane = pane

    def reveal(self, kind: Kind, record_id: str) -> Pane:
        """The pane of the record, listing it, whatever days or filter would hide it."""
        pane = cast(Pane, kind)
        if record_id not in self.views[pane].ids:
            self.days, self.words = Days("all"), ""
            self.list_again()
        return pane

    # Which rows

    @contextmanager
    def painted_once(self) -> Iterator[None]:
        """Whatever becomes of the panes meanwhile, each composes its lines once."""
        with ExitStack() as panes_held:
            for view in self.views.values():
                panes_held.enter_context(view.table.held())
            yield

    def follow(self, touched: set[Key]) -> None:
        """Draw these records again, and list again soon where rows may have come, gone or moved."""
        for view in self.views.values():
            view.follow(touched)
        if any(view.is_stale for view in self.views.values()) and self._list_timer is None:
            self._list_timer = self.set_timer(LIST_AGAIN, self.list_stale)
        self.show_captions()

    def begin_day(self) -> None:
        """Another day is today."""
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
        self.fill(which)
        for view in self.views.values():
            view.add_up()
        self.show_captions()

    def fill(self, which: Iterable[Pane]) -> None:
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

    def show_captions(self) -> None:
        for pane in self.shown_panes:
            view = self.views[pane]
            title = title_text(self.views, pane, self.shown_panes, self.words)
            counts = view.counts_text(self.days, self.words)
            view.caption(title, counts, empty_text(self.board, pane, self.words))
