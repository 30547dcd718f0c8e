"""`postcmd demo` on a real terminal: the call arrives while one looks, and leaving takes everything along."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import pexpect
import pyte
import pytest

from tests.demo.people import LONG, gone_within, started_by

COLUMNS, LINES = 120, 36


class Terminal:
    """A board in a pseudo-terminal, and what a person would see of it."""

    def __init__(self, running: pexpect.spawn[Any]) -> None:
        self.running = running
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self.sent = b""

    @property
    def children(self) -> list[int]:
        assert self.running.pid is not None
        return started_by(self.running.pid)

    @property
    def text(self) -> str:
        # A wide character takes two cells, the second of them empty.
        return "\n".join(self._screen.display)

    def until(self, seen: Callable[[str], bool]) -> None:
        """Read what is painted until that stands on the screen."""
        deadline = monotonic() + 2 * LONG
        while not seen(self.text):
            assert monotonic() < deadline, self.text
            try:
                read = self.running.read_nonblocking(65536, timeout=1)
                self.sent += read
                self._stream.feed(read)
            except pexpect.TIMEOUT:
                continue

    def press(self, key: str) -> None:
        self.running.send(key)

    def left(self) -> int | None:
        """The exit code once it has ended."""
        self.running.expect(pexpect.EOF, timeout=LONG)
        self.running.wait()
        return self.running.exitstatus


@contextmanager
def demo(*options: str) -> Iterator[Terminal]:
    running = pexpect.spawn(
        sys.executable, ["-m", "tui", "demo", *options], dimensions=(LINES, COLUMNS), env=None, timeout=LONG
    )
    try:
        yield Terminal(running)
    finally:
        running.close(force=True)


@pytest.fixture(autouse=True)
def a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")


def has_the_call(text: str) -> bool:
    return "孙河乡" in text


def test_the_call_arrives_and_quitting_takes_everything_along(own_home: Path) -> None:
    with demo() as terminal:
        terminal.until(lambda text: "DEMO" in text and "online" in text)
        terminal.until(has_the_call)
        children = terminal.children
        assert len(children) == 2
        terminal.press("q")
        assert terminal.left() == 0
        assert all(gone_within(child, 0) for child in children)
    assert not any((own_home / part).exists() for part in (".local/state/postcmd", ".config/postcmd"))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP])
def test_a_board_that_was_killed_leaves_nothing_running(number: signal.Signals) -> None:
    with demo() as terminal:
        terminal.until(has_the_call)
        children = terminal.children
        terminal.running.kill(number)
        assert all(gone_within(child, 5) for child in children)


def test_another_coordinator_sees_their_own_district_over_a_slow_link_too() -> None:
    with demo("--as", "miyun", "--from", "11-23 15:45", "--lang", "zh_CN", "--slow-link", "--ascii") as terminal:
        terminal.until(lambda text: "鼓楼" in text)
        assert "孙河" not in terminal.text
        assert b"38;5;" not in terminal.sent
        assert b"38;2;" not in terminal.sent
        terminal.press("q")
        assert terminal.left() == 0
