"""Telling the screen: many small changes, few updates.

1. At most one update in `interval` seconds, the first at once; what is urgent goes out at once, with all that waited.
2. Updates go out in the order of what they tell, from one thread.
3. Edits and link are told only where they differ from what was told last.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec

from postcmd.edits import GLYPHS, Edit, Link, Update


class Teller:
    """Gathers what is new and hands it over. Belongs to the engine's loop."""

    def __init__(self, callback: Callable[[Update], None], interval: float) -> None:
        self._callback = callback
        self._interval = interval
        self._waiting: Update | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._last = float("-inf")
        self._edits: tuple[Edit, ...] | None = None
        self._link: Link | None = None

    def tell(self, update: Update, urgent: bool = False) -> None:
        """Let the screen know: now, or with the next update."""
        self._waiting = update if self._waiting is None else self._waiting.merged(update)
        loop = asyncio.get_running_loop()
        if urgent or loop.time() - self._last >= self._interval:
            self.tell_now()
        elif self._timer is None:
            self._timer = loop.call_at(self._last + self._interval, self.tell_now)

    def tell_all(self, update: Update, edits: tuple[Edit, ...], link: Link) -> None:
        """Records, and with them the edits and the link as they stand: at once where a glyph or the link changes."""
        urgent = self._edits is None or glyphs(edits) != glyphs(self._edits) or self._is_news(link)
        self._edits, self._link = edits, link
        self.tell(msgspec.structs.replace(update, edits=edits, link=link), urgent)

    def tell_both(self, edits: tuple[Edit, ...], link: Link) -> None:
        """Edits and link, where they differ from what was told: a newer moment alone is no news and waits for some."""
        news = Update(
            edits=None if edits == self._edits else edits,
            link=link if self._is_news(link) else None,
        )
        urgent = news.link is not None or self._edits is None or glyphs(edits) != glyphs(self._edits)
        if news.edits is not None or news.link is not None:
            self._edits, self._link = edits, news.link or self._link
            self.tell(news, urgent)

    def tell_now(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting is not None:
            update, self._waiting = self._waiting, None
            self._last = asyncio.get_running_loop().time()
            self._callback(update)

    def _is_news(self, link: Link) -> bool:
        return self._link is None or without_moments(link) != without_moments(self._link)


def glyphs(edits: tuple[Edit, ...]) -> list[tuple[str, str]]:
    return [(edit.ticket, GLYPHS[edit.stage]) for edit in edits]


def without_moments(link: Link) -> Link:
    return msgspec.structs.replace(link, as_of=None, clock_at=None)
