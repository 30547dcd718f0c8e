"""Leaving on a signal or a closed terminal, whatever state the loop is in.

1. SIGHUP and SIGTERM end the board with 129 and 143; so does a terminal that hung up, even where SIGHUP is ignored.
2. A loop that still turns leaves in order. One that does not (nobody reads the terminal) is given GRACE seconds, then
   the process ends from a thread.
3. What was learnt is written down meanwhile, whatever becomes of the loop, as far as there is time.
4. The terminal is given back either way, as far as it takes anything.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any, Final

GRACE: Final = 0.35
"""Seconds from the signal to the end of the process, whatever is still under way."""
SIGNALS: Final = (signal.SIGHUP, signal.SIGTERM)
GIVE_BACK: Final = b"\x1b[?1049l\x1b[?25h\x1b[?1004l\x1b[?2004l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[0m"

Leave = Callable[[int], None]
WriteDown = Callable[[float], None]
"""Ends what goes on in other threads and keeps what it learnt, in at most so many seconds. Called from any thread."""


@contextlib.contextmanager
def leaving_on_signals(leave: Leave, write_down: WriteDown = lambda limit: None) -> Iterator[None]:
    """While this lasts, signals and a hung-up terminal call `leave` with the exit code, and see that it happens."""
    exit_now = _Exit(leave, write_down, _terminal_state())
    before = {one: signal.signal(one, exit_now.on_signal) for one in SIGNALS}
    threading.Thread(target=_watch_terminal, args=(exit_now,), name="hangup", daemon=True).start()
    try:
        yield
    finally:
        exit_now.done()
        for one, handler in before.items():
            signal.signal(one, handler)
        _say_the_last()


class _Exit:
    """The way out, taken once."""

    def __init__(self, leave: Leave, write_down: WriteDown, state: list[Any] | None) -> None:
        self._leave, self._write_down, self._state = leave, write_down, state
        self._begun = threading.Lock()
        self._done = threading.Event()

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        self.begin(128 + number)

    def begin(self, code: int) -> None:
        if not self._begun.acquire(blocking=False):
            return
        threading.Thread(target=self._make_sure, args=(code, time.monotonic()), name="exit", daemon=True).start()
        self._leave(code)

    def done(self) -> None:
        self._done.set()

    @property
    def is_done(self) -> bool:
        return self._done.is_set()

    def _make_sure(self, code: int, begun: float) -> None:
        self._write_down(GRACE)
        if not self._done.wait(max(0.0, begun + GRACE - time.monotonic())):
            _give_back(self._state)
            os._exit(code)


def _watch_terminal(exit_now: _Exit) -> None:
    """Wait, without any cost, for the terminal to hang up."""
    poll = select.poll()
    poll.register(sys.__stdin__ or 0, 0)
    with contextlib.suppress(OSError, ValueError):
        while not exit_now.is_done:
            if any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _fd, event in poll.poll(1000)):
                exit_now.begin(128 + signal.SIGHUP)
                return


def _say_the_last() -> None:
    """Write out what is still buffered. Where nobody is left to read it, Python would end with 120 for that."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _terminal_state() -> list[Any] | None:
    try:
        return termios.tcgetattr(0)
    except termios.error:
        return None


def _give_back(state: list[Any] | None) -> None:
    with contextlib.suppress(OSError, termios.error):
        if state is not None:
            termios.tcsetattr(0, termios.TCSANOW, state)
        _write_without_waiting(GIVE_BACK)


def _write_without_waiting(last: bytes) -> None:
    # A terminal nobody reads takes nothing: writing would wait for ever. Whoever has it next gets it as it was.
    os.set_blocking(2, False)
    try:
        os.write(2, last)
    finally:
        os.set_blocking(2, True)
