"""Full-width keys do what their ASCII twins do.

1. Every full-width ASCII character, `【】《》、。`, curly quotes and the wide space fold to an ASCII twin; other keys
   pass unchanged.
2. The folding happens before any binding is looked up.
3. A focused widget that takes free text gets its characters as they were typed.
4. Keys come from a driver that waits for no clock.
5. A key is taken when all that the one before it caused has been done: what is typed ahead goes where it was meant to.
"""

from __future__ import annotations

import sys
import time
from collections import deque

from textual import events
from textual.app import App, ReturnType, ScreenStackError
from textual.driver import Driver
from textual.keys import _character_to_key
from textual.message_pump import MessagePump
from textual.widget import Widget

# U+FF01..U+FF5E are the ASCII characters shifted by a constant.
# `、` is what Chinese input methods send for the key of `/`, and single quotes in turn for that of `'`.
# Dashes are left alone: shift and `-` commits two of them, and a quota must not fall by two for one key.
SHIFT = 0xFEE0
TWINS = {chr(code): chr(code - SHIFT) for code in range(0xFF01, 0xFF5F)}
TWINS |= {"【": "[", "】": "]", "《": "<", "》": ">", "、": "/", "。": ".", "\u2018": "'", "\u2019": "'", "　": " "}

# How often a key's way is followed to its end, and seconds after which a key that found no end holds up no other.
JOURNEYS = 2
PATIENCE = 0.5


def fold_key(key: str, character: str | None) -> tuple[str, str | None]:
    """The key name and character the ASCII twin would have arrived with; anything else unchanged."""
    if character not in TWINS:
        return key, character
    twin = TWINS[character]
    held = key.split("+")[:-1]
    return "+".join([*held, _character_to_key(twin)]), twin


def takes_free_text(widget: Widget | None) -> bool:
    """Whether full-width characters are meant as typed: in an Input, unless its `free_text` says otherwise."""
    return bool(getattr(widget, "free_text", is_input(widget)))


def is_input(widget: object) -> bool:
    """Whether it is a field that text is typed into."""
    # Importing Input costs the first frame some 15 ms; before somebody else has, no widget can be one.
    module = sys.modules.get("textual.widgets._input")
    return module is not None and isinstance(widget, module.Input)


class FoldingApp(App[ReturnType]):
    """An App that takes keys one at a time, full-width ones as their twins."""

    def __init__(self) -> None:
        super().__init__()
        self._typed_ahead: deque[events.Key | events.Paste] = deque()
        self._taken_at: float | None = None

    def get_driver_class(self) -> type[Driver]:
        found = super().get_driver_class()
        if found.__name__ != "LinuxDriver":
            return found
        from widgets.driver import QuickDriver

        return QuickDriver

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._typed_ahead.append(event)
            await self._take_next()
        else:
            await super().on_event(event)

    async def _take_next(self) -> None:
        """Let the next key go its way, unless one is still under way.

        Textual sends a key to whoever has the focus when it arrives. On a slow link several arrive at once, and of
        `/quota` all but the first would reach the bindings of the board, `q` among them.
        """
        if not self._typed_ahead or self._is_under_way():
            return
        self._taken_at = time.monotonic()
        event = self._typed_ahead.popleft()
        if isinstance(event, events.Key) and not takes_free_text(self.focused):
            event.key, event.character = fold_key(event.key, event.character)
        await super().on_event(event)
        self._follow(self._whose_keys(), JOURNEYS)

    def _is_under_way(self) -> bool:
        return self._taken_at is not None and time.monotonic() - self._taken_at < PATIENCE

    def _whose_keys(self) -> MessagePump:
        try:
            return self.focused or self.screen
        except ScreenStackError:  # the key was the one that left
            return self

    def _follow(self, node: MessagePump, journeys: int) -> None:
        """Go the way the key goes, from queue to queue behind it: at the end all that it caused has been done."""
        if journeys and node is not self and node.call_later(self._follow, node._parent or self, journeys):
            return
        self.call_later(self._arrived, journeys)

    async def _arrived(self, journeys: int) -> None:
        # What a binding did here may have sent a message of its own up from the focused widget: follow that too.
        if journeys:
            self._follow(self._whose_keys(), journeys - 1)
        else:
            self._taken_at = None
            await self._take_next()
