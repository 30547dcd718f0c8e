"""A widget made of lines of inked text that repaints only what differs.

1. Every change ends in `settle`, which composes all lines anew and compares them with what is shown; where many come
   together (`held`), once at the end of all.
2. Nothing differs, nothing is sent, not even when the focus comes and goes.
3. The theme decides how a tone looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Self

from rich.style import Style
from textual.color import Color
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from widgets.paint import PLAIN, Effect, Ink, Line, changed_spans, strip
from widgets.rows import Tone
from widgets.themes import TONE_VARIABLES, added

# Not component classes: Textual would match each of them against all style sheets for every widget, when it is made
# and whenever the focus comes or goes. That was a third of the time from start to the first frame.
EFFECT_STYLES: Final[dict[Effect, Style]] = {
    "": Style.null(),
    "chosen": Style(reverse=True),
    "resting": Style(underline=True),
    "edit": Style(bold=True, reverse=True),
    "caption": Style(bold=True),
    "header": Style(underline=True),
}


class Painted(ScrollView, can_focus=False, inherit_bindings=False):
    """The base of every pane here; a subclass says in `composed` what stands on its lines."""

    # What scrolls does so inside the widget: were the virtual size to follow the rows, the compositor
    # would paint the whole pane again whenever a row arrives.
    DEFAULT_CSS = "Painted { overflow: hidden hidden; background: $background; color: $foreground; }"

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._lines: list[Line] = []
        self._inks: dict[Ink, Style] = {}
        self._frame: object = None
        self._fitted = Size(0, 0)
        self._held, self._is_settled = 0, True

    def composed(self, width: int, height: int) -> list[Line]:
        """`height` lines, each exactly `width` cells wide."""
        # No abstract method: the metaclass of a widget is Textual's, and abc's is another.
        raise NotImplementedError  # every pane has its own; an empty one would hide that it was forgotten

    def settle(self) -> None:
        """Compose the lines anew and repaint what differs from what is shown."""
        self._is_settled = not self._held
        if self._held:
            return
        old, fitted = self._lines, self._fitted == self.size
        self._compose_lines()
        if not fitted:
            super().refresh()
        elif regions := _differences(old, self._lines):
            super().refresh(*regions)

    @contextmanager
    def held(self) -> Iterator[None]:
        """While this lasts nothing is composed; what changed is settled at its end."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
            if not self._is_settled:
                self.settle()

    def _compose_lines(self) -> None:
        self._fitted = self.size
        self._lines = self.composed(*self.size) if self.size else []
        self._frame = self._frame or self._framed()

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Repaint; without regions only what differs, as long as the styles are the same.

        Textual asks for a whole repaint whenever the focus comes or goes: 8 KB for a mark.
        """
        if regions or not repaint or not self._lines or self._looks_otherwise():
            return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        if layout or recompose:
            super().refresh(repaint=False, layout=layout, recompose=recompose)
        self.settle()
        return self

    def _looks_otherwise(self) -> bool:
        """Whether the styles are others than those last painted with."""
        self._rich_style_cache.clear()
        inks = {ink: self._mixed(ink) for ink in self._inks}
        frame = self._framed()
        otherwise = (inks, frame) != (self._inks, self._frame)
        self._inks, self._frame = inks, frame
        return otherwise

    def _framed(self) -> object:
        """What of the styles shows beside the inks."""
        return self.styles.border, self.styles.outline, self.styles.opacity

    def on_resize(self) -> None:
        self.settle()

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.settle()

    def render_line(self, y: int) -> Strip:
        # Textual paints a new size before it tells of it: composing now saves painting twice.
        if self._fitted != self.size:
            self._compose_lines()
        if y >= len(self._lines):
            return Strip.blank(self.size.width, self._ink(PLAIN))
        return strip(self._lines[y], self._ink)

    def _ink(self, ink: Ink) -> Style:
        style = self._inks.get(ink)
        if style is None:
            style = self._inks[ink] = self._mixed(ink)
        return style

    def _mixed(self, ink: Ink) -> Style:
        return self.rich_style + self._coloured(ink.tone) + EFFECT_STYLES[ink.effect]

    def _coloured(self, tone: Tone) -> Style:
        beside = added(self.app.theme, tone)
        variable = TONE_VARIABLES.get(tone)
        colour = self.app.current_theme.variables.get(variable) if variable else None
        return Style(color=Color.parse(colour).rich_color) + beside if colour else beside


def _differences(old: list[Line], new: list[Line]) -> list[Region]:
    return [
        Region(x, y, width, 1)
        for y, (before, after) in enumerate(zip(old, new, strict=True))
        if before is not after and before != after
        for x, width in changed_spans(before, after)
    ]
