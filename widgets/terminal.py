"""What Textual must find in the environment before it is imported.

1. Importing this module imports no Textual; Textual reads these names once, when it is imported.
2. The kitty keyboard protocol is off: with it, what a Chinese input method commits arrives as garbage.
3. Nothing is animated and nothing scrolls smoothly.
"""

from __future__ import annotations

import os
import sys

# ESCDELAY is left to the user: Textual's driver looks ten times a second whether an escape stands alone, so a shorter
# delay gains nothing (measured 115-200 ms to the paint at 10, 25, 50 and 100).
MUST = {
    "TEXTUAL_DISABLE_KITTY_KEY": "1",
    "TEXTUAL_SMOOTH_SCROLL": "0",
    "TEXTUAL_ANIMATIONS": "none",
}


class TooLate(RuntimeError):
    """Textual has been imported already and will not look at its environment again."""


def prepare_terminal() -> None:
    """Set Textual's environment; the first thing a program with a screen does."""
    if "textual" in sys.modules:
        raise TooLate("prepare_terminal() must come before textual is imported")
    os.environ.update(MUST)
