"""A program in a real terminal, for counting what it writes and how long a key takes to its paint.

1. Every byte the program writes is counted, none is invented: the queries it sends are answered as a terminal would.
2. COLORTERM is unset, as over ssh: 256 colours.
3. Closing ends the program, whatever state it is in.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import NamedTuple, Self

import pyte

UNSET = ("COLUMNS", "LINES", "COLORTERM")
# pyte takes kitty's and other private sequences for text: they are kept off its parser.
PRIVATE = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p")


class Paint(NamedTuple):
    """What one key cost: bytes written and seconds until the last of them."""

    bytes: int
    seconds: float


class Terminal:
    """`argv` in a pty of `cols` x `rows`; `text()` is what a person would read."""

    def __init__(self, argv: list[str], cols: int = 120, rows: int = 40, env: Mapping[str, str] | None = None) -> None:
        self.screen = pyte.Screen(cols, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._unread = bytearray()
        self.written = 0
        self.ended = False
        self.started = time.perf_counter()
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            _become(argv, cols, rows, env or {})
        self._tell_size(cols, rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def pid(self) -> int:
        return self._pid

    def resize(self, cols: int, rows: int) -> None:
        """Another size, as when a window is drawn larger; what stood there is not to be relied on."""
        self.text()
        self.screen.resize(rows, cols)
        self._tell_size(cols, rows)

    def _tell_size(self, cols: int, rows: int) -> None:
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def read(self, seconds: float) -> int:
        """Wait at most `seconds` for something to arrive; returns how many bytes came."""
        if self.ended or not select.select([self._fd], [], [], seconds)[0]:
            return 0
        try:
            arrived = os.read(self._fd, 65536)
        except OSError:  # Linux says EIO when the other end has gone
            arrived = b""
        self.ended = not arrived
        self.written += len(arrived)
        self._unread += arrived
        self._answer(arrived)
        return len(arrived)

    def _answer(self, arrived: bytes) -> None:
        if b"\x1b[6n" in arrived:
            self.send(b"\x1b[1;1R")
        if b"\x1b[c" in arrived:
            self.send(b"\x1b[?62;22c")
        if b"\x1b[?2026$p" in arrived:
            self.send(b"\x1b[?2026;2$y")

    def send(self, typed: bytes) -> None:
        os.write(self._fd, typed)

    def press(self, typed: bytes, quiet: float = 0.1, limit: float = 5.0) -> Paint:
        """Type, wait for the answer to begin, and read until nothing has come for `quiet` seconds."""
        sent, before = time.perf_counter(), self.written
        self.send(typed)
        while self.written == before and time.perf_counter() - sent < limit and not self.ended:
            self.read(limit)
        last = self._quieten(quiet)
        return Paint(self.written - before, last - sent)

    def settle(self, quiet: float = 0.3) -> int:
        """Read until nothing has come for `quiet` seconds; returns how many bytes came."""
        before = self.written
        self._quieten(quiet)
        return self.written - before

    def _quieten(self, quiet: float) -> float:
        """The time of the last byte before `quiet` seconds without one."""
        last = time.perf_counter()
        while self.read(quiet):
            last = time.perf_counter()
        return last

    def until(self, holds: Callable[[str], bool], timeout: float = 20.0) -> float | None:
        """Seconds since the start at which `holds(text)` first held, or None."""
        end = time.perf_counter() + timeout
        while not holds(self.text()):
            if time.perf_counter() > end or self.ended:
                return None
            self.read(0.05)
        return time.perf_counter() - self.started

    def text(self) -> str:
        """The screen as lines; the empty half of a double-width character is left out."""
        self._feed()
        rows = (self.screen.buffer[y] for y in range(self.screen.lines))
        return "\n".join("".join(row[x].data for x in range(self.screen.columns)).rstrip() for row in rows)

    def line(self, y: int, left: int = 0) -> str:
        """One line of the screen from this cell on, which is sooner read than all of it."""
        self._feed()
        return "".join(self.screen.buffer[y][x].data for x in range(left, self.screen.columns))

    def _feed(self) -> None:
        if self._unread:
            self._stream.feed(PRIVATE.sub(b"", bytes(self._unread)))
            self._unread.clear()

    def close(self) -> None:
        """Kill the program if it is still there, and collect it."""
        if os.waitpid(self._pid, os.WNOHANG) == (0, 0):
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._fd)


def _become(argv: list[str], cols: int, rows: int, env: Mapping[str, str]) -> None:
    for name in UNSET:
        os.environ.pop(name, None)
    os.environ.update({"TERM": "xterm-256color", **env})
    # The size is set by the child too: it may ask before the parent has come round to it.
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
    try:
        # Not execvp: readline, where a test runner loads it, sets LINES and COLUMNS behind Python's back.
        os.execvpe(argv[0], argv, os.environ)
    except OSError as error:
        os.write(2, f"{argv[0]}: {error}\n".encode())
        os._exit(127)
