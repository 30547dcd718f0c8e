"""A screen that sends only the cells that changed.

Textual paints a changed region from the left edge of its widget: one figure at the end of a Chinese
line costs the whole line. The screen below cuts each span at its own first cell.

1. What reaches the terminal for a span begins at its first cell and ends at its last.
2. The picture is the same as Textual's own.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor
from textual.screen import Screen, ScreenResultType


class ExactUpdate(ChopsUpdate):
    """The changed spans of some lines, each from its first cell to its last."""

    def render_segments(self, console: Console) -> str:
        return "".join(self._pieces(console))

    def _pieces(self, console: Console) -> Iterator[str]:
        for y, first, last in self.spans:
            at = -1
            for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                start, stop = max(first, x), min(last, end)
                if strip is None or start >= stop:
                    continue
                if start != at:
                    yield Control.move_to(start, y).segment.text
                yield strip.crop(start - x, stop - x).render(console)
                at = stop


class ExactCompositor(Compositor):
    """Textual's compositor with updates cut to the changed cells."""

    def render_partial_update(self) -> ChopsUpdate | None:
        update = super().render_partial_update()
        return update and ExactUpdate(update.chops, update.spans, update.chop_ends)


class ExactScreen(Screen[ScreenResultType]):
    """A screen for slow links: nothing but changed cells is sent."""

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._compositor = ExactCompositor()
