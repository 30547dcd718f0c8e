"""What the terminal can do, as its entry in terminfo says.

1. A terminal that is not described there can do nothing beyond what all can.
2. It is asked once in a process: the library behind it listens to the first name only.
"""

from __future__ import annotations


def erases_in_colour(term: str) -> bool:
    """Whether erased cells get the background of the pen."""
    import _curses

    try:
        _curses.setupterm(term, 1)
    except _curses.error:
        return False
    return _curses.tigetflag("bce") > 0 and _curses.tigetstr("ech") is not None
