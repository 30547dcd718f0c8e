"""Signals and closed terminals end the board at once, whatever holds up its loop."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.terminal import Terminal

ROOT = Path(__file__).resolve().parents[2]
BOARD = """
from widgets.terminal import prepare_terminal
prepare_terminal()
import sys
sys.path.insert(0, {root!r})
from tests.tui.fakes import FakeCentre, FakeDesk
from tests.tui.post import world
from tui.app import run_board
desk = FakeDesk(FakeCentre(world()))
def start(listen):
    desk.listen(listen)
    return desk
{before}
sys.exit(run_board(first=desk.first(), start_sync=start))
"""
IGNORING_HANGUP = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)"
NEVER_IDLE = """
from tui.board_screen import BoardScreen
def flood(screen):
    # More than a pty holds, again and again: the loop waits for a reader that never comes.
    import sys
    while True:
        screen.app._driver.write("x" * 65536)
BoardScreen.on_key = lambda screen, event: flood(screen)
"""
IN_TIME = 1.5
"""Half a second is the demand; a machine that is busy with other tests gets more."""


class Watched(Terminal):
    """A terminal whose program may end, or which may go away, before it is closed."""

    code: int | None = None
    is_there = True

    def ends_with(self, seconds: float, read: bool = True) -> int | None:
        """The exit code, if it ends in that time."""
        end = time.monotonic() + seconds
        while self.code is None and time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
            elif read:
                self.read(0.02)
            else:
                select.select([], [], [], 0.02)
        return self.code

    def hang_up(self) -> None:
        """The link is gone."""
        os.close(self._fd)
        self.is_there = False

    def close(self) -> None:
        if self.code is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        if self.is_there:
            os.close(self._fd)


@pytest.fixture
def board(request: pytest.FixtureRequest) -> Iterator[Watched]:
    before = getattr(request, "param", "")
    with Watched([sys.executable, "-c", BOARD.format(root=str(ROOT), before=before)], 100, 30) as terminal:
        assert terminal.until(lambda text: "孙河乡" in text and "online" in text, 30) is not None
        yield terminal


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_ends_the_board_and_gives_the_terminal_back(board: Watched, number: signal.Signals, code: int) -> None:
    os.kill(board.pid, number)
    assert board.ends_with(IN_TIME) == code


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("board", [NEVER_IDLE], indirect=True)
def test_a_signal_ends_a_board_whose_terminal_nobody_reads(board: Watched, number: signal.Signals) -> None:
    board.send(b"x")
    assert board.ends_with(0.5, read=False) is None
    os.kill(board.pid, number)
    assert board.ends_with(IN_TIME, read=False) == 128 + number


@pytest.mark.parametrize("board", ["", IGNORING_HANGUP], indirect=True)
def test_a_closed_terminal_ends_the_board_even_where_hangups_are_ignored(board: Watched) -> None:
    board.hang_up()
    assert board.ends_with(IN_TIME + 1, read=False) == 129


def test_q_leaves_with_nothing_to_say(board: Watched) -> None:
    board.send(b"q")
    assert board.ends_with(IN_TIME + 3) == 0
