"""The sentence that stands instead of the board on a terminal too small for it."""

from __future__ import annotations

from typing import Final

from textual.geometry import Size

from postcmd.words import _
from widgets.paint import Line, blank, exactly, piece
from widgets.painted import Painted
from widgets.text import wrap

LEAST: Final = Size(40, 8)


def is_too_small(size: Size) -> bool:
    return size.width < LEAST.width or size.height < LEAST.height


class TooSmall(Painted):
    """One sentence, wrapped to whatever room there is."""

    def composed(self, width: int, height: int) -> list[Line]:
        here = self.app.size
        text = _("This terminal has {here} cells; the board needs {least}.")
        said = text.format(here=f"{here.width}x{here.height}", least=f"{LEAST.width}x{LEAST.height}")
        lines = [exactly([piece(part)], width) for part in wrap(said, width)]
        return (lines + [(blank(width),)] * (height - len(lines)))[:height]
