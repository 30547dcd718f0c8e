"""What opens over the panes: detail, keys, outbox, palette, filter, form, a question.

1. At most one stands open, beside the filter line or a question; while it does, keys are its own.
2. Closing it gives the focus back to the pane it was opened from; a line opened above another one, to that one.
3. What is open follows what arrives, without moving what is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol, cast

from textual import events
from textual.widget import Widget

from postcmd.board import Key
from postcmd.intent import Choice

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


class Over(Protocol):
    """A widget over the panes. It stays mounted once it was opened: mounting paints the whole screen again."""

    async def begin(self, subject: Any) -> None:
        """Show what belongs to the subject."""
        ...

    def follow(self, touched: Iterable[Key]) -> None: ...


Make = Callable[["BoardScreen"], Widget]


class Overlays:
    """Opens and closes them. What each shows is imported when it is first opened: the first frame needs none."""

    def __init__(self, screen: BoardScreen) -> None:
        self._screen = screen
        self._kept: dict[Make, Widget] = {}
        self._over: Widget | None = None
        self._under: Widget | None = None
        self._asked: tuple[Make, Any] | None = None

    @property
    def is_open(self) -> bool:
        return self._over is not None

    def open(self, make: Make, subject: Any = None, *, above: bool = False) -> None:
        """Show this instead of what is open, or `above` it; it stands there once `settle` was awaited."""
        if above:
            self._under, self._over = self._over, None
        else:
            self._hide()
        self._asked = make, subject
        self._screen.call_later(self.settle)

    async def settle(self) -> None:
        """Bring up what was asked for, with the focus on it before the next key is looked at."""
        if self._asked is None:
            return
        (make, subject), self._asked = self._asked, None
        over = self._kept.get(make)
        if over is None:
            over = self._kept[make] = make(self._screen)
            await self._screen.mount(over)
        self._over = over
        self.fit()
        await cast(Over, over).begin(subject)
        self._screen.set_focus(_first_focus(over))

    def close(self) -> None:
        """Back to the pane."""
        if self._under is not None:
            self._back_to_what_is_under()
        elif self._over is not None:
            self._hide()
            self._screen.set_focus(self._screen.view.table)
            self._screen.key_line.rest(None)
            self._screen.key_line.clear()

    def _back_to_what_is_under(self) -> None:
        under, self._under = self._under, None
        self._hide()
        self._over = under
        if under is not None:
            self._screen.set_focus(_first_focus(under))
            cast(Over, under).follow(())

    def _hide(self) -> None:
        for over in (self._over, self._under):
            if over is not None:
                over.remove_class("-open")
        self._over = self._under = None

    def fit(self) -> None:
        """A full one leaves the status line and the line below it in view."""
        for over in (self._over, self._under):
            if over is not None and over.has_class("full"):
                over.styles.height = max(1, self._screen.app.size.height - 2)

    def follow(self, touched: Iterable[Key]) -> None:
        for over in (self._over, self._under):
            if over is not None:
                cast(Over, over).follow(touched)

    def key(self, event: events.Key) -> None:
        """A key that what is open had no use for: the filter leaves moving about to the pane."""
        from tui.filter_line import FilterLine
        from tui.moving import while_typing

        move = while_typing(event.key)
        if isinstance(self._over, FilterLine) and move is not None:
            event.stop()
            move(self._screen.view.table)

    # What can be opened

    def open_detail(self) -> None:
        from tui.cards import DetailCard

        record_id = self._screen.view.table.cursor
        if record_id is not None:
            self.open(DetailCard, (self._screen.pane, record_id))

    def open_keys(self) -> None:
        from tui.cards import KeysCard

        self.open(KeysCard)

    def open_log(self) -> None:
        from tui.log_card import LogCard

        self.open(LogCard)

    def open_export(self) -> None:
        from tui.exporting import ask_file

        ask_file(self._screen)

    def open_outbox(self) -> None:
        from tui.attention import OutboxList

        self.open(OutboxList)

    def open_edit(self, row_id: str) -> None:
        from tui.attention import EditCard

        self.open(EditCard, row_id)

    def open_reason(self, then: Callable[[str], None]) -> None:
        from tui.reason_line import ReasonLine

        self.open(ReasonLine, then, above=True)

    def open_note(self, text: str) -> None:
        from tui.note_line import NoteLine

        self.open(NoteLine, text)

    def open_receivers(self) -> None:
        from tui.transfer import Receivers

        self.open(Receivers)

    def open_heads(self, giver: str, receiver: str) -> None:
        from tui.transfer import HeadsLine

        self.open(HeadsLine, (giver, receiver))

    def open_palette(self) -> None:
        from tui.palette import Palette

        self.open(Palette)

    def open_filter(self) -> None:
        from tui.filter_line import FilterLine

        self.open(FilterLine)

    def open_unlock(self) -> None:
        from tui.unlock_line import UnlockLine

        self.open(UnlockLine)

    def open_form(self) -> None:
        from tui.request_form import RequestForm

        self.open(RequestForm)

    def open_moves(self) -> None:
        from tui.moves_list import MovesList

        self.open(MovesList)

    def open_surplus(self, over: int, then: Callable[[Choice], None], may_stay: bool = True) -> None:
        from tui.surplus_choice import SurplusChoice

        self.open(SurplusChoice, (over, then, may_stay))

    def ask(self, text: str, then: Callable[[], None]) -> None:
        from tui.filter_line import Asking

        self.open(Asking, (text, then))


def _first_focus(over: Widget) -> Widget:
    """The widget itself, or the first in it, that takes keys."""
    return next((widget for widget in (over, *over.query("*")) if widget.can_focus), over)
