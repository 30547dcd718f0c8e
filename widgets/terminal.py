"""What Textual must find in the environment before it is imported.

1. Importing this module imports no Textual; Textual reads these names once, when it is imported.
2. The kitty keyboard protocol is off: with it, what a Chinese input method commits arrives as garbage.
3. Nothing is animated and nothing scrolls smoothly.
4. Textual's command palette is never imported: no program here opens it, and with the trees, lists and selects it
   brings along it is an eighth of the time to the first frame.
"""

from __future__ import annotations

import os
import sys
from types import ModuleType
from typing import Final

# ESCDELAY is left to the user: Textual's driver looks ten times a second whether an escape stands alone, so a shorter
# delay gains nothing (measured 115-200 ms to the paint at 10, 25, 50 and 100).
MUST = {
    "TEXTUAL_DISABLE_KITTY_KEY": "1",
    "TEXTUAL_SMOOTH_SCROLL": "0",
    "TEXTUAL_ANIMATIONS": "none",
}

PALETTE: Final = "textual.command"
NAMES_OF_PALETTE: Final = (
    "CommandListItem",
    "CommandPalette",
    "DiscoveryHit",
    "Hit",
    "Hits",
    "Provider",
    "SimpleProvider",
)


class TooLate(RuntimeError):
    """Textual has been imported already and will not look at its environment again."""


def prepare_terminal() -> None:
    """Set Textual's environment; the first thing a program with a screen does."""
    if "textual" in sys.modules:
        raise TooLate("prepare_terminal() must come before textual is imported")
    os.environ.update(MUST)
    sys.modules.setdefault(PALETTE, _no_palette())


def _no_palette() -> ModuleType:
    """Names that Textual's own modules import, and that nobody asks anything of."""
    palette = ModuleType(PALETTE)
    for name in NAMES_OF_PALETTE:
        setattr(palette, name, type(name, (), {}))
    return palette
