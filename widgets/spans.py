"""A screen that sends only the cells that changed.

Textual paints a changed region from the left edge of its widget: one figure at the end of a Chinese
line costs the whole line. The screen below cuts each span at its own first cell.

1. What reaches the terminal for a span begins at its first cell and ends at its last; an `ExactApp` sends of it only
   what does not stand there already.
2. The picture is the same as Textual's own.
3. A character is never broken by the edge of a widget that lies behind.
4. Moving the focus repaints the two widgets concerned and nothing else; a new screen is painted once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import accumulate
from typing import Self

from rich.cells import get_character_cell_size
from rich.color import ColorSystem
from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.geometry import Region
from textual.screen import Screen, ScreenResultType
from textual.widget import Widget

from widgets.pen import Pen
from widgets.shown import Painted


class ExactUpdate(ChopsUpdate):
    """The changed spans of some lines, each from its first cell to its last."""

    def render_segments(self, console: Console) -> str:
        pen = Pen(colours_of(console))
        return "".join(self._pieces(pen)) + pen.lift()

    def painted(self) -> Iterator[Painted]:
        """The lines with a span in them, as far as they were painted."""
        for y in dict.fromkeys(y for y, _, _ in self.spans):
            yield Painted(y, [(x, strip) for x, strip in self.chops[y].items() if strip is not None])

    def _pieces(self, pen: Pen) -> Iterator[str]:
        for y, first, last in self.spans:
            at = -1
            for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                start, stop = max(first, x), min(last, end)
                if strip is None or start >= stop:
                    continue
                left, right = whole_characters(strip.text, start - x, stop - x)
                if x + left != at:
                    yield Control.move_to(x + left, y).segment.text
                yield pen.write(strip.crop(left, right))
                at = x + right


class WholeUpdate(LayoutUpdate):
    """The whole picture, line by line."""

    def render_segments(self, console: Console) -> str:
        pen = Pen(colours_of(console))
        return "".join(self._pieces(pen)) + pen.lift()

    def painted(self) -> Iterator[Painted]:
        """Every line."""
        for y, strips in enumerate(self.strips, self.region.y):
            of_line = list(strips)
            ends = list(accumulate((strip.cell_length for strip in of_line), initial=self.region.x))
            yield Painted(y, list(zip(ends, of_line, strict=False)))

    def _pieces(self, pen: Pen) -> Iterator[str]:
        for y, strips in enumerate(self.strips, self.region.y):
            yield Control.move_to(self.region.x, y).segment.text
            for strip in strips:
                yield pen.write(strip)


def colours_of(console: Console) -> ColorSystem:
    """How many colours the terminal has."""
    # Rich's public name for it is a word; Textual's own rendering looks here too.
    return console._color_system or ColorSystem.TRUECOLOR


def whole_characters(text: str, start: int, stop: int) -> tuple[int, int]:
    """The cells from `start` to `stop`, widened to whole characters: half a Chinese one would be painted as a space."""
    if text.isascii():
        return start, stop
    at = 0
    for char in text:
        end = at + get_character_cell_size(char)
        if at < start < end:
            start = at
        if at < stop < end:
            return start, end
        at = end
    return start, stop


class ExactCompositor(Compositor):
    """Textual's compositor with updates cut to the changed cells."""

    just_painted_all = False
    """True until the event loop goes on after everything was painted."""

    @property
    def cuts(self) -> list[list[int]]:
        """Where a widget begins or ends on each line; one that lies behind another on that line cuts nothing there.

        Textual cuts at its edges too, and a Chinese character of the card in front becomes two spaces there.
        """
        if self._cuts is None:
            width, height = self.size
            lines: list[list[tuple[int, int]]] = [[] for _ in range(height)]
            for region, clip in self.visible_widgets.values():
                part = region.intersection(clip)
                for in_sight in lines[part.y : part.bottom] if part else ():
                    if not any(left <= part.x and part.right <= right for left, right in in_sight):
                        in_sight.append((part.x, part.right))
            self._cuts = [sorted({0, width, *(edge for part in line for edge in part)}) for line in lines]
        return self._cuts

    def render_full_update(self, simplify: bool = False) -> LayoutUpdate:
        self.just_painted_all = True
        asyncio.get_running_loop().call_soon(self._time_goes_on)
        # What widgets have asked for until now is in this picture already.
        for widget in self.visible_widgets:
            widget._exchange_repaint_regions()
        update = super().render_full_update(simplify)
        return WholeUpdate(update.strips, update.region)

    def _time_goes_on(self) -> None:
        self.just_painted_all = False

    def render_partial_update(self) -> ChopsUpdate | None:
        update = super().render_partial_update()
        return update and ExactUpdate(update.chops, update.spans, update.chop_ends)


class ExactScreen(Screen[ScreenResultType]):
    """A screen for slow links: nothing but changed cells is sent."""

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._compositor = self._exact = ExactCompositor()
        self._focus_moves = False

    def set_focus(self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False) -> None:
        self._focus_moves = True
        super().set_focus(widget, scroll_visible, from_app_focus)
        self._focus_moves = False

    def _compositor_refresh(self) -> None:
        super()._compositor_refresh()
        if self._exact.just_painted_all:
            self._repaint_required = False

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        # Textual repaints the whole screen when another widget has the focus, though the two widgets repaint
        # themselves, and a second time just after it has painted all of a new screen.
        if (self._focus_moves or self._exact.just_painted_all) and not (regions or layout or recompose):
            return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
