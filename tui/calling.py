"""Calling somebody who is not looking: the terminal's bell, a count in the window's title, a line at the bottom.

1. Nothing here takes the focus, moves a cursor or waits for a key.
2. The bell rings once in RING_AGAIN seconds at most, whatever arrives; the count in the title misses nothing.
3. The next key says that somebody looks: the count is gone, and the title is as it was before the board.
4. `on` rings and counts, `quiet` counts, `off` does neither; one key goes from ringing to quiet and back.
5. Between two answers of the centre the operational clock goes on as it went, so that a due time passes offline too.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from postcmd import panes
from postcmd.clean import clean
from postcmd.words import _
from tui.config import Bell
from tui.keymap import keyed
from tui.waking import Wake, Watchman, wake_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postcmd.board import Board, Key
    from tui.board_screen import BoardScreen

RING_AGAIN: Final = 10.0
LOOK_AGAIN: Final = 5.0
"""Seconds between two looks at what fell due."""
KEEP_TITLE: Final = "\x1b[22;2t"
GIVE_TITLE_BACK: Final = "\x1b[23;2t"


class Clockwork:
    """The operational moment, as the centre said it last and as time has gone on since."""

    def __init__(self, board: Board, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._board, self._monotonic = board, monotonic
        self._said: datetime | None = None
        self._since = monotonic()

    @property
    def now(self) -> datetime | None:
        said = panes.now(self._board)
        if said != self._said:
            self._said, self._since = said, self._monotonic()
        return said + timedelta(seconds=(self._monotonic() - self._since) * self._rate) if said is not None else None

    @property
    def _rate(self) -> float:
        clock = self._board.clock
        if clock is None:
            return 1.0
        return 0.0 if clock.paused else clock.rate


class Calling:
    """Watches what arrives, and calls. `monotonic` is the host's clock, `write` takes what is for the terminal."""

    def __init__(
        self,
        screen: BoardScreen,
        bell: Bell,
        monotonic: Callable[[], float] = time.monotonic,
        write: Callable[[str], None] | None = None,
    ) -> None:
        self._screen, self.bell = screen, bell
        self._write = write or self._to_the_terminal
        self._monotonic = monotonic
        self._clockwork = Clockwork(screen.board, monotonic)
        self._watchman = Watchman(screen.board)
        self._rang_at = -RING_AGAIN
        self._has_titled = False
        self.unseen = 0

    @property
    def now(self) -> datetime:
        """The operational moment, as far as it is known."""
        return self._clockwork.now or datetime.now(UTC)

    def begin(self) -> None:
        """What stands on the board is known; from now on look at the clock now and then."""
        self._watchman.settle_in(self._clockwork.now)
        self._screen.set_interval(LOOK_AGAIN, self.look_at_the_clock)

    def learn(self, touched: Iterable[Key], whole: bool) -> None:
        """Something arrived."""
        if whole:
            self._watchman.settle_in(self._clockwork.now)
        else:
            self._call(self._watchman.changed(touched))

    def look_at_the_clock(self) -> None:
        now = self._clockwork.now
        if now is not None:
            self._call(self._watchman.passed(now))

    def seen(self) -> None:
        """Somebody pressed a key."""
        if self.unseen:
            self.unseen = 0
            self._give_title_back()

    def leave(self) -> None:
        """The board is left; the title is given back."""
        self._give_title_back()

    def toggle_quiet(self) -> None:
        self.bell = "quiet" if self.bell == "on" else "on"
        said = {
            "on": keyed(_("The bell rings again; <quiet> quiets it.")),
            "quiet": _("Quiet: no bell; the title still counts."),
        }
        self._screen.say(said[self.bell])

    # How

    def _call(self, wakes: list[Wake]) -> None:
        if not wakes:
            return
        # What became of our own edits is told with its reason when the answer arrives.
        told = [wake for wake in wakes if wake.about is not None]
        if told:
            self._screen.key_line.toast([(wake_text(self._screen.board, told), "warn")])
        if self.bell == "off":
            return
        self.unseen += len(wakes)
        self._show_title()
        if self.bell == "on" and self._monotonic() - self._rang_at >= RING_AGAIN:
            self._rang_at = self._monotonic()
            self._write("\a")

    def _show_title(self) -> None:
        keep = "" if self._has_titled else KEEP_TITLE
        self._has_titled = True
        self._write(f"{keep}{_title(f'({self.unseen}) {self._screen.app.title}')}")

    def _give_title_back(self) -> None:
        if self._has_titled:
            self._has_titled = False
            # A terminal that keeps no titles shows one without a count.
            self._write(_title(self._screen.app.title) + GIVE_TITLE_BACK)

    def _to_the_terminal(self, text: str) -> None:
        driver = self._screen.app._driver
        if driver is not None:
            driver.write(text)


def _title(text: str) -> str:
    return f"\x1b]2;{clean(text)}\x1b\\"
