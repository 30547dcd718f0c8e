"""Full-width keys do what their ASCII twins do.

1. Every full-width ASCII character, `【】《》、。` and the wide space fold to an ASCII twin; other keys pass unchanged.
2. The folding happens before any binding is looked up.
3. A focused widget that takes free text gets its characters as they were typed.
"""

from __future__ import annotations

import sys

from textual import events
from textual.app import App, ReturnType
from textual.keys import _character_to_key
from textual.widget import Widget

# U+FF01..U+FF5E are the ASCII characters shifted by a constant.
# `、` is what Chinese input methods send for the key of `/`.
# Dashes are left alone: shift and `-` commits two of them, and a quota must not fall by two for one key.
SHIFT = 0xFEE0
TWINS = {chr(code): chr(code - SHIFT) for code in range(0xFF01, 0xFF5F)}
TWINS |= {"【": "[", "】": "]", "《": "<", "》": ">", "、": "/", "。": ".", "　": " "}


def fold_key(key: str, character: str | None) -> tuple[str, str | None]:
    """The key name and character the ASCII twin would have arrived with; anything else unchanged."""
    if character not in TWINS:
        return key, character
    twin = TWINS[character]
    held = key.split("+")[:-1]
    return "+".join([*held, _character_to_key(twin)]), twin


def takes_free_text(widget: Widget | None) -> bool:
    """Whether full-width characters are meant as typed: in an Input, unless its `free_text` says otherwise."""
    return bool(getattr(widget, "free_text", _is_input(widget)))


def _is_input(widget: Widget | None) -> bool:
    # Importing Input costs the first frame some 15 ms; before somebody else has, no widget can be one.
    module = sys.modules.get("textual.widgets._input")
    return module is not None and isinstance(widget, module.Input)


class FoldingApp(App[ReturnType]):
    """An App that folds full-width keys on arrival, before bindings and the focused widget see them."""

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded and not takes_free_text(self.focused):
            event.key, event.character = fold_key(event.key, event.character)
        await super().on_event(event)
