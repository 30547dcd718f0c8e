"""A widget made of lines of inked text that repaints only what differs.

1. Every change ends in `settle`, which composes all lines anew and compares them with what is shown.
2. Nothing differs, nothing is sent.
3. A tone is a component class, so that themes and style sheets decide how it looks.
"""

from __future__ import annotations

from rich.style import Style
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip

from widgets.paint import EFFECTS, PLAIN, Ink, Line, changed_spans, strip
from widgets.rows import TONES


class Painted(ScrollView, can_focus=False, inherit_bindings=False):
    """The base of every pane here; a subclass says in `composed` what stands on its lines."""

    # What scrolls does so inside the widget: were the virtual size to follow the rows, the compositor
    # would paint the whole pane again whenever a row arrives.
    DEFAULT_CSS = """
    Painted { overflow: hidden hidden; background: $background; color: $foreground; }
    Painted > .ink--dim { color: $foreground 60%; }
    Painted > .ink--strong { text-style: bold; }
    Painted > .ink--good { color: $text-success; }
    Painted > .ink--warn { color: $text-warning; }
    Painted > .ink--bad { color: $text-error; }
    Painted > .ink--accent { color: $text-accent; }
    Painted > .ink--chosen { text-style: reverse; }
    Painted > .ink--resting { text-style: underline; }
    Painted > .ink--edit { text-style: bold reverse; }
    Painted > .ink--caption { text-style: bold; }
    Painted > .ink--header { text-style: underline; }
    """
    COMPONENT_CLASSES = {f"ink--{name}" for name in (*TONES, *EFFECTS)}

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._lines: list[Line] = []
        self._inks: dict[Ink, Style] = {}

    def composed(self, width: int, height: int) -> list[Line]:
        """`height` lines, each exactly `width` cells wide."""
        raise NotImplementedError

    def settle(self) -> None:
        """Compose the lines anew and repaint what differs from what is shown."""
        width, height = self.size
        old, self._lines = self._lines, self.composed(width, height) if width and height else []
        if len(old) != len(self._lines):
            self.refresh()
        elif regions := _differences(old, self._lines):
            self.refresh(*regions)

    def on_resize(self) -> None:
        self.settle()

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.settle()

    def notify_style_update(self) -> None:
        self._inks.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        if y >= len(self._lines):
            return Strip.blank(self.size.width, self._ink(PLAIN))
        return strip(self._lines[y], self._ink)

    def _ink(self, ink: Ink) -> Style:
        style = self._inks.get(ink)
        if style is None:
            style = self._inks[ink] = self._mixed(ink)
        return style

    def _mixed(self, ink: Ink) -> Style:
        style = self.rich_style + self.get_component_rich_style(f"ink--{ink.tone}", partial=True)
        if not ink.effect:
            return style
        return style + self.get_component_rich_style(f"ink--{ink.effect}", partial=True)


def _differences(old: list[Line], new: list[Line]) -> list[Region]:
    return [
        Region(x, y, width, 1)
        for y, (before, after) in enumerate(zip(old, new, strict=True))
        if before is not after and before != after
        for x, width in changed_spans(before, after)
    ]
