"""The garbage collector stands still while the first frame is made.

Start-up makes a hundred thousand objects that stay, and the collector would look at all of them again and again: a
sixth of the time to the first frame. What was made by then is never looked at again; what comes after, as always.
"""

from __future__ import annotations

import gc


def hold() -> None:
    """Before anything large is imported or read."""
    gc.disable()


def release() -> None:
    """After the first frame, if it was held."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
