"""The line of keys at the bottom, and what is said on it.

1. A sentence stays until the next key; one about what arrived stays long enough to be read, whatever is typed.
2. Each goes into the log as well, also one that never had its turn.
3. Nothing that is shown to rest there takes a sentence away; of several that arrived each has its turn.
4. A key looks other than the words that say what it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from textual.timer import Timer

from tui.glyphs import Glyphs
from widgets.rows import Tone
from widgets.status import Part, StatusLine, key_part

TOAST: Final = 4.0
"""Seconds for which a sentence about what arrived stays."""
Hear = Callable[[str, Tone], None]
Hint = tuple[str, str]
"""A key, or several, and what it does."""
MOST: Final = 3
"""So many of them wait for their turn; of more the latest."""


class KeyLine(StatusLine):
    """The keys of the board, or of what stands open over it; or one sentence."""

    def __init__(self, glyphs: Glyphs, keys: Callable[[], list[Part]], hear: Hear) -> None:
        super().__init__(id="footer")
        self._glyphs, self._keys, self._hear = glyphs, keys, hear
        self._resting: list[Part] | None = None
        self._toast: Timer | None = None
        self._toasts: list[tuple[str, Tone]] = []
        self.has_said = False

    def say(self, text: str, tone: Tone = "normal", *, in_passing: bool = False) -> None:
        """One sentence, until the next key. `in_passing`: nobody looks for it in the log later."""
        if not in_passing:
            self._hear(text, tone)
        self._say(text, tone)

    def _say(self, text: str, tone: Tone) -> None:
        self._end_toast()
        self.has_said = True
        self.show([Part(self._glyphs.text(text), tone)])

    def toast(self, news: Iterable[tuple[str, Tone]]) -> None:
        """Sentences about what arrived, one after the other."""
        news = list(news)
        for text, tone in news:
            self._hear(text, tone)
        self._toasts = [*self._toasts, *news][-MOST:]
        if self._toasts and self._toast is None:
            self._next_toast()

    def _next_toast(self) -> None:
        self._say(*self._toasts.pop(0))
        self._toast = self.set_timer(TOAST, self._leave_toast)

    def rest(self, keys: Sequence[str | Hint] | None) -> None:
        """Show these keys where nothing is said; None are the keys of the board."""
        self._resting = None if keys is None else [_part(one, nth) for nth, one in enumerate(keys, 1)]
        if not self.has_said:
            self._show_resting()

    def refresh_keys(self) -> None:
        """Another record is under the cursor, or it changed: other keys may come next."""
        if not self.has_said and self._resting is None:
            self._show_resting()

    def clear(self) -> None:
        """A key was pressed: what was said has been read."""
        if not self.has_said or self._toast is not None:
            return
        if self._toasts:
            self._next_toast()
        else:
            self.has_said = False
            self._show_resting()

    def _show_resting(self) -> None:
        self.show(self._keys() if self._resting is None else self._resting)

    def _leave_toast(self) -> None:
        self._end_toast()
        self.clear()

    def _end_toast(self) -> None:
        if self._toast is not None:
            self._toast.stop()
            self._toast = None


def _part(one: str | Hint, nth: int) -> Part:
    return key_part(one, nth) if isinstance(one, str) else Part(" ".join(one), "dim", yields=nth, key=len(one[0]))
