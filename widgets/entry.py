"""A line of text a person types into, on Textual's Input.

1. It does not blink: a blinking cursor sends 2 KB a second for ever.
2. What could steer a terminal is neither shown nor kept, wherever it came from.
3. Free text keeps its full-width characters; where `figures` are wanted they arrive as ASCII, pasted ones too.
"""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from postcmd.clean import fold
from widgets.text import unsteered

LONGEST = 200


class Entry(Input):
    """An Input one line high, without border or blinking."""

    DEFAULT_CSS = """
    Entry { width: 1fr; height: 1; border: none; padding: 0; background: $background; color: $foreground; }
    Entry:focus { border: none; background-tint: $foreground 0%; text-style: none; }
    """

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        figures: bool = False,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(
            value,
            placeholder=placeholder,
            max_length=LONGEST,
            select_on_focus=False,
            compact=True,
            name=name,
            id=id,
            classes=classes,
        )
        self.cursor_blink = False
        self.free_text = not figures

    def validate_value(self, value: str) -> str:
        return unsteered(value)

    def _on_paste(self, event: events.Paste) -> None:
        # Textual calls Input's own handler after this one.
        if not self.free_text:
            event.text = fold(event.text)
