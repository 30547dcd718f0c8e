"""An application that sends its terminal nothing but cells that look otherwise than before.

1. Where nothing differs not one byte is sent, whatever was painted again.
2. A frame is one write; one longer than a packet is fenced in, so that no half of it is seen, unless the link is so
   slow that half of it is welcome (`fences_frames`).
3. The cursor is put where somebody types, for the input method's sake, and nowhere else.
4. A terminal that was resized or handed back is painted anew as a whole, once it holds still.
"""

from __future__ import annotations

import os
from typing import Final

from rich.console import RenderableType
from rich.control import Control
from textual import events
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual.app import App, ReturnType, ScreenStackError
from textual.driver import Driver
from textual.screen import Screen
from textual.timer import Timer

from widgets.keys import is_input
from widgets.shown import Shown
from widgets.spans import ExactUpdate, WholeUpdate, colours_of
from widgets.terminfo import erases_in_colour

ONE_PACKET: Final = 1_200
"""Bytes of a frame that arrive together."""
HOLDS_STILL: Final = 0.1
"""Seconds after a change of size in which more of them are waited for."""


class ExactApp(App[ReturnType]):
    """Its screens are `ExactScreen`s; others are painted as Textual does."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = Shown(erases=erases_in_colour(os.environ.get("TERM", "")))
        self.fences_frames = True
        self._resized: Timer | None = None

    async def on_event(self, event: events.Event) -> None:
        await super().on_event(event)
        if isinstance(event, events.Resize | Driver.SignalResume):
            self._paint_anew_soon()

    def paint_anew(self) -> None:
        """Take nothing for granted that stands on the terminal."""
        self._resized = None
        self.shown.forget()
        self.screen.refresh()

    def _paint_anew_soon(self) -> None:
        self.shown.forget()
        if self._dom_ready and self._resized is None:
            self._resized = self.set_timer(HOLDS_STILL, self.paint_anew)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        is_drawing = self._running and not self._closed and not self._batch_count and not self.is_headless
        if not isinstance(renderable, ExactUpdate | WholeUpdate) or not is_drawing or self._driver is None:
            super()._display(screen, renderable)
            return
        if frame := self._frame(renderable):
            self._driver.write(frame)
            self._driver.flush()
        self.post_display_hook()

    def _frame(self, update: ExactUpdate | WholeUpdate) -> str:
        sent = self.shown.sent(update.painted(), self.size.width, colours_of(self.console))
        if is_input(self._typed_into()):
            self._previous_cursor_position = self.screen.outer_size.clamp_offset(self.cursor_position)
            sent += Control.move_to(*self._previous_cursor_position).segment.text
        is_fenced = self.fences_frames and self._sync_available and len(sent) > ONE_PACKET
        return f"{SYNC_START}{sent}{SYNC_END}" if is_fenced else sent

    def _typed_into(self) -> object:
        try:
            return self.focused
        except ScreenStackError:  # the last one has gone, and its picture is still to be painted
            return None
