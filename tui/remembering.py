"""Remembering where somebody is on the board, so that the next start begins there.

1. It is written beside the loop, a moment after the last key of several; nothing waits for the disk, and a board that
   nobody touches writes nothing.
2. A file that could not be read is set aside and said before another one takes its place.
3. A form that stood open when the session was cut opens again, with what was typed in it.
4. What the disk refuses is said once.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Final

from postcmd.errors import PostError
from postcmd.words import _
from tui import place
from tui.place import LONGEST, Place

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

PAUSE: Final = 1.0
"""Seconds after a key in which what follows is written with it."""
FORMS: Final = frozenset({"new_request", "phone_note", "notice"})
"""Actions whose form keeps a draft and needs nothing but the record under the cursor."""


class Remembering:
    """Keeps the place of the board up to date on disk."""

    def __init__(self, screen: BoardScreen) -> None:
        self._screen = screen
        self._folder = screen.home
        self._written: Place | None = None
        self._is_due = self._failed = False

    @property
    def now(self) -> Place:
        """Where we are."""
        screen = self._screen
        cursors = {pane: view.table.cursor for pane, view in screen.views.items()}
        return Place(
            pane=screen.pane,
            second=screen.second_pane,
            words=screen.words[:LONGEST],
            days=screen.days.mode,
            day=screen.days.day if screen.days.mode == "one" else None,
            field="min" if screen.views["quota"].table.column == "min" else "max",
            cursors={pane: cursor for pane, cursor in cursors.items() if cursor is not None},
            form=screen.keyboard.asked if screen.keyboard.asked in FORMS and screen.overlays.is_open else "",
        )

    def soon(self) -> None:
        """A key was pressed: we may be elsewhere."""
        if not self._is_due and self._folder != Path():
            self._is_due = True
            self._screen.set_timer(PAUSE, self._begin)

    def _begin(self) -> None:
        self._screen.run_worker(self.write(), group="place")

    async def write(self) -> None:
        """Until what stands on disk is where we are."""
        self._is_due = False
        if (now := self.now) == self._written:
            return
        self._written = now
        try:
            await asyncio.to_thread(place.write, self._folder, now)
        except (OSError, PostError) as wrong:
            self._say_why(wrong)

    def last(self) -> None:
        """The board is gone and nobody waits: write where it was. A disk that does not take it keeps nobody here."""
        now = self.now
        if self._folder == Path() or now == self._written:
            return
        try:
            place.write(self._folder, now)
        except (OSError, PostError):
            self._failed = True

    async def set_aside(self) -> None:
        """What was kept cannot be read: say so, and where it lies."""
        text = _("Where you were cannot be read from disk; what was kept lies aside in {path}.")
        try:
            path = await asyncio.to_thread(place.set_aside, self._folder)
        except OSError as wrong:
            self._say_why(wrong)
        else:
            self._screen.say(text.format(path=path), "warn")

    def go_on(self, form: str) -> None:
        """Open again the form that stood open when the session was cut."""
        from tui.actions import BY_NAME

        action = BY_NAME.get(form) if form in FORMS else None
        if action is not None and not self._screen.overlays.is_open:
            self._screen.keyboard.act(action)

    def _say_why(self, wrong: OSError | PostError) -> None:
        from tui.sentences import sentence_of

        if not self._failed:
            self._failed = True
            why = sentence_of(wrong) if isinstance(wrong, PostError) else str(wrong)
            self._screen.say(_("Where you are cannot be kept on disk: {why}").format(why=why), "warn")
