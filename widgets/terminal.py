"""What Textual must find in the environment before it is imported.

1. Importing this module imports no Textual; Textual reads these names once, when it is imported.
2. The kitty keyboard protocol is off: with it, what a Chinese input method commits arrives as garbage.
3. Nothing is animated; what the user has set for the escape key is left alone.
"""

from __future__ import annotations

import os
import sys

MUST = {
    "TEXTUAL_DISABLE_KITTY_KEY": "1",
    "TEXTUAL_SMOOTH_SCROLL": "0",
    "TEXTUAL_ANIMATIONS": "none",
}
# Milliseconds to wait for the rest of an escape sequence: long enough for a slow link to deliver an arrow key whole.
ESCAPE_DELAY = "50"


class TooLate(RuntimeError):
    """Textual has been imported already and will not look at its environment again."""


def prepare_terminal() -> None:
    """Set Textual's environment; the first thing a program with a screen does."""
    if "textual" in sys.modules:
        raise TooLate("prepare_terminal() must come before textual is imported")
    os.environ.update(MUST)
    os.environ.setdefault("ESCDELAY", ESCAPE_DELAY)
