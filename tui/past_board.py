"""The board as it stood at a moment of the past: read only, plainly marked, stepped through by keys.

1. Nothing on it can be changed; whoever tries is told why (the link's state `past`, asked by the rights).
2. What is shown is of one moment: the one before stays until all of the next has come; where it cannot come, the reason
   is said.
3. Each step says what happened last by then.
4. The present goes on beneath it; of the past nothing is kept in a file.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from postcmd.board import Board
from postcmd.edits import Link, Update
from postcmd.errors import PostError, Refused
from postcmd.past import Happened, PastQuestion
from postcmd.words import _
from tui import detail
from tui.board_screen import BoardScreen
from tui.event_words import event_text
from tui.sentences import sentence_of

if TYPE_CHECKING:
    from postcmd.ops import Op
    from postcmd.records import AnyRecord
    from sync.past import AskPast, Stood
    from widgets.rows import Tone

AN_HOUR: Final = timedelta(hours=1)


class NoDesk:
    """Stands where the sync side stands: of the past nothing is sent."""

    def submit(self, ops: Sequence[Op], before: Sequence[AnyRecord | None] = ()) -> list[str]:
        raise Refused("past")

    def withdraw(self, tickets: Sequence[str]) -> list[str]:
        return []

    def dismiss(self, tickets: Sequence[str], reason: str = "") -> None:
        """There are no edits here."""

    def sync_now(self) -> None:
        """The past does not change."""

    def listen(self, callback: object) -> None:
        """Nothing is told."""

    def start(self) -> None:
        """Nothing runs."""

    def stop(self, timeout: float) -> bool:
        return True


class PastBoard(BoardScreen):
    """A board screen over the one of the present, which `over` it leads back to."""

    def __init__(self, over: BoardScreen, ask: AskPast) -> None:
        board = Board()
        board.link = _link(over.board.link, over.board.link.as_of)
        super().__init__(board, over.glyphs, demo=over.demo, words=over.words, id="past", bell="off")
        self._ask = ask
        self.desk = NoDesk()
        self.open_figures = over.open_figures
        self._now = over.board.link
        self._stood: Stood | None = None
        for pane, view in self.views.items():
            view.is_new = lambda key: False
            if cursor := over.views[pane].table.cursor:
                self._cursors[pane] = cursor
        self.pane, self.second_pane = over.pane, over.second_pane
        self.said = over.said

    @property
    def at(self) -> datetime:
        """The moment that is shown."""
        return self.board.link.as_of or self._now.as_of or datetime.now(UTC)

    def look_at(self, asked: PastQuestion) -> None:
        """Ask for another moment, and show it once it has come."""
        self.say(_("Asking the centre …"), in_passing=True)
        self.run_worker(self._look_at(asked), group="past", exclusive=True)

    async def _look_at(self, asked: PastQuestion) -> None:
        try:
            stood = await asyncio.to_thread(self._ask, asked)
        except PostError as wrong:
            self._say_why(wrong)
        else:
            self._show(stood, asked.at or stood.answer.at)

    def _say_why(self, wrong: PostError) -> None:
        if self._stood is None:
            # There is nothing to stand on: back to the present, with the reason.
            self.leave()
            self.app.call_later(_say_below, self.app, sentence_of(wrong))
        else:
            self.say(sentence_of(wrong), "warn")

    def _show(self, stood: Stood, at: datetime) -> None:
        self._stood = stood
        self.take(Update(puts=stood.records, logs=stood.logs, whole=True, link=_link(self._now, at)))
        self.list_stale()
        self.say(self._last_text(stood.answer.last), "accent")

    def _last_text(self, last: Happened | None) -> str:
        if last is None:
            return _("Nothing had happened yet.")
        return f"{detail.title(self.board, (last.kind, last.id))}  {event_text(self.board, last.event)}"

    # Steps

    def step_event(self, way: int) -> None:
        """To before the last event, or to after the next one."""
        if self._stood is None:
            return
        seq = self._stood.answer.back if way < 0 else self._stood.answer.on
        if seq is None:
            self.say(_("Nothing happened before this.") if way < 0 else _("Nothing happened after this."))
        else:
            self.look_at(PastQuestion(seq=seq))

    def step_hour(self, way: int) -> None:
        self.look_at(PastQuestion(at=self.at + way * AN_HOUR))

    def leave(self) -> None:
        """Back to the present."""
        if self.is_current:
            self.app.pop_screen()

    def let_go_of_all(self) -> None:
        self.leave()

    def hear(self, text: str, tone: Tone) -> None:
        """What happened long ago is no news for the log."""


def _link(now: Link, at: datetime | None) -> Link:
    """Who we are stays as it is; nothing of how the present stands is said."""
    return Link(
        state="past",
        as_of=at,
        clock_at=now.clock_at,
        account=now.account,
        grants=now.grants,
        epoch=now.epoch,
        zone=now.zone,
        demo=now.demo,
    )


def _say_below(app: object, text: str) -> None:
    screen = getattr(app, "screen", None)
    if isinstance(screen, BoardScreen):
        screen.say(text, "warn")
