"""What Textual must find in the environment before it is imported.

1. Importing this module imports no Textual; Textual reads these names once, when it is imported.
2. The kitty keyboard protocol is off: with it, what a Chinese input method commits arrives as garbage.
3. Nothing is animated and nothing scrolls smoothly.
4. An escape that stands alone is soon known for one, unless the user says how soon.
5. Textual's command palette is never imported: no program here opens it, and with the trees, lists and selects it
   brings along it is an eighth of the time to the first frame.
"""

from __future__ import annotations

import os
import sys
from types import ModuleType
from typing import Final

MUST = {
    "TEXTUAL_DISABLE_KITTY_KEY": "1",
    "TEXTUAL_SMOOTH_SCROLL": "0",
    "TEXTUAL_ANIMATIONS": "none",
}
UNLESS_SAID: Final = {"ESCDELAY": "50"}
"""Milliseconds after which an escape stands alone. The board answers within a tenth of a second; over ssh the bytes of
one key travel together, so a shorter delay would gain nothing and take arrow keys apart."""

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
    for name, value in UNLESS_SAID.items():
        os.environ.setdefault(name, value)
    sys.modules.setdefault(PALETTE, _no_palette())


def _no_palette() -> ModuleType:
    """Names that Textual's own modules import, and that nobody asks anything of."""
    palette = ModuleType(PALETTE)
    for name in NAMES_OF_PALETTE:
        setattr(palette, name, type(name, (), {}))
    return palette
