"""The board as a program: it paints what the cache holds, and only then lets the sync side begin.

1. The first frame needs no network, lock, keyring or file: everything in it was handed in.
2. The sync side starts after the first frame, in a thread of its own; the board never waits for it.
3. The board ends on a signal or a closed terminal within half a second, whatever holds up its loop.
4. What fails unforeseen is raised to the caller after the terminal has been given back.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import events
from textual.screen import Screen

from postcmd.board import Board
from postcmd.edits import Update
from postcmd.words import ngettext
from tui import collector
from tui.board_screen import BoardScreen, Unlock
from tui.bridge import Bridge
from tui.glyphs import ASCII, PLAIN
from tui.late_parts import read_ahead
from widgets.exact import ExactApp
from widgets.keys import FoldingApp
from widgets.marks import use_ascii
from widgets.themes import dress

if TYPE_CHECKING:
    from sync.past import AskPast
    from sync.ports import Desk
    from tui.colours import Theme
    from tui.config import Bell
    from tui.figures_now import OpenFigures
    from tui.place import Kept
    from tui.roster_screen import ReadRoster

StartSync = Callable[[Callable[[Update], None]], "Desk"]

STOP_WITHIN = 2.0
STOP_AT_ONCE = 0.3
"""Seconds the sync side has for writing down what it learnt: when the board is left, and after a signal."""
KEEP_WITHIN = 0.2
"""Seconds the disk has for the last sentences said."""
SIGNALLED = 128


def run_board(
    *,
    first: Update | None,
    start_sync: StartSync,
    unlock: Unlock | None = None,
    post_folder: Path = Path(),
    home: Path | None = None,
    kept: Kept | None = None,
    roster: ReadRoster | None = None,
    past: AskPast | None = None,
    as_of: datetime | None = None,
    figures: OpenFigures | None = None,
    title: str = "postcmd",
    filter_text: str = "",
    demo: bool = False,
    mouse: bool = False,
    slow_link: bool = False,
    ascii: bool = False,
    bell: Bell = "on",
    theme: Theme = "dark",
) -> int:
    """Open the board and stay until it is left; the exit code.

    `first` is what the cache holds. `start_sync` makes the sync side and starts it; it is called once, in a thread,
    after the first frame, with where to send updates. `unlock` takes the passphrase of an encrypted token. Texts that
    are handed over are kept in `post_folder`; what is half typed, and where somebody was, in `home`, of which `kept`
    was read. `past` asks for the board of a past moment, `as_of` is the one to begin with. `bell`: whether what is
    urgent rings. `theme`: in which colours. `slow_link`: a screenful is shown line by line as it arrives.
    """
    app = BoardApp(
        first,
        start_sync,
        title=title,
        words=filter_text,
        demo=demo,
        ascii=ascii,
        unlock=unlock,
        post_folder=post_folder,
        home=home,
        kept=kept,
        bell=bell,
        theme=theme,
    )
    app._board_screen.roster, app._board_screen.ask_past = roster, past
    app.open_as_of, app.fences_frames = as_of, not slow_link
    app._board_screen.open_figures = figures
    from tui.signals import leaving_on_signals

    with leaving_on_signals(app.leave, app.stop_sync):
        code = app.run(mouse=mouse)
    code = code or 0
    app.keep_for_the_next()
    app.stop_sync(STOP_WITHIN if code < SIGNALLED else STOP_AT_ONCE)
    if app.failure is not None:
        raise app.failure
    if code < SIGNALLED:
        _say_what_waits(app.board)
    return code


class BoardApp(ExactApp[int], FoldingApp[int], inherit_bindings=False):
    """The application: one screen, one board, one bridge to the sync side."""

    CSS_PATH = "post.tcss"
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        first: Update | None,
        start_sync: StartSync,
        *,
        title: str = "postcmd",
        words: str = "",
        demo: bool = False,
        ascii: bool = False,
        unlock: Unlock | None = None,
        post_folder: Path = Path(),
        home: Path | None = None,
        kept: Kept | None = None,
        bell: Bell = "on",
        theme: Theme = "dark",
    ) -> None:
        super().__init__()
        dress(self, theme)
        use_ascii(ascii)
        self.title = title
        self.animation_level = "none"
        self.board = Board()
        if first is not None:
            self.board.apply(first)
        self.open_as_of: datetime | None = None
        self.failure: Exception | None = None
        self._start_sync = start_sync
        self._bridge: Bridge | None = None
        self._desk: Desk | None = None
        self._loop_now: asyncio.AbstractEventLoop | None = None
        glyphs = ASCII if ascii else PLAIN
        self._place_is_damaged = kept is not None and kept.is_damaged
        self._board_screen = BoardScreen(
            self.board,
            glyphs,
            demo=demo,
            words=words,
            unlock=unlock,
            post_folder=post_folder,
            home=home,
            place=kept.place if kept is not None else None,
            bell=bell,
        )

    def get_default_screen(self) -> Screen[Any]:
        return self._board_screen

    def on_mount(self) -> None:
        self._loop_now = asyncio.get_running_loop()
        self.call_after_refresh(self._begin_sync)

    async def _begin_sync(self) -> None:
        collector.release()
        self._bridge = Bridge(asyncio.get_running_loop(), self._board_screen.take)
        self.run_worker(self._open_desk(self._bridge), name="desk", group="desk")

    async def _open_desk(self, bridge: Bridge) -> None:
        self._desk = await asyncio.to_thread(self._start, bridge)
        if self._place_is_damaged:
            await self._board_screen.remembering.set_aside()
        self._board_screen.open_desk(self._desk)
        if self.open_as_of is not None:
            from postcmd.past import PastQuestion
            from tui.moment_line import look_at

            look_at(self._board_screen, PastQuestion(at=self.open_as_of))

    def _start(self, bridge: Bridge) -> Desk:
        """In a thread: what the first key would have to wait for, and the sync side."""
        read_ahead()
        return self._start_sync(bridge.post)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key):
            self._board_screen.calling.seen()
            self._board_screen.remembering.soon()
        await super().on_event(event)

    def leave(self, code: int) -> None:
        """End with this exit code. From any thread, and from a signal handler."""
        if self._loop_now is not None:
            # A loop that waits for events wakes up for nothing else.
            self._loop_now.call_soon_threadsafe(self.exit, code)

    def keep_for_the_next(self) -> None:
        """Once the board is left: where it was, what it said. Of one that was never used nothing is kept."""
        if self._desk is not None:
            self._board_screen.remembering.last()
            self._board_screen.drafts.last()
            self._board_screen.said.close(KEEP_WITHIN)

    def stop_sync(self, timeout: float) -> None:
        """Deliver nothing any more, and write down what was learnt, in at most so many seconds. From any thread."""
        if self._bridge is not None:
            self._bridge.close()
        if self._desk is not None:
            self._desk.stop(timeout)

    def _handle_exception(self, error: Exception) -> None:
        # Textual would print a traceback with every local variable; the caller logs it and says one sentence.
        self.failure = self.failure or error
        self._close_messages_no_wait()


def _say_what_waits(board: Board) -> None:
    if waiting := len(board.waiting):
        text = ngettext(
            "{n} edit waits for the centre; it is kept and sent when the board is open again.",
            "{n} edits wait for the centre; they are kept and sent when the board is open again.",
            waiting,
        )
        print(text.format(n=waiting), file=sys.stderr)
    if attention := len(board.attention):
        text = ngettext("{n} edit needs attention.", "{n} edits need attention.", attention)
        print(text.format(n=attention), file=sys.stderr)
