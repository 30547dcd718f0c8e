"""Boards as processes that can be killed: the shipped program in a terminal, and a finger on `+`.

1. Only what the screen shows counts: `best` is the highest number that ever stood in its row as saved.
2. A life ends with kill -9 at any moment, the terminal with it; the next one begins on the same files at once.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from bench.terminal import Terminal
from tests.chaos.field import AT_FIRST

POSTCMD: Final = [str(Path(sys.executable).with_name("postcmd"))]
ROW: Final = re.compile(r"([·●✓!]?) (\S+街道|\S+乡|密云区) +(\S+) +(\d\d-\d\d) +(\d+) +(\d+) ")
PATIENCE: Final = 5.0
"""Seconds that a key may take to show: a board that starts has other things to do."""


class Row(NamedTuple):
    """A quota as a screen shows it."""

    glyph: str
    place: str
    unit: str
    day: str
    min: int
    max: int


class Screen:
    """The board of one row, and a thread that presses `+` on it."""

    def __init__(self, place: str, env: Mapping[str, str]) -> None:
        self.place = place
        self.best = AT_FIRST
        self.pressed = 0
        self.lives = 0
        self._env = dict(env)
        self._terminal: Terminal | None = None
        self._finger: threading.Thread | None = None
        self._resting = threading.Event()
        self._shows_all_days = False

    def start(self) -> None:
        self.lives += 1
        self._resting.clear()
        self._shows_all_days = False
        # Each life begins in the same place: the keys below are typed blindly.
        for place in Path(self._env["XDG_STATE_HOME"]).rglob("place.json"):
            place.unlink()
        self._terminal = Terminal(POSTCMD, cols=140, rows=110, env=self._env)
        self._finger = threading.Thread(target=self._work, args=(self._terminal,), name=self.place, daemon=True)
        self._finger.start()

    def kill(self) -> None:
        """kill -9, the terminal with it."""
        terminal = self._at_work()
        os.kill(terminal.pid, signal.SIGKILL)
        self._lift_finger()
        terminal.close()
        self._terminal = None

    def rest(self) -> None:
        """No more keys; what waits is tried at once, and every row is in sight."""
        self._lift_finger()
        terminal = self._at_work()
        if not self._shows_all_days:
            terminal.until(lambda text: "Quotas" in text)
            terminal.send(b"a")
        terminal.send(b"\x12\x1b")

    def leave(self) -> None:
        terminal = self._at_work()
        terminal.send(b"q")
        terminal.until(lambda _: terminal.ended)
        terminal.close()
        self._terminal = None

    def end(self) -> None:
        """Make sure that it is over."""
        if self._terminal is not None:
            self.kill()

    def look(self) -> str:
        """What a person reads now."""
        terminal = self._at_work()
        terminal.settle(0.02)
        return terminal.text()

    def _at_work(self) -> Terminal:
        assert self._terminal is not None
        return self._terminal

    def _lift_finger(self) -> None:
        self._resting.set()
        if self._finger is not None:
            self._finger.join()
            self._finger = None

    def _work(self, terminal: Terminal) -> None:
        if self._see(terminal, lambda text: "Quotas" in text):
            self._shows_all_days = True
            self._type(terminal, f"a/{self.place}\r".encode())
        while not self._resting.is_set() and not terminal.ended:
            if self._see(terminal, lambda text: self._row(text) is not None):
                self._press(terminal)

    def _press(self, terminal: Terminal) -> None:
        before = self._row(terminal.text())
        self.pressed += 1
        self._type(terminal, b"+")
        self._see(terminal, lambda text: before is None or self._is_saved(self._row(text), before.max))

    def _is_saved(self, row: Row | None, before: int) -> bool:
        return row is not None and row.max > before and row.glyph != "·"

    def _see(self, terminal: Terminal, holds: Callable[[str], bool]) -> bool:
        """Read until it holds, it is enough, or nobody is there any more."""
        seen = terminal.until(lambda text: self._resting.is_set() or self._note(text) or holds(text), PATIENCE)
        return seen is not None and not self._resting.is_set()

    def _note(self, text: str) -> bool:
        row = self._row(text)
        if row is not None and row.glyph not in ("·", "!"):
            self.best = max(self.best, row.max)
        return False

    def _row(self, text: str) -> Row | None:
        """Our row, once it is the only one: then the cursor stands on it."""
        seen = rows(text)
        return seen[0] if len(seen) == 1 and seen[0].place == self.place else None

    def _type(self, terminal: Terminal, keys: bytes) -> None:
        if not terminal.ended:
            terminal.send(keys)


def rows(text: str) -> list[Row]:
    """The quotas on a screen."""
    return [
        Row(glyph, place, unit, day, int(least), int(most))
        for glyph, place, unit, day, least, most in ROW.findall(text)
    ]
