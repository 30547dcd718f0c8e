"""The log of the board: what was said on it, in this session and the last ones, the latest first.

1. It opens with what this session said; what is on disk comes when it was read.
2. The same sentence several times running stands once, with how often.
3. A day has its heading; times are those of the wall, in the zone of the post.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from postcmd.board import Key
from postcmd.words import _, ngettext
from postcmd.written import time_text
from tui.cards import BoardCard
from tui.said_log import Sentence, Told
from widgets.card import Fact, Section


class LogCard(BoardCard):
    """What was said."""

    _told = Told()

    async def begin(self, subject: None) -> None:
        self._told = self._board_screen.said.of_this_session()
        self.open(_("Log"), self._whole_log())
        self.run_worker(self._read(), group="log", exclusive=True)

    async def _read(self) -> None:
        self._told = await asyncio.to_thread(self._board_screen.said.read)
        self.show(_("Log"), self._whole_log())

    def follow(self, touched: Iterable[Key]) -> None:
        """What is said while it is read stands there when it is opened again."""

    def _whole_log(self) -> list[Section]:
        zone = self._board_screen.board.link.zone
        return sections(self._told, zone, self._board_screen.said.trouble)


def sections(told: Told, zone: str, trouble: str = "") -> list[Section]:
    """The whole log, by days."""
    latest_first = reversed(told.sentences)
    days = groupby(latest_first, lambda one: one.at.astimezone(ZoneInfo(zone)).date())
    notes = tuple(_notes(told, trouble))
    found = [Section("", notes)] if notes else []
    return found + [Section(_heading(day), tuple(_facts(said, zone))) for day, said in days]


def _heading(day: date) -> str:
    return day.isoformat()


def _notes(told: Told, trouble: str) -> Iterator[Fact]:
    if not told.sentences:
        yield Fact("", _("Nothing has been said yet."))
    if trouble:
        yield Fact("", _("The disk does not take the log: {why}").format(why=trouble), "warn")
    if told.unreadable:
        text = ngettext("{n} line cannot be read.", "{n} lines cannot be read.", told.unreadable)
        yield Fact("", text.format(n=told.unreadable), "warn")


def _facts(said: Iterable[Sentence], zone: str) -> Iterator[Fact]:
    for (text, tone, begins), same in groupby(said, lambda one: (one.text, one.tone, one.begins)):
        times = list(same)
        at = time_text(times[0].at, zone)
        if begins:
            yield Fact(at, _("A session began."), "dim")
        else:
            yield Fact(at, f"{text}  ×{len(times)}" if len(times) > 1 else text, tone)
