"""A list that is pasted, line by line, and looked at before anything is sent.

1. What is pasted after that is read with what was there before; nothing of it stays once another subject is opened.
2. A list may be typed, or come from a terminal that does not say what was pasted: then Enter ends a line and never
   sends, until Escape has ended the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from textual import events

from postcmd.words import _
from tui.layer_keys import by_key
from tui.over_list import OverList
from widgets.columns import Column

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

ENDS_LINE: Final = frozenset({"enter", "ctrl+j"})
"""What a line ends with where the terminal does not say that it was pasted."""


class PastedList(OverList):
    """The text so far, and the line being typed. A subclass reads the text and shows its lines."""

    holds_names = True

    def __init__(self, screen: BoardScreen, columns: Sequence[Column]) -> None:
        super().__init__(screen, columns)
        self._text = ""
        self._typed: str | None = None

    async def begin(self, subject: Any) -> None:
        self._text, self._typed = "", None
        await super().begin(subject)

    # What is pasted

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self._end_line()
        self._add(event.text)
        self.follow()

    def _add(self, text: str) -> None:
        self._text = f"{self._text}\n{text}" if self._text else text

    # What is typed

    @property
    def is_typed(self) -> bool:
        """Whether keys are text just now."""
        return self._typed is not None

    def typing(self) -> str:
        """The line as far as it was typed."""
        return _("typed: {text}").format(text=self._typed) if self._typed else ""

    def show_keys(self) -> None:
        if self.is_typed:
            # What is typed is text: these two keys are those of any field.
            self.board_screen.key_line.rest((_("Enter ends the line"), _("Esc ends the list")))
        else:
            super().show_keys()

    def nothing(self) -> str:
        if self._text:
            return _("No line of this reads as a list.")
        if self._typed is not None:
            return _("Enter ends a line, Esc the list.")
        return _("Paste the list of the chat group now (Shift+Insert, or the terminal's own key), or type it.")

    def on_key(self, event: events.Key) -> None:
        if self._typed is None and self._begins(event):
            self._typed = ""
        if self._typed is None or not self._is_typed(event):
            super().on_key(event)
            return
        event.stop()
        event.prevent_default()
        self.set_empty_text(self.nothing())
        self.set_caption(self.heading(), self.counts())

    def _begins(self, event: events.Key) -> bool:
        """Whether it is text: anything that can be seen while nothing is there, else what is no key here."""
        is_key = bool(self._text) and event.key in by_key(self.keyboard.layer)
        return event.is_printable and event.key != "space" and not is_key

    def _is_typed(self, event: events.Key) -> bool:
        if event.key in ENDS_LINE:
            self._end_line()
            self.follow()
        elif event.key == "escape":
            self._end_line()
            self._typed = None
            self.follow()
        elif event.key == "backspace":
            self._typed = (self._typed or "")[:-1]
        elif event.is_printable or event.key == "tab":
            self._typed = (self._typed or "") + (event.character or "")
        else:
            return False
        return True

    def _end_line(self) -> None:
        if self._typed:
            self._add(self._typed)
            self._typed = ""
